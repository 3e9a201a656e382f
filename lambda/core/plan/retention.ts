import { type Age, before, type Period, periodOf } from '../calendar.ts';
import { ageText } from '../grammar/numbers.ts';
import type { Tier } from '../grammar/retention.ts';
import { grouped } from '../grouped.ts';
import { newestFirst, isRestorable, type Snapshot } from '../inventory.ts';
import { neverReached } from '../neverReached.ts';
import { isPinned, protection, standsFor } from '../ownership.ts';
import { placeNames } from './placeNames.ts';
import { type Schedule, slotOf } from '../policy/schedule.ts';

/**
 * What is deleted, and why. Nothing else decides that a copy of a living volume may go.
 *
 * `judge` says what each own snapshot of one volume is worth; the brake (brake.ts) may still hold back
 * what it lets go, and orphans.ts speaks for volumes that are no longer there.
 */

/** Which restorable copies of one volume stay: all to which at least one rule gives a place. */
export type RetentionPolicy = readonly Rule[];

export type Rule =
  /** The newest slots of a schedule: the volume's own, or that of a named copy set. */
  | { readonly kind: 'slots'; readonly count: number; readonly schedule: Schedule; readonly set?: string }
  /** The last hours, days, ISO weeks, months or years that have a copy. */
  | { readonly kind: 'tier'; readonly count: number; readonly per: Tier }
  /** The time before the newest copy. */
  | { readonly kind: 'within'; readonly age: Age }
  /** A copy set with count 0: no new copies are made for it, and it loses none. */
  | { readonly kind: 'paused'; readonly schedule: Schedule; readonly set: string };

/** What happens to one snapshot, in words fit for the report. */
export interface Verdict {
  readonly snapshot: Snapshot;
  readonly fate: 'keep' | 'expire';
  readonly because: string;
}

export interface Judging {
  readonly retention: RetentionPolicy;
  readonly prefix: string;
  readonly timeZone: string;
  /** What AWS would refuse to delete, see Inventory. */
  readonly holds: ReadonlyMap<string, string>;
}

/** What the copies of one volume are worth, and how many more its rules wait for: none means full. */
export interface Judgement {
  /** One for each own snapshot, newest first. */
  readonly verdicts: readonly Verdict[];
  readonly lacking: number;
}

/**
 * Judges the own snapshots of one volume.
 *
 * Only a restorable copy takes a place: one that is pending or failed restores nothing, so it must not push
 * a good one out. A pinned one needs none. The newest restorable copy always stays.
 */
export function judge(snapshots: readonly Snapshot[], judging: Judging): Judgement {
  const ordered = snapshots.toSorted(newestFirst);
  const candidates = ordered.filter((one) => isRestorable(one) && !isPinned(one, judging.prefix));
  const claims = judging.retention.map((rule) => claimOf(rule, candidates, judging));
  const slots = claims.flatMap(({ firsts }) => firsts ?? []);
  const isDouble = (one: Snapshot): boolean => slots.length > 0 && slots.every((firsts) => !firsts.has(one));
  const newest = ordered.find(isRestorable);
  const beyond = `beyond ${judging.retention.flatMap(ruleName).join(' and ')}`;

  const verdictOn = (snapshot: Snapshot): Verdict => {
    const places = placesOf(snapshot, claims);
    if (places !== '') return { snapshot, fate: 'keep', because: places };
    const untouchable = protection(snapshot, judging.prefix, judging.holds);
    if (untouchable !== undefined) return { snapshot, fate: 'keep', because: untouchable };
    if (snapshot === newest) return { snapshot, fate: 'keep', because: 'newest restorable copy' };
    if (snapshot.state === 'error') return { snapshot, fate: 'expire', because: 'failed, restores nothing' };
    const because = isDouble(snapshot) ? `second copy of one slot, ${beyond}` : beyond;
    return { snapshot, fate: 'expire', because };
  };
  const verdicts = ordered.map(verdictOn);
  return { verdicts, lacking: claims.reduce((sum, claim) => sum + claim.lacking, 0) };
}

/** The places that the rules give to a copy, in words; empty for none. */
function placesOf(snapshot: Snapshot, claims: readonly Claim[]): string {
  let words = '';
  for (const { places } of claims) {
    const place = places.get(snapshot);
    if (place !== undefined) words = words === '' ? place : `${words}, ${place}`;
  }
  return words;
}

/** What one rule wants of the copies there are. */
interface Claim {
  /** The copies to which it gives a place, and the place in words. */
  readonly places: ReadonlyMap<Snapshot, string>;
  /** How many copies it still waits for. */
  readonly lacking: number;
  /** The copies that are the first of their slot; absent for a rule that counts no slots. */
  readonly firsts?: ReadonlySet<Snapshot>;
}

/** @param candidates Restorable copies that are not pinned, newest first. */
function claimOf(rule: Rule, candidates: readonly Snapshot[], judging: Judging): Claim {
  switch (rule.kind) {
    case 'slots':
      return newestSlots(rule, candidates, judging);
    case 'tier':
      return newestOfPeriods(rule, candidates, judging);
    case 'within':
      return young(rule, candidates, judging);
    case 'paused':
      return firstsOfPausedSet(rule, candidates, judging);
    default:
      return neverReached(rule);
  }
}

