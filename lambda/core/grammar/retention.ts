import type { Age } from '../calendar.ts';
import { neverReached } from '../neverReached.ts';
import { ageIn, ageText, countIn } from './numbers.ts';
import { fault, type Parsed, parsed } from './parsed.ts';
import { slice, type Word, wordsOf } from './words.ts';

/** One word of the tag `<prefix>_retain`. Several keep the union. */
export type RetainRule =
  | { readonly kind: 'last'; readonly count: number }
  | { readonly kind: 'tier'; readonly per: Tier; readonly count: number }
  | { readonly kind: 'within'; readonly age: Age };

export type Tier = 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly';

const TIERS: readonly Tier[] = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'];

/**
 * Reads what to keep: `7`, `daily:7 weekly:4 monthly:12`, `within:30d`, and unions of these, each kind once.
 *
 * Upper case and surrounding spaces are allowed. Never throws.
 */
export function parseRetention(value: string): Parsed<readonly RetainRule[]> {
  return parsed(value, { read: rulesIn, repairs: REPAIRS, example });
}

/** A retention as it is written in a tag. */
export function retentionText(rules: readonly RetainRule[]): string {
  return rules.map(ruleText).join(' ');
}

export function ruleText(rule: RetainRule): string {
  switch (rule.kind) {
    case 'last':
      return String(rule.count);
    case 'tier':
      return `${rule.per}:${rule.count}`;
    case 'within':
      return `within:${ageText(rule.age)}`;
    default:
      return neverReached(rule);
  }
}

/** Reads an age: `12h`, `90d`, `8w`, `6m` (months), `2y`. Never throws. */
export function parseAge(value: string): Parsed<Age> {
  return parsed(value, { read: ageOf, repairs: [], example: () => '90d' });
}

function ageOf(value: string): Age {
  const [word, extra] = wordsOf(value);
  if (extra !== undefined) fault(extra, 'nothing is expected after the age');
  // An empty text is refused like any other word that is no age, at the first character.
  return ageIn(word ?? { text: '', places: [0] });
}

const FORMS = 'a number of copies is expected, tiers (daily:7 weekly:4) or an age (within:30d)';

function rulesIn(value: string): RetainRule[] {
  const words = wordsOf(value);
  if (words.length === 0) fault(undefined, FORMS);
  const rules: RetainRule[] = [];
  for (const word of words) {
    const rule = ruleIn(word);
    if (rules.some((other) => kindOf(other) === kindOf(rule))) {
      fault(word, `each kind of rule is used once, but ${kindOf(rule)} is used before`);
    }
    rules.push(rule);
  }
  return rules;
}

function ruleIn(word: Word): RetainRule {
  const colon = word.text.indexOf(':');
  if (colon < 0) return /^\d+$/.test(word.text) ? { kind: 'last', count: countIn(word) } : fault(word, FORMS);
  const name = word.text.slice(0, colon);
  const rest = slice(word, colon + 1);
  if (name === 'within') return { kind: 'within', age: ageIn(rest) };
  const per = TIERS.find((tier) => tier === name);
  return per === undefined
    ? fault(word, `a rule is one of ${TIERS.join(', ')} or within`)
    : { kind: 'tier', per, count: countIn(rest) };
}

function kindOf(rule: RetainRule): string {
  return rule.kind === 'tier' ? rule.per : rule.kind === 'last' ? 'a number of copies' : rule.kind;
}

/** Never a smaller number than those that are written: who follows the advice must lose no snapshot. */
function example(value: string): string {
  const number = Math.min(Math.max(7, ...(value.match(/\d+/g) ?? []).map(Number)), 9999);
  if (/within/i.test(value)) return `within:${Math.max(30, number)}d`;
  return value.includes(':') ? `daily:${number}` : String(number);
}

/** What people write instead. */
const MENDS: readonly ((value: string) => string)[] = [
  (value) => value.replaceAll(/\s*[=:]\s*/g, ':'),
  (value) => value.replaceAll(/[,;+]/g, ' '),
  (value) => value.replaceAll(UNIT_WORDS, (_, count, unit) => `${count}${unit[0]}`),
  (value) => value.replaceAll(/(?<!\S)(\d+[hdwmy])(?!\S)/g, 'within:$1'),
  (value) => value.replace(/within:\d+(?!\S)/, '$&d'),
  (value) => value.replaceAll(/\b(hourly|daily|weekly|monthly|yearly):(\d+)[a-z]\b/g, '$1:$2'),
  (value) =>
    value.replaceAll(
      /\b([hdmy])[a-z]*:|\b(w)(?!ithin)[a-z]*:/g,
      (_, one, week) => `${TIERS.find((tier) => tier.startsWith(one ?? week))}:`,
    ),
  (value) => value.replace(/(?:keep|last)[\s:-]*(\d)/, '$1').replace(/(\d)\s*copies/, '$1'),
];

const UNIT_WORDS = /\b(\d+)\s*(hours?|days?|weeks?|months?|years?|[hdwmy])\b/g;

const REPAIRS = [...MENDS, (value: string) => MENDS.reduce((text, mend) => mend(text), value)].map(
  (mend) => (value: string) => mend(value).replaceAll(/\s+/g, ' ').trim(),
);
