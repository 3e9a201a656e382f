import stringWidth from 'string-width';
import { before, dayNumber, iso } from '../core/calendar.ts';
import { coverageCsv } from '../core/coverage/csv.ts';
import { type Coverage, cutTo, mergedCoverage } from '../core/coverage/merged.ts';
import { coveragePage } from '../core/coverage/page/page.ts';
import { parseAge } from '../core/grammar/retention.ts';
import { coverageText } from '../core/list/coverageText.ts';
import { TOGETHER } from '../settings/mistake.ts';
import { table } from '../settings/table.ts';
import { version } from '../version.ts';
import { type Answer, type CommandContext, CommandError, type ExitStatus } from './command.ts';
import { type Covering, coveringOf, placeOfReading, unreadText } from './covering.ts';

export interface CoverageFlags {
  /** How far back the ledger tells. */
  readonly since?: string | undefined;
  /** Also the volumes that are inside their objective, or have none. */
  readonly all?: true;
  readonly csv?: true;
  readonly json?: true;
}

/**
 * Says of every volume of the regions and accounts what protects it, whoever made the snapshots, and how it was.
 *
 * Status 1 where no region could be read; 3 where one could not, where a volume is outside its objective now, or where
 * a tag cannot be read. What was in the past does not change it.
 */
export async function coverageCommand(
  flags: CoverageFlags,
  width: number,
  context: CommandContext,
): Promise<Answer> {
  const { settings, clock, onNote } = context;
  if (flags.csv && flags.json) throw oneForm();
  const now = clock.now();
  const days = daysSince(flags.since ?? '30d', now, context);
  const covering = await coveringOf(days, now, context);
  const { account, regions } = covering;
  const read = regions.flatMap((one) => (one.status === 'read' ? one : []));
  const coverage = mergedCoverage(read.map((one) => one.coverage));
  const unread = unreadText(covering);
  const { prefix, zone } = settings;
  const writing = { zone, now, width, widthOf: stringWidth, options: optionsFor(prefix) };
  if (flags.csv) for (const line of unread) onNote?.(line);
  return {
    document: {
      kind: 'coverage',
      tool: 'aws-snapper',
      version,
      now: iso(now),
      timeZone: zone.name,
      prefix,
      account,
      days,
      ...coverage,
      regions: regions.map(placeOfReading),
    },
    text: coverageText(coverage, flags.all ? 'all' : 'in danger', writing, unread),
    page: () =>
      coveragePage({
        coverage: cutTo(MOST_ON_A_PAGE, coverage),
        now,
        zone,
        of: 'all producers',
        tags: new Map(read.flatMap(({ tags }) => [...tags])),
        places: read.map((one) => one.coverage),
        unread,
      }),
    csv: () =>
      coverageCsv({ volumes: coverage.volumes.map((one) => ({ ...one, account: one.account ?? account })) }),
    status: statusOf(covering, coverage),
  };
}

function oneForm(): CommandError {
  const message = '--csv and --json cannot be given together; leave one of them out; nothing was read';
  return new CommandError({ code: TOGETHER, key: '--csv' }, message);
}

/** A browser shows as many within three seconds. */
const MOST_ON_A_PAGE = 2000;

const MOST_DAYS = 366;

/** How many days of the calendar. @throws CommandError for what is no age, or is less than a day. */
function daysSince(text: string, now: Date, { settings: { zone } }: CommandContext): number {
  const age = parseAge(text);
  const days =
    age.ok && age.value.unit !== 'hours'
      ? dayNumber(now, zone) - dayNumber(before(now, age.value, zone), zone)
      : 0;
  if (days >= 1 && days <= MOST_DAYS) return days;
  const must = `be days, weeks or months, from 1d to ${MOST_DAYS}d`;
  throw new CommandError({ code: 'wrong-value', key: '--since', found: text, must, like: '30d' });
}

function optionsFor(prefix: string): readonly string[] {
  return prefix === table.tag_prefix.fallback ? [] : [`--prefix ${prefix}`];
}

function statusOf({ regions }: Covering, { sums, volumes }: Coverage): ExitStatus {
  const read = regions.filter(({ status }) => status === 'read');
  if (read.length === 0) return 1;
  const isWell = sums.volumes.outside === 0 && volumes.every(({ problems }) => problems.length === 0);
  return isWell && read.length === regions.length ? 0 : 3;
}
