import { dayNumber, type Zone } from '../calendar.ts';
import type { Sourced } from '../policy/policy.ts';
import { slotsOn } from '../policy/schedule.ts';
import { isRestorable, oldestFirst, servesSlot, type Snapshot, standsFor } from '../snapshot.ts';
import type { PlanSettings } from './planSettings.ts';
import { deletableOf } from './proofHold.ts';
import { type Shrinking, shrinkingOf } from './span.ts';
import type { Managed } from './survey.ts';
import { inLists, verdictsOf } from './verdicts.ts';

/** Retention would delete suspiciously much, and was held back. */
export type Brake = VolumeBrake | SpanBrake | RegionBrake | LimitBrake;

interface BrakeOfVolume {
  readonly volumeId: string;
  readonly wanted: number;
  /** Restorable snapshots that could be deleted when the run looked. */
  readonly of: number;
  /** The most that are deleted in a calendar day. */
  readonly perDay: number;
  /** What asks for it: the tag that a person corrects if it is not meant. */
  readonly tag: Pick<Sourced<unknown>, 'key' | 'text' | 'source'>;
}

/** Retention would delete suspiciously many snapshots of one volume at once. */
export interface VolumeBrake extends BrakeOfVolume {
  readonly scope: 'volume';
}

/** The policy settles at a history that is much shorter than the one that is there. */
export interface SpanBrake extends BrakeOfVolume, Shrinking {
  readonly scope: 'span';
}

/** All judged volumes of a region together. */
export interface RegionBrake {
  readonly scope: 'region';
  readonly wanted: number;
  /** Restorable snapshots that could be deleted when the run looked. */
  readonly of: number;
}

/** What replaces the brake: the setting `max_deletes`, or nothing at all where it is not safe to delete. */
export interface LimitBrake {
  readonly scope: 'max_deletes' | 'lost run';
  readonly wanted: number;
  /** How many of them are deleted. */
  readonly of: number;
}

/** The most snapshots that a braked volume loses in a run. */
const BRAKED_PACE = 2;

/** What the brake looks at beside the volumes. */
export interface Braking extends Pick<PlanSettings, 'zone' | 'followUp'> {
  readonly holds: ReadonlyMap<string, string>;
  readonly now: Date;
}

/**
 * Holds retention back where it would delete too much at once. A wrong digit in a tag, or a prefix that changed
 * hands, looks exactly like that.
 *
 * | what is braked | when |
 * |---|---|
 * | a volume | more than ten and more than half of its restorable snapshots would be deleted |
 * | all judged volumes of the region | the same, of all of them together |
 * | a volume | its policy settles at less than half of the history that it has: see span.ts |
 *
 * What cannot be deleted is in no number: thirty pins must not hide that 29 of thirty others would go.
 *
 * A braked volume loses its two oldest surplus snapshots in the run that takes its first snapshot of a
 * calendar day, and none in other runs of that day, so a person has days to see the report before a long
 * history is gone. One that is taken several times a day loses two in each of as many runs that take it as there
 * were on the last day with any, or it would grow for ever; but not where its history gets shorter. In the other
 * runs of that day the decision counts the two as if they still existed, or the brake would release in the next
 * run. The numbers of the brake, which the report shows, count only snapshots that exist. While the brake holds, a
 * snapshot of today that failed stays: without it the next run would be the first of the day again. The brake
 * releases by itself when ten or fewer are surplus.
 */
export function brake(
  managed: readonly Managed[],
  braking: Braking,
): {
  managed: readonly Managed[];
  brakes: readonly Exclude<Brake, LimitBrake>[];
} {
  const sums = managed.map((one) => sumOf(one, braking));
  const region = {
    wanted: sums.reduce((sum, { wanted }) => sum + wanted, 0),
    of: sums.reduce((sum, { of }) => sum + of, 0),
  };
  const lost = sums.reduce((sum, one) => sum + one.lost, 0);
  const there = { wanted: region.wanted - lost, of: region.of - lost };
  const regionIsBraked = isTooMuch(region);
  const brakes = sums.flatMap((sum) => brakeOn(sum, braking));
  const braked = new Set(brakes.map(({ volumeId }) => volumeId));
  const isExplained = sums.every(({ wanted, one }) => wanted === 0 || braked.has(one.volume.id));
  return {
    managed: sums.map((sum) =>
      regionIsBraked || braked.has(sum.one.volume.id) ? slowed(sum, paceOf(sum, braking)) : sum.one,
    ),
    brakes: [...(regionIsBraked && !isExplained ? [{ scope: 'region' as const, ...there }] : []), ...brakes],
  };
}

interface Sum {
  readonly one: Managed;
  /** As if what was deleted before on this calendar day were still there, like `of`. */
  readonly wanted: number;
  readonly of: number;
  /** How many of them were deleted before on this calendar day. */
  readonly lost: number;
  /** Whether this run takes a snapshot of it. */
  readonly takes: boolean;
  /** Those that were taken on this calendar day before. */
  readonly ofToday: readonly Snapshot[];
  readonly shrinking: Shrinking | undefined;
}

