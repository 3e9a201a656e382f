import { ageText } from '../numbers.ts';
import type { Tier } from '../tiers.ts';
import { dictionary, type Lexeme, lexed, plain } from './lexed.ts';
import { type Unit, UNITS, withoutIso } from './units.ts';

/**
 * What a person clearly meant who wrote something else, in our words: `7d 4w 12m`, `--keep-daily 7`, `30 days`.
 *
 * All readings of the words are looked for. Undefined where a word has no meaning, and where two readings differ:
 * each of them may keep less than was meant.
 */
export function meantRetention(value: string): string | undefined {
  const tokens = lexed(withoutIso(plain(value)), LEXEMES);
  if (tokens === undefined) return undefined;
  const texts = new Set(readings(tokens).map(textOf));
  const [only] = texts;
  return texts.size === 1 ? only : undefined;
}

type Token =
  | { readonly is: 'N'; readonly digits: string }
  | { readonly is: 'T'; readonly per: Tier }
  /** `V`: a unit that may belong to the number behind it, as in `4 w 7` and `1y6`. */
  | { readonly is: 'U' | 'V'; readonly unit: Unit }
  /** Within, last, a colon or its like, and the end of a rule. */
  | { readonly is: 'W' | 'L' | ':' | '.' };

/** With the ways in which people misspell them. */
const TIERS = dictionary<Tier>([
  ['hourly', 'hourly houly hourley hourlies stündlich'],
  ['daily', 'daily dayly daly dialy dailies täglich'],
  ['weekly', 'weekly weekley weekely weeky wekly weeklies wöchentlich'],
  ['monthly', 'monthly montly monthley monthy mothly monthlies monatlich'],
  ['yearly', 'yearly yearley yeary annual annually yearlies jährlich'],
]);

const TIER_OF: Readonly<Record<Unit, Tier>> = {
  hours: 'hourly',
  days: 'daily',
  weeks: 'weekly',
  months: 'monthly',
  years: 'yearly',
};

const OTHERS = dictionary<Token>([
  [{ is: 'W' }, 'within'],
  [{ is: 'L' }, 'last newest latest'],
  [{ is: '.' }, 'and und plus copy copies snapshot snapshots backup backups kopie kopien'],
]);

const LEXEMES: readonly Lexeme<Token>[] = [
  [/(?:--?)?keep(?: ?[:=]|[-_ ]|(?=\d))/y, () => ({ is: '.' })],
  // A space may group the digits of one number.
  [/\d+ (?:0|\d{3})(?!\d)/y, () => undefined],
  // A zero before other digits may stand where one was lost.
  [/(0|[1-9]\d*)(?!\d)(?: ?x(?![a-z\d]))?/y, ([, digits = '']) => ({ is: 'N', digits })],
  [/(?<=\d)[a-zäöü]+(?!\d)/y, ([word]) => wordToken(word, 'U')],
  [/[a-zäöü]+/y, ([word]) => wordToken(word, 'V')],
  [/[:=]|(?<=[a-zäöü])[-_](?=[a-z\d])/y, () => ({ is: ':' })],
  // Between two digits it may be a decimal point or part of a longer number.
  [/(?<!\d)[,;+&|]|[,;+&|](?!\d)/y, () => ({ is: '.' })],
];

function wordToken(word: string, is: 'U' | 'V'): Token | undefined {
  const per = TIERS.get(word);
  if (per !== undefined) return { is: 'T', per };
  const unit = UNITS.get(word);
  return unit === undefined ? OTHERS.get(word) : { is, unit };
}

/** What one rule of a reading says. A tier of 0 asks for nothing. */
interface Item {
  /** `span`: an age where it stands alone, a tier among others of its kind. */
  readonly kind: Tier | 'last' | 'within' | 'span' | 'unclear';
  readonly count: number;
  /** Of an age, and of a tier that was written as a unit. */
  readonly unit?: Unit | undefined;
}

/** What the tokens of a rule say. */
interface Parts {
  readonly count: number;
  readonly per: Tier | undefined;
  readonly unit: Unit | undefined;
}

/** The shapes of a rule, as a row of tokens. */
const SHAPES: readonly (readonly [shape: RegExp, itemOf: (parts: Parts) => Item | undefined])[] = [
  [/^T:?N[UV]?/, tier],
  [/^NT/, tier],
  [/^(?:[UV]:|V)N/, tierOfUnit],
  [/^[WL]:?N[UV]/, (parts) => age('within', parts)],
  [/^N[UV]/, (parts) => age('span', parts)],
  [/^(?:L:?N|NL)/, ({ count }) => ({ kind: 'last', count })],
  // A 0 by itself may be the rest of a longer number.
  [/^N/, ({ count }) => ({ kind: count === 0 ? 'unclear' : 'last', count })],
];

