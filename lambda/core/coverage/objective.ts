import { Zone } from '../calendar.ts';
import { parseRpo } from '../grammar/rpo.ts';
import { grouped } from '../grouped.ts';
import type { Instance, Volume } from '../inventory.ts';
import { keysOf } from '../keys.ts';
import { neverReached } from '../neverReached.ts';
import type { AskedOverall } from '../policy/attachments.ts';
import { type PolicySettings, type Problem, tagInForce, unreadable } from '../policy/policy.ts';
import { comingSlots, type Schedule } from '../policy/schedule.ts';

/** How old the newest restorable snapshot of a volume may become, in hours, and which rule says so. */
export interface Objective {
  readonly hours: number;
  readonly from: 'tag' | 'schedule' | 'setting' | 'pace';
  /** The value of the tag, or of the schedule; absent for the others. */
  readonly text?: string | undefined;
  /** Where that is written: a volume's or an instance's id, or `default`; absent for the others. */
  readonly source?: string | undefined;
}

export interface ObjectiveSettings extends PolicySettings {
  /** Hours, for volumes without a tag or a schedule of ours. @default they have no objective */
  readonly rpo?: number | undefined;
  /** The hours of a day at which the trigger starts runs; absent where that is not known. */
  readonly runHours?: readonly number[] | undefined;
}

/** What counts for a volume, and which of its tags cannot be read. */
export interface ObjectiveInForce {
  /** Absent where no rule says anything: the volume is never outside. */
  readonly objective?: Objective | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Says which objective a volume has. The first of these rules that says anything counts:
 *
 * 1. the tag `<prefix>_rpo` of the volume, else of its instances; of several instances the shortest time;
 * 2. its schedule: the longest slot and the longest pause between two runs;
 * 3. the setting `rpo`, unless a person asked for no snapshots of it.
 *
 * A tag that cannot be read is a problem, and the next rule counts.
 */
export function openObjectives(
  settings: ObjectiveSettings,
): (volume: Volume, instances: readonly Instance[], asked: AskedOverall) => ObjectiveInForce {
  const hoursOf = slotAndPause(settings.runHours);
  return (volume, instances, asked) => {
    const tagged = ofTags(volume, instances, settings);
    const objective = tagged.objective ?? ofSchedules(asked, hoursOf) ?? ofSetting(asked, settings);
    const meanwhile = `its objective is ${objective === undefined ? 'unknown' : `${objective.hours} h`} until then`;
    return { objective, problems: tagged.problems.map((one) => ({ ...one, meanwhile })) };
  };
}

function ofTags(
  volume: Volume,
  instances: readonly Instance[],
  { prefix }: ObjectiveSettings,
): ObjectiveInForce {
  const { rpo } = keysOf(prefix);
  const views = instances.length === 0 ? [undefined] : instances;
  const tags = views.flatMap((instance) => tagInForce(rpo, volume, instance) ?? []);
  const read = [...grouped(tags, ({ source }) => source).values()].map(([tag]) => ({
    tag,
    parsed: parseRpo(tag.text),
  }));
  return {
    objective: shortest(
      read.flatMap(({ tag: { text, source }, parsed }) =>
        parsed.ok ? { hours: parsed.value, from: 'tag', text, source } : [],
      ),
    ),
    problems: read.flatMap(({ tag, parsed }) => unreadable(volume, rpo, tag, parsed)),
  };
}

function ofSchedules(
  { policies }: AskedOverall,
  hoursOf: (schedule: Schedule) => number,
): Objective | undefined {
  return shortest(
    policies.map(({ schedule: { value, text, source } }) => ({
      hours: hoursOf(value),
      from: 'schedule',
      text,
      source,
    })),
  );
}

/** A volume that a person wants no snapshots of, or that was made for a proof, is not expected to have any. */
function ofSetting({ without }: AskedOverall, { rpo }: ObjectiveSettings): Objective | undefined {
  return rpo === undefined || without === 'ignored' || without === 'proof'
    ? undefined
    : { hours: rpo, from: 'setting' };
}

function shortest(objectives: readonly Objective[]): Objective | undefined {
  return objectives.toSorted((a, b) => a.hours - b.hours)[0];
}

/** Each schedule is measured once: many volumes have the same. */
function slotAndPause(runHours: readonly number[] | undefined): (schedule: Schedule) => number {
  const known: Record<string, number> = {};
  return (schedule) => (known[JSON.stringify(schedule)] ??= withPause(longestSlot(schedule), runHours));
}

const DAY_HOURS = 24;

/** Where the trigger is not known, runs come when a snapshot can be owed, and at least once a day. */
export function withPause(slot: number, runHours: readonly number[] | undefined): number {
  return slot + (runHours === undefined ? Math.min(slot, DAY_HOURS) : longestPause(runHours));
}

/** The most hours from one of some hours of the day to the next. */
function longestPause(runHours: readonly number[]): number {
  const inOrder = runHours.toSorted((a, b) => a - b);
  return Math.max(
    ...inOrder.map((hour, index) => (inOrder[index + 1] ?? (inOrder[0] ?? 0) + DAY_HOURS) - hour),
  );
}

const HOUR = 3_600_000;

/** Hours. Of a calendar the longest in years: that from Friday to Monday counts for all days. */
function longestSlot(schedule: Schedule): number {
  switch (schedule.kind) {
    case 'days':
      return schedule.every * DAY_HOURS;
    case 'seconds':
      return (schedule.every * schedule.slotSeconds * 1000) / HOUR;
    case 'calendar': {
      // Clocks that never change, and always the same years: so a tag means the same every day.
      const starts = comingSlots(schedule, new Date(0), new Zone('UTC')).map((start) => start.getTime());
      return Math.max(...starts.slice(1).map((start, index) => start - (starts[index] ?? start))) / HOUR;
    }
    default:
      return neverReached(schedule);
  }
}
