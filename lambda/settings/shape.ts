import * as z from 'zod/mini';
import { type Age, instantOf } from '../core/calendar.ts';
import { parseFrequency } from '../core/grammar/frequency.ts';
import { type OrphanRetain, parseOrphanRetain } from '../core/grammar/orphanRetain.ts';
import { parseAge, parseRetention } from '../core/grammar/retention.ts';
import { parseRpo } from '../core/grammar/rpo.ts';
import type { Tags } from '../core/snapshot.ts';
import { isAws, LONGEST_KEY, LONGEST_VALUE, MARK } from '../core/keys.ts';
import { isAsking, notRegions, regionsIn, regionsMeant, regionsNear } from '../core/grammar/regions.ts';
import type { Value } from './setting.ts';

const digits = z.string().check(z.regex(/^\s*\d{1,15}\s*$/));
const number = z.union([z.number(), z.pipe(digits, z.transform(Number))]);
const text = z.union([z.string(), z.pipe(z.number(), z.transform(String))]);
export const flag = z.union([z.boolean(), z.stringbool()]);

export function wholeNumber(least: number, most: number) {
  return z.pipe(number, z.int().check(z.minimum(least), z.maximum(most)));
}

/** A value that a parser reads, or refuses by `undefined`. */
export function read<Written, T>(parse: (value: Written) => T | undefined) {
  return z.transform((value: Written, context): T => {
    const meaning = parse(value);
    if (meaning !== undefined) return meaning;
    context.issues.push({ code: 'custom', input: value });
    return z.NEVER;
  });
}

export const YEAR_SECONDS = 31_536_000;
export const MOST_DAYS = 3650;
export const MOST_DELETES = 1_000_000;
export const LONGEST_NAME = 256;
export const SOME_REGIONS: readonly string[] = ['us-east-1', 'eu-west-1'];

/** A list, or one string of its items, separated by commas or spaces. */
export const listed = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value) => (typeof value === 'string' ? itemsOf(value) : value)),
);

export const regions = z.pipe(
  listed,
  read((words: string[]) => regionsIn(words)),
);

/** An account by its id, or the role to assume in it. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const account = z
  .string()
  .check(z.regex(/^(\d{12}|arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]{1,512})$/));
export const accounts = z.pipe(
  listed,
  z
    .pipe(
      z.array(account).check(z.minLength(1)),
      z.transform((list) => [...new Set(list)]),
    )
    .check(
      z.refine((list) => new Set(list.map(accountOf)).size === list.length),
      z.refine((list) => new Set(list.flatMap(partitionsOf)).size <= 1),
    ),
);

/** `arn:aws:iam::222222222222:role/backup` → `222222222222`; an id is one already. */
export function accountOf(given: string): string {
  return given.startsWith('arn:') ? (given.split(':')[4] ?? given) : given;
}

/** Credentials are good in one partition. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionsOf(given: string): string[] {
  return given.startsWith('arn:') ? given.split(':').slice(1, 2) : [];
}

export const prefix = z.string().check(z.refine(isPrefix));
export const TOPIC_ARN = /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;
export const topicArn = z.string().check(z.regex(TOPIC_ARN));
export const jobName = z.string().check(z.minLength(1), z.refine(isShort));
export const timeZone = z.string().check(z.refine(isTimeZone));
export const frequency = text.check(z.refine((value) => parseFrequency(value).ok));
export const retention = text.check(z.refine((value) => parseRetention(value).ok));
export const notify = z.enum(['always', 'changes', 'trouble']);
export const consistency = z.enum(['instance', 'volume']);
export const anAge = z.pipe(z.string(), read(ageOf));
export const orphanRetain = z.pipe(z.string(), read(orphanRetainOf));
export const rpo = z.pipe(z.string(), read(rpoOf));
export const instant = z.pipe(z.string(), read(instantOf));
export const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;
export const roleName = z.string().check(z.regex(ROLE_NAME));
export const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;
export const externalId = text.check(z.regex(EXTERNAL_ID));

/** Patterns of tag keys. A key can have spaces, so only commas separate them. */
const patternList = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value) =>
    (typeof value === 'string' ? value.split(',') : value).map((one) => one.trim()).filter(Boolean),
  ),
);
export const MOST_PATTERNS = 100;
export const tagPatterns = z.union([
  flag,
  z.pipe(
    patternList,
    z.array(z.string().check(z.refine(isTagPattern))).check(z.minLength(1), z.maxLength(MOST_PATTERNS)),
  ),
]);

