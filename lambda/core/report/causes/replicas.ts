import { counted, inQuotes, said } from '../../text.ts';
import { LONGEST_CAUSE } from '../failedBecause.ts';
import type {
  ReplicaException,
  ReplicaFailure,
  ReplicaTagTrouble,
  ReplicaTrouble,
  ReplicaTroubleKind,
} from '../replicaLines.ts';
import type { RegionReport } from '../region.ts';
import { joined, someVolumes, titlesIn } from '../titles.ts';
import { type Cause, type Days, dayWords, lastOf, linesOf, manyFirst, sumOf } from './cause.ts';

/** What can be wrong with replicas: copies of snapshots in other regions. */

/** Volumes of which a region keeps copies, and has none that restores. */
export const noReplica: Cause = {
  level: 'FAILURE',
  count: countOf('no replica'),
  headline: (having) => `${counted(noReplica.count(having), 'volume has', 'volumes have')} no replica`,
  subject: (having) => `${counted(noReplica.count(having), 'volume')} without a replica`,
  lines: (having, { at }) =>
    linesOf(
      having,
      entriesOf<ReplicaException>('no replica'),
      ({ because }) => because,
      (ones, region) => `${at(region)}${someVolumes(ones, region)}: ${ones[0].because}`,
    ),
};

/** Tags that ask for copies and cannot be read or followed. */
export const replicaTags: Cause = {
  level: 'FAILURE',
  count: countOf('unreadable tag', 'other tag'),
  headline: (having) => {
    const count = replicaTags.count(having);
    return `${counted(count, 'volume asks', 'volumes ask')} for replicas in a way that cannot be followed`;
  },
  subject: (having) => `${counted(replicaTags.count(having), 'tag')} for replicas wrong`,
  lines: (having, { at }) =>
    manyFirst(
      linesOf(
        having,
        entriesOf<ReplicaTagTrouble>('unreadable tag', 'other tag'),
        ({ source, key, remedy }) => JSON.stringify([source, key, remedy]),
        (ones, region) => `${at(region)}${tagText(ones, region)}`,
      ),
    ),
};

/** One tag, on however many volumes it is in force. */
function tagText(ones: readonly [ReplicaTagTrouble, ...ReplicaTagTrouble[]], region: RegionReport): string {
  const [{ source, key, value, remedy, use }] = ones;
  const tag = `${titlesIn(region)(source)} ${key}${value === undefined ? '' : ` = ${inQuotes(value)}`}`;
  const volumes = new Set(ones.map(({ volumeId }) => volumeId)).size;
  const whose = volumes === 1 ? 'its snapshots' : `the snapshots of ${volumes} volumes`;
  const cost = `${whose} are not copied until then`;
  return use === undefined ? `${tag} ${said(remedy)}; ${cost}` : `${tag}: ${cost}; use ${use}`;
}

/** Replicas that AWS did not lock: whoever takes over the account can delete them. */
export const replicasNotLocked: Cause = {
  level: 'FAILURE',
  count: countOf('not locked'),
  headline: (having) => `${counted(replicasNotLocked.count(having), 'replica')} could not be locked`,
  subject: (having) => `${counted(replicasNotLocked.count(having), 'replica')} not locked`,
  lines: (having, { at }) =>
    manyFirst(
      linesOf(
        having,
        entriesOf<ReplicaFailure>('not locked'),
        ({ code }) => code,
        (ones, region) =>
          `${at(region)}${notDone(ones, region, 'locked')}: ${answerOf(ones)}; the next run tries again. If the right is missing, deploy with the same replicaLock, also the member role of the account`,
      ),
    ),
};

