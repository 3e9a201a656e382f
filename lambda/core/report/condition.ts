import type { Managed } from '../plan/survey.ts';
import { isRestorable, type Snapshot } from '../snapshot.ts';

/** In what state the managed volumes of a region are at the end of the run. */
export interface Condition {
  readonly instancesManaged: number;
  readonly volumesManaged: number;
  /** No slot missed: the newest snapshot serves the current slot, and the one before was taken in its time. */
  readonly onSchedule: number;
  /** As many restorable snapshots as the policy asks for. */
  readonly full: number;
  /** At least one restorable snapshot, but not yet all. */
  readonly filling: number;
  /** No restorable snapshot yet, but the first one is in progress. */
  readonly starting: number;
  /** No restorable snapshot, and none in progress. */
  readonly bare: number;
}

export const NO_CONDITION: Condition = {
  instancesManaged: 0,
  volumesManaged: 0,
  onSchedule: 0,
  full: 0,
  filling: 0,
  starting: 0,
  bare: 0,
};

/** What has changed since the plan was made. */
interface EndOfRun {
  /** Volumes that have a new snapshot. */
  readonly taken: ReadonlySet<string>;
  /** Snapshots that are gone. */
  readonly away: ReadonlySet<string>;
  readonly now: Date;
}

export function conditionOf(managed: readonly Managed[], end: EndOfRun): Condition {
  const states = managed.map((one) => fillOf(one, end));
  const count = (state: Fill): number => states.filter((each) => each === state).length;
  return {
    instancesManaged: new Set(managed.flatMap(({ instance }) => instance?.id ?? [])).size,
    volumesManaged: managed.length,
    onSchedule: managed.filter(
      ({ due, volume }) => !due.isDue || (due.missed === 0 && end.taken.has(volume.id)),
    ).length,
    full: count('full'),
    filling: count('filling'),
    starting: count('starting'),
    bare: count('bare'),
  };
}

/** The managed volumes that have no restorable snapshot and none in progress. */
export function bareVolumes(managed: readonly Managed[], end: EndOfRun): string[] {
  return managed.filter((one) => fillOf(one, end) === 'bare').map(({ volume }) => volume.id);
}

/** The managed volumes that have no restorable snapshot yet, and whose first is in progress. */
export function startingVolumes(managed: readonly Managed[], end: EndOfRun): ReadonlySet<string> {
  return new Set(managed.flatMap((one) => (fillOf(one, end) === 'starting' ? one.volume.id : [])));
}

type Fill = 'full' | 'filling' | 'starting' | 'bare';

function fillOf({ volume, snapshots, lacking }: Managed, { taken, away, now }: EndOfRun): Fill {
  const left = snapshots.filter(({ id }) => !away.has(id));
  if (left.some(isRestorable)) return lacking === 0 ? 'full' : 'filling';
  const isComing = taken.has(volume.id) || left.some((one) => one.state === 'pending' && !isSlow(one, now));
  return isComing ? 'starting' : 'bare';
}

const SLOW_HOURS = 24;

/** The first snapshot of a large volume takes hours; after a day without completion a person should look. */
export function isSlow(snapshot: Snapshot, now: Date): boolean {
  return snapshot.state === 'pending' && hoursPending(snapshot, now) >= SLOW_HOURS;
}

export function hoursPending({ startedAt, copiedAt = startedAt }: Snapshot, now: Date): number {
  return Math.floor((now.getTime() - copiedAt) / 3_600_000);
}