/** `true` in a list would be a pattern of a key that nobody has. */
function isTagPattern(pattern: string): boolean {
  return (
    /^!?[^!,][^,]*$/.test(pattern) && pattern.length <= 2 * LONGEST_KEY && !flag.safeParse(pattern).success
  );
}

export const MOST_ADDED_TAGS = 20;
export const addedTags = z.pipe(z.union([z.string(), z.record(z.string(), z.string())]), read(addedTagsIn));

/** The mark cannot be a prefix: key and value would be equal. */
export function isPrefix(word: string): boolean {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(word) && word !== MARK;
}

/** The grammar knows what was meant, and where every value would be a guess. */
export function mendedFrequency(value: string): string | undefined {
  const meaning = parseFrequency(value);
  return meaning.ok ? undefined : meaning.like;
}

export function mendedRetention(value: string): string | undefined {
  const meaning = parseRetention(value);
  return meaning.ok ? undefined : meaning.like;
}

/** No value where some of the words are regions and the others say nothing: who follows a remedy runs there. */
export function mendedRegions(value: string): Value | undefined {
  const words = itemsOf(value);
  return regionsMeant(words) ?? (words.some(isAsking) ? undefined : SOME_REGIONS);
}

/** Those that are no regions, where others are, or where it is clear what was meant. */
export function oddRegions(value: unknown): readonly string[] {
  const words = wordsIn(value);
  const odd = notRegions(words);
  return odd.length < words.length || odd.every((word) => regionsNear(word).length > 0) ? odd : [];
}

export function oddAccounts(value: unknown): readonly string[] {
  const words = wordsIn(value);
  const odd = words.filter((word) => !account.safeParse(word).success);
  return odd.length < words.length ? odd : [];
}

/** The words of a given list; what is not text is left out. */
export function wordsIn(value: unknown): readonly string[] {
  const list = listed.safeParse(
    Array.isArray(value) ? value.filter((one) => typeof one === 'string') : value,
  );
  return list.success ? list.data : [];
}

export function itemsOf(value: string): string[] {
  return value.split(/[\s,]+/).filter(Boolean);
}

export function mendedOrphanRetain(value: string): string | undefined {
  const meaning = parseOrphanRetain(value);
  return meaning.ok ? undefined : meaning.like;
}

export function mendedRpo(value: string): string | undefined {
  const meaning = parseRpo(value);
  return meaning.ok ? undefined : meaning.like;
}

function rpoOf(value: string): number | undefined {
  const meaning = parseRpo(value);
  return meaning.ok ? meaning.value : undefined;
}

function ageOf(value: string): Age | undefined {
  const age = parseAge(value);
  return age.ok ? age.value : undefined;
}

function orphanRetainOf(value: string): OrphanRetain | undefined {
  const meaning = parseOrphanRetain(value);
  return meaning.ok ? meaning.value : undefined;
}

function isShort(name: string): boolean {
  return name.length <= 2 * LONGEST_NAME && Array.from(name).length <= LONGEST_NAME;
}

/** An offset is no zone: it knows no change of the clocks. (Some versions of Node take one for a zone.) */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** `CostCenter=100,Team=data`, or an object, also as JSON: only there a value can have a comma. */
function addedTagsIn(written: string | Tags): Tags | undefined {
  const pairs = typeof written === 'string' ? pairsIn(written.trim()) : Object.entries(written);
  const isOnce = new Set(pairs.map(([key]) => key)).size === pairs.length;
  return pairs.length > 0 && pairs.length <= MOST_ADDED_TAGS && isOnce && pairs.every(isTag)
    ? Object.fromEntries(pairs)
    : undefined;
}

/** A pair without a value cannot be a tag. */
function pairsIn(list: string): [string, string][] {
  if (list.startsWith('{')) return Object.entries(jsonIn(list));
  return list.split(',').map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? ['', pair] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });
}

export function jsonIn(json: string): Tags {
  try {
    const object = z.record(z.string(), z.string()).safeParse(JSON.parse(json));
    return object.success ? object.data : {};
  } catch {
    return {};
  }
}

/** AWS takes no other; each snapshot has a Name of its own. */
function isTag([key, value]: readonly [string, string]): boolean {
  return (
    key.trim() !== '' &&
    key !== 'Name' &&
    !isAws(key) &&
    Array.from(key).length <= LONGEST_KEY &&
    Array.from(value).length <= LONGEST_VALUE
  );
}
