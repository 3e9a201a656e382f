import { before, type Period, periodOf, type Zone } from '../calendar.ts';
import { ageText } from '../grammar/numbers.ts';
import type { Tier } from '../grammar/tiers.ts';
import { grouped } from '../grouped.ts';
import { neverReached } from '../neverReached.ts';
import { type Saved, SNAPSHOTS } from '../policy/saved.ts';
import type { PausedRule, RetentionPolicy, Rule, SlotsRule, TierRule, WithinRule } from '../policy/rules.ts';
import { type Schedule, slotOf } from '../policy/schedule.ts';
import { isPinned, isRestorable, newestFirst, type Snapshot, standsFor } from '../snapshot.ts';
import { protection } from './protection.ts';

/**
 * What is deleted, and why. Nothing else decides that a snapshot of a living volume can be deleted.
 *
 * `judge` says what each own snapshot of one volume is worth. The brake (brake.ts) may still hold back a
 * deletion, and orphans.ts decides for volumes that are gone.
 */

/** What happens to one snapshot, in words for the report. */
export interface Verdict {
  readonly snapshot: Snapshot;
  readonly fate: 'keep' | 'expire';
  readonly because: string;
}

export interface Judging {
  readonly retention: RetentionPolicy;
  readonly zone: Zone;
  /** What AWS would refuse to delete, see Inventory. */
  readonly holds: ReadonlyMap<string, string>;
  /** @default snapshots of volumes */
  readonly saved?: Saved | undefined;
}

export interface Judgement {
  /** One for each own snapshot, newest first. */
  readonly verdicts: readonly Verdict[];
  /** How many places the rules have. An age has none. */
  readonly wanted: number;
  /** How many more snapshots the rules wait for; 0 means full. */
  readonly lacking: number;
}

/**
 * Judges the own snapshots of one volume.
 *
 * Only a restorable snapshot takes a place: a pending or failed one restores nothing, so it must not push a
 * good one out. A pinned one needs no place. The newest restorable snapshot always stays.
 */
export function judge(snapshots: readonly Snapshot[], judging: Judging): Judgement {
  const ordered = snapshots.toSorted(newestFirst);
  const candidates = ordered.filter((one) => isRestorable(one) && !isPinned(one));
  const saved = judging.saved ?? SNAPSHOTS;
  const claims = judging.retention.map((rule) => claimOf(rule, candidates, { ...judging, ...saved }));
  const slots = claims.flatMap(({ firsts }) => firsts ?? []);
  const isDouble = (one: Snapshot): boolean => slots.length > 0 && slots.every((firsts) => !firsts.has(one));
  const newest = ordered.find(isRestorable);
  const beyond = `beyond ${judging.retention.flatMap(ruleName).join(' and ')}`;

  const verdictOn = (snapshot: Snapshot): Verdict => {
    const places = placesOf(snapshot, claims);
    if (places !== '') return { snapshot, fate: 'keep', because: places };
    const untouchable = protection(snapshot, judging.holds);
    if (untouchable !== undefined) return { snapshot, fate: 'keep', because: untouchable };
    if (snapshot === newest) return { snapshot, fate: 'keep', because: `newest restorable ${saved.one}` };
    if (snapshot.state === 'error') return { snapshot, fate: 'expire', because: 'failed, restores nothing' };
    const because = isDouble(snapshot) ? `second ${saved.one} of one slot, ${beyond}` : beyond;
    return { snapshot, fate: 'expire', because };
  };
  const verdicts = ordered.map(verdictOn);
  return {
    verdicts,
    wanted: judging.retention.reduce((sum, rule) => sum + ('count' in rule ? rule.count : 0), 0),
    lacking: claims.reduce((sum, claim) => sum + claim.lacking, 0),
  };
}

/** The places that the rules give to a snapshot, in words; empty for none. */
function placesOf(snapshot: Snapshot, claims: readonly Claim[]): string {
  let words = '';
  for (const { places } of claims) {
    const place = places.get(snapshot);
    if (place !== undefined) words = words === '' ? place : `${words}, ${place}`;
  }
  return words;
}

/** What one rule asks for. */
interface Claim {
  /** The snapshots to which it gives a place, and the place in words. */
  readonly places: ReadonlyMap<Snapshot, string>;
  /** How many snapshots it still waits for. */
  readonly lacking: number;
  /** The snapshots that are the first of their slot; absent for a rule that counts no slots. */
  readonly firsts?: ReadonlySet<Snapshot>;
}

/** Where days begin, and what is counted. */
type Counting = Pick<Judging, 'zone'> & Pick<Saved, 'one'>;

/** @param candidates Restorable snapshots that are not pinned, newest first. */
function claimOf(rule: Rule, candidates: readonly Snapshot[], { zone, one }: Counting): Claim {
  switch (rule.kind) {
    case 'slots':
      return newestSlots(rule, candidates, zone);
    case 'tier':
      return newestOfPeriods(rule, candidates, { zone, one });
    case 'within':
      return young(rule, candidates, zone);
    case 'paused':
      return firstsOfPausedSet(rule, candidates, zone);
    default:
      return neverReached(rule);
  }
}

