import { CAUSES, causesIn, having } from './causes/causes.ts';
import { isOneReason } from './causes/regions.ts';
import { uncoveredTexts } from './coverageText.ts';
import { foremost, longestList, longestThatFits } from './fit.ts';
import { type Headline, worstFirst } from './headline.ts';
import { counted, placeOf, told, visible } from '../text.ts';
import { isQuiet, isRead, MOST_REGIONS, type RegionReport } from './region.ts';
import { type Limit, regionText } from './regionText.ts';
import type { Report } from './report.ts';
import { countOf } from './sections.ts';
import { somePlaces } from './titles.ts';
import { COLUMNS, plain, type ReportParts, textOf, type ToldLine } from './told.ts';

/** SNS takes 256 KiB of UTF-8. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const LARGEST_MESSAGE = 262_144;

/** SNS takes less than 100 characters. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const LONGEST_SUBJECT = 99;

/**
 * The subject of the report: its level, what is wrong, and the job, in at most 99 characters of printable ASCII
 * without a link. What is wrong is cut first, the most dangerous last; a long name of the job is cut at its end.
 */
export function reportSubject({ headline, jobName, dryRun, regions, idle }: Report): string {
  const start = ascii(`AWS Snapshot Report ${dryRun ? 'PLAN ' : ''}${headline.level}`);
  const end = ascii(` - ${jobName}`);
  const causes =
    idle === undefined ? worstFirst(regions).map((name) => CAUSES[name].subject(having(name, regions))) : [];
  const room = LONGEST_SUBJECT - start.length - end.length;
  return `${start}${asManyAs(room, causes.map(ascii))}${end}`.slice(0, LONGEST_SUBJECT).trimEnd();
}

/** The first causes that have room, and the number of the others; nothing where not even one has. */
function asManyAs(room: number, causes: readonly string[]): string {
  for (let shown = causes.length; shown > 0; shown -= 1) {
    const left = causes.length - shown;
    const text = `: ${causes.slice(0, shown).join(', ')}${left === 0 ? '' : `, ${left} more`}`;
    if (text.length <= room) return text;
  }
  return '';
}

function ascii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]|(?<=:)\/(?=\/)/gu, '?');
}

/**
 * The report as a person reads it: the headline first, then what needs a person, then each region.
 *
 * At most `bytes` of UTF-8: all lists are shown up to the same length, and the other entries are counted. Where
 * not even the names and counts of all regions fit, those that need a person are shown, and the others are counted.
 */
export function reportText(report: Report, bytes = LARGEST_MESSAGE): string {
  const { headline, trouble, rest } = reportParts(report, bytes);
  const text = textOf(
    [headline, BLANK, ...trouble, ...(trouble.length > 0 ? [BLANK] : []), ...rest],
    COLUMNS,
  );
  return cutToBytes(`${text}\n`, bytes);
}

const BLANK = plain('');

/** The same as lines, each with what it is: for a terminal, which colours them and puts the headline last. */
export function reportParts(report: Report, bytes = LARGEST_MESSAGE): ReportParts {
  const headline = { kind: report.headline.level, text: visible(report.headline.line) };
  const free = bytes - bytesOf([headline]) - GAPS;
  const forRegions = Math.min(free / 2, bytesOf(restOf(report, report.regions, FEW)));
  const trouble = troubleThatFits(report, free - forRegions);
  const room = free - bytesOf(trouble);
  const shown = shownRegions(report, room);
  const rest = longestThatFits(
    longestList(shown),
    (most) => restOf(report, shown, most),
    (lines) => bytesOf(lines) <= room,
  );
  return { headline, trouble, rest };
}

/** Each list shows up to this number of entries before the causes get more room, unless that fills half of the report. */
const FEW = 10;

/** Empty lines between the parts. */
const GAPS = 2;

/** With the line break after each. */
function bytesOf(lines: readonly ToldLine[]): number {
  return lines.length === 0 ? 0 : new TextEncoder().encode(textOf(lines, COLUMNS)).length + 1;
}

function troubleThatFits(report: Report, bytes: number): readonly ToldLine[] {
  return longestThatFits(
    report.groups.length,
    (most) => troubleLines(report, most),
    (lines) => bytesOf(lines) <= bytes,
  );
}

function shownRegions(report: Report, bytes: number): readonly RegionReport[] {
  const { regions } = report;
  if (regions.length <= MOST_REGIONS || bytesOf(restOf(report, regions, 0)) <= bytes) return regions;
  const without = bytesOf(restOf(report, [], 0)) + LONGEST_QUIET;
  const limit = limitOf(report, 1);
  return foremost(regions, (region) => bytesOf(doneText(region, limit)), bytes - without);
}

function doneText(region: RegionReport, limit: Limit): ToldLine[] {
  return isRead(region) && !isQuiet(region) ? [BLANK, ...regionText(region, limit)] : [];
}

function limitOf({ whole }: Report, most: number): Limit {
  return { most, elsewhere: `see ${whole ?? "the function's return value or --json"}` };
}

/** Never ends in half a character. */
function cutToBytes(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}

