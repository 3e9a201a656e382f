import { neverReached } from '../neverReached.ts';
import { type Calendar, dateText } from './at.ts';
import type { Frequency } from './frequency.ts';
import type { RetainRule } from './retention.ts';

/**
 * The type of a schedule as a person says it: `Daily`, `Every 6 hours`, `Weekly on: SATURDAY`.
 *
 * A bare number counts units of `interval` seconds.
 */
export function frequencyInWords(frequency: Frequency, interval: number): string {
  switch (frequency.kind) {
    case 'units':
      return everyInWords(frequency.count, frequency.unit ? SECONDS[frequency.unit] : interval);
    case 'calendar':
      return calendarInWords(frequency.at);
    case 'counted':
      return frequency.count === 0 ? 'Paused (count 0)' : calendarInWords(frequency.at);
    case 'sets':
      return frequency.sets
        .map(({ name, count, at }) => `${name}: ${count === 0 ? 'paused (count 0)' : calendarInWords(at)}`)
        .join('; ');
    default:
      return neverReached(frequency);
  }
}

/** What stays, as a person says it: `7`, `7 daily, 4 weekly`, `all of the 30 days before the newest`. */
export function retentionInWords(frequency: Frequency, rules: readonly RetainRule[]): string {
  const own = ownCounts(frequency);
  return [...own, ...rulesInWords(rules, own.length)].join(', ');
}

/** Each rule as a person says it. @param others How many other rules stand beside them. @default 0 */
export function rulesInWords(rules: readonly RetainRule[], others = 0): string[] {
  return rules.map((rule) => ruleInWords(rule, others + rules.length));
}

const SECONDS = { h: 3600, d: 86_400, w: 7 * 86_400 };

const UNITS = [
  ['day', 'Daily', 86_400],
  ['hour', 'Hourly', 3600],
  ['minute', 'Every minute', 60],
  ['second', 'Every second', 1],
] as const;

function everyInWords(count: number, seconds: number): string {
  const [name, adverb, size] = UNITS.find((unit) => seconds % unit[2] === 0) ?? UNITS[3];
  const number = count * (seconds / size);
  return number === 1 ? adverb : `Every ${number} ${name}s`;
}

const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

function calendarInWords(calendar: Calendar): string {
  const { hours } = calendar;
  const when = daysInWords(calendar);
  const isMidnight = hours.length === 1 && hours[0] === 0;
  return isMidnight
    ? when
    : `${when} at ${hours.map((hour) => `${String(hour).padStart(2, '0')}:00`).join(', ')}`;
}

function daysInWords(calendar: Calendar): string {
  if ('dates' in calendar) {
    return `Monthly on: ${calendar.dates.map((date) => dateText(date).replace('last', 'last day')).join(', ')}`;
  }
  const { days } = calendar;
  const names = days.map((day) => DAYS[day - 1]);
  const inRow = days.every((day, index) => index === 0 || day === (days[index - 1] ?? 0) + 1);
  const listed = names.length > 2 && inRow ? `${names[0]} to ${names.at(-1)}` : names.join(', ');
  return days.length === 7 ? 'Daily' : `Weekly on: ${listed}`;
}

function ownCounts(frequency: Frequency): string[] {
  if (frequency.kind === 'counted') return [String(frequency.count)];
  return frequency.kind === 'sets'
    ? frequency.sets.map(({ name, count }) => (count === 0 ? `all ${name}` : `${count} ${name}`))
    : [];
}

function ruleInWords(rule: RetainRule, parts: number): string {
  switch (rule.kind) {
    case 'last':
      return parts === 1 ? String(rule.count) : `${rule.count} newest`;
    case 'tier':
      return `${rule.count} ${rule.per}`;
    case 'within':
      return `all of the ${rule.age.count} ${rule.age.unit} before the newest`;
    default:
      return neverReached(rule);
  }
}
