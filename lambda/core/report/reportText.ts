import { foremost, longestThatFits } from './fit.ts';
import { counted, placeOf, told, visible } from '../text.ts';
import { isRead, isTroubled, MOST_REGIONS, type RegionReport } from './region.ts';
import { type Limit, regionText, troubleText } from './regionText.ts';
import type { Report } from './report.ts';

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
  const shown = shownRegions(report, bytes);
  const text = longestThatFits(
    shown,
    (most) => render(report, shown, most),
    (version) => bytesOf(version) <= bytes,
  );
  return cutToBytes(text, bytes);
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function shownRegions(report: Report, bytes: number): readonly RegionReport[] {
  const { regions } = report;
  if (regions.length <= MOST_REGIONS || bytesOf(render(report, regions, 0)) <= bytes) return regions;
  const without = bytesOf(render(report, [], 0));
  const limit = limitOf(report, 1);
  return foremost(regions, (region) => bytesOf(`${linesOf(region, limit).join('\n')}\n`), bytes - without);
}

function linesOf(region: RegionReport, limit: Limit): string[] {
  return [...troubleText(region, limit), ...doneText(region, limit)];
}

function doneText(region: RegionReport, limit: Limit): string[] {
  return isRead(region) ? ['', ...regionText(region, limit)] : [];
}

function limitOf({ whole }: Report, most: number): Limit {
  return { most, elsewhere: `see ${whole ?? "the function's return value or --json"}` };
}

/** Never ends in half a character. */
function cutToBytes(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}

function render(report: Report, shown: readonly RegionReport[], most: number): string {
  const left = report.regions.length - shown.length + (report.omittedRegions ?? 0);
  const limit = limitOf(report, most);
  return [
    ...headLines(report, shown, limit),
    ...jobLines(report),
    ...shown.flatMap((region) => doneText(region, limit)),
    ...(left === 0 ? [] : ['', `… and ${counted(left, 'more region')}, ${limit.elsewhere}`]),
    '',
  ].join('\n');
}

/** The headline, what needs a person, hints and notes, without what was done. */
export function headText(report: Report): string {
  const asides = [
    ...noteLines(report),
    ...report.regions.flatMap((region) => [
      ...region.notes.map((note) => `Note: ${placeOf(region)}: ${visible(note)}`),
      ...region.hints.map((hint) => `Hint: ${placeOf(region)}: ${visible(hint)}`),
    ]),
  ];
  return [...headLines(report, report.regions, limitOf(report, Number.POSITIVE_INFINITY)), ...asides]
    .join('\n')
    .trimEnd();
}

function noteLines({ notes, undelivered }: Report): string[] {
  return [...notes, ...(undelivered === undefined ? [] : [undelivered])].map(
    (note) => `Note: ${visible(note)}`,
  );
}

function headLines({ headline, regions }: Report, shown: readonly RegionReport[], limit: Limit): string[] {
  const left = regions.filter(isTroubled).length - shown.filter(isTroubled).length;
  const trouble = [
    ...shown.flatMap((region) => troubleText(region, limit)),
    ...(left === 0
      ? []
      : [
          `  … and ${counted(left, 'more region that needs a person', 'more regions that need a person')}, ${limit.elsewhere}`,
        ]),
  ];
  return [visible(headline.line), '', ...(trouble.length > 0 ? ['WHAT NEEDS A PERSON', ...trouble, ''] : [])];
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
