import { meantCalendar } from './calendar.ts';
import { meantCron } from './cron.ts';
import { dictionary, plain } from './lexed.ts';
import { type Unit, UNITS, withoutIso } from './units.ts';

/**
 * How often a person clearly meant who wrote something else, in our words: `every 6 hours`, `0 3 * * *`, `@weekly`,
 * `@sun@02:30`, `a=7@monday, b = 4`. Undefined where that would be a guess.
 */
export function meantFrequency(value: string): string | undefined {
  const text = withoutIso(plain(value));
  return text.includes('=') ? meantSets(text) : (meantCron(text) ?? meantEvery(text) ?? meantCounted(text));
}

/** The grammar has no months and years. A month of 30 days comes no less often than one of the calendar. */
const IN_OUR_UNITS: Readonly<Record<Unit, (count: number) => string>> = {
  hours: (count) => `${count}h`,
  days: (count) => `${count}d`,
  weeks: (count) => `${count}w`,
  months: (count) => `${30 * count}d`,
  years: (count) => `${365 * count}d`,
};

const ADVERBS = dictionary<string>([
  ['1h', 'hourly stündlich'],
  ['1d', 'daily nightly everyday täglich'],
  ['1w', 'weekly wöchentlich'],
  ['2w', 'fortnightly'],
  ['30d', 'monthly monatlich'],
  ['90d', 'quarterly'],
  ['365d', 'yearly annually annual jährlich'],
]);

/** Behind "every". */
const NUMBERS = dictionary<string>([
  ['1', 'a an one'],
  ['2', 'two other 2nd second zwei'],
  ['3', 'three 3rd third drei'],
  ['4', 'four vier'],
  ['6', 'six sechs'],
  ['12', 'twelve zwölf'],
]);

const EVERY = /^(?:@?every|each|once(?: a| per| every)|alle|jede[nrs]?) (.*)/;
const RATE = /^rate ?\(([^()]*)\)$/;
const SPAN = /^([1-9]\d*) ?-?([a-zäöü]*)$/;
const COUNTED_SPAN = /^(?:([a-z]+|\d(?:nd|rd)) )?([a-zäöü]+)$/;
const TIMES_A_DAY = /^(once|twice|\d+)(?: ?x| times)?(?:(?: a| per| every| each) day|\/day| daily)$/;

function meantEvery(text: string): string | undefined {
  const adverb = ADVERBS.get(text.replace(/^@/, ''));
  if (adverb !== undefined) return adverb;
  const [, times] = TIMES_A_DAY.exec(text) ?? [];
  if (times !== undefined) return timesADay(times);
  const [, rate] = RATE.exec(text) ?? [];
  const [, every] = EVERY.exec(text) ?? [];
  const [, digits, word] = SPAN.exec((rate ?? every ?? text).trim()) ?? [];
  // Who writes "every 6" may mean hours.
  if (word === '') return digits === text ? digits : undefined;
  if (digits !== undefined) return spanText(digits, word);
  const [, number = 'one', unit] = COUNTED_SPAN.exec(every ?? '') ?? [];
  return spanText(NUMBERS.get(number), unit);
}

/** In a frequency `m` may be minutes. */
function spanText(digits: string | undefined, word: string | undefined): string | undefined {
  const unit = word === undefined || word === 'm' ? undefined : UNITS.get(word);
  return digits && unit && IN_OUR_UNITS[unit](Number(digits));
}

/** `7x daily` gives hours that are no whole number, and so no value: what cannot be read is never proposed. */
function timesADay(times: string): string {
  const count = times === 'once' ? 1 : times === 'twice' ? 2 : Number(times);
  return count === 1 ? '1d' : `${24 / count}h`;
}

/** A calendar, perhaps with a count before its @. */
function meantCounted(text: string): string | undefined {
  const [, digits, rest = text] = /^(0|[1-9]\d*) ?x? ?(@.*)/.exec(text) ?? [];
  const calendar = meantCalendar(rest);
  return calendar && `${digits ?? ''}${calendar}`;
}

/** Named sets: each a name, a count and perhaps a calendar. */
function meantSets(text: string): string | undefined {
  const sets = text
    .replaceAll(/ *= */g, '=')
    .split(/[ ,;+&|]+(?=[a-z][\w.-]*=)/)
    .map(meantSet);
  return sets.includes(undefined) ? undefined : sets.join(' ');
}

function meantSet(text: string): string | undefined {
  const found = /^([a-z][\w.-]*)=(0|[1-9]\d*)(?![\d.])(.*)/.exec(text);
  if (found === null) return undefined;
  const [, name, digits, rest = ''] = found;
  const calendar = rest === '' ? '' : meantCalendar(rest);
  return calendar === undefined ? undefined : `${name}=${digits}${calendar}`;
}
