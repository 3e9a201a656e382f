import type { Brake } from '../../../lambda/core/plan/brake.ts';
import type { ListedSnapshot } from '../../../lambda/core/snapshot.ts';
import { byVolume, isOurs, isRestorable, serves, standsFor, whySpared } from './copies.ts';
import { Broken, type Seen } from './seen.ts';
import { periodAt } from './slots.ts';
import type { Wish } from './asked.ts';

/** What several runs cost together, as long as nobody changes a tag, a setting or a snapshot between them. */
export interface Losses {
  /** Something was changed that is no run's doing, or lists were not true: what follows is counted anew. */
  changed(): void;
  /** @throws Broken where the runs of one slot, or of one day, deleted more than they may. */
  count(seen: Seen, brakes: Brakes): void;
}

/** Where the brake was on: `region`, or the id of a volume. */
export type Brakes = ReadonlyMap<string, 'volume' | 'span' | 'region'>;

/** Where a brake was on, as a plan or a report says it. */
export function brakesOf(brakes: readonly Brake[]): Brakes {
  const on = new Map<string, 'volume' | 'span' | 'region'>();
  for (const one of brakes) {
    if (one.scope === 'region') on.set('region', 'region');
    else if ('volumeId' in one) on.set(one.volumeId, one.scope);
  }
  return on;
}

/** What a braked volume loses in one run. */
const PACE = 2;

/** All runs that decide for one instant: a main run, its repetitions and its follow-ups. */
interface Slot {
  readonly now: number;
  /** What could go when the first of them began, by volume. */
  readonly deletable: ReadonlyMap<string, number>;
  readonly restorable: ReadonlySet<string>;
  /** Those of which more than ten and more than half were surplus. */
  readonly braked: ReadonlySet<string>;
  readonly isRegionBraked: boolean;
  readonly lost: Map<string, number>;
}

export function openLosses(): Losses {
  let slot: Slot | undefined;
  let days = new Map<string, { lost: number; most: number }>();
  return {
    changed() {
      slot = undefined;
      days = new Map();
    },
    count(seen, brakes) {
      // A clock that is ahead of AWS's makes no run late, and each the first of its day.
      if (seen.now > seen.at) return;
      if (slot === undefined || slot.now !== seen.now) slot = beginSlot(seen, brakes);
      const lost = lostIn(seen);
      for (const [volumeId, count] of lost) slot.lost.set(volumeId, (slot.lost.get(volumeId) ?? 0) + count);
      if (lost.size > 0) checkSlot(slot, seen);
      if (brakes.size > 0) countDay(days, seen, brakes);
    },
  };
}

function beginSlot(seen: Seen, brakes: Brakes): Slot {
  const { before, settings, listed } = seen;
  const deletable = new Map<string, number>();
  const restorable = new Set<string>();
  for (const one of before.values()) {
    if (!isRestorable(one)) continue;
    restorable.add(one.id);
    if (!isJudged(one, seen) || whySpared(one, listed.holds.get(one.id), settings.prefix) !== undefined)
      continue;
    deletable.set(one.volumeId, (deletable.get(one.volumeId) ?? 0) + 1);
  }
  const isRegionBraked = brakes.has('region');
  const braked = [...seen.asked.keys()].filter((id) => brakes.get(id) === 'volume');
  return { now: seen.now, deletable, restorable, braked: new Set(braked), isRegionBraked, lost: new Map() };
}

/**
 * 12: what runs of one slot delete together, however often they are repeated, killed or followed.
 *
 * A volume loses at most ten, or half of what could go when the first of them began, and one with more surplus
 * than that two; besides, what the snapshots that completed since push out. The same holds for all volumes
 * together, unless they are braked.
 */
