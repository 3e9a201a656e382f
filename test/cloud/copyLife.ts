import { MINUTE, SECOND } from './clock.ts';
import { keyOf } from './ec2/shapes.ts';
import { isShared } from './foreign.ts';
import { COPY, lineageOf } from './newRecords.ts';
import type { Copy, Snapshot } from './records.ts';
import { later } from './upcoming.ts';
import type { Place, World } from './world.ts';

/** How long a new copy tells nothing of its size and key. */
export const METADATA_AFTER = 5 * SECOND;

/** When a copy fails that cannot succeed: minutes later, by what people report. */
export const COPY_FAILS_AFTER = 2 * MINUTE;

/** What CopySnapshot has found out when it starts a copy. */
export interface Start {
  readonly source: Snapshot | undefined;
  /** The ARN of the copy's key; undefined of one that is not encrypted. */
  readonly key: string | undefined;
  /** Why it cannot succeed. */
  readonly fault: string | undefined;
}

/**
 * Whether a copy moves only what is new since the last one. Elsewhere that takes that the most recent copy still
 * exists there, is not archived, and that all copies there are under the same key.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html#ebs-incremental-copy
 */
export function isIncremental(place: Place, source: Snapshot, key: string | undefined): boolean {
  if (source.account === place.account && source.region === place.region) return keyOf(source) === key;
  const lineage = lineageOf(source);
  const last = place.lastCopies.get(lineage);
  if (!last || place.snapshots.get(last.id) !== last || last.tier === 'archive') return false;
  const all = [...(place.snapshotsByVolume.get(COPY) ?? [])];
  return all.every((one) => one.copy?.lineage !== lineage || hasKey(one, key));
}

function hasKey(copy: Snapshot, key: string | undefined): boolean {
  return copy.state !== 'completed' || keyOf(copy) === key;
}

/** Lets a new copy come to its end: first its size and key show, then it is complete, or fails. */
export function runCopy(world: World, place: Place, snapshot: Snapshot, { source, key, fault }: Start): void {
  const { startedAt, copy } = snapshot;
  const until = (milliseconds: number, happen: (at: Date) => void) =>
    later(place, startedAt, milliseconds, (at) => {
      if (snapshot.state === 'pending') happen(at);
    });
  if (source === undefined || !copy) {
    until(COPY_FAILS_AFTER, () => fail(snapshot, fault));
    return;
  }
  const takes = copy.endsAt ? copy.endsAt.getTime() - startedAt.getTime() : Number.POSITIVE_INFINITY;
  until(Math.min(METADATA_AFTER, takes), () => {
    snapshot.stateMessage = undefined;
    snapshot.size = source.size;
    snapshot.content = source.content;
    snapshot.encrypted = key !== undefined;
    snapshot.kmsKeyId = key;
    snapshot.productCodes = source.productCodes;
  });
  if (fault !== undefined) until(COPY_FAILS_AFTER, () => fail(snapshot, fault));
  else if (Number.isFinite(takes)) until(takes, (at) => finish(world, place, { snapshot, source, at }));
}

/** How far a pending copy is, in percent. */
export function progressOfCopy({ endsAt }: Copy, startedAt: Date, now: Date): number {
  if (endsAt === undefined) return 0;
  const whole = endsAt.getTime() - startedAt.getTime();
  return Math.min(99, Math.floor((100 * (now.getTime() - startedAt.getTime())) / whole));
}

/** That a copy fails whose source is deleted or taken back meanwhile is documented nowhere; it is the strict side. */
function finish(
  world: World,
  place: Place,
  { snapshot, source, at }: { readonly snapshot: Snapshot; readonly source: Snapshot; readonly at: Date },
): void {
  if (!isVisible(world, source, place.account)) return fail(snapshot, 'Source snapshot is not found');
  if (source.copiesComplete === 'error') return fail(snapshot, 'Internal error');
  snapshot.state = 'completed';
  snapshot.completedAt = at;
  rememberCopy(place, snapshot);
}

function fail(snapshot: Snapshot, stateMessage = 'Source snapshot is not found'): void {
  snapshot.state = 'error';
  snapshot.stateMessage = stateMessage;
}

/** Whether a snapshot exists and an account may use it. */
export function isVisible(world: World, snapshot: Snapshot, account: string): boolean {
  const place = world.place(snapshot.account, snapshot.region);
  if (place.snapshots.get(snapshot.id) !== snapshot) return false;
  return snapshot.account === account || isShared(place, snapshot, account);
}

/** Remembers the most recent copy of each lineage, also when it is deleted. */
export function rememberCopy({ lastCopies }: Place, snapshot: Snapshot): void {
  if (!snapshot.copy || snapshot.state !== 'completed') return;
  const last = lastCopies.get(snapshot.copy.lineage);
  if (!last || last.startedAt <= snapshot.startedAt) lastCopies.set(snapshot.copy.lineage, snapshot);
}
