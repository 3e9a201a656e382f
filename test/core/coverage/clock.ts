import { dayNumber, type Zone } from '../../../lambda/core/calendar.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';

/** A second opinion on the ledger: it looks at a clock, minute by minute, and at every snapshot each time. */

export const MINUTE = 60_000;

export interface Watched {
  /** Each that AWS completed, in any order. All instants are whole minutes. */
  readonly snapshots: readonly Pick<Snapshot, 'startedAt' | 'completedAfter'>[];
  /** Of when the data are where none was complete. */
  readonly bornAt: number;
  readonly from: number;
  readonly until: number;
  /** Minutes. */
  readonly objective: number | undefined;
  readonly zone: Zone;
}

/** What was seen, in minutes. */
export interface Seen {
  readonly known: number;
  readonly inside: number;
  readonly worst: number | undefined;
  /** By day number. */
  readonly days: ReadonlyMap<number, SeenDay>;
}

export interface SeenDay {
  readonly known: number;
  readonly inside: number;
  readonly oldest: number;
}

export function watched({ snapshots, bornAt, from, until, objective, zone }: Watched): Seen {
  const days = new Map<number, SeenDay>();
  let inside = 0;
  let worst: number | undefined;
  for (let minute = from; minute < until; minute += MINUTE) {
    const complete = snapshots.filter(
      ({ startedAt, completedAfter = 0 }) => startedAt + completedAfter <= minute,
    );
    const dataOf = complete.reduce((newest, { startedAt }) => Math.max(newest, startedAt), bornAt);
    // How old the data are when the minute ends.
    const age = (minute + MINUTE - dataOf) / MINUTE;
    const isInside = objective !== undefined && age <= objective ? 1 : 0;
    inside += isInside;
    worst = Math.max(worst ?? 0, age);
    const day = dayNumber(new Date(minute), zone);
    const before = days.get(day) ?? { known: 0, inside: 0, oldest: 0 };
    days.set(day, {
      known: before.known + 1,
      inside: before.inside + isInside,
      oldest: Math.max(before.oldest, age),
    });
  }
  return { known: (until - from) / MINUTE, inside, worst, days };
}
