import { grouped } from '../grouped.ts';
import type { Snapshot } from '../snapshot.ts';
import { counted } from '../text.ts';
import { blocksRead, budgetOf } from './budget.ts';
import { MOST_BLOCKS } from './disk.ts';
import type { PlannedProof, ProofPlan, UnreachablePlace } from './proving.ts';
import { byUrgency, type Queued, queueOf } from './queue.ts';

/** What a plan needs of one region of an account. */
export interface PlaceQueue {
  readonly account?: string | undefined;
  readonly region: string;
  /** How many snapshots could be proved here. */
  readonly provable: number;
  /** The first of them, in their order. */
  readonly head: readonly Queued[];
  /** All own snapshots of the volumes that are in the head. */
  readonly own: readonly Snapshot[];
  /** Blocks that were read here in this month, as far as the records say. */
  readonly read: number;
}

export interface Wanted {
  /** At most this number of snapshots over all places. @default as many as there are */
  readonly sample?: number | undefined;
  /** Blocks a month. */
  readonly monthly: number;
}

/** How many snapshots of one place can be proved in one run at most. */
function mostOf({ sample = Infinity, monthly }: Wanted): number {
  return Math.min(sample, Math.floor(budgetOf(monthly, 0).blocks / MOST_BLOCKS));
}

/**
 * What a plan needs of the snapshots of a place: the head of its queue, and of the others only those of its volumes.
 *
 * @param snapshots All own snapshots of the place.
 * @param only The ids of those that may be proved. @default all
 */
export function placeQueue(
  place: Pick<PlaceQueue, 'account' | 'region'>,
  snapshots: readonly Snapshot[],
  {
    only = () => true,
    now,
    ...wanted
  }: Wanted & { readonly only?: (id: string) => boolean; readonly now: Date },
): PlaceQueue {
  const queue = queueOf(snapshots, now).filter(({ snapshot }) => only(snapshot.id));
  const head = queue.slice(0, mostOf(wanted));
  const volumes = new Set(head.map(({ snapshot }) => snapshot.volumeId));
  return {
    account: place.account,
    region: place.region,
    provable: queue.length,
    head,
    own: snapshots.filter(({ volumeId }) => volumes.has(volumeId)),
    read: blocksRead(snapshots, now),
  };
}

/**
 * The snapshots that come first over all places: at most as many as are wanted, and as the budget can pay for at eight
 * blocks each.
 */
export function planProofs(
  places: readonly PlaceQueue[],
  unreachable: readonly UnreachablePlace[],
  wanted: Wanted,
): ProofPlan {
  const queue = places
    .flatMap((place) => place.head.map((queued) => ({ place, queued })))
    .toSorted((a, b) => byUrgency(a.queued, b.queued));
  const asked = queue.slice(0, wanted.sample ?? queue.length);
  const { blocks, because } = budgetOf(wanted.monthly, sum(places.map(({ read }) => read)));
  const paid = Math.min(asked.length, Math.floor(blocks / MOST_BLOCKS));
  const provable = sum(places.map((place) => place.provable));
  const wantedCount = Math.min(wanted.sample ?? provable, provable);
  return {
    proofs: asked.slice(0, paid).map(({ place, queued }) => planned(place, queued)),
    provable,
    blocksLeft: blocks,
    ...(paid < wantedCount
      ? { cutBecause: `${paid} of ${counted(wantedCount, 'snapshot')}: ${because}` }
      : {}),
    unreachable,
    regionsRead: places.length,
  };
}

/**
 * Which proofs are made one after the other: those of one volume, the oldest snapshot first, so that each is compared with
 * what the ones before it found.
 */
export function inTurn(proofs: readonly PlannedProof[]): PlannedProof[][] {
  return [...grouped(proofs, ({ volumeId }) => volumeId).values()].map((some) =>
    some.toSorted((a, b) => a.startedAt - b.startedAt || (a.snapshotId < b.snapshotId ? -1 : 1)),
  );
}

function planned({ account, region }: PlaceQueue, { snapshot, because }: Queued): PlannedProof {
  const { id: snapshotId, volumeId, sizeGiB, startedAt, names } = snapshot;
  return {
    ...(account === undefined ? {} : { account }),
    region,
    snapshotId,
    volumeId,
    ...(names?.volume === undefined ? {} : { name: names.volume }),
    sizeGiB,
    startedAt,
    because,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
