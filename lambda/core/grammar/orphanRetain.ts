import type { Age } from '../calendar.ts';
import { ageIn, ageText } from './numbers.ts';
import { fault, type Parsed, parsed } from './parsed.ts';
import { parseAge } from './retention.ts';
import { slice, wordsOf } from './words.ts';

/** When the snapshots of a volume that is gone can be deleted: when the newest of them has this age. */
export interface OrphanRetain extends Age {
  /** When the last one can be deleted, too; absent means never. */
  readonly last?: Age | undefined;
}

/**
 * Reads `90d`, or `90d last:2y`: an age, and one at which the last snapshot can be deleted, too. Never throws.
 *
 * Where a value is proposed, no age in it is shorter than what was written.
 */
export function parseOrphanRetain(value: string): Parsed<OrphanRetain> {
  return parsed(value, { read: orphanRetainIn, meant });
}

const LAST = 'last:';

function orphanRetainIn(value: string): OrphanRetain {
  const [word, lastWord, extra] = wordsOf(value);
  if (extra !== undefined) fault(extra, 'nothing is expected after the ages');
  // An empty text is refused like any other word that is no age, at the first character.
  const age = ageIn(word ?? { text: '', places: [0] });
  if (lastWord === undefined) return age;
  if (!lastWord.text.startsWith(LAST)) fault(lastWord, 'last: and an age are expected');
  const last = ageIn(slice(lastWord, LAST.length));
  return daysIn(last) < daysIn(age)
    ? fault(lastWord, 'the last one stays at least as long')
    : { ...age, last };
}

const DAYS: Readonly<Record<Age['unit'], number>> = {
  hours: 1 / 24,
  days: 1,
  weeks: 7,
  months: 30.4,
  years: 365,
};

function daysIn({ count, unit }: Age): number {
  return count * DAYS[unit];
}

function meant(value: string): string | undefined {
  const [, before, after] = /^(.*?)[\s,;+]*\blast\b[\s:=-]*(.*)$/.exec(value.trim().toLowerCase()) ?? [];
  if (before === undefined || after === undefined) return ageMeant(value);
  const age = ageMeant(before);
  if (/^(never|for ?ever)$/.test(after)) return age;
  const last = ageMeant(after);
  if (before === '') return turned(after) ?? (last && `${last} ${LAST}${last}`);
  if (age === undefined || last === undefined) return undefined;
  return isShorter(last, age) ? `${age} ${LAST}${age}` : `${age} ${LAST}${last}`;
}

/** `last:2y 90d` the other way round. */
function turned(after: string): string | undefined {
  const [last, age, extra] = after.split(/\s+/).map(ageMeant);
  return last === undefined || age === undefined || extra !== undefined ? undefined : `${age} ${LAST}${last}`;
}

function ageMeant(text: string): string | undefined {
  const age = parseAge(text);
  return age.ok ? ageText(age.value) : age.like;
}

function isShorter(text: string, other: string): boolean {
  const [age, another] = [parseAge(text), parseAge(other)];
  return age.ok && another.ok && daysIn(age.value) < daysIn(another.value);
}
