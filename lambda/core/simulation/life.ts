import type { Age } from '../calendar.ts';
import { type CreateOne, type CreateSet, volumesOf } from '../plan/creation.ts';
import type { Inventory } from '../inventory.ts';
import { labelled, type ListedSnapshot, type Snapshot } from '../snapshot.ts';
import { makePlan } from '../plan/makePlan.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanSettings } from '../plan/planSettings.ts';

/** A run to simulate. */
export interface Start {
  /** When it comes. */
  readonly at: Date;
  /** The instant it decides for: that of the run before where it follows one. */
  readonly now: Date;
  readonly followUp?: Age;
}

export type HoldsAt = (now: Date) => Inventory['holds'];

/** One run of a simulated life: what was decided, and which snapshots are there when it has been done. */
export interface SimulatedRun extends Start {
  readonly plan: Plan;
  readonly snapshots: readonly Snapshot[];
}

/** A region that lives from run to run. */
export interface Life {
  /** What a run decides. */
  plan(start: Start): Plan;
  /** Does what a plan says. Gives the snapshots that are there when the run has ended. */
  carryOut(plan: Plan, start: Start): readonly Snapshot[];
}

/**
 * Simulates the life of an inventory: the decisions of a run, on a clock that moves from one start to the next.
 *
 * AWS does all that is asked: each snapshot is pending when its run ends and complete when the next one
 * begins. Nobody else changes anything.
 *
 * @param holdsAt What holds snapshots when a run comes. @default what holds them now
 */
export function* lifeOf(
  inventory: Inventory,
  settings: PlanSettings,
  starts: Iterable<Start>,
  holdsAt?: HoldsAt,
): Generator<SimulatedRun> {
  const life = openLife(inventory, settings, holdsAt);
  for (const start of starts) {
    const plan = life.plan(start);
    yield { ...start, plan, snapshots: life.carryOut(plan, start) };
  }
}

/** The life of `lifeOf`, for those who change a plan before it is carried out. */
export function openLife(
  inventory: Inventory,
  settings: PlanSettings,
  holdsAt: HoldsAt = () => inventory.holds,
): Life {
  const disks = disksOf(inventory);
  let { snapshots } = inventory;
  let taken = 0;
  let last: Plan | undefined;
  return {
    plan({ now, followUp }) {
      return followUp === undefined || last === undefined
        ? makePlan({ ...inventory, snapshots, holds: holdsAt(now) }, { ...settings, followUp }, now)
        : { ...last, isFollowUp: true };
    },
    carryOut(plan, { at }) {
      const gone = new Set(plan.deletes.map(({ snapshotId }) => snapshotId));
      const made = plan.creates.flatMap((create) => snapshotsFrom(create, disks, at));
      const numbered = made.map((one, index) =>
        labelled({ ...one, id: newId(inventory.region, taken + index + 1) }, settings.prefix),
      );
      taken += made.length;
      const there = snapshots.filter(({ id }) => !gone.has(id)).concat(numbered);
      snapshots = there.some(isPending) ? there.map(completed) : there;
      // A follow-up finds what its run found where that changed nothing and held nothing back, so it decides the same.
      const steps = plan.creates.length + plan.deletes.length + plan.spared.length;
      last = steps === 0 && there === snapshots ? plan : undefined;
      return there;
    },
  };
}

/**
 * A main run at each instant. Where they are followed, a second run comes an hour later, as the stack has it by
 * default, unless the next main run comes before it.
 */
export function* runsAt(times: Iterable<Date>, manner: 'followed' | 'alone'): Generator<Start> {
  let second: Start | undefined;
  for (const now of times) {
    if (second !== undefined && second.at <= now) yield second;
    yield { at: now, now };
    second = manner === 'followed' ? followUpOf(now) : undefined;
  }
  if (second !== undefined) yield second;
}

/** The second run, which decides for the instant of the first. */
export function followUpOf(now: Date): Start {
  return { at: new Date(now.getTime() + FOLLOW_UP.count * HOUR), now, followUp: FOLLOW_UP };
}

/** The runs of a trigger that comes each `hours`, the first at `from`, and their follow-ups; all before `until`. */
export function* everyHours(hours: number, from: Date, until: Date): Generator<Start> {
  for (const start of runsAt(instants(hours, from, until), mannerOf(hours))) {
    if (start.at < until) yield start;
  }
}

function* instants(hours: number, from: Date, until: Date): Generator<Date> {
  for (let time = from.getTime(); time < until.getTime(); time += hours * HOUR) yield new Date(time);
}

/** How much later the second run comes. */
export const FOLLOW_UP: Age = { count: 1, unit: 'hours' };

/** `followed` where a trigger comes so seldom that the stack sets a second one for what was pending or has failed. */
export function mannerOf(triggerHours: number): 'followed' | 'alone' {
  return triggerHours >= 3 ? 'followed' : 'alone';
}

/** How runs are followed, in words. */
export const FOLLOWED = 'each with a follow-up an hour later';

const HOUR = 3_600_000;

function newId(region: string, number: number): string {
  return `new-${region}-${String(number).padStart(7, '0')}`;
}

/** What AWS writes on the snapshots of each volume. */
type Disks = ReadonlyMap<string, Pick<ListedSnapshot, 'sizeGiB' | 'isEncrypted'>>;

/** Of a volume of which a snapshot is encrypted all later ones are. */
function disksOf({ volumes, snapshots }: Inventory): Disks {
  const encrypted = new Set(
    snapshots.flatMap(({ volumeId, isEncrypted }) => (isEncrypted === true ? volumeId : [])),
  );
  return new Map(
    volumes.map(({ id, sizeGiB }) => [id, { sizeGiB, ...(encrypted.has(id) ? { isEncrypted: true } : {}) }]),
  );
}

function snapshotsFrom(create: CreateOne | CreateSet, disks: Disks, at: Date): Omit<ListedSnapshot, 'id'>[] {
  return volumesOf(create).map((volumeId) => ({
    volumeId,
    state: 'pending',
    tier: 'standard',
    startedAt: at.getTime(),
    sizeGiB: 0,
    ...disks.get(volumeId),
    tags: create.tags,
    description: create.description,
  }));
}

/** AWS finishes what it has begun. */
export function completed<One extends Snapshot>(snapshot: One): One {
  return isPending(snapshot) ? { ...snapshot, state: 'completed' } : snapshot;
}

/** Whether AWS still makes it. */
export function isPending({ state }: Snapshot): boolean {
  return state === 'pending';
}
