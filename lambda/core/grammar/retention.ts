import type { Age } from '../calendar.ts';
import { neverReached } from '../neverReached.ts';
import { meantRetention } from './meant/retention.ts';
import { meantAge } from './meant/units.ts';
import { ageIn, ageText, countIn } from './numbers.ts';
import { fault, type Parsed, parsed } from './parsed.ts';
import { type Tier, TIERS } from './tiers.ts';
import { slice, type Word, wordsOf } from './words.ts';

/** One word of the tag `<prefix>_retain`. Several keep the union. */
export type RetainRule =
  | { readonly kind: 'last'; readonly count: number }
  | { readonly kind: 'tier'; readonly per: Tier; readonly count: number }
  | { readonly kind: 'within'; readonly age: Age };

/**
 * Reads what to keep: `7`, `daily:7 weekly:4 monthly:12`, `within:30d`, and unions of these, each kind once.
 *
 * Upper case and surrounding spaces are allowed. Never throws.
 */
export function parseRetention(value: string): Parsed<readonly RetainRule[]> {
  return parsed(value, { read: rulesIn, meant: meantRetention });
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
  return parsed(value, { read: ageOf, meant: meantAge });
}

function ageOf(value: string): Age {
  const [word, extra] = wordsOf(value);
  if (extra !== undefined) fault(extra, 'nothing is expected after the age');
  // An empty text is refused like any other word that is no age, at the first character.
  return ageIn(word ?? { text: '', places: [0] });
}

const FORMS = 'a number to keep is expected, tiers (daily:7 weekly:4) or an age (within:30d)';

function rulesIn(value: string): RetainRule[] {
  const words = wordsOf(value);
  if (words.length === 0) fault(undefined, FORMS);
  return rulesOf(words);
}

/** The rules that some words say, each kind once. */
export function rulesOf(words: readonly Word[]): RetainRule[] {
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
  return rule.kind === 'tier' ? rule.per : rule.kind === 'last' ? 'a number to keep' : rule.kind;
}