/** Doubles fill the places of a count, but a named set is full only when it has served as many slots. */
function newestSlots(
  { schedule, count, set }: SlotsRule,
  candidates: readonly Snapshot[],
  zone: Zone,
): Claim {
  const { firsts, doubles } = bySlot(candidates, schedule, zone);
  const placed = [...firsts, ...doubles].slice(0, count).toSorted(newestFirst);
  const name = set === undefined ? '' : `${set} `;
  const filled = set === undefined ? placed.length : firsts.length;
  return {
    places: new Map(placed.map((one, index) => [one, `${name}${index + 1} of ${count}`])),
    lacking: Math.max(0, count - filled),
    firsts: new Set(firsts),
  };
}

/**
 * The oldest snapshot of each slot, the latest slot first, and the other snapshots, newest first.
 *
 * Of several snapshots of one slot only the oldest takes a place before other slots have had theirs, so
 * overlapping runs cost no history. The doubles fill the places that are left, because we must never be the
 * reason for fewer snapshots than asked for. The order is that of the slots: a snapshot that a late run took
 * for yesterday has newer data than today's, but must not push it out, or today would be due again.
 */
function bySlot(
  newestToOldest: readonly Snapshot[],
  schedule: Schedule,
  zone: Zone,
): { firsts: Snapshot[]; doubles: Snapshot[] } {
  const firstOf = new Map<number, Snapshot>();
  const doubles: Snapshot[] = [];
  for (const snapshot of newestToOldest.toReversed()) {
    const slot = slotOf(schedule, standsFor(snapshot), zone);
    if (firstOf.has(slot)) doubles.push(snapshot);
    else firstOf.set(slot, snapshot);
  }
  const latestFirst = [...firstOf.keys()].toSorted((a, b) => b - a);
  return { firsts: latestFirst.flatMap((slot) => firstOf.get(slot) ?? []), doubles: doubles.toReversed() };
}

/** The stretch of the calendar of which a tier keeps the newest snapshot. */
export const PERIOD: Readonly<Record<Tier, Period>> = {
  hourly: 'hour',
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
  yearly: 'year',
};

/**
 * The newest snapshot of each of the last periods that have one. Where these are fewer than asked for, also
 * the oldest of all: history is not thrown away before the tier is full.
 *
 * These are the rules of `restic forget`: https://restic.readthedocs.io/en/stable/060_forget.html
 */
function newestOfPeriods(
  { per, count }: TierRule,
  candidates: readonly Snapshot[],
  { zone, one: what }: Counting,
): Claim {
  const latestFirst = byTime(candidates);
  const periods = grouped(latestFirst, (one) => periodOf(standsFor(one), PERIOD[per], zone));
  const newest = [...periods.values()].map(([first]) => first).slice(0, count);
  const places = new Map(newest.map((one, index) => [one, `${per} ${index + 1} of ${count}`]));
  const oldest = latestFirst.at(-1);
  if (oldest !== undefined && newest.length < count && !places.has(oldest)) {
    places.set(oldest, `oldest ${what}, ${per} ${newest.length + 1} of ${count}`);
  }
  return { places, lacking: count - places.size };
}

/** An age waits for no snapshots. */
function young({ age }: WithinRule, candidates: readonly Snapshot[], zone: Zone): Claim {
  const [latest] = byTime(candidates);
  if (latest === undefined) return { places: new Map(), lacking: 0 };
  const limit = before(standsFor(latest), age, zone);
  const inside = candidates.filter((one) => standsFor(one) > limit);
  return {
    places: new Map(inside.map((one) => [one, `within ${ageText(age)} of the newest`])),
    lacking: 0,
  };
}

/**
 * The first snapshot of each slot of a paused set, whichever set took it.
 *
 * No tag says for which set a snapshot was taken, and the ones that other sets keep change. Only this rule
 * takes nothing from the paused set, today and later. It costs one more snapshot for each of its slots that
 * other sets serve.
 */
function firstsOfPausedSet(
  { schedule, set }: PausedRule,
  candidates: readonly Snapshot[],
  zone: Zone,
): Claim {
  const { firsts } = bySlot(candidates, schedule, zone);
  return { places: new Map(firsts.map((one) => [one, pausedPlace(set)])), lacking: 0 };
}

/** Why a snapshot stays only for a paused set. */
export function pausedPlace(set: string): string {
  return `${set}, a paused set (count 0) that loses nothing`;
}

function byTime(candidates: readonly Snapshot[]): Snapshot[] {
  return candidates.toSorted((a, b) => standsFor(b).getTime() - standsFor(a).getTime() || newestFirst(a, b));
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
