import { awayText, clockText } from '../calendar.ts';
import { grouped } from '../grouped.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { counted, said } from '../text.ts';
import { columnsFor } from './columns.ts';
import { commandLines, type Room, wrapped } from './lines.ts';
import type { ListedRegion, ListedVolume, Uncovered } from './listed.ts';
import { type Table, tableOf } from './table.ts';

/** How and when an answer is written. */
export interface Writing extends Pick<PlanSettings, 'zone'>, Room {
  readonly now: Date;
  /** Options that every command line of this person needs, like `--prefix nightly`. */
  readonly options: readonly string[];
}

/** The answer of `list`: for each region a table and what no tag covers, and at the end what it all comes to. */
export function listText(regions: readonly ListedRegion[], given: Writing): string {
  const writing = { ...given, width: Math.max(LEAST_WIDTH, given.width) };
  const volumes = regions.flatMap((one) => (one.status === 'read' ? one.volumes : []));
  const table = tableOf(volumes, ...columnsFor(volumes, writing), writing);
  const rows: Rows = {
    title: table.title,
    lines: new Map(volumes.map((volume, index) => [volume, table.lines[index] ?? ''])),
  };
  const empty = regions.filter(isEmpty).map(({ region }) => region);
  return [
    ...regions
      .filter((one) => !isEmpty(one))
      .flatMap((one) => regionParagraphs(one, rows, writing, regions.length)),
    ...(empty.length === 0 ? [] : [wrapped(`No volumes in ${empty.join(', ')}.`, writing)]),
    [
      ...wrongTagLines(regions, writing),
      ...wrapped(sumOf(regions, volumes), writing),
      ...wrapped(times(volumes, writing), writing),
    ],
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** Nothing can be read in fewer columns. */
const LEAST_WIDTH = 40;

interface Rows extends Pick<Table, 'title'> {
  readonly lines: ReadonlyMap<ListedVolume, string>;
}

/** An account has thirty regions, and most of them have nothing. */
function isEmpty(one: ListedRegion): boolean {
  return one.status === 'read' && one.volumes.length + one.uncovered.volumes + one.notes.length === 0;
}

/** Regions that are several are named above their tables. */
function regionParagraphs(
  one: ListedRegion,
  { title, lines }: Rows,
  writing: Writing,
  regions: number,
): string[][] {
  const { region } = one;
  if (one.status === 'unreachable')
    return [wrapped(`${region} could not be read: ${said(one.error)}`, writing)];
  const { volumes, uncovered, notes } = one;
  const table =
    volumes.length === 0
      ? wrapped(`No volume in ${region} has a tag that asks for snapshots.`, writing)
      : [...(regions > 1 ? [region] : []), title, ...volumes.map((volume) => lines.get(volume) ?? '')];
  const others = [
    ...uncoveredLines(uncovered, region, writing),
    ...notes.flatMap((note) => wrapped(`Note: ${said(note)}`, writing)),
  ];
  return others.length === 0 ? [table] : [table, others];
}

function uncoveredLines(
  { volumes, sizeGiB, volumeIds, withSnapshots }: Uncovered,
  region: string,
  writing: Writing,
): string[] {
  const [first] = volumeIds;
  if (first === undefined) return [];
  const more = volumes - volumeIds.length;
  const ids = `${volumeIds.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const had = withSnapshots === 0 ? '' : ` Own snapshots exist of ${withSnapshots} of them.`;
  // Those without own snapshots come first. Where a volume lost its tags, an example could keep fewer.
  const isLost = withSnapshots === volumes;
  const advice = isLost ? 'To see what there is before you schedule one as it was:' : 'To schedule one:';
  const text = `${counted(volumes, 'volume')}, ${sizeGiB} GiB, ${volumes === 1 ? 'has' : 'have'} no tag and no default policy: ${ids}.${had} ${advice}`;
  const words = isLost ? ['show', first] : ['enable', first, '--every 1', '--retain 7'];
  const all = ['aws-snapper', ...words, `--region ${region}`, ...writing.options];
  return [...wrapped(text, writing), ...commandLines(all, writing)];
}

function wrongTagLines(regions: readonly ListedRegion[], writing: Writing): string[] {
  const wrong = regions.flatMap((one) =>
    one.status === 'read'
      ? one.volumes
          .filter(({ problems }) => problems.length > 0)
          .map(({ volumeId }) => ({ volumeId, region: one.region }))
      : [],
  );
  const [first] = wrong;
  if (first === undefined) return [];
  const text = `${counted(wrong.length, 'volume has', 'volumes have')} a wrong tag, so nothing is deleted there. To see what is wrong, and what to write:`;
  const words = ['aws-snapper', 'show', first.volumeId, `--region ${first.region}`];
  return [...wrapped(text, writing), ...commandLines([...words, ...writing.options], writing)];
}

/** `2 regions, 1 of them could not be read: 20 volumes scheduled, 1 paused, 3 with a wrong tag.` */
function sumOf(regions: readonly ListedRegion[], volumes: readonly ListedVolume[]): string {
  const unread = regions.filter(({ status }) => status === 'unreachable').length;
  const wrong = volumes.filter(({ problems }) => problems.length > 0).length;
  const well = grouped(
    volumes.filter(({ problems }) => problems.length === 0),
    ({ status }) => status,
  );
  const scheduled = well.get('scheduled')?.length ?? 0;
  const others = [...well]
    .filter(([status]) => status !== 'scheduled')
    .map(([status, { length }]) => `${length} ${status}`);
  const where = regions.length === 1 ? (regions[0]?.region ?? '') : counted(regions.length, 'region');
  return [
    `${where}${unread === 0 ? '' : `, ${unread} of them could not be read`}: ${counted(scheduled, 'volume')} scheduled`,
    ...others,
    ...(wrong === 0 ? [] : [`${wrong} with a wrong tag`]),
  ]
    .join(', ')
    .concat('.');
}

/** What comes next, and the zone of all times above. */
function times(volumes: readonly ListedVolume[], { zone, now }: Writing): string {
  const owed = volumes.flatMap(({ next }) => next ?? []);
  const due = owed.filter(({ isDue }) => isDue).length;
  const [coming] = owed.flatMap(({ isDue, at }) => (isDue ? [] : at)).toSorted();
  const next = coming === undefined ? undefined : new Date(coming);
  return [
    ...(due === 0 ? [] : [`Due now: ${counted(due, 'volume')}.`]),
    ...(next === undefined ? [] : [`Next snapshot: ${clockText(next, zone)} (${awayText(next, now)}).`]),
    `Times are in ${zone.name}; it is ${clockText(now, zone)}.`,
  ].join(' ');
}
