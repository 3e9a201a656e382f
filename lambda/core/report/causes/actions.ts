import { counted, said } from '../../text.ts';
import type { FailureLine, SkippedLine } from '../lines.ts';
import type { RegionReport } from '../region.ts';
import { joined, someVolumes } from '../titles.ts';
import { type Cause, type CauseLine, linesOf, manyFirst, noneSince, sumOf } from './cause.ts';

/** AWS refused to create snapshots. */
export const notCreated: Cause = {
  level: 'FAILURE',
  count: (regions) => sumOf(regions, ({ totals }) => totals.notCreated),
  headline: (having) =>
    `${counted(
      sumOf(having, ({ totals }) => totals.notCreated),
      'snapshot',
    )} could not be created`,
  subject: (having) => `${counted(notCreated.count(having), 'snapshot')} not created`,
  lines: (having, { at, ...days }) =>
    failureLines(having, 'create', (ones, region) => {
      const what = `${at(region)}${someVolumes(ones, region)} got no snapshot`;
      return `${what}: ${answerOf(ones)}; ${noneSince(ones, days)}; the next run tries again`;
    }),
};

/** AWS refused to delete snapshots. */
export const notDeleted: Cause = {
  level: 'FAILURE',
  count: (regions) => sumOf(regions, ({ totals }) => totals.failures - totals.notCreated),
  headline: (having) =>
    `${counted(
      sumOf(having, ({ totals }) => totals.failures - totals.notCreated),
      'snapshot',
    )} could not be deleted`,
  subject: (having) => `${counted(notDeleted.count(having), 'snapshot')} not deleted`,
  lines: (having, { at }) =>
    failureLines(having, 'delete', (ones, region) => {
      return `${at(region)}${notDeletedText(ones, region)}: ${answerOf(ones)}; the next run tries again`;
    }),
};

/** One code in one region is one line, with what AWS said first. */
function failureLines(
  regions: readonly RegionReport[],
  kind: FailureLine['kind'],
  text: Parameters<typeof linesOf<FailureLine>>[3],
): CauseLine[] {
  return manyFirst(
    linesOf(
      regions,
      ({ failures }) => failures.filter((one) => one.kind === kind),
      ({ code }) => code,
      text,
    ),
  );
}

/** What AWS said, of the first where it said several things. */
function answerOf(ones: readonly [FailureLine, ...FailureLine[]]): string {
  const [{ code, message }] = ones;
  const isFirst = ones.some((one) => one.message !== message);
  return `${code}: ${said(message)}${isFirst ? ' (and others)' : ''}`;
}

/** There was no time for them, or something else came first. */
export const skipped: Cause = {
  level: 'WARNING',
  count: (regions) => sumOf(regions, ({ totals }) => totals.skipped),
  headline: (having) =>
    `${counted(
      sumOf(having, ({ totals }) => totals.skipped),
      'action',
    )} left for the next run`,
  subject: (having) => `${skipped.count(having)} left for the next run`,
  lines: (having, { at }) =>
    manyFirst(
      linesOf(
        having,
        (region) => region.skipped,
        ({ snapshotId, because }) => JSON.stringify([snapshotId === undefined, because]),
        (ones, region) => `${at(region)}${skippedText(ones, region)}`,
      ),
    ),
};

function skippedText(ones: readonly [SkippedLine, ...SkippedLine[]], region: RegionReport): string {
  const [{ because, snapshotId }] = ones;
  return snapshotId === undefined
    ? `${someVolumes(ones, region)} left for the next run: ${because}`
    : `${notDeletedText(ones, region)}: ${because}`;
}

/** Each snapshot is named, because a person has to find it. */
function notDeletedText(
  ones: readonly { readonly snapshotId?: string | undefined; readonly volumeId: string }[],
  region: RegionReport,
): string {
  const ids = ones.flatMap(({ snapshotId }) => snapshotId ?? []);
  return `${joined(ids, MOST_IDS)} of ${someVolumes(ones, region)} not deleted`;
}

const MOST_IDS = 5;
