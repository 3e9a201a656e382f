import { grouped } from '../grouped.ts';
import { type Called, calledIn, calledThen } from '../policy/called.ts';
import { givenName, inOrder, type Inventory } from '../inventory.ts';
import { isOurs, isRestorable, oldestFirst, type Snapshot, standsFor } from '../snapshot.ts';
import { beginning } from './beginning.ts';
import { brake } from './brake.ts';
import type { CreateOne, CreateSet } from './creation.ts';
import { hintsOf } from './hints/hints.ts';
import { judgeOrphan, type Orphan } from './orphans.ts';
import type { DeleteOne, Plan, Spared } from './plan.ts';
import type { PlanSettings } from './planSettings.ts';
import { deletableOf } from './proofHold.ts';
import { holdOn } from './protection.ts';
import type { Verdict } from './retention.ts';
import { createsFor } from './sets.ts';
import { hasLimit, limited, withoutRepeat } from './spared.ts';
import { type Managed, survey, type Survey } from './survey.ts';
import { tagHints } from './hints/tagHints.ts';
import { unsoundIn } from './unsound.ts';
import { vanishedToday } from './vanished.ts';
import { verdictsOf } from './verdicts.ts';

/**
 * Decides what happens in one region. The same inventory, settings and `now` always give the same plan.
 *
 * @throws Error where the inventory was read for another prefix: its snapshots are not ours then.
 */
export function makePlan(listed: Inventory, settings: PlanSettings, now: Date): Plan {
  if (listed.prefix !== settings.prefix) {
    throw new Error(`The inventory was read for the prefix ${listed.prefix}, not for ${settings.prefix}`);
  }
  const inventory = inOrder(listed);
  const own = grouped(ownIn(inventory), ({ volumeId }) => volumeId);
  return planOf(
    { inventory, own, surveyed: survey(inventory, own, settings, now) },
    settings,
    now,
    (managed) => {
      const creates = createsOf(managed, inventory, settings, now);
      const hints = [
        ...hintsOf(inventory, managed, settings, now),
        ...tagHints(creates, inventory, settings),
      ];
      return { creates, hints };
    },
  );
}

/** What a region has, and what is decided for each of its living volumes. */
export interface Surveyed {
  readonly inventory: Inventory;
  /** The own snapshots of each volume, also of those that are gone. */
  readonly own: ReadonlyMap<string, readonly Snapshot[]>;
  readonly surveyed: Survey;
}

/**
 * Decides what is deleted, and puts the parts of a plan together.
 *
 * @param make What is made, and what looks like a mistake.
 */
export function planOf<Create>(
  { inventory, own, surveyed }: Surveyed,
  settings: PlanSettings,
  now: Date,
  make: (managed: readonly Managed[]) => Pick<Plan<Create>, 'creates' | 'hints'>,
): Plan<Create> {
  const { managed, brakes } = hasLimit(settings)
    ? { managed: surveyed.managed, brakes: [] }
    : brake(surveyed.managed, { ...settings, holds: inventory.holds, now });
  const orphans = orphansOf(inventory, own, surveyed, settings, now);
  const { creates, hints } = make(managed);
  const { deletes, spared, brake: limit } = limited(deletesOf(managed, orphans), settings);
  const plan: Plan<Create> = {
    account: inventory.account,
    region: inventory.region,
    isFollowUp: settings.followUp !== undefined,
    called: calledBeside(inventory, { ...surveyed, hints }, orphans),
    managed,
    problems: surveyed.problems,
    passedOver: surveyed.passedOver,
    unmanaged: surveyed.unmanaged,
    beginning: beginning(inventory, surveyed),
    orphans,
    unsound: unsoundIn(own),
    vanished: vanishedToday(orphans, managed, now),
    brakes: limit === undefined ? brakes : [limit],
    hints,
    volumeNotes: surveyed.notes,
    notes: inventory.notes,
    creates,
    deletes,
    held: heldIn([...managed, ...orphans], inventory),
    spared,
    deletable: [...managed, ...orphans].reduce(
      (sum, one) => sum + deletableOf(one, inventory.holds).length,
      0,
    ),
  };
  return withoutRepeat(plan, ownIn(inventory), settings, now);
}