/** What AWS refused or failed, and what there was no time for. An older replica may be there. */
export const replicas: Cause = {
  level: 'WARNING',
  count: countOf(
    'not copied',
    'not deleted',
    'failed',
    'slow',
    'unasked',
    'waiting',
    'skipped',
    'not locked yet',
  ),
  headline: (having) =>
    [
      ...some(having, 'not copied', (count) => `${counted(count, 'snapshot')} could not be copied`),
      ...some(having, 'not deleted', (count) => `${counted(count, 'replica')} could not be deleted`),
      ...some(having, 'failed', (count) => `AWS failed ${counted(count, 'replica')}`),
      ...some(having, 'slow', (count) => `${counted(count, 'replica')} being copied for more than a day`),
      ...some(
        having,
        'unasked',
        (count) => `${counted(count, 'replica')} that nothing asks for failed or slow`,
      ),
      ...some(having, 'waiting', (count) => `replicas of ${counted(count, 'volume')} fall behind`),
      ...some(having, 'skipped', (count) => `${counted(count, 'action')} on replicas left for the next run`),
      ...some(
        having,
        'not locked yet',
        (count) => `${counted(count, 'replica')} left for the next run to lock`,
      ),
    ].join('; '),
  subject: (having) => `${counted(replicas.count(having), 'trouble')} with replicas`,
  lines: (having, { at, ...days }) =>
    manyFirst([
      ...linesOf(
        having,
        entriesOf<ReplicaFailure>('not copied'),
        ({ code }) => code,
        (ones, region) =>
          `${at(region)}${someVolumes(ones, region)} not copied: ${answerOf(ones)}; ${lastReplica(ones, days)}; the next run tries again`,
      ),
      ...linesOf(
        having,
        entriesOf<ReplicaFailure>('not deleted'),
        ({ code }) => code,
        (ones, region) =>
          `${at(region)}${notDone(ones, region, 'deleted')}: ${answerOf(ones)}; the next run tries again`,
      ),
      ...linesOf(
        having,
        entriesOf<ReplicaException>('failed'),
        ({ message }) => message ?? '',
        (ones, region) =>
          `${at(region)}${failedText(ones, region)}; ${lastReplica(ones, days)}; correct that, and the next run tries again`,
      ),
      ...linesOf(
        having,
        entriesOf<ReplicaException>('slow'),
        () => 'all',
        (ones, region) =>
          ones.length === 1
            ? `${at(region)}${someVolumes(ones, region)}: ${ones[0].because}; look at it in EC2, or ask AWS`
            : `${at(region)}${ones.length} replicas of ${someVolumes(ones, region)} have been pending for more than a day; look at them in EC2, or ask AWS`,
      ),
      ...linesOf(
        having,
        entriesOf<ReplicaException>('unasked'),
        () => 'all',
        (ones, region) => `${at(region)}${unaskedText(ones, region)}`,
      ),
      ...linesOf(
        having,
        entriesOf<ReplicaException>('waiting'),
        () => 'all',
        (ones, region) =>
          `${at(region)}${someVolumes(ones, region)}: more is to be copied than has room; ${lastReplica(ones, days)}; start more runs a day, ask for fewer replicas, or raise replica_window`,
      ),
      ...linesOf(
        having,
        entriesOf<ReplicaException>('skipped'),
        ({ snapshotId, because }) => JSON.stringify([snapshotId === undefined, because]),
        (ones, region) =>
          ones[0].snapshotId === undefined
            ? `${at(region)}${someVolumes(ones, region)} not copied: ${ones[0].because}`
            : `${at(region)}${notDone(ones, region, 'deleted')}: ${ones[0].because}`,
      ),
      ...linesOf(
        having,
        entriesOf<ReplicaException>('not locked yet'),
        ({ because }) => because,
        (ones, region) => `${at(region)}${notDone(ones, region, 'locked')}: ${ones[0].because}`,
      ),
    ]),
};

/** The number of entries of some kinds, also of those that were cut. */
function countOf(...kinds: readonly ReplicaTroubleKind[]): Cause['count'] {
  return (regions) =>
    sumOf(regions, (region) =>
      region.replicas === undefined
        ? 0
        : kinds.reduce((sum, kind) => sum + (region.replicas?.trouble[kind] ?? 0), 0),
    );
}

function entriesOf<Some extends ReplicaTrouble>(
  ...kinds: readonly Some['kind'][]
): (region: RegionReport) => readonly Some[] {
  const isMeant = (one: ReplicaTrouble): one is Some => kinds.some((kind) => kind === one.kind);
  return ({ replicaTrouble = [] }) => replicaTrouble.filter(isMeant);
}

function some(
  regions: readonly RegionReport[],
  kind: ReplicaTroubleKind,
  text: (count: number) => string,
): string[] {
  const count = countOf(kind)(regions);
  return count === 0 ? [] : [text(count)];
}

/** What AWS said, of the first where it said several things. */
function answerOf(ones: readonly [ReplicaFailure, ...ReplicaFailure[]]): string {
  const [{ code, message }] = ones;
  const isFirst = ones.some((one) => one.message !== message);
  return `${code}: ${said(message)}${isFirst ? ' (and others)' : ''}`;
}

/** Each is named, because a person has to find it. */
function notDone(
  ones: readonly (ReplicaFailure | ReplicaException)[],
  region: RegionReport,
  what: 'deleted' | 'locked',
): string {
  const ids = ones.flatMap(({ snapshotId }) => snapshotId ?? []);
  return `${joined(ids, MOST_IDS)} of ${someVolumes(ones, region)} not ${what}`;
}

const MOST_IDS = 5;

function failedText(ones: readonly [ReplicaException, ...ReplicaException[]], region: RegionReport): string {
  const [{ message, snapshotId }] = ones;
  const why = message === undefined ? 'AWS does not say why' : inQuotes(message, LONGEST_CAUSE);
  const which = ones.length === 1 ? `replica ${snapshotId}` : counted(ones.length, 'replica');
  return `${which} of ${someVolumes(ones, region)} failed in AWS: ${why}`;
}

/** A person has to look at each, so each is named. */
function unaskedText(ones: readonly [ReplicaException, ...ReplicaException[]], region: RegionReport): string {
  const ids = ones.map(({ snapshotId, because }) => `${snapshotId} (${because})`);
  return `${joined(ids, MOST_IDS)} of ${someVolumes(ones, region)}: no tag asks for them here, so no run makes them again; delete in EC2 those that you do not need`;
}

/** Of which day the last replica of some entries is: of the one that has waited longest. */
function lastReplica(entries: readonly (ReplicaFailure | ReplicaException)[], days: Days): string {
  const { last, without } = lastOf(entries.map((one) => one.lastReplica));
  if (without === entries.length) return 'no replica yet';
  if (without > 0) return `${without} of them without any replica`;
  return last === undefined ? '' : `last replica of ${dayWords(last, days)}`;
}
