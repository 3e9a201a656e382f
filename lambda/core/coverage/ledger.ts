import { dayNumber, startOfDay, type Zone } from '../calendar.ts';
import type { Snapshot } from '../snapshot.ts';

/** The calendar days of a span of time in one zone. */
export interface Days {
  /** The number of the first day; 1970-01-01 is day 0. */
  readonly first: number;
  /** When each day begins, and at last when the last one ends; in milliseconds since 1970. */
  readonly starts: readonly number[];
}

/** The days from that of one instant to that of another. One has 23 or 25 hours where the clocks change. */
export function daysOf(from: Date, until: Date, zone: Zone): Days {
  const [first, last] = [dayNumber(from, zone), dayNumber(until, zone)];
  const starts = Array.from({ length: last - first + 2 }, (_, index) =>
    startOfDay(first + index, zone).getTime(),
  );
  return { first, starts };
}

/** Of what time the ledger of a volume tells. In milliseconds, all instants since 1970. */
export interface Span {
  readonly from: number;
  readonly until: number;
  /** What the data are at the latest of, where no snapshot was complete: when the volume was created. */
  readonly bornAt: number;
  /** How old the newest complete snapshot may be; absent where there is no objective. */
  readonly objective?: number | undefined;
}

/** What a restore could have given back at every instant of a span, in milliseconds. */
export interface Ledger {
  /** How long the span is; 0 where nothing is known. */
  readonly known: number;
  /** How much of it was inside the objective; 0 where there is none. */
  readonly inside: number;
  /** The oldest that the newest complete snapshot became, and when that ended; absent for an empty span. */
  readonly worst?: { readonly age: number; readonly at: number } | undefined;
  /** One for each day: the oldest that it became in whole hours; -1 where nothing is known. */
  readonly oldest: readonly number[];
  /**
   * One for each day: how much of what is known was inside, in whole percent, rounded down; -1 where nothing is known.
   * Empty where there is no objective.
   */
  readonly percent: readonly number[];
}

/** What of a snapshot counts in a ledger. */
export type Kept = Pick<Snapshot, 'startedAt' | 'completedAfter'>;

const HOUR = 3_600_000;

/**
 * Says for every instant of a span how old the data were that a restore would have given: the time since the start
 * of the newest snapshot that was complete by then.
 *
 * One pass from the newest to the oldest: a snapshot counts from its completion to that of the first newer one. One
 * whose completion AWS does not tell counts from its start. `snapshots` are those of one volume that AWS completed,
 * newest first.
 *
 * @param days They contain every span that is asked for.
 */
export function openLedger({ starts }: Days): (snapshots: readonly Kept[], span: Span) => Ledger {
  // One set of sums for all volumes: to make them anew takes longer than to count.
  const sums = openSums(starts);
  return (snapshots, span) => {
    const { from, bornAt, objective } = span;
    sums.begin(objective);
    let end = span.until;
    for (const { startedAt, completedAfter = 0 } of snapshots) {
      if (end <= from) break;
      const ready = startedAt + completedAfter;
      if (ready >= end) continue;
      sums.add(startedAt, Math.max(ready, from), end);
      end = ready;
    }
    if (end > from) sums.add(bornAt, from, end);
    return sums.ledger();
  };
}

/** Sums up the stretches of time of one ledger after another, each ledger the latest stretch first. */
function openSums(starts: readonly number[]) {
  const count = starts.length - 1;
  const knownOf = new Float64Array(count);
  const insideOf = new Float64Array(count);
  const oldestOf = new Float64Array(count);
  let allowed: number | undefined;
  let day = 0;
  let known = 0;
  let inside = 0;
  let worst: Ledger['worst'];

  return {
    begin(objective: number | undefined): void {
      for (const sums of [knownOf, insideOf, oldestOf]) sums.fill(0);
      allowed = objective;
      day = count - 1;
      known = 0;
      inside = 0;
      worst = undefined;
    },
    /** @param dataOf Of when the data are that could be restored in a stretch. */
    add(dataOf: number, from: number, until: number): void {
      const age = until - dataOf;
      if (worst === undefined || age > worst.age) worst = { age, at: until };
      const insideUntil = allowed === undefined ? from : Math.max(from, dataOf + allowed);
      known += until - from;
      inside += Math.min(until, insideUntil) - from;
      while ((starts[day] ?? 0) >= until) day -= 1;
      for (; day >= 0; day -= 1) {
        const begin = Math.max(starts[day] ?? 0, from);
        const end = Math.min(starts[day + 1] ?? 0, until);
        knownOf[day] = (knownOf[day] ?? 0) + end - begin;
        insideOf[day] = (insideOf[day] ?? 0) + Math.max(0, Math.min(end, insideUntil) - begin);
        oldestOf[day] = Math.max(oldestOf[day] ?? 0, end - dataOf);
        if (begin === from) return;
      }
    },
    ledger(): Ledger {
      const oldest: number[] = [];
      const percent: number[] = [];
      for (let one = 0; one < count; one += 1) {
        const whole = knownOf[one] ?? 0;
        oldest.push(whole === 0 ? -1 : Math.floor((oldestOf[one] ?? 0) / HOUR));
        if (allowed !== undefined) percent.push(percentOf(insideOf[one] ?? 0, whole));
      }
      return { known, inside, worst, oldest, percent };
    },
  };
}

/** Of whole milliseconds, rounded down, so that only the whole is 100. */
function percentOf(part: number, whole: number): number {
  return whole === 0 ? -1 : Math.floor((100 * part) / whole);
}
