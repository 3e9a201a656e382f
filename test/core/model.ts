import { type CreateOne, type CreateSet, volumesOf } from '../../lambda/core/plan/creation.ts';
import type { Inventory } from '../../lambda/core/inventory.ts';
import { isRestorable, type ListedSnapshot, type Snapshot, type Tags } from '../../lambda/core/snapshot.ts';
import { makePlan } from '../../lambda/core/plan/makePlan.ts';
import type { Plan } from '../../lambda/core/plan/plan.ts';
import type { PlanSettings } from '../../lambda/core/plan/planSettings.ts';
import { inventory, later, listed, settings } from './fixtures.ts';

/** How the model's AWS behaves in one run. */
export interface Weather {
  /** `refused`: no snapshot is made. `fails`: one is made and ends in `error`. @default 'work' */
  readonly creates?: 'work' | 'refused' | 'fails';
  /** @default 'work' */
  readonly deletes?: 'work' | 'refused';
  /** Minutes from the creating call to completion. @default 20 */
  readonly completeAfter?: number;
}

/** A region in memory, as far as the core can tell: snapshots are made, complete, fail and go. */
export interface Model {
  /** What a run would be told at this instant. */
  inventoryAt(instant: Date): Inventory;
  /** Does what a plan says, volume by volume: its failed copies, its create, and then what expired. */
  carryOut(plan: Plan, instant: Date, weather?: Weather): void;
  /** Plans for `now` and carries it out at `instant`. */
  run(now: Date, instant: Date, weather?: Weather): Plan;
  /** A person changes the world. */
  change(change: Partial<Inventory>): void;
  /** All snapshots ever made here, oldest first. */
  readonly made: readonly Snapshot[];
  restorable(instant: Date, volumeId?: string): number;
}

type Made = Pick<ListedSnapshot, 'volumeId' | 'tags' | 'description'>;

interface Due {
  readonly at: Date;
  readonly state: string;
}

export function startModel(world: Partial<Inventory>, settingsChange: Partial<PlanSettings> = {}): Model {
  let region = inventory(world);
  const inForce = settings(settingsChange);
  const made: Snapshot[] = [];
  const underWay = new Map<string, Due>();

  function settle(instant: Date): void {
    const over = [...underWay].filter(([, due]) => due.at <= instant);
    if (over.length === 0) return;
    const states = new Map(over.map(([id, { state }]) => [id, state]));
    for (const [id] of over) underWay.delete(id);
    region = {
      ...region,
      snapshots: region.snapshots.map((one) => ({ ...one, state: states.get(one.id) ?? one.state })),
    };
  }

  function make({ volumeId, tags, description }: Made, instant: Date, weather: Weather): void {
    const one = listed({
      id: `snap-${String(made.length).padStart(6, '0')}`,
      volumeId,
      state: 'pending',
      tier: 'standard',
      startedAt: instant.getTime(),
      sizeGiB: 8,
      tags,
      description,
    });
    made.push(one);
    underWay.set(one.id, {
      at: later(instant, weather.completeAfter ?? 20),
      state: weather.creates === 'fails' ? 'error' : 'completed',
    });
    region = { ...region, snapshots: [...region.snapshots, one] };
  }

  function remove(ids: ReadonlySet<string>): void {
    if (ids.size === 0) return;
    region = { ...region, snapshots: region.snapshots.filter(({ id }) => !ids.has(id)) };
  }

  const model: Model = {
    made,
    inventoryAt(instant) {
      settle(instant);
      return region;
    },
    carryOut(plan, instant, weather = {}) {
      const creatingFails = weather.creates === 'refused';
      const bereft = new Set(creatingFails ? plan.creates.flatMap(volumesOf) : []);
      if (!creatingFails) {
        for (const create of plan.creates) {
          for (const id of volumesOf(create))
            make(
              { volumeId: id, tags: tagsFor(create, id), description: create.description },
              instant,
              weather,
            );
        }
      }
      if (weather.deletes === 'refused') return;
      const going = plan.deletes.filter(({ cause, volumeId }) => cause === 'failed' || !bereft.has(volumeId));
      remove(new Set(going.map(({ snapshotId }) => snapshotId)));
    },
    run(now, instant, weather) {
      const plan = makePlan(model.inventoryAt(instant), inForce, now);
      model.carryOut(plan, instant, weather);
      return plan;
    },
    change(change) {
      region = { ...region, ...change };
    },
    restorable(instant, volumeId = 'vol-1') {
      return model
        .inventoryAt(instant)
        .snapshots.filter((one) => one.volumeId === volumeId && isRestorable(one)).length;
    },
  };

  function tagsFor(create: CreateOne | CreateSet, volumeId: string): Tags {
    if (create.kind === 'create one' || !create.copyVolumeTags) return create.tags;
    return { ...region.volumes.find(({ id }) => id === volumeId)?.tags, ...create.tags };
  }

  return model;
}

/** Numbers from 0 to `most` in an order that looks like chance and is the same in each run of the tests. */
export function scattered(index: number, most: number): number {
  return Math.floor((((index + 1) * 0.618_033_988_749_895) % 1) * (most + 1));
}
