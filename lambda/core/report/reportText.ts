import { foremost, longestThatFits } from './fit.ts';
import { counted, placeOf, told, visible } from '../text.ts';
import { isRead, isTroubled, MOST_REGIONS, type RegionReport } from './region.ts';
import { type Limit, regionText, troubleText } from './regionText.ts';
import type { Report } from './report.ts';
import { plain, type ReportParts, textOf, type ToldLine } from './told.ts';

/** SNS takes 256 KiB of UTF-8. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const LARGEST_MESSAGE = 262_144;

/** SNS takes less than 100 characters. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const LONGEST_SUBJECT = 99;

/** The subject of the report: printable ASCII without a link, at most 99 characters, the level and the job in it. */
export function reportSubject({ headline, jobName, dryRun }: Report): string {
  const subject = `AWS Snapshot Report ${dryRun ? 'PLAN ' : ''}${headline.level} - ${jobName}`;
  return subject
    .replaceAll(/[^\x20-\x7e]|(?<=:)\/(?=\/)/gu, '?')
    .slice(0, LONGEST_SUBJECT)
    .trimEnd();
}

/**
 * The report as a person reads it: the headline first, then what needs a person, then each region.
 *
 * At most `bytes` of UTF-8: all lists are shown up to the same length, and the other entries are counted. Where
 * not even the names and counts of all regions fit, those that need a person are shown, and the others are counted.
 */
export function reportText(report: Report, bytes = LARGEST_MESSAGE): string {
  const { headline, trouble, rest } = reportParts(report, bytes);
  const text = textOf([headline, BLANK, ...trouble, ...(trouble.length > 0 ? [BLANK] : []), ...rest]);
  return cutToBytes(`${text}\n`, bytes);
}

const BLANK = plain('');

/** The same as lines, each with what it is: for a terminal, which colours them and puts the headline last. */
export function reportParts(report: Report, bytes = LARGEST_MESSAGE): ReportParts {
  const shown = shownRegions(report, bytes);
  return longestThatFits(
    shown,
    (most) => partsOf(report, shown, most),
    (version) => bytesIn(version) <= bytes,
  );
}

function bytesIn({ headline, trouble, rest }: ReportParts): number {
  const gaps = trouble.length > 0 ? 3 : 2;
  return bytesOf([headline, ...trouble, ...rest]) + gaps;
}

/** With the line break after each. */
function bytesOf(lines: readonly ToldLine[]): number {
  return new TextEncoder().encode(textOf(lines)).length;
}

function shownRegions(report: Report, bytes: number): readonly RegionReport[] {
  const { regions } = report;
  if (regions.length <= MOST_REGIONS || bytesIn(partsOf(report, regions, 0)) <= bytes) return regions;
  const without = bytesIn(partsOf(report, [], 0));
  const limit = limitOf(report, 1);
  return foremost(regions, (region) => bytesOf(linesOf(region, limit)) + 1, bytes - without);
}

function linesOf(region: RegionReport, limit: Limit): ToldLine[] {
  return [...troubleText(region, limit), ...doneText(region, limit)];
}

function doneText(region: RegionReport, limit: Limit): ToldLine[] {
  return isRead(region) ? [BLANK, ...regionText(region, limit)] : [];
}

function limitOf({ whole }: Report, most: number): Limit {
  return { most, elsewhere: `see ${whole ?? "the function's return value or --json"}` };
}

/** Never ends in half a character. */
function cutToBytes(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}

function partsOf(report: Report, shown: readonly RegionReport[], most: number): ReportParts {
  const left = report.regions.length - shown.length + (report.omittedRegions ?? 0);
  const limit = limitOf(report, most);
  return {
    headline: { kind: report.headline.level, text: visible(report.headline.line) },
    trouble: troubleLines(report, shown, limit),
    rest: [
      ...jobLines(report).map(plain),
      ...shown.flatMap((region) => doneText(region, limit)),
      ...(left === 0 ? [] : [BLANK, plain(`… and ${counted(left, 'more region')}, ${limit.elsewhere}`)]),
    ],
  };
}

/** The headline, what needs a person, hints and notes, without what was done. */
export function headText(report: Report): string {
  const { headline, trouble, rest } = headParts(report);
  const parts = [[headline], trouble, rest].filter((part) => part.length > 0);
  return parts.map((part) => textOf(part)).join('\n\n');
}

/** The same as lines, with hints and notes as the rest. */
export function headParts(report: Report): ReportParts {
  const { headline, trouble } = partsOf(report, report.regions, Number.POSITIVE_INFINITY);
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

function troubleLines({ regions }: Report, shown: readonly RegionReport[], limit: Limit): ToldLine[] {
  const left = regions.filter(isTroubled).length - shown.filter(isTroubled).length;
  const more = counted(left, 'more region that needs a person', 'more regions that need a person');
  const lines = [
    ...shown.flatMap((region) => troubleText(region, limit)),
    ...(left === 0 ? [] : [plain(`  … and ${more}, ${limit.elsewhere}`)]),
  ];
  return lines.length === 0 ? [] : [{ kind: 'heading', text: 'WHAT NEEDS A PERSON' }, ...lines];
}

function jobLines(report: Report): string[] {
  const { jobName, prefix, version, now, followUp, started, finished, headline } = report;
  const role = followUp === undefined ? '' : `, ${followUp} after it as its follow-up`;
  return [
    `Job ${told(jobName)}, prefix ${prefix}, account ${accountsText(report)}, aws-snapper ${version}`,
    `Decided for ${now}${role}, started ${started}, finished ${finished}`,
    `In all: ${counted(headline.instancesManaged, 'instance')} and ${counted(headline.volumesManaged, 'volume')} managed, ${headline.created} created, ${headline.deleted} deleted`,
    ...noteLines(report),
  ];
}

/** The account of the credentials, and the number of all accounts where the run works in several. */
function accountsText({ account = 'unknown', regions }: Report): string {
  const accounts = new Set(regions.flatMap((region) => region.account ?? []));
  return accounts.size === 0 ? account : `${account}, accounts ${accounts.size}`;
}