function restOf(report: Report, shown: readonly RegionReport[], most: number): ToldLine[] {
  const left = report.regions.length - shown.length + (report.omittedRegions ?? 0);
  const limit = limitOf(report, most);
  return [
    ...jobLines(report).map(plain),
    ...uncoveredLines(report, limit),
    ...shown.flatMap((region) => doneText(region, limit)),
    ...quietText(shown.filter(isQuiet)),
    ...(left === 0 ? [] : [BLANK, plain(`… and ${counted(left, 'more region')}, ${limit.elsewhere}`)]),
  ];
}

/** One table for all regions. */
function uncoveredLines({ regions }: Report, { most, elsewhere }: Limit): ToldLine[] {
  const count = regions.reduce((sum, { totals }) => sum + countOf(totals, 'uncovered'), 0);
  if (count === 0) return [];
  const shown = uncoveredTexts(regions, most);
  const left = count - shown.length;
  return [
    BLANK,
    { kind: 'heading', text: `Volumes that are not inside an objective: ${count}, the worst first` },
    ...shown.map((text) => plain(`  ${visible(text)}`)),
    ...(left === 0 ? [] : [plain(`  … and ${left} more, ${elsewhere}`)]),
  ];
}

/** Regions in which nothing is managed and nothing is to be said are one line, or `run all` would print thirty. */
function quietText(quiet: readonly RegionReport[]): ToldLine[] {
  if (quiet.length === 0) return [];
  const names = somePlaces(quiet, MOST_REGIONS);
  return [BLANK, plain(`${counted(quiet.length, 'region')} without tagged volumes: ${names}`)];
}

/** Thirty-four regions with their accounts. */
const LONGEST_QUIET = 1_500;

/** The headline, what needs a person, hints and notes, without what was done. */
export function headText(report: Report): string {
  const { headline, trouble, rest } = headParts(report);
  const parts = [[headline], trouble, rest].filter((part) => part.length > 0);
  return parts.map((part) => textOf(part, COLUMNS)).join('\n\n');
}

/** The same as lines. */
export function headParts(report: Report): ReportParts {
  const { headline, trouble } = reportParts(report, Number.POSITIVE_INFINITY);
  const rest = [
    ...noteLines(report),
    ...report.regions.flatMap((region) => [
      ...region.notes.map((note) => `Note: ${placeOf(region)}: ${visible(note)}`),
      ...region.hints.map((hint) => `Hint: ${placeOf(region)}: ${visible(hint)}`),
    ]),
  ].map(plain);
  return { headline, trouble, rest };
}

function noteLines({ notes, undelivered }: Report): string[] {
  return [...notes, ...(undelivered === undefined ? [] : [undelivered])].map(
    (note) => `Note: ${visible(note)}`,
  );
}

/** What needs a person, of each cause as many lines as `most`. What the first line has whole is not repeated. */
function troubleLines(report: Report, most: number): readonly ToldLine[] {
  const { regions, groups } = report;
  if (report.idle !== undefined || isOneReason(regions)) return [];
  const lines = causesIn(regions).flatMap((cause) => {
    const { level, count } = CAUSES[cause];
    const shown = groups.filter((one) => one.cause === cause).slice(0, most);
    const left = count(regions) - shown.reduce((sum, { entries }) => sum + entries, 0);
    const more = `  … and ${left} more (${CAUSES[cause].subject(having(cause, regions))}), ${limitOf(report, most).elsewhere}`;
    return [
      ...shown.map(({ text }) => ({ kind: level, text: `  ${text}` })),
      ...(left > 0 ? [plain(more)] : []),
    ];
  });
  return lines.length === 0 ? [] : [{ kind: 'heading', text: 'WHAT NEEDS A PERSON' }, ...lines];
}

function jobLines(report: Report): string[] {
  const { jobName, prefix, version, now, followUp, started, finished, headline } = report;
  const role = followUp === undefined ? '' : `, ${followUp} after it as its follow-up`;
  return [
    `Job ${told(jobName)}, prefix ${prefix}, account ${accountsText(report)}, aws-snapper ${version}`,
    `Decided for ${now}${role}, started ${started}, finished ${finished}`,
    `In all: ${counted(headline.instancesManaged, 'instance')} and ${counted(headline.volumesManaged, 'volume')} managed, ${headline.created} created, ${headline.deleted} deleted`,
    ...imagesLine(headline.images),
    ...replicasLine(headline.replicas),
    ...(report.coverage === undefined ? [] : [visible(report.coverage.line)]),
    ...noteLines(report),
  ];
}

function imagesLine(images: Headline['images']): string[] {
  if (images === undefined || images.instancesManaged + images.created + images.deleted === 0) return [];
  const { instancesManaged, created, deleted } = images;
  return [`Images: of ${counted(instancesManaged, 'instance')}, ${created} created, ${deleted} deleted`];
}

function replicasLine(replicas: Headline['replicas']): string[] {
  if (replicas === undefined || replicas.volumes + replicas.created + replicas.deleted === 0) return [];
  const { volumes, created, deleted } = replicas;
  return [`Replicas: of ${counted(volumes, 'volume')}, ${created} created, ${deleted} deleted`];
}

/** The account of the credentials, and the number of all accounts where the run works in several. */
function accountsText({ account = 'unknown', regions }: Report): string {
  const accounts = new Set(regions.flatMap((region) => region.account ?? []));
  return accounts.size === 0 ? account : `${account}, accounts ${accounts.size}`;
}
