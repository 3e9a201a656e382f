import { before, periodOf, Zone } from '../calendar.ts';
import { neverReached } from '../neverReached.ts';
import { PERIOD } from '../plan/retention.ts';
import type { SnapshotPolicy } from '../policy/policy.ts';
import type { Rule, SlotsRule, TierRule } from '../policy/rules.ts';
import { comingSlots, type Schedule, slotOf } from '../policy/schedule.ts';
import { type Snapshot, standsFor } from '../snapshot.ts';

/**
 * Says since which of its snapshots the history of a volume is whole: how many of the newest ones a rule keeps
 * without leaving any out.
 *
 * | rule | keeps all snapshots of |
 * |---|---|
 * | a number | its slots |
 * | a tier | its periods, where the schedule asks for one snapshot in each at most |
 * | `within` | its age |
 * | named sets | the slots of each, so the shortest counts |
 *
 * The rule that reaches back the furthest counts. Beyond it, what retention deleted cannot be told from what was never
 * taken. Not known are second snapshots of one slot, and what a person deleted.
 */
export function openWholeHistories(
  zone: Zone,
): (policies: readonly SnapshotPolicy[], snapshots: readonly Snapshot[]) => number {
  const isSpread = openSpread();
  const reachOf = (rule: Rule, schedule: Schedule, snapshots: readonly Snapshot[]): number => {
    switch (rule.kind) {
      case 'slots':
        return newestOfSlots(rule, snapshots, zone);
      case 'tier':
        return isSpread(schedule, rule) ? newestOfPeriods(rule, snapshots, zone) : 0;
      case 'within':
        return young(rule.age, snapshots, zone);
      case 'paused':
        return snapshots.length;
      default:
        return neverReached(rule);
    }
  };
  return (policies, snapshots) =>
    Math.max(
      Math.min(1, snapshots.length),
      ...policies.map(({ schedule, retention }) => {
        const sets = retention.value.filter((rule) => rule.kind === 'paused' || isOfSet(rule));
        const others = retention.value.filter((rule) => !sets.includes(rule));
        const reaches = (rules: readonly Rule[]): number[] =>
          rules.map((rule) => reachOf(rule, schedule.value, snapshots));
        return Math.max(0, sets.length === 0 ? 0 : Math.min(...reaches(sets)), ...reaches(others));
      }),
    );
}

function isOfSet(rule: Rule): boolean {
  return rule.kind === 'slots' && rule.set !== undefined;
}

/** How many of the newest snapshots lie in the newest slots that a rule counts. @param snapshots Newest first. */
function newestOfSlots({ schedule, count }: SlotsRule, snapshots: readonly Snapshot[], zone: Zone): number {
  return newestOf(count, snapshots, (one) => slotOf(schedule, standsFor(one), zone));
}

function newestOfPeriods({ per, count }: TierRule, snapshots: readonly Snapshot[], zone: Zone): number {
  return newestOf(count, snapshots, (one) => periodOf(standsFor(one), PERIOD[per], zone));
}

function newestOf(count: number, snapshots: readonly Snapshot[], placeOf: (one: Snapshot) => number): number {
  const places = new Set<number>();
  const beyond = snapshots.findIndex((one) => places.add(placeOf(one)).size > count);
  return beyond < 0 ? snapshots.length : beyond;
}

function young(age: Parameters<typeof before>[1], snapshots: readonly Snapshot[], zone: Zone): number {
  const [newest] = snapshots;
  if (newest === undefined) return 0;
  const limit = before(standsFor(newest), age, zone);
  const beyond = snapshots.findIndex((one) => standsFor(one) <= limit);
  return beyond < 0 ? snapshots.length : beyond;
}

/** Whether a schedule asks for at most one snapshot in each period of a tier. Each pair of them is looked at once. */
function openSpread(): (schedule: Schedule, rule: TierRule) => boolean {
  const known: Record<string, boolean> = {};
  return (schedule, { per }) =>
    (known[`${per} ${JSON.stringify(schedule)}`] ??= atMostOneEach(schedule, per));
}

function atMostOneEach(schedule: Schedule, per: TierRule['per']): boolean {
  const utc = new Zone('UTC');
  const periods = comingSlots(schedule, new Date(0), utc).map((start) => periodOf(start, PERIOD[per], utc));
  return new Set(periods).size === periods.length;
}
