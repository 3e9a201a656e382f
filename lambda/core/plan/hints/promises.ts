import { type Calendar, DAILY } from '../../grammar/at.ts';
import { frequencyText } from '../../grammar/frequency.ts';
import { frequencyInWords } from '../../grammar/inWords.ts';
import { keysOf } from '../../keys.ts';
import { neverReached } from '../../neverReached.ts';
import { policyInWords } from '../../policy/policyInWords.ts';
import type { SlotsRule } from '../../policy/rules.ts';
import type { SnapshotPolicy } from '../../policy/policy.ts';
import type { Schedule } from '../../policy/schedule.ts';
import type { PlanSettings } from '../planSettings.ts';
import type { Managed } from '../survey.ts';
import { type Hint, onVolume } from './hint.ts';

/**
 * The named sets, and the tags, whose name promises another pace than their schedule has: `monthly=12@1` is daily.
 *
 * Where the schedule is faster than the name, the hint says what was meant: with the same count that is a longer
 * history. Where it is slower, such a value would shorten the history, so there is none.
 */
export function brokenPromises({ volume, policies }: Managed, settings: PlanSettings): Hint[] {
  return policies
    .flatMap((policy) => {
      const sets = policy.retention.value.flatMap((rule) =>
        rule.kind === 'slots' ? setOf(rule, keysOf(settings.prefix).retain) : [],
      );
      return sets.length > 0 ? sets : [tagOf(policy, settings)];
    })
    .flatMap((named) => {
      const advice = adviceOn(named);
      return advice === undefined
        ? []
        : onVolume(volume, `has ${named.text}, which is "${named.words}", ${advice}`);
    });
}

type Pace = keyof typeof PACES;

/** How many snapshots a year a pace stands for. A working day's hours are hourly, and working days are daily. */
const PACES = {
  hourly: { least: 2000, most: Number.POSITIVE_INFINITY },
  daily: { least: 150, most: 367 },
  weekly: { least: 52, most: 53 },
  monthly: { least: 12, most: 13.1 },
  yearly: { least: 0, most: 1.1 },
};

const WORDS = new Map<string, Pace>([
  ['hourly', 'hourly'],
  ['daily', 'daily'],
  ['nightly', 'daily'],
  ['weekly', 'weekly'],
  ['monthly', 'monthly'],
  ['yearly', 'yearly'],
  ['annual', 'yearly'],
]);

/** What has a name that can promise something. */
interface Named {
  readonly name: string;
  readonly schedule: Schedule;
  /** As the tag has it, and in words. */
  readonly text: string;
  readonly words: string;
  /** How another calendar is written in its place. */
  readonly write: (at: Calendar) => string;
  /** What to do to have it yearly, because no calendar is. */
  readonly yearly: string;
}

function setOf({ set: name, count, schedule }: SlotsRule, retainKey: string): Named[] {
  if (name === undefined) return [];
  const write = (at: Calendar) => frequencyText({ kind: 'sets', sets: [{ name, count, at }] });
  const at = calendarOf(schedule);
  return [
    {
      name,
      schedule,
      text: `the set ${write(at)}`,
      words: frequencyInWords({ kind: 'calendar', at }, 0),
      write,
      yearly: `write yearly:${count} in ${retainKey}`,
    },
  ];
}

function tagOf(policy: SnapshotPolicy, { prefix, interval }: PlanSettings): Named {
  const { value: schedule, key, text } = policy.schedule;
  const [count = ''] = /^\d+(?=@)/.exec(text) ?? [];
  return {
    name: prefix,
    schedule,
    text: `${key}=${text}`,
    words: policyInWords(policy, interval).schedule,
    write: (at) => `${key}=${count}${frequencyText({ kind: 'calendar', at })}`,
    yearly: `use ${key}=365d and a number in ${key}_retain`,
  };
}

function calendarOf(schedule: Schedule): Calendar {
  return (schedule.kind === 'calendar' ? schedule.calendars[0] : undefined) ?? DAILY;
}

function adviceOn({ name, schedule, write, yearly }: Named): string | undefined {
  const [pace] = name
    .toLowerCase()
    .split(/[^a-z]/)
    .flatMap((word) => WORDS.get(word) ?? []);
  if (pace === undefined) return undefined;
  const { least, most } = PACES[pace];
  const rate = perYear(schedule);
  if (rate < least) return `slower than ${pace}; give it another name`;
  if (rate <= most) return undefined;
  return `not ${pace}; ${pace === 'yearly' ? yearly : `use ${write(atPace(pace, schedule))}`}`;
}

/** Of a faster schedule what a pace leaves: its first hour, and its first weekday where it does not list all. */
function atPace(pace: Exclude<Pace, 'yearly'>, schedule: Schedule): Calendar {
  const calendar = calendarOf(schedule);
  const hours = calendar.hours.slice(0, 1);
  if (pace === 'monthly') return { dates: [1], hours };
  const days = 'days' in calendar ? calendar.days : EVERY_DAY;
  if (pace === 'weekly') return { days: days.length === 7 ? [7] : days.slice(0, 1), hours };
  return { days, hours };
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

function perYear(schedule: Schedule): number {
  switch (schedule.kind) {
    case 'days':
      return 365 / schedule.every;
    case 'seconds':
      return (365 * 86_400) / (schedule.slotSeconds * schedule.every);
    case 'calendar':
      return daysPerYear(calendarOf(schedule)) * calendarOf(schedule).hours.length;
    default:
      return neverReached(schedule);
  }
}

function daysPerYear(calendar: Calendar): number {
  return 'days' in calendar ? (365 / 7) * calendar.days.length : 12 * calendar.dates.length;
}
