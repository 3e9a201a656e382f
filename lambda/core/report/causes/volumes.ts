import { commandText } from '../../grammar/commandText.ts';
import { counted, inQuotes } from '../../text.ts';
import type { ExceptionKind, ExceptionLine } from '../exceptions.ts';
import { grouped } from '../../grouped.ts';
import { LONGEST_CAUSE } from '../failedBecause.ts';
import type { RegionReport } from '../region.ts';
import { someVolumes } from '../titles.ts';
import { type Cause, type CauseLine, dayWords, linesOf, manyFirst, noneSince, sumOf } from './cause.ts';

/** Managed volumes that have nothing to restore from. */
export const bare: Cause = {
  level: 'FAILURE',
  count: (regions) => sumOf(regions, ({ condition }) => condition.bare),
  headline: (having) => {
    const count = sumOf(having, ({ condition }) => condition.bare);
    return `${counted(count, 'volume has', 'volumes have')} nothing to restore from`;
  },
  subject: (having) => `${counted(bare.count(having), 'volume')} without a snapshot`,
  lines: (having, { at, prefix }) =>
    linesOf(
      having,
      (region) => region.bare,
      () => 'all',
      (ones, region) =>
        `${at(region)}${someVolumes(ones, region)}: no snapshot that restores, and none in progress; to take one now: ${commandText(['take', ones[0].volumeId], { region: region.region, prefix })}`,
    ),
};

/** AWS began a snapshot and could not finish it. */
export const failed: Cause = {
  level: 'WARNING',
  count: (regions) =>
    sumOf(regions, ({ totals }) => totals.exceptions - totals.waiting - totals.missed - totals.slow),
  headline: (having) => {
    const most = mostFrequent(having);
    if (most !== undefined)
      return `AWS failed snapshots of ${counted(most.volumes, 'volume')}: ${inQuotes(most.message, LONGEST_CAUSE)}`;
    return `AWS failed ${counted(failed.count(having), 'snapshot')}`;
  },
  subject: (having) => `${counted(failed.count(having), 'snapshot')} failed`,
  lines: (having, { at, ...days }) =>
    exceptionLines(
      having,
      'failed',
      ({ message }) => message ?? '',
      (ones, region) => {
        const [{ message, snapshotId }] = ones;
        const why = message === undefined ? 'AWS does not say why' : inQuotes(message, LONGEST_CAUSE);
        const which = ones.length === 1 ? `snapshot ${snapshotId}` : counted(ones.length, 'snapshot');
        return `${at(region)}${which} of ${someVolumes(ones, region)} failed in AWS: ${why}; ${noneSince(ones, days)}; correct that, and the next run tries again`;
      },
    ),
};

/** What AWS says of the failed snapshots of most volumes. */
function mostFrequent(regions: readonly RegionReport[]): { message: string; volumes: number } | undefined {
  const causes = grouped(
    regions.flatMap(({ failedBecause }) => failedBecause.slice(0, 1)),
    ({ message }) => message,
  );
  return [...causes]
    .map(([message, all]) => ({ message, volumes: all.reduce((sum, { volumes }) => sum + volumes, 0) }))
    .toSorted((a, b) => b.volumes - a.volumes)[0];
}

/** No run took them when their time had come. */
export const missed: Cause = {
  level: 'WARNING',
  count: (regions) => sumOf(regions, ({ totals }) => totals.missed),
  headline: (having) => `${counted(missed.count(having), 'volume')} missed a snapshot before this run`,
  subject: (having) => `${missed.count(having)} missed a snapshot`,
  lines: (having, { at, ...days }) =>
    exceptionLines(
      having,
      'missed',
      ({ because, lastSnapshot }) => `${because} ${lastSnapshot && dayWords(lastSnapshot, days)}`,
      (ones, region) =>
        `${at(region)}${someVolumes(ones, region)} ${ones[0].because}, ${noneSince(ones, days)}; check that a run comes for each slot`,
    ),
};

/** Due, and not taken. */
export const waiting: Cause = {
  level: 'WARNING',
  count: (regions) => sumOf(regions, ({ totals }) => totals.waiting),
  headline: (having) => `${counted(waiting.count(having), 'volume')} due and not taken`,
  subject: (having) => `${waiting.count(having)} not taken`,
  lines: (having, { at, ...days }) =>
    exceptionLines(
      having,
      'waiting',
      ({ because }) => because,
      (ones, region) =>
        `${at(region)}${someVolumes(ones, region)}: ${ones[0].because}, ${noneSince(ones, days)}; a later run takes ${ones.length === 1 ? 'it' : 'them'}`,
    ),
};

/** In progress for a day or longer. */
export const slow: Cause = {
  level: 'WARNING',
  count: (regions) => sumOf(regions, ({ totals }) => totals.slow),
  headline: (having) => `${counted(slow.count(having), 'snapshot')} pending for more than a day`,
  subject: (having) => `${slow.count(having)} pending for long`,
  lines: (having, { at }) =>
    exceptionLines(
      having,
      'slow',
      () => 'all',
      (ones, region) =>
        ones.length === 1
          ? `${at(region)}${someVolumes(ones, region)}: ${ones[0].because}; look at it in EC2, or ask AWS`
          : `${at(region)}${ones.length} snapshots of ${someVolumes(ones, region)} have been pending for more than a day; look at them in EC2, or ask AWS`,
    ),
};

function exceptionLines(
  regions: readonly RegionReport[],
  kind: ExceptionKind,
  keyOf: (entry: ExceptionLine) => string,
  text: Parameters<typeof linesOf<ExceptionLine>>[3],
): CauseLine[] {
  return manyFirst(
    linesOf(regions, ({ exceptions }) => exceptions.filter((one) => one.kind === kind), keyOf, text),
  );
}

/** Something asks for snapshots of them, and this run left them alone. */
export const passedOver: Cause = {
  level: 'WARNING',
  count: (regions) => sumOf(regions, ({ totals }) => totals.passedOver),
  headline: (having) => `${counted(passedOver.count(having), 'volume')} passed over`,
  subject: (having) => `${passedOver.count(having)} passed over`,
  lines: (having, { at }) =>
    manyFirst(
      linesOf(
        having,
        (region) => region.passedOver,
        ({ because }) => because,
        (ones, region) =>
          `${at(region)}${someVolumes(ones, region)} passed over: ${ones[0].because}; the next run looks again`,
      ),
    ),
};