/** Managed volumes are in the plan; an object for each of the others would be one for each volume of a region. */
function calledBeside(
  inventory: Inventory,
  { managed, problems, passedOver, hints }: Survey & Pick<Plan, 'hints'>,
  orphans: readonly Orphan[],
): Called[] {
  const ids = new Set([
    ...[...problems, ...passedOver, ...orphans].map(({ volumeId }) => volumeId),
    ...hints.flatMap(({ of, id }) => (of === 'instance' ? [] : id)),
  ]);
  for (const { volume } of managed) ids.delete(volume.id);
  const newest = new Map(
    orphans.flatMap(({ why, volumeId, snapshots: [one] }) =>
      why === 'gone' && one !== undefined ? [[volumeId, one]] : [],
    ),
  );
  const living = calledIn(inventory);
  return [
    ...inventory.instances.flatMap(({ id, tags }) => {
      const name = givenName(tags);
      return name === undefined ? [] : { volumeId: id, name };
    }),
    ...[...ids].map((id) => {
      const remembered = newest.get(id);
      return remembered === undefined ? living(id) : calledThen(remembered);
    }),
  ];
}

/** One by one, because a list of all would be a second one of hundreds of thousands. */
function* ownIn({ snapshots }: Inventory): Generator<Snapshot> {
  for (const snapshot of snapshots) if (isOurs(snapshot)) yield snapshot;
}

/** A reason to stay that is a hold shows that there was no other, but for the newest, which would stay anyway. */
function heldIn(from: readonly (Managed | Orphan)[], { holds }: Inventory): Spared[] {
  return from.flatMap(({ snapshots, reasons }) => {
    const newest = snapshots.find(isRestorable);
    return snapshots.flatMap((one, index) => {
      const because = holdOn(one, holds);
      const isHeld = because !== undefined && because === reasons[index] && one !== newest;
      return isHeld ? { volumeId: one.volumeId, snapshotId: one.id, because } : [];
    });
  });
}

/**
 * Judges what nothing manages.
 *
 * Where anything is managed, ages are counted back from the newest snapshot, whose time is AWS's: a clock of
 * ours that is months ahead must not make every vanished volume old.
 */
function orphansOf(
  { volumes, holds }: Inventory,
  own: ReadonlyMap<string, readonly Snapshot[]>,
  { managed, unmanaged }: Survey,
  settings: PlanSettings,
  now: Date,
): Orphan[] {
  const living = new Set(volumes.map((volume) => volume.id));
  const left = [...own].flatMap(([volumeId, snapshots]) => {
    const why: Orphan['why'] | undefined = living.has(volumeId) ? unmanaged.get(volumeId)?.why : 'gone';
    return why === undefined ? [] : [{ of: { volumeId, why }, snapshots }];
  });
  if (left.length === 0) return [];
  const asOf = managed.length === 0 ? now : newestBefore(now, own);
  return left.map(({ of, snapshots }) => judgeOrphan(of, snapshots, holds, settings, asOf));
}

/** What a run took for `now` does not count, so that its repetition decides the same. */
function newestBefore(now: Date, own: ReadonlyMap<string, readonly Snapshot[]>): Date {
  let newest = 0;
  for (const snapshots of own.values())
    for (const one of snapshots) if (standsFor(one) < now) newest = Math.max(newest, one.startedAt);
  return new Date(Math.min(newest, now.getTime()));
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
    .map(({ volume, instance, snapshots }) => ({
      volume,
      instance,
      lastFailed: settings.followUp === undefined && snapshots[0]?.state === 'error',
    }));
  return createsFor(owed, inventory, settings, now);
}

/** Volumes that are equally overdue stay in the order of the inventory, which is that of their ids. */
function mostOverdueFirst(a: Managed, b: Managed): number {
  return a.due.since.getTime() - b.due.since.getTime();
}
