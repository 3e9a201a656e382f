import type { Place } from '../text.ts';
import { type Simulation, simulationIn } from './book.ts';
import type { SimulatedDay, SimulatedVolume } from './diary.ts';
import type { SimulatedPlace } from './replicated.ts';
import type { SimulatedSnapshot } from './stays.ts';

/** What would happen in the same days at one place that keeps replicas, as `--json` has it. */
export interface PlaceSimulation extends Omit<Simulation, 'volumes'>, Place {
  /** By the Name of the server, then by device. */
  readonly volumes: readonly ReplicatedVolume[];
  /** Replicas for which the last run had no room; absent where there are none. */
  readonly waiting?: number | undefined;
}

/** The replicas of one volume at one place. */
export interface ReplicatedVolume extends Omit<SimulatedVolume, 'byDay' | 'snapshots' | 'missed' | 'taken'> {
  /** One for each of `days`. */
  readonly byDay: readonly SimulatedReplicaDay[];
  /** How many were made. */
  readonly made: number;
  /** Each one that there is on any day, oldest first; absent where they are too many to record. */
  readonly replicas?: readonly SimulatedSnapshot[] | undefined;
}

/** The replicas of one volume when a day ends. Pending ones count, because they complete. */
export interface SimulatedReplicaDay extends Omit<SimulatedDay, 'snapshots'> {
  /** Without those that are pinned. */
  readonly replicas: number;
}

export function placeSimulation(one: SimulatedPlace): PlaceSimulation {
  const { place, volumes, waiting } = one;
  return { ...simulationIn(one), ...place, volumes: volumes.map(replicatedVolume), waiting };
}

function replicatedVolume({
  byDay,
  snapshots: replicas,
  taken: made,
  missed: _missed,
  ...others
}: SimulatedVolume): ReplicatedVolume {
  return {
    ...others,
    byDay: byDay.map(({ snapshots, ...day }) => ({ replicas: snapshots, ...day })),
    made,
    replicas,
  };
}
