import { shelfOf } from '../images/shelf.ts';
import type { Inventory } from '../inventory.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { type ImageFirstRun, imageFirstRun } from '../report/imageFirstRun.ts';
import type { SimulatedDay, SimulatedVolume } from './diary.ts';
import { type Simulated, type Simulation, simulationIn, type Span } from './book.ts';
import { simulate } from './simulation.ts';
import type { SimulatedSnapshot } from './stays.ts';

/** The same days for the images of servers. What keeps an image is looked at anew by each run: a launch grows old. */
export function simulateImages(
  inventory: Inventory,
  settings: PlanSettings,
  span: Span,
): Generator<Date, Simulated> {
  const shelf = shelfOf(inventory, settings, span.from);
  return simulate(shelf.inventory, shelf.settings, {
    ...span,
    holdsAt: (now) => shelfOf(inventory, settings, now).inventory.holds,
  });
}

/** One region in `--json`, with its images where they are on. */
export interface RegionSimulation extends Simulation {
  readonly images?: ImageSimulation | undefined;
}

/** What would happen to the images of a region in the same days. */
export interface ImageSimulation {
  /** By the Name of the instance. */
  readonly instances: readonly SimulatedInstance[];
  readonly firstRun: ImageFirstRun;
}

export interface SimulatedInstance
  extends Omit<
    SimulatedVolume,
    'volumeId' | 'instanceId' | 'instanceName' | 'device' | 'byDay' | 'snapshots'
  > {
  readonly instanceId: string;
  /** One for each of `days`. */
  readonly byDay: readonly SimulatedImageDay[];
  /** Each one that there is on any day, oldest first; absent where they are too many to record. */
  readonly images?: readonly SimulatedImage[] | undefined;
}

/** The images of one instance when a day ends. Pending ones count, because they become available. */
export interface SimulatedImageDay extends Omit<SimulatedDay, 'snapshots'> {
  /** Without those that are pinned. */
  readonly images: number;
}

export interface SimulatedImage extends Omit<SimulatedSnapshot, 'snapshotId'> {
  /** Absent for one that the simulation makes. */
  readonly imageId?: string | undefined;
}

/** What `simulate` and `simulateImages` give, as `--json` has it. */
export function regionSimulation(lives: Simulated, images?: Simulated): RegionSimulation {
  return { ...simulationIn(lives), images: images && imageSimulation(images) };
}

function imageSimulation({ volumes, firstRun }: Simulated): ImageSimulation {
  return { instances: volumes.map(simulatedInstance), firstRun: imageFirstRun(firstRun) };
}

function simulatedInstance(one: SimulatedVolume): SimulatedInstance {
  const { schedule, retention, fewestOnceFull, most, largestGapHours, missed, taken, deleted } = one;
  return {
    instanceId: one.volumeId,
    name: one.name,
    schedule,
    retention,
    byDay: one.byDay.map(({ snapshots: images, ...day }) => ({ images, ...day })),
    fewestOnceFull,
    most,
    largestGapHours,
    missed,
    taken,
    deleted,
    images: one.snapshots?.map(({ snapshotId: imageId, ...image }) => ({ imageId, ...image })),
  };
}
