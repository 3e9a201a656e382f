import { isRestorable, type Snapshot } from '../inventory.ts';
import type { Managed } from '../plan/survey.ts';

/** How well the managed volumes of a region are covered, at the end of the run. */
export interface Condition {
  readonly instancesManaged: number;
  readonly volumesManaged: number;
  /** No slot missed: the newest copy serves the current slot and so did the one before, in its time. */
  readonly onSchedule: number;
  /** As many restorable copies as the policy asks for. */
  readonly full: number;
  /** At least one restorable copy, but not yet all. */
  readonly filling: number;
  /** No restorable copy yet, but the first one is being made. */
  readonly starting: number;
  /** No restorable copy, and none on its way. */
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
  /** Volumes that have a new copy. */
  readonly taken: ReadonlySet<string>;
  /** Snapshots that are gone. */
  readonly away: ReadonlySet<string>;
  readonly prefix: string;
  readonly now: Date;
}

/** Says how well the managed volumes are covered at the end of a run. */
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

type Fill = 'full' | 'filling' | 'starting' | 'bare';

function fillOf({ volume, copies, lacking }: Managed, { taken, away, now }: EndOfRun): Fill {
  const left = copies.filter(({ id }) => !away.has(id));
  if (left.some(isRestorable)) return lacking === 0 ? 'full' : 'filling';
  const isComing =
    taken.has(volume.id) || left.some((copy) => copy.state === 'pending' && !isSlow(copy, now));
  return isComing ? 'starting' : 'bare';
}

const SLOW_HOURS = 24;

/** A first copy of a large volume takes hours; a day without completion deserves a person's look. */
export function isSlow(copy: Snapshot, now: Date): boolean {
  return copy.state === 'pending' && hoursPending(copy, now) >= SLOW_HOURS;
}

export function hoursPending(copy: Snapshot, now: Date): number {
  return Math.floor((now.getTime() - copy.startedAt) / 3_600_000);
}
