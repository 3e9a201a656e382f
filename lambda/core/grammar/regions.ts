import { nearest } from './nearest.ts';

/** The regions that a run is asked to work in. */
export type Regions =
  | { readonly kind: 'named'; readonly names: readonly string[] }
  | {
      /** Every region that is enabled for the account. */
      readonly kind: 'all';
      /** But for these. */
      readonly without: readonly string[];
    };

const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

/** Reads a list of regions, or `all` and those to leave out (`!eu-south-1`); undefined for anything else. */
export function regionsIn(words: readonly string[]): Regions | undefined {
  const [first, ...others] = words;
  if (first === ALL) {
    const without = others.map((word) => word.slice(LEAVE_OUT.length));
    const isRead = others.every((word, index) => word.startsWith(LEAVE_OUT) && isRegion(without[index]));
    return isRead ? { kind: 'all', without: once(without) } : undefined;
  }
  return first !== undefined && words.every(isRegion) ? { kind: 'named', names: once(words) } : undefined;
}

/** Regions as they are written in settings: `["all","!eu-south-1"]`. */
export function regionWords(regions: Regions): readonly string[] {
  return regions.kind === 'named'
    ? regions.names
    : [ALL, ...regions.without.map((name) => `${LEAVE_OUT}${name}`)];
}

const ALL = 'all';
const LEAVE_OUT = '!';

/** What people write in front of a region that is to be left out. */
const EXCEPT = /^(?:except|but|without|not|minus)$|^[-!^~]/;

/**
 * What was most likely meant by words that cannot be read; undefined where that would be a guess.
 *
 * It names every region that was asked for, and all only where that was asked for, or where something is left out.
 */
export function regionsMeant(words: readonly string[]): readonly string[] | undefined {
  const lower = words.map((word) => word.toLowerCase()).map((word) => onlyNear(word) ?? word);
  const sign = lower.findIndex((word) => EXCEPT.test(word));
  const asked = sign === -1 ? lower : lower.slice(0, sign);
  const out = lower.slice(asked.length).map((word) => word.replace(EXCEPT, ''));
  const named = asked.filter((word) => word !== ALL);
  if (!lower.some((word) => word === ALL) && ![...named, ...out].some(isRegion)) return undefined;
  if (!asked.includes(ALL) && sign === -1 && !named.every(isRegion)) return undefined;
  const left = named.filter((name) => !out.includes(name));
  if (!asked.includes(ALL) && left.length > 0 && named.every(isRegion)) return once(left);
  const without = out.filter((name) => isRegion(name) && !named.includes(name));
  return regionWords({ kind: 'all', without: once(without) });
}

/**
 * The words of a list that are neither a region nor `all`; none where the list says what to leave out, because then
 * it is wrong as a whole.
 */
export function notRegions(words: readonly string[]): readonly string[] {
  if (words.some((word) => EXCEPT.test(word.toLowerCase()))) return [];
  return words.filter((word) => !isAsking(word));
}

/** Whether a word asks for a region, or for all. */
export function isAsking(word: string): boolean {
  return word === ALL || isRegion(word);
}

/** Whether a word can stand in a list of regions, if only by mistake: several regions, `all`, `!eu-south-1`. */
export function isRegionWord(word: string): boolean {
  return word.split(/[\s,]+/).every((one) => isAsking(one) || EXCEPT.test(one.toLowerCase()));
}

/** The regions that a word most likely means, where it is none that is known. */
export function regionsNear(word: string): readonly string[] {
  return KNOWN.has(word) ? [] : nearest(word, KNOWN);
}

/**
 * Whether a region that is not known can be none: each has one of a few directions in its name.
 *
 * Regions are added every year, so a new one is taken as it is given.
 */
export function isMistyped(region: string): boolean {
  const [direction = ''] = region.split('-').slice(-2);
  return !KNOWN.has(region) && !DIRECTIONS.has(direction) && regionsNear(region).length > 0;
}

/** Whether a text is written as the name of a region. */
export function isRegion(word: string | undefined): boolean {
  return word !== undefined && REGION.test(word);
}

/** The one region that a word which is none most likely means. */
function onlyNear(word: string): string | undefined {
  const [near, ...others] = isRegion(word) || word === ALL || EXCEPT.test(word) ? [] : regionsNear(word);
  return others.length > 0 ? undefined : near;
}

function once(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}

/**
 * The regions that anybody can have, to find what was meant by a slip. Never to refuse one that is not among them.
 *
 * https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
export const KNOWN_REGIONS: readonly string[] = `
  af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1
  ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5
  ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1
  eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3
  eusc-de-east-1 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1
  us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2`
  .trim()
  .split(/\s+/);

const KNOWN: ReadonlySet<string> = new Set(KNOWN_REGIONS);

const DIRECTIONS: ReadonlySet<string> = new Set(
  KNOWN_REGIONS.flatMap((region) => region.split('-').slice(-2, -1)),
);
