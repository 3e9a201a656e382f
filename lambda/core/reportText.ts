import { regionText, troubleText } from './regionText.ts';
import type { Report } from './report.ts';
import { counted } from './verdict.ts';
import { visible } from './visible.ts';

/** SNS takes 256 KiB of UTF-8. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const LARGEST_MESSAGE = 262_144;

/** SNS takes less than 100 characters. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const LONGEST_SUBJECT = 99;

/** The subject of the report: printable ASCII, at most 99 characters, the level and the job in it. */
export function reportSubject({ verdict, job, dryRun }: Report): string {
  const subject = `AWS Snapshot Report ${dryRun ? 'PLAN ' : ''}${verdict.level} - ${job}`;
  return subject
    .replaceAll(/[^\x20-\x7e]/gu, '?')
    .slice(0, LONGEST_SUBJECT)
    .trimEnd();
}

/**
 * The report as a person reads it: the verdict first, then what needs a person, then each region.
 *
 * At most `bytes` of UTF-8: each list is shown up to the same length, and what is cut is counted. From short to
 * long, so that ten thousand long lines are not written only to be thrown away.
 */
export function reportText(report: Report, bytes = LARGEST_MESSAGE): string {
  let longest = cutToBytes(render(report, 0), bytes);
  for (const most of LIST_LENGTHS) {
    const text = render(report, most);
    if (new TextEncoder().encode(text).length > bytes) break;
    longest = text;
  }
  return longest;
}

const LIST_LENGTHS = [1, 3, 10, 30, 100, 300, 1000, 3000, Number.POSITIVE_INFINITY];

/** Never ends in half a character. */
function cutToBytes(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}

function render(report: Report, most: number): string {
  return [
    ...headLines(report, most),
    ...jobLines(report),
    ...report.regions
      .filter(({ status }) => status !== 'unreachable')
      .flatMap((region) => ['', ...regionText(region, most)]),
    '',
  ].join('\n');
}

/** The verdict, what needs a person and what is worth knowing, without what was done. */
export function headText(report: Report): string {
  const asides = [
    ...noteLines(report),
    ...report.regions.flatMap(({ region, notes, hints }) => [
      ...notes.map((note) => `Note: ${region}: ${visible(note)}`),
      ...hints.map((hint) => `Hint: ${region}: ${visible(hint)}`),
    ]),
  ];
  return [...headLines(report, Number.POSITIVE_INFINITY), ...asides].join('\n').trimEnd();
}

function noteLines({ notes, undelivered }: Report): string[] {
  return [...notes, ...(undelivered === undefined ? [] : [undelivered])].map(
    (note) => `Note: ${visible(note)}`,
  );
}

function headLines({ verdict, regions }: Report, most: number): string[] {
  const trouble = regions.flatMap((region) => troubleText(region, most));
  return [verdict.line, '', ...(trouble.length > 0 ? ['WHAT NEEDS A PERSON', ...trouble, ''] : [])];
}

function jobLines(report: Report): string[] {
  const { job, prefix, version, account, now, started, finished, verdict } = report;
  return [
    `Job ${visible(job)}, prefix ${prefix}, account ${account ?? 'unknown'}, aws-snapper ${version}`,
    `Decided for ${now}, started ${started}, finished ${finished}`,
    `In all: ${counted(verdict.instancesManaged, 'instance')} and ${counted(verdict.volumesManaged, 'volume')} managed, ${verdict.created} created, ${verdict.deleted} deleted`,
    ...noteLines(report),
  ];
}
