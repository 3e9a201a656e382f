import { fault, type Parsed, parsed } from './parsed.ts';
import { isRegion } from './regions.ts';
import { parseRetention, type RetainRule, retentionText, rulesOf, ruleText } from './retention.ts';
import { type Place, placeText } from '../text.ts';
import { slice, split, type Word, wordsOf } from './words.ts';

/** One word of the tag `<prefix>_replicate`: where copies are kept, and which. In the volume's own account it names none. */
export interface Replication extends Place {
  readonly keep: readonly RetainRule[];
}

/**
 * Reads where copies are kept and which: `eu-central-1=7`, `eu-central-1=daily:7+monthly:12`, and several of these, each
 * place once; `222222222222@eu-west-1=weekly:8` is a place in another account.
 *
 * Upper case and surrounding spaces are allowed. Never throws.
 */
export function parseReplicate(value: string): Parsed<readonly Replication[]> {
  return parsed(value, { read: replicationsIn, meant });
}

/** Replications as they are written in a tag. */
export function replicateText(replications: readonly Replication[]): string {
  return replications.map((one) => `${placeText(one)}=${one.keep.map(ruleText).join('+')}`).join(' ');
}

/** The place of a text like `eu-central-1` or `222222222222@eu-central-1`; undefined for any other. */
export function placeNamed(text: string): Place | undefined {
  const [, account, region = ''] = /^(?:(\d{12})@)?([^@]+)$/.exec(text) ?? [];
  return isRegion(region) ? { account, region } : undefined;
}

/** The places of a list that are in the account of the volumes, each by its region. */
export function regionsAmong(places: readonly string[]): readonly string[] {
  return places.filter(isRegion);
}

const FORM = 'a region and what to keep there are expected, as in eu-central-1=7';

function replicationsIn(value: string): Replication[] {
  const words = wordsOf(value);
  if (words.length === 0) fault(undefined, FORM);
  const read: Replication[] = [];
  for (const word of words) {
    const one = replicationIn(word);
    if (read.some((other) => placeText(other) === placeText(one))) {
      fault(word, `each place is used once, but ${placeText(one)} is used before`);
    }
    read.push(one);
  }
  return read;
}

function replicationIn(word: Word): Replication {
  const equals = word.text.indexOf('=');
  if (equals < 0) fault(word, FORM);
  const place = placeIn(slice(word, 0, equals));
  return { ...place, keep: rulesOf(split(slice(word, equals + 1), /\+/)) };
}

function placeIn(word: Word): Place {
  const at = word.text.indexOf('@');
  const region = slice(word, at + 1);
  if (!isRegion(region.text)) fault(region, 'a region is expected, as eu-central-1');
  if (at < 0) return { region: region.text };
  const account = word.text.slice(0, at);
  return /^\d{12}$/.test(account)
    ? { account, region: region.text }
    : fault(word, 'the id of an account has 12 digits');
}

const PLACE = /(?:\d{12}@)?[a-z]{2,}(?:-[a-z]+)+-\d+/g;

/** Each place with what stands behind it, in our words; undefined where one of them is no retention. */
function meant(value: string): string | undefined {
  const lower = value.toLowerCase();
  const places = [...lower.matchAll(PLACE)];
  if (places.length === 0 || /\S/.test(lower.slice(0, places[0]?.index))) return undefined;
  const words = places.map(({ 0: place, index }, number) => {
    const behind = lower.slice(index + place.length, places[number + 1]?.index);
    const kept = retentionMeant(behind.replace(/^[\s=:>-]+/, '').replace(/[\s,;]+$/, ''));
    return kept && `${place}=${kept.replaceAll(' ', '+')}`;
  });
  return words.every((word) => word !== undefined) ? words.join(' ') : undefined;
}

function retentionMeant(text: string): string | undefined {
  const read = parseRetention(text.replaceAll('+', ' '));
  return read.ok ? retentionText(read.value) : read.like;
}
