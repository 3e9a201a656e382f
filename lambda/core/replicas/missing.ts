import { before, periodOf, type Zone } from '../calendar.ts';
import { neverReached } from '../neverReached.ts';
import { PERIOD } from '../plan/retention.ts';
import type { RetentionPolicy, Rule } from '../policy/rules.ts';
import { type Schedule, slotOf } from '../policy/schedule.ts';
import { isRestorable, newestFirst, servesSlot, type Snapshot, standsFor } from '../snapshot.ts';

/** What is compared: the snapshots of a volume, and its replicas at one place. */
export interface BothSides {
  /** Own snapshots of the volume, in any order. */
  readonly snapshots: readonly Snapshot[];
  /** Its replicas, each as a snapshot of the volume that stands for the time of what was copied. */
  readonly replicas: readonly Snapshot[];
}

/**
 * The snapshots to copy: the newest restorable one of each slot that the place would keep and of which it has no replica,
 * the newest slot first.
 *
 * | rule | its slots |
 * |---|---|
 * | a number | the newest of the volume's schedule |
 * | a tier | the newest hours, days, weeks, months or years |
 * | an age | all of the schedule within that age of the newest |
 *
 * A replica that is still being copied serves its slot, and a failed one does not.
 */
export function missingAt(
  { snapshots, replicas }: BothSides,
  {
    retention,
    schedule,
    zone,
  }: { readonly retention: RetentionPolicy; readonly schedule: Schedule; readonly zone: Zone },
): Snapshot[] {
  const candidates = snapshots.filter(isRestorable).toSorted(byTime);
  const there = replicas.filter(servesSlot);
  const chosen: Snapshot[] = [];
  for (const rule of retention) {
    const slot = slotterOf(rule, schedule, zone);
    const served = new Set([...there, ...chosen].map(slot));
    const wanted = slotsOf(rule, [...candidates, ...there].toSorted(byTime), slot, zone);
    for (const one of candidates) {
      const itsSlot = slot(one);
      if (!wanted.has(itsSlot) || served.has(itsSlot)) continue;
      served.add(itsSlot);
      chosen.push(one);
    }
  }
  return chosen.toSorted(byTime);
}

type Slotter = (one: Snapshot) => number;

function slotterOf(rule: Rule, schedule: Schedule, zone: Zone): Slotter {
  switch (rule.kind) {
    case 'slots':
    case 'paused':
      return (one) => slotOf(rule.schedule, standsFor(one), zone);
    case 'tier':
      return (one) => periodOf(standsFor(one), PERIOD[rule.per], zone);
    case 'within':
      return (one) => slotOf(schedule, standsFor(one), zone);
    default:
      return neverReached(rule);
  }
}

/** The slots of which a rule keeps one. @param latestFirst All snapshots and replicas. */
function slotsOf(
  rule: Rule,
  latestFirst: readonly Snapshot[],
  slot: Slotter,
  zone: Zone,
): ReadonlySet<number> {
  const [latest] = latestFirst;
  switch (rule.kind) {
    case 'slots':
    case 'tier': {
      const slots = [...new Set(latestFirst.map(slot))].toSorted((a, b) => b - a);
      return new Set(slots.slice(0, rule.count));
    }
    case 'within': {
      if (latest === undefined) return new Set();
      const limit = before(inSeconds(latest), rule.age, zone);
      return new Set(latestFirst.filter((one) => inSeconds(one) > limit).map(slot));
    }
    case 'paused':
      return new Set();
    default:
      return neverReached(rule);
  }
}

/** A replica stands for whole seconds, so what is a part of one too young would expire once it is copied. */
function inSeconds(one: Snapshot): Date {
  return new Date(Math.floor(standsFor(one).getTime() / 1000) * 1000);
}

function byTime(a: Snapshot, b: Snapshot): number {
  return standsFor(b).getTime() - standsFor(a).getTime() || newestFirst(a, b);
}
