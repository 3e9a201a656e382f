import type { Cells } from '../figures.ts';
import type { Ran } from '../judge/seen.ts';

/** What came in all lives so far. */
export interface Tally {
  steps: number;
  runs: number;
  taken: number;
  deleted: number;
  brakes: number;
  doubles: number;
  crashes: number;
  followed: number;
  /** Volumes that a run without trouble left with exactly what they ask for. */
  exact: number;
  /** Calm runs at the end of lives. */
  calmRuns: number;
  readonly kinds: Map<string, number>;
  count(ran: Ran): void;
}

export function openTally(): Tally {
  const tally: Tally = {
    steps: 0,
    runs: 0,
    taken: 0,
    deleted: 0,
    brakes: 0,
    doubles: 0,
    crashes: 0,
    followed: 0,
    exact: 0,
    calmRuns: 0,
    kinds: new Map(),
    count({ log, plan, settings }) {
      tally.runs += 1;
      if (settings.followUp !== undefined) tally.followed += 1;
      tally.taken += log.made.length;
      tally.deleted += log.deleted.length;
      tally.brakes += plan.brakes.length;
      if (log.hasDied) tally.crashes += 1;
    },
  };
  return tally;
}

/** All of it, as a row of the figures. */
export function cellsOf({
  kinds,
  steps,
  runs,
  crashes,
  followed,
  exact,
  calmRuns,
  taken,
  deleted,
  doubles,
  brakes,
}: Tally): Cells {
  const each = [...kinds].toSorted(([, a], [, b]) => b - a).map(([kind, times]) => `${kind} ${times}`);
  return {
    steps,
    runs,
    followed,
    'volumes with exactly N': exact,
    'calm runs at the end of a life': calmRuns,
    died: crashes,
    taken,
    deleted,
    doubles,
    brakes,
    'kinds of steps': each.join(', '),
  };
}
