import { type Brake, brake } from './brake.ts';
import type { CreateOne, CreateSet } from './creation.ts';
import { createsFor } from './sets.ts';
import { verdictsOf } from './verdicts.ts';
import { grouped } from '../grouped.ts';
import { hintsOf } from './hints.ts';
import { givenName, inOrder, type Inventory, oldestFirst, type Snapshot } from '../inventory.ts';
import { judgeOrphan, type Orphan } from './orphans.ts';
import { isOwn } from '../ownership.ts';
import type { PlanSettings } from './planSettings.ts';
import type { Problem } from '../policy/policy.ts';
import type { Verdict } from './retention.ts';
import { type Managed, survey, type Survey, type Unmanaged } from './survey.ts';

/** One `DeleteSnapshot` call. */
export interface DeleteOne {
  readonly kind: 'delete one';
  /** A failed copy goes before its volume's next copy is taken, an expired one after it. */
  readonly cause: 'failed' | 'expired' | 'orphaned';
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly because: string;
}

export type Action = CreateOne | CreateSet | DeleteOne;

/** All that is decided for one region, complete enough to be carried out without looking again. */
export interface Plan {
  /** Absent in a run that works on no accounts but its own. */
  readonly account?: string | undefined;
  readonly region: string;
  /** The names people gave their volumes, by volume id. */
  readonly names: ReadonlyMap<string, string>;
  readonly managed: readonly Managed[];
  readonly problems: readonly Problem[];
  /** Volumes that something asks for and that are left alone all the same, and why. */
  readonly passedOver: readonly { readonly volumeId: string; readonly because: string }[];
  /** Living volumes that nothing manages, by id, and why. */
  readonly unmanaged: ReadonlyMap<string, Unmanaged>;
  readonly orphans: readonly Orphan[];
  readonly brakes: readonly Brake[];
  readonly hints: readonly string[];
  readonly notes: readonly string[];
  /** Most overdue first; a volume that has no copy at all comes before all others. */
  readonly creates: readonly (CreateOne | CreateSet)[];
  /** Oldest first. */
  readonly deletes: readonly DeleteOne[];
}

/** Decides what happens in one region. The same inventory, settings and `now` always give the same plan. */
export function makePlan(listed: Inventory, settings: PlanSettings, now: Date): Plan {
  const inventory = inOrder(listed);
  const copies = copiesByVolume(inventory, settings.prefix);
  const surveyed = survey(inventory, copies, settings, now);
  const limit = limitOf(settings);
  const { managed, brakes } =
    limit === undefined ? brake(surveyed.managed) : { managed: surveyed.managed, brakes: [] };
  const orphans = orphansOf(inventory, copies, surveyed, settings, now);
  const wanted = deletesOf(managed, orphans);
  const deletes = wanted.slice(0, limit?.most);
  return {
    account: inventory.account,
    region: inventory.region,
    names: namesOf(inventory),
    managed,
    problems: surveyed.problems,
    passedOver: surveyed.passedOver,
    unmanaged: surveyed.unmanaged,
    orphans,
    brakes:
      limit !== undefined && deletes.length < wanted.length
        ? [{ scope: limit.scope, wanted: wanted.length, of: deletes.length }]
        : brakes,
    hints: hintsOf(inventory, managed, settings, now),
    notes: [...inventory.notes, ...surveyed.notes],
    creates: createsOf(managed, inventory, settings, now),
    deletes,
  };
}

/** What replaces the brake: so many deletions, whatever they are. */
function limitOf({ maxDeletes, isAfterLostRun }: PlanSettings): { scope: string; most: number } | undefined {
  if (isAfterLostRun) return { scope: 'lost run', most: 0 };
  return maxDeletes === undefined ? undefined : { scope: 'max_deletes', most: maxDeletes };
}

function namesOf({ volumes }: Inventory): Map<string, string> {
  return new Map(
    volumes.flatMap(({ id, tags }) => {
      const name = givenName(tags);
      return name === undefined ? [] : [[id, name] as const];
    }),
  );
}

function copiesByVolume(inventory: Inventory, prefix: string): Map<string, Snapshot[]> {
  return grouped(ownAmong(inventory, prefix), ({ volumeId }) => volumeId);
}

function* ownAmong({ snapshots }: Inventory, prefix: string): Generator<Snapshot> {
  for (const snapshot of snapshots) if (isOwn(snapshot, prefix)) yield snapshot;
}

function orphansOf(
  { volumes, holds }: Inventory,
  copies: ReadonlyMap<string, readonly Snapshot[]>,
  { unmanaged }: Survey,
  settings: PlanSettings,
  now: Date,
): Orphan[] {
  const living = new Set(volumes.map((volume) => volume.id));
  return [...copies].flatMap(([volumeId, snapshots]) => {
    const why = living.has(volumeId) ? unmanaged.get(volumeId) : 'gone';
    return why === undefined ? [] : [judgeOrphan(volumeId, why, snapshots, holds, settings, now)];
  });
}

function deletesOf(managed: readonly Managed[], orphans: readonly Orphan[]): DeleteOne[] {
  return [
    ...expiring(managed).map((verdict) => ({ verdict, isOrphan: false })),
    ...expiring(orphans).map((verdict) => ({ verdict, isOrphan: true })),
  ]
    .toSorted((a, b) => oldestFirst(a.verdict.snapshot, b.verdict.snapshot))
    .map(({ verdict: { snapshot, because }, isOrphan }) => ({
      kind: 'delete one',
      cause: isOrphan ? 'orphaned' : snapshot.state === 'error' ? 'failed' : 'expired',
      snapshotId: snapshot.id,
      volumeId: snapshot.volumeId,
      because,
    }));
}

function expiring(from: readonly (Managed | Orphan)[]): Verdict[] {
  return from.flatMap((one) => verdictsOf(one).filter(({ fate }) => fate === 'expire'));
}

function createsOf(
  managed: readonly Managed[],
  inventory: Inventory,
  settings: PlanSettings,
  now: Date,
): (CreateOne | CreateSet)[] {
  const owed = managed
    .filter(({ due, waits }) => due.isDue && waits === undefined)
    .toSorted(mostOverdueFirst)
    .map(({ volume, instance, copies }) => ({
      volume,
      instance,
      lastFailed: copies[0]?.state === 'error',
    }));
  return createsFor(owed, inventory, settings, now);
}

/** Those that are equally overdue stay in the order of their ids, in which the inventory is. */
function mostOverdueFirst(a: Managed, b: Managed): number {
  return a.due.since.getTime() - b.due.since.getTime();
}