function sumOf(one: Managed, { holds, zone, now }: Braking): Sum {
  const deletable = deletableOf(one, holds).filter(isRestorable);
  const wanted = deletable.filter((snapshot) => one.expiring.has(snapshot)).length;
  if (wanted === 0)
    return { one, wanted, of: deletable.length, lost: 0, takes: false, ofToday: [], shrinking: undefined };
  const today = dayNumber(now, zone);
  const ofToday = one.snapshots.filter((each) => dayNumber(madeFor(each), zone) >= today);
  // Each snapshot of today that is complete makes one surplus by itself, and one may be a double or late; more was
  // perhaps held back before.
  const isLeftOver = ofToday.length > 0 && wanted > ofToday.filter(isRestorable).length + 1;
  const lost = isLeftOver ? BRAKED_PACE : 0;
  return {
    one,
    wanted: wanted + lost,
    of: deletable.length + lost,
    lost,
    takes: one.due.isDue && one.waits === undefined,
    ofToday,
    shrinking: shrinkingOf(one, deletable, { zone, now }),
  };
}

/** A replica counts on the day on which it was copied: a run copies those of many days. */
function madeFor(each: Snapshot): Date {
  return each.copiedAt === undefined ? standsFor(each) : new Date(each.copiedAt);
}

/** The most that a braked volume loses in this run. */
function paceOf(sum: Sum, { zone, now, followUp }: Braking): number {
  if (!sum.takes || followUp !== undefined) return 0;
  return sum.ofToday.length < runsADay(sum, dayNumber(now, zone), zone) ? BRAKED_PACE : 0;
}

/**
 * As many as took a snapshot on the last day before `today` that has any, if the schedule asks for them; at least one.
 *
 * Once nothing older is surplus, the runs of today delete what that day has, so it no longer tells how many it had.
 * Then as many as the schedule asks for.
 */
function runsThatDelete({ snapshots, policies, expiring }: Managed, today: number, zone: Zone): number {
  const dayOf = (each: Snapshot): number => dayNumber(standsFor(each), zone);
  const days = snapshots
    .filter(servesSlot)
    .map(dayOf)
    .filter((day) => day < today);
  const last = days.length === 0 ? today - 1 : Math.max(...days);
  const asked = Math.max(1, ...policies.map(({ schedule }) => slotsOn(last, schedule.value, zone)));
  const isReached = [...expiring].every((each) => !isRestorable(each) || dayOf(each) >= last);
  return isReached ? asked : Math.max(1, Math.min(days.filter((day) => day === last).length, asked));
}

function brakeOn(sum: Sum, { zone, now }: Braking): (VolumeBrake | SpanBrake)[] {
  const { one, shrinking, lost } = sum;
  if (shrinking === undefined && !isTooMuch(sum)) return [];
  const [policy] = one.policies;
  if (policy === undefined) return [];
  const { key, text, source } = shrinking === undefined ? policy.retention : policy.schedule;
  const perDay = BRAKED_PACE * runsADay(sum, dayNumber(now, zone), zone);
  const brakeOfVolume = {
    volumeId: one.volume.id,
    wanted: sum.wanted - lost,
    of: sum.of - lost,
    perDay,
    tag: { key, text, source },
  };
  return shrinking === undefined
    ? [{ scope: 'volume', ...brakeOfVolume }]
    : [{ scope: 'span', ...brakeOfVolume, ...shrinking }];
}

/** In how many runs of a day a braked volume may lose snapshots. */
function runsADay({ one, shrinking }: Sum, today: number, zone: Zone): number {
  return shrinking === undefined ? runsThatDelete(one, today, zone) : 1;
}

function isTooMuch({ wanted, of }: { wanted: number; of: number }): boolean {
  return wanted > 10 && wanted > of / 2;
}

function slowed({ one, ofToday }: Sum, most: number): Managed {
  const surplus = [...one.expiring].filter(isRestorable);
  const deleted = new Set(surplus.toSorted(oldestFirst).slice(0, most));
  return {
    ...one,
    ...inLists(
      verdictsOf(one).map((verdict) =>
        verdict.fate === 'expire' && !deleted.has(verdict.snapshot) && isHeldBack(verdict.snapshot, ofToday)
          ? { ...verdict, fate: 'keep', because: `${BRAKED}${verdict.because}` }
          : verdict,
      ),
    ),
  };
}

/** How the reason of a snapshot that the brake holds back begins. */
const BRAKED = 'braked: ';

/** The brake that a volume is under: its own, or that of its region where it loses fewer snapshots by it. */
export function brakeFor({ volume, reasons }: Managed, brakes: readonly Brake[]): Brake | undefined {
  const own = brakes.find((one) => 'volumeId' in one && one.volumeId === volume.id);
  const isHeld = reasons.some((because) => because.startsWith(BRAKED));
  return own ?? (isHeld ? brakes.find(({ scope }) => scope === 'region') : undefined);
}

function isHeldBack(snapshot: Snapshot, ofToday: readonly Snapshot[]): boolean {
  return isRestorable(snapshot) || ofToday.includes(snapshot);
}