/** Doubles fill the places of a count, but a named set is full only when it has served so many slots. */
function newestSlots(
  { schedule, count, set }: Extract<Rule, { kind: 'slots' }>,
  candidates: readonly Snapshot[],
  judging: Judging,
): Claim {
  const { firsts, doubles } = bySlot(candidates, schedule, judging);
  const placed = [...firsts, ...doubles].slice(0, count).toSorted(newestFirst);
  const placeName = placeNames(set === undefined ? '' : `${set} `, count);
  const filled = set === undefined ? placed.length : firsts.length;
  return {
    places: new Map(placed.map((one, index) => [one, placeName(index)])),
    lacking: Math.max(0, count - filled),
    firsts: new Set(firsts),
  };
}

/**
 * The oldest copy of each slot, the latest slot first, and the other copies, newest first.
 *
 * Of several copies of one slot only the oldest takes a place before other slots have had theirs, so
 * overlapping runs cost no history; the doubles fill what is left, because fewer copies than asked for may
 * never be our doing. The order is that of the slots: a copy that a late run took for yesterday has newer
 * data than today's, but must not push it out, or today would be due again.
 */
function bySlot(
  newestToOldest: readonly Snapshot[],
  schedule: Schedule,
  { prefix, timeZone }: Judging,
): { firsts: Snapshot[]; doubles: Snapshot[] } {
  const firstOf = new Map<number, Snapshot>();
  const doubles: Snapshot[] = [];
  for (const copy of newestToOldest.toReversed()) {
    const slot = slotOf(schedule, standsFor(copy, prefix), timeZone);
    if (firstOf.has(slot)) doubles.push(copy);
    else firstOf.set(slot, copy);
  }
  const latestFirst = [...firstOf.keys()].toSorted((a, b) => b - a);
  return { firsts: latestFirst.flatMap((slot) => firstOf.get(slot) ?? []), doubles: doubles.toReversed() };
}

const PERIOD: Readonly<Record<Tier, Period>> = {
  hourly: 'hour',
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
  yearly: 'year',
};

/**
 * The newest copy of each of the last periods that have one, and where there are fewer of these than asked
 * for, the oldest copy of all: history that is there is not thrown away before the tier is full.
 *
 * These are the rules of `restic forget`: https://restic.readthedocs.io/en/stable/060_forget.html
 */
function newestOfPeriods(
  { per, count }: Extract<Rule, { kind: 'tier' }>,
  candidates: readonly Snapshot[],
  judging: Judging,
): Claim {
  const latestFirst = byTime(candidates, judging);
  const periods = grouped(latestFirst, (one) =>
    periodOf(standsFor(one, judging.prefix), PERIOD[per], judging.timeZone),
  );
  const newest = [...periods.values()].map(([first]) => first).slice(0, count);
  const places = new Map(newest.map((one, index) => [one, `${per} ${index + 1} of ${count}`]));
  const oldest = latestFirst.at(-1);
  if (oldest !== undefined && newest.length < count && !places.has(oldest)) {
    places.set(oldest, `oldest copy, ${per} ${newest.length + 1} of ${count}`);
  }
  return { places, lacking: count - places.size };
}

/** An age waits for no copies. */
function young(
  { age }: Extract<Rule, { kind: 'within' }>,
  candidates: readonly Snapshot[],
  judging: Judging,
): Claim {
  const [latest] = byTime(candidates, judging);
  if (latest === undefined) return { places: new Map(), lacking: 0 };
  const { prefix, timeZone } = judging;
  const limit = before(standsFor(latest, prefix), age, timeZone);
  const inside = candidates.filter((one) => standsFor(one, prefix) > limit);
  return {
    places: new Map(inside.map((one) => [one, `within ${ageText(age)} of the newest`])),
    lacking: 0,
  };
}

/**
 * The first copy of each slot of a paused set, whichever set took it.
 *
 * No tag tells for which set a copy was taken, and which ones the others keep changes: only this rule takes
 * nothing from the paused set, today and later. The price is a new copy for each of its slots that others serve.
 */
function firstsOfPausedSet(
  { schedule, set }: Extract<Rule, { kind: 'paused' }>,
  candidates: readonly Snapshot[],
  judging: Judging,
): Claim {
  const { firsts } = bySlot(candidates, schedule, judging);
  return { places: new Map(firsts.map((copy) => [copy, pausedPlace(set)])), lacking: 0 };
}

/** What is said of a copy that stays only for a paused set. */
export function pausedPlace(set: string): string {
  return `${set}, a paused set (count 0) that loses nothing`;
}

function byTime(candidates: readonly Snapshot[], { prefix }: Judging): Snapshot[] {
  return candidates.toSorted(
    (a, b) => standsFor(b, prefix).getTime() - standsFor(a, prefix).getTime() || newestFirst(a, b),
  );
}

function ruleName(rule: Rule): string[] {
  switch (rule.kind) {
    case 'slots':
      return [rule.set === undefined ? String(rule.count) : `${rule.set}=${rule.count}`];
    case 'tier':
      return [`${rule.per}:${rule.count}`];
    case 'within':
      return [`within:${ageText(rule.age)}`];
    case 'paused':
      return [];
    default:
      return neverReached(rule);
  }
}
