import { grouped } from '../grouped.ts';
import type { Disk, Inventory, Volume } from '../inventory.ts';
import type { Lineage } from '../lineage.ts';
import type { CopySome } from '../plan/creation.ts';
import type { Hint } from '../plan/hints/hint.ts';
import { planOf } from '../plan/makePlan.ts';
import type { ReplicaPlan } from '../plan/plan.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import type { Managed, Survey } from '../plan/survey.ts';
import type { Unmanaged } from '../policy/attachments.ts';
import { REPLICAS } from '../policy/saved.ts';
import { type Place, placeText } from '../text.ts';
import type { Asking } from './asking.ts';
import { byLock, locksOf } from './locks.ts';
import { queueOf } from './queue.ts';
import { isReplica, type Replica, shelved } from './shelf.ts';
import { asksHere, lookAt, type ReplicaPlace, type ReplicaSettings } from './volumeAtPlace.ts';

/** What is known of a region whose snapshots are copied. */
export type SourceRegion =
  | (Place & {
      readonly status: 'read';
      readonly asking: readonly Asking[];
      /** The ids of all volumes that AWS lists there. */
      readonly living: ReadonlySet<string>;
    })
  | (Place & { readonly status: 'unread' });

/**
 * Decides what is copied to a place and what is deleted there.
 *
 * A place is judged as a region is: by the volume that was copied, with the retention of its tag, the floor, the brake and the
 * pins. Nothing that happens at the source deletes a replica:
 *
 * | the volume | its replicas |
 * |---|---|
 * | asks for copies here | the retention of its tag |
 * | asks, and loses no snapshot because of a proof or of another attachment | stay |
 * | is there and does not ask, or asks in a way that cannot be read | stay |
 * | is in a region or an account that could not be read, or that this run does not look at | stay |
 * | is gone | stay, or `replica_orphan_retain` |
 *
 * A replica whose tags contradict its description stays, and a hint says so. One that is locked, or gets its lock in this run,
 * stays, too: see locks.ts.
 */
export function planReplicas(
  place: ReplicaPlace,
  sources: readonly SourceRegion[],
  settings: ReplicaSettings,
  now: Date,
): ReplicaPlan {
  const replicas = place.snapshots.filter(isReplica);
  const contradicted = replicas.filter(({ lineage }) => lineage.contradictedBy !== undefined);
  const locks = locksOf(replicas, place.locked, settings.replicaLock, now);
  const holds = new Map([...place.holds, ...locks.holds, ...contradicted.map(holdOf)]);
  const own = grouped(replicas.map(shelved), ({ volumeId }) => volumeId);
  const asking = sources
    .flatMap((one) => (one.status === 'read' ? one.asking : []))
    .flatMap((one) => asksHere(one, place));
  const looks = asking.map((one) => lookAt(one, own.get(one.volume.id) ?? [], { ...place, holds }, settings));
  const pending = replicas.filter(({ state }) => state === 'pending').length;
  const { replicaWindow: window } = settings;
  const { creates, waiting, next } = queueOf(
    looks.flatMap(({ lacking, problem }) => (problem === undefined ? lacking : [])),
    { free: window - pending, window, now },
  );
  const unmanaged = leftAlone(
    replicas.map(({ lineage: { account = place.account, ...lineage } }) => ({ ...lineage, account })),
    new Set(asking.map(({ volume }) => volume.id)),
    sources,
  );
  const surveyed: Survey = {
    managed: looks.map(({ managed }) => unlessCopied(managed, creates)),
    problems: looks.flatMap(({ problem }) => problem ?? []),
    passedOver: [],
    unmanaged,
    notes: [],
  };
  const inventory: Inventory = {
    account: place.account,
    region: place.region,
    prefix: settings.prefix,
    instances: asking.flatMap(({ instance }) => instance ?? []),
    volumes: [...asking.map(({ volume }) => volume), ...[...unmanaged.keys()].map(standIn)],
    snapshots: [...own.values()].flat(),
    holds,
    notes: [],
  };
  const planning: PlanSettings = {
    ...settings,
    saved: REPLICAS,
    interval: 0,
    consistency: 'volume',
    copyTags: false,
    orphanRetain: settings.replicaOrphanRetain,
  };
  const made = () => ({ creates, hints: contradicted.map(hintOf) });
  const plan = planOf<CopySome>({ inventory, own, surveyed }, planning, now, made);
  const kept = byLock(plan.held, locks, place.locked);
  return {
    ...plan,
    beginning: undefined,
    waiting,
    next,
    pending,
    window,
    locks: locks.locks,
    held: kept.byOthers,
    keptByLock: kept.byLock,
    notes: [...plan.notes, ...locks.notes],
  };
}

/** A volume of which this run copies nothing is not due: in a braked place only a copy allows deletions. */
function unlessCopied(one: Managed, creates: readonly CopySome[]): Managed {
  const isCopied = creates.some(({ volumeId }) => volumeId === one.volume.id);
  return isCopied || !one.due.isDue ? one : { ...one, waits: 'nothing of it is copied in this run' };
}

/** Its tags and its description do not say the same, so a person must look before anything deletes it. */
function holdOf({ id, lineage }: Replica): [snapshotId: string, because: string] {
  return [id, `its tag ${lineage.contradictedBy} contradicts its description`];
}

function hintOf({ id, lineage }: Replica): Hint {
  return {
    of: 'snapshot',
    id: lineage.volumeId,
    snapshotIds: [id],
    says: `is kept, because its tag ${lineage.contradictedBy} contradicts its description, which nobody can change; correct the tag, and the rules of this place count for it again`,
  };
}

/** The volumes of which there are replicas and of which nothing is asked here, unless they are gone. */
function leftAlone(
  lineages: readonly Lineage[],
  asking: ReadonlySet<string>,
  sources: readonly SourceRegion[],
): ReadonlyMap<string, Unmanaged> {
  const byPlace = new Map(sources.map((one) => [placeText(one), one]));
  const others = lineages.filter(({ volumeId }) => !asking.has(volumeId));
  return new Map(
    others.flatMap(({ volumeId, ...source }) => {
      const read = byPlace.get(placeText(source));
      if (read?.status !== 'read') return [[volumeId, UNREAD] as const];
      return read.living.has(volumeId) ? [[volumeId, UNASKED] as const] : [];
    }),
  );
}

const UNREAD: Unmanaged = { why: 'unread', because: 'its region was not read' };

const UNASKED: Unmanaged = { why: 'untagged', because: 'no tag asks for copies of it here' };

const NO_DISK: Disk = { zone: '', isMultiAttach: false, devices: [] };

/** A volume of which only the id is known, and that it is not gone. */
function standIn(id: string): Volume {
  return { id, state: 'unknown', type: '', sizeGiB: 0, tags: {}, instanceIds: [], disk: NO_DISK };
}