function checkSlot(slot: Slot, seen: Seen): void {
  let [lost, of, more] = [0, 0, 0];
  const fresh = byVolume([...seen.before.values()].filter((one) => isFresh(one, slot, seen)));
  for (const [volumeId, { wishes }] of seen.asked) {
    const gone = slot.lost.get(volumeId) ?? 0;
    const had = slot.deletable.get(volumeId) ?? 0;
    const isBraked = slot.braked.has(volumeId);
    const pushed = pushedOutBy(fresh.get(volumeId)?.length ?? 0, wishes);
    if (gone > (isBraked ? PACE : Math.max(10, had / 2)) + pushed)
      throw new Broken(
        12,
        `${volumeId} loses ${gone} of ${had} in one slot, in which ${pushed} are pushed out${isBraked ? '; and is braked' : ''}`,
      );
    lost += gone;
    of += had;
    more += pushed;
  }
  if (!slot.isRegionBraked && lost > Math.max(10, of / 2) + more)
    throw new Broken(12, `the region loses ${lost} of ${of} in one slot, in which ${more} are pushed out`);
}

/** Each rule gives its place to the new one, and so does what stayed only because it was the newest. */
function pushedOutBy(completed: number, wishes: readonly Wish[]): number {
  return completed * wishes.reduce((sum, { rules }) => sum + rules.length, 1);
}

function isFresh(one: ListedSnapshot, { restorable }: Slot, { settings }: Seen): boolean {
  return isRestorable(one) && isOurs(one, settings.prefix) && !restorable.has(one.id);
}

/**
 * 13: a braked volume loses two a calendar day, or two for each snapshot of the last day that had any, and of that
 * day's own no more than two in a run.
 */
function countDay(days: Map<string, { lost: number; most: number }>, seen: Seen, brakes: Brakes): void {
  const day = periodAt('daily', seen.now, seen.settings.zone.name);
  for (const [volumeId, count] of lostIn(seen, isOlder)) {
    if (!brakes.has(volumeId) && !brakes.has('region')) continue;
    const key = `${volumeId} on ${day}`;
    const known = days.get(key) ?? { lost: 0, most: 0 };
    known.lost += count;
    known.most = Math.max(known.most, shareOf(volumeId, brakes, seen));
    days.set(key, known);
    if (known.lost > known.most)
      throw new Broken(13, `${key} is braked and loses ${known.lost}, not ${known.most}`);
  }
}

/** Whether it stands for a day before the last one that had any before today. */
function isOlder(one: ListedSnapshot, seen: Seen): boolean {
  const { prefix, zone } = seen.settings;
  const last = daysBefore(one.volumeId, seen).at(-1) ?? '';
  return periodAt('daily', standsFor(one, prefix), zone.name) < last;
}

function shareOf(volumeId: string, brakes: Brakes, seen: Seen): number {
  if (brakes.get(volumeId) === 'span') return PACE;
  const days = daysBefore(volumeId, seen);
  return PACE * Math.max(1, days.filter((day) => day === days.at(-1)).length);
}

/** The days before today that its snapshots stand for, in order. */
function daysBefore(volumeId: string, { before, settings: { prefix, zone }, now }: Seen): string[] {
  const today = periodAt('daily', now, zone.name);
  return [...before.values()]
    .filter((one) => one.volumeId === volumeId && isOurs(one, prefix) && serves(one))
    .map((one) => periodAt('daily', standsFor(one, prefix), zone.name))
    .filter((day) => day < today)
    .toSorted();
}

function lostIn(seen: Seen, counts: typeof isOlder = () => true): Map<string, number> {
  const lost = new Map<string, number>();
  for (const { snapshot } of seen.deleted) {
    if (!isRestorable(snapshot) || !isJudged(snapshot, seen) || !counts(snapshot, seen)) continue;
    lost.set(snapshot.volumeId, (lost.get(snapshot.volumeId) ?? 0) + 1);
  }
  return lost;
}

function isJudged(one: ListedSnapshot, { asked, settings }: Seen): boolean {
  return isOurs(one, settings.prefix) && (asked.get(one.volumeId)?.wishes.length ?? 0) > 0;
}
