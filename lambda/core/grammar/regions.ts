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
 * What was most likely meant by words that cannot be read; undefined where none of them says anything.
 *
 * It names every region that was asked for, if need be as one of all.
 */
export function regionsMeant(words: readonly string[]): readonly string[] | undefined {
  const lower = words.map((word) => word.toLowerCase());
  const sign = lower.findIndex((word) => EXCEPT.test(word));
  const asked = sign === -1 ? lower : lower.slice(0, sign);
  const out = lower.slice(asked.length).map((word) => word.replace(EXCEPT, ''));
  const named = asked.filter((word) => word !== ALL);
  if (!lower.some((word) => word === ALL) && ![...named, ...out].some(isRegion)) return undefined;
  const left = named.filter((name) => !out.includes(name));
  if (!asked.includes(ALL) && left.length > 0 && named.every(isRegion)) return once(left);
  const without = out.filter((name) => isRegion(name) && !named.includes(name));
  return regionWords({ kind: 'all', without: once(without) });
}

function isRegion(word: string | undefined): boolean {
  return word !== undefined && REGION.test(word);
}

function once(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