function tier({ count, per, unit }: Parts): Item | undefined {
  const perUnit = unit && TIER_OF[unit];
  const kind = per ?? perUnit;
  return kind === undefined || (perUnit ?? kind) !== kind ? undefined : { kind, count };
}

function tierOfUnit({ count, unit }: Parts): Item | undefined {
  return unit && { kind: TIER_OF[unit], count, unit };
}

function age(kind: 'within' | 'span', { count, unit }: Parts): Item | undefined {
  return count === 0 ? undefined : { kind, count, unit };
}

/** All ways in which some tokens are rules, each kind once. */
function readings(tokens: readonly Token[], before: readonly Item[] = []): Item[][] {
  const [first, ...rest] = tokens;
  if (first === undefined) return [[...before]];
  if (first.is === '.') return readings(rest, before);
  const row = tokens.map(({ is }) => is).join('');
  return SHAPES.flatMap(([shape, itemOf]) => {
    const length = shape.exec(row)?.[0].length;
    const item = length === undefined ? undefined : itemOf(partsOf(tokens.slice(0, length)));
    return item === undefined || before.some((other) => isSameKind(item, other))
      ? []
      : readings(tokens.slice(length), [...before, item]);
  });
}

function partsOf(tokens: readonly Token[]): Parts {
  const [count = 0] = tokens.flatMap((token) => (token.is === 'N' ? Number(token.digits) : []));
  const [per] = tokens.flatMap((token) => (token.is === 'T' ? token.per : []));
  const [unit] = tokens.flatMap((token) => (token.is === 'U' || token.is === 'V' ? token.unit : []));
  return { count, per, unit };
}

function isSameKind(one: Item, other: Item): boolean {
  return one.kind === other.kind && one.unit === other.unit;
}

/** A reading in the words of the grammar; undefined where its ages could also be tiers. */
function textOf(items: readonly Item[]): string | undefined {
  if (items.some(({ kind }) => kind === 'unclear') || isPerhapsAge(items)) return undefined;
  const spans = items.filter(({ kind }) => kind === 'span').map(({ unit = 'days' }) => unit);
  const others = items.map(({ kind }) => kind).filter((kind) => kind !== 'span');
  const spanIs = spans.length === 1 ? singleSpan(spans, others) : severalSpans(spans, others);
  if (spanIs === undefined) return undefined;
  return items
    .filter(({ count }) => count > 0)
    .map(({ kind, count, unit = 'days' }) => {
      const meant = kind === 'span' ? spanIs : kind;
      if (meant === 'last') return String(count);
      return meant === 'within'
        ? `within:${ageText({ count, unit })}`
        : `${meant === 'tier' ? TIER_OF[unit] : meant}:${count}`;
    })
    .join(' ');
}

/** `months=6` and `years:1 months:6` may be ages; `days:7 weeks:4` are tiers. */
function isPerhapsAge(items: readonly Item[]): boolean {
  const rules = items.filter(({ kind }) => kind !== 'last');
  const units = rules.flatMap(({ kind, unit }) =>
    unit === undefined || kind === 'within' || kind === 'span' ? [] : unit,
  );
  return units.length > 0 && units.length === rules.length && isDescending(units);
}

function isDescending(units: readonly Unit[]): boolean {
  const sizes = units.map((unit) => Object.keys(TIER_OF).indexOf(unit));
  return sizes.every((size, index) => size < (sizes[index - 1] ?? sizes.length + size));
}

type Others = readonly Item['kind'][];

/** `30d daily:9` is an age, because the tier is there; in `7d weekly:4` it may be either. */
function singleSpan([unit = 'days']: readonly Unit[], others: Others): 'within' | undefined {
  const tiers = others.filter((kind) => kind !== 'last');
  return tiers.length === 0 || tiers.includes(TIER_OF[unit]) ? 'within' : undefined;
}

/** `2y 6m` may be one age of two and a half years; `7d 4w 12m` is none. */
function severalSpans(units: readonly Unit[], others: Others): 'tier' | undefined {
  const isOneAge = units.length > 0 && isDescending(units);
  return isOneAge || units.some((unit) => others.includes(TIER_OF[unit])) ? undefined : 'tier';
}
