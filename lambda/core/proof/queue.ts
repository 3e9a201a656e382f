import { grouped } from '../grouped.ts';
import { proofHold } from '../plan/proofHold.ts';
import { isOurs, isRestorable, newestFirst, type Snapshot } from '../snapshot.ts';
import { isOvertaken } from './verdict.ts';
import { dateTextOf } from './when.ts';

/** A snapshot that is to be proved, and why now. */
export interface Queued {
  readonly snapshot: Snapshot;
  /** `never proved`, `the newest of its volume, not proved`, `proved longest ago, on 2026-11-02`, … */
  readonly because: string;
  /** How urgent it is, beside all others of all places: those with a lower rank come first. */
  readonly rank: Rank;
}

/** Compared number by number. */
type Rank = readonly [round: number, place: number, since: number];

/** What is proved before what. */
const ROUND = { never: 0, newest: 1, older: 2, again: 3 } as const;

const OVERTAKEN = 'an older one is known to be good since it was proved';

/**
 * The order in which snapshots are proved: each own one that can be restored at once, exactly once.
 *
 * | round | what is in it | in which order |
 * |---|---|---|
 * | 1 | the newest of each volume of which nothing is proved | the volume whose oldest snapshot is the oldest first |
 * | 2 | the newest of each other volume, if it is not proved | the volume that was proved the longest ago first |
 * | 2 | the `unreadable` one that holds its volume: its key may be repaired | by when it was looked at, among those |
 * | 3 | all others that are not proved | one of each volume, the newest, then the next of each |
 * | 4 | what is proved | what was proved the longest ago first |
 *
 * What was `unknown` or `blank` before an older one was known to be good is not proved: it may have changed.
 *
 * So a volume that gets a snapshot a day is proved as often as all others. Ties are broken by id. A record of the future
 * is a forgery, and counts as older than all others.
 */
export function queueOf(snapshots: readonly Snapshot[], now: Date): Queued[] {
  const volumes = grouped(snapshots.filter(isOurs), ({ volumeId }) => volumeId);
  return [...volumes.values()].flatMap((own) => queueOfVolume(own, now.getTime())).toSorted(byUrgency);
}

/** Orders what is queued in several places. */
export function byUrgency(a: Queued, b: Queued): number {
  const [roundA, placeA, sinceA] = a.rank;
  const [roundB, placeB, sinceB] = b.rank;
  return (
    roundA - roundB ||
    placeA - placeB ||
    sinceA - sinceB ||
    (a.snapshot.id === b.snapshot.id ? 0 : a.snapshot.id < b.snapshot.id ? -1 : 1)
  );
}

function queueOfVolume(own: readonly Snapshot[], now: number): Queued[] {
  const newest = own.filter(isRestorable).toSorted(newestFirst);
  const hold = proofHold(own);
  const overtaken = new Set(newest.filter((one) => isOvertaken(one, own)));
  const unproved = newest.filter((one) => one.proof === undefined || overtaken.has(one));
  const isNewestUnproved = newest[0] === unproved[0];
  const records = newest.flatMap((snapshot) =>
    snapshot.proof === undefined ? [] : [{ snapshot, at: snapshot.proof.at <= now ? snapshot.proof.at : 0 }],
  );
  const proved = records.filter(({ snapshot }) => !overtaken.has(snapshot));
  const lastProved = records.reduce((last, { at }) => Math.max(last, at), -Infinity);
  return [
    ...unproved.map((snapshot, place): Queued => {
      if (place === 0 && lastProved === -Infinity) {
        const oldest = newest.at(-1)?.startedAt ?? 0;
        return { snapshot, because: 'never proved', rank: [ROUND.never, 0, oldest] };
      }
      if (place === 0 && isNewestUnproved) {
        const because = overtaken.has(snapshot) ? OVERTAKEN : 'the newest of its volume, not proved';
        return { snapshot, because, rank: [ROUND.newest, 0, lastProved] };
      }
      const because = overtaken.has(snapshot) ? OVERTAKEN : 'not proved';
      return { snapshot, because, rank: [ROUND.older, place, -snapshot.startedAt] };
    }),
    ...proved.map(({ snapshot, at }): Queued => {
      if (hold?.verdict === 'unreadable' && hold.snapshotId === snapshot.id) {
        const because = `holds its volume, unreadable on ${dateTextOf(at)}`;
        return { snapshot, because, rank: [ROUND.newest, 0, at] };
      }
      const because = at === 0 ? 'its record is of the future' : `proved longest ago, on ${dateTextOf(at)}`;
      return { snapshot, because, rank: [ROUND.again, 0, at] };
    }),
  ];
}
