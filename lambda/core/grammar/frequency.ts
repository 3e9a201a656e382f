import { neverReached } from '../neverReached.ts';
import { type Calendar, calendarIn, calendarText, DAILY } from './at.ts';
import { meantFrequency } from './meant/frequency.ts';
import { countIn, countOrZeroIn } from './numbers.ts';
import { fault, type Parsed, parsed } from './parsed.ts';
import { slice, split, type Word, wordsOf } from './words.ts';

/** What the tag `<prefix>` says: how often a snapshot is taken, and perhaps how many of them stay. */
export type Frequency =
  | { readonly kind: 'units'; readonly count: number; readonly unit?: Unit | undefined }
  | { readonly kind: 'calendar'; readonly at: Calendar }
  /** A calendar with its own count, as Snapmanager wrote it: `7@mon-fri@2`. */
  | { readonly kind: 'counted'; readonly count: number; readonly at: Calendar }
  | { readonly kind: 'sets'; readonly sets: readonly SnapshotSet[] };

export type Unit = 'h' | 'd' | 'w';

/** A named set of snapshots with its own calendar and count. Count 0 takes no new ones. */
export interface SnapshotSet {
  readonly name: string;
  readonly count: number;
  readonly at: Calendar;
}

/**
 * Reads how often: `1`, `6h`, `2d`, `1w`; `@sat`, `@mon-fri@8,12`; `7@mon-fri@2`;
 * `nightly=7@mon-fri@2 weekly=4@sun@3`.
 *
 * Upper case and surrounding spaces are allowed. Never throws.
 */
export function parseFrequency(value: string): Parsed<Frequency> {
  return parsed(value, { read: frequencyIn, meant: meantFrequency });
}

/** A frequency as it is written in a tag, the shortest way. */
export function frequencyText(frequency: Frequency): string {
  switch (frequency.kind) {
    case 'units':
      return `${frequency.count}${frequency.unit ?? ''}`;
    case 'calendar':
      return calendarText(frequency.at) || '@0';
    case 'counted':
      return `${frequency.count}${calendarText(frequency.at) || '@0'}`;
    case 'sets':
      return frequency.sets.map(({ name, count, at }) => `${name}=${count}${calendarText(at)}`).join(' ');
    default:
      return neverReached(frequency);
  }
}

/** Whether a frequency says only how often, so that a retention must say how many. */
export function needsRetention({ kind }: Frequency): boolean {
  return kind === 'units' || kind === 'calendar';
}

const FORMS =
  'a number alone or with h, d or w is expected, a calendar (@mon-fri@8+12) or named sets (nightly=7@mon-fri@2)';

function frequencyIn(value: string): Frequency {
  const words = wordsOf(value);
  const [first] = words;
  if (first === undefined) return fault(first, FORMS);
  if (words.length > 1 || first.text.includes('=')) return { kind: 'sets', sets: setsIn(words) };
  const at = first.text.indexOf('@');
  if (at < 0) return unitsIn(first);
  if (at === 0) return { kind: 'calendar', at: calendarIn(first) };
  return { kind: 'counted', count: countOrZeroIn(slice(first, 0, at)), at: calendarIn(slice(first, at)) };
}

function unitsIn(word: Word): Frequency {
  const unit = UNITS.find((one) => word.text.endsWith(one));
  const digits = slice(word, 0, word.text.length - (unit?.length ?? 0));
  if (!/^\d+$/.test(digits.text)) fault(word, FORMS);
  return { kind: 'units', count: countIn(digits), unit };
}

const UNITS: readonly Unit[] = ['h', 'd', 'w'];

function setsIn(words: readonly Word[]): SnapshotSet[] {
  const sets: SnapshotSet[] = [];
  for (const word of words) {
    const set = setIn(word);
    if (sets.some(({ name }) => name === set.name)) {
      fault(word, `the name of a set is used once, but ${set.name} is used before`);
    }
    sets.push(set);
  }
  return sets;
}

function setIn(word: Word): SnapshotSet {
  const [name, rest, extra] = split(word, /=/);
  if (extra !== undefined) fault(extra, 'a named set has one =');
  if (rest === undefined) {
    return fault(word, 'several words must all be named sets, like nightly=7@mon-fri@2');
  }
  if (!/^[a-z][a-z\d_.-]*$/.test(name.text)) {
    fault(name, 'the name of a set is a letter, then letters, digits, "_", "." or "-"');
  }
  const end = rest.text.search(/@|$/);
  const count = countOrZeroIn(slice(rest, 0, end));
  const calendar = slice(rest, end);
  return { name: name.text, count, at: calendar.text === '' ? DAILY : calendarIn(calendar) };
}
