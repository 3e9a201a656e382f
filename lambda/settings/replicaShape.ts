import * as z from 'zod/mini';
import { isRegion, regionsNear } from '../core/grammar/regions.ts';
import { placeNamed } from '../core/grammar/replicate.ts';
import type { Tags } from '../core/snapshot.ts';
import { itemsOf, jsonIn, listed, read, wordsIn } from './shape.ts';

/** Regions by their names, also in other accounts: a replica costs money, so they are never `all`. */
export const places = z.pipe(
  listed,
  read((words: string[]) => (words.length > 0 && words.every(isPlace) ? [...new Set(words)] : undefined)),
);

export function oddPlaces(value: unknown): readonly string[] {
  return oddOf(wordsIn(value), isPlace);
}

function isPlace(word: string): boolean {
  return placeNamed(word) !== undefined;
}

/** Who writes `!eu-central-1` means anything but that region. */
export function placesNear(item: string): readonly string[] {
  const [, account = '', region = ''] = /^(\d{12}@)?([^!@].*)$/.exec(item) ?? [];
  return regionsNear(region).map((near) => `${account}${near}`);
}

/** `eu-central-1=alias/backup eu-north-1=arn:…`, or an object, also as JSON. */
export const keysOfPlaces = z.pipe(
  z.union([z.string(), z.record(z.string(), z.string())]),
  read((written: string | Tags) => {
    const pairs = pairsIn(written);
    const isOnce = new Set(pairs.map(([region]) => region)).size === pairs.length;
    return pairs.length > 0 && isOnce && pairs.every(isKeyOfRegion) ? Object.fromEntries(pairs) : undefined;
  }),
);

export function oddKeysOfPlaces(value: unknown): readonly string[] {
  if (typeof value !== 'string' || value.trim().startsWith('{')) return [];
  return oddOf(itemsOf(value), (item) => isKeyOfRegion(pairIn(item)));
}

/** Those that are wrong, where others are right. */
function oddOf(items: readonly string[], isRight: (item: string) => boolean): readonly string[] {
  const odd = items.filter((item) => !isRight(item));
  return odd.length < items.length ? odd : [];
}

function pairsIn(written: string | Tags): [string, string][] {
  if (typeof written !== 'string') return Object.entries(written);
  return written.trim().startsWith('{') ? Object.entries(jsonIn(written)) : itemsOf(written).map(pairIn);
}

function pairIn(item: string): [string, string] {
  const at = item.indexOf('=');
  return at < 0 ? [item, ''] : [item.slice(0, at), item.slice(at + 1)];
}

const KEY_NAME = 'alias/[A-Za-z0-9/_-]{1,250}';
const KEY_ID = '(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|mrk-[0-9a-f]{32})';

/** https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id */
const KEY = new RegExp(
  `^(?:${KEY_NAME}|${KEY_ID}|arn:aws(?:-[a-z]+)*:kms:([a-z0-9-]+):\\d{12}:(?:${KEY_NAME}|key/${KEY_ID}))$`,
);

/** EBS takes only a key of the region that a snapshot is copied to. */
function isKeyOfRegion([region, key]: readonly [string, string]): boolean {
  const written = KEY.exec(key);
  return isRegion(region) && written !== null && (written[1] === undefined || written[1] === region);
}

const STEP = 15;
const LEAST = 15;
const MOST = 48 * 60;

/**
 * Minutes of a time like `4h` or `90m`.
 *
 * https://docs.aws.amazon.com/ebs/latest/userguide/time-based-copies.html
 */
export const within = z.pipe(
  z.string(),
  read((written: string) => {
    const [, count, unit] = /^\s*([1-9]\d{0,3})([mh])\s*$/.exec(written) ?? [];
    const minutes = Number(count) * (unit === 'h' ? 60 : 1);
    return minutes >= LEAST && minutes <= MOST && minutes % STEP === 0 ? minutes : undefined;
  }),
);

const MINUTES_OF = new Map([
  ['m', 1],
  ['h', 60],
  ['d', 24 * 60],
]);

/** The next step that AWS knows, if that can be told. */
export function mendedWithin(written: string): string {
  const [, count, unit = ''] = /^\s*(\d{1,6})\s*([mhd])[a-z]*\s*$/i.exec(written) ?? [];
  const asked = Number(count) * (MINUTES_OF.get(unit.toLowerCase()) ?? Number.NaN);
  if (Number.isNaN(asked)) return SOME_TIME;
  const minutes = Math.min(MOST, Math.max(LEAST, Math.ceil(asked / STEP) * STEP));
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

export const SOME_TIME = '4h';

/** In days. A lock that is too long costs storage until a person ends it. */
export const MOST_LOCK = 365;

const DAYS_OF = new Map([
  ['d', 1],
  ['w', 7],
]);

/** Days of `14d` or `2w`. */
export const lock = z.pipe(
  z.string(),
  read((written: string) => {
    const [, count, unit = ''] = /^\s*([1-9]\d{0,2})([dw])\s*$/.exec(written) ?? [];
    const days = Number(count) * (DAYS_OF.get(unit) ?? Number.NaN);
    return days <= MOST_LOCK ? days : undefined;
  }),
);

/** The days that are clearly meant; no example for what is longer, because each guess could lock for a year. */
export function mendedLock(written: string): string | undefined {
  const [, count, unit = 'd'] = /^\s*0*([1-9]\d{0,2})\s*(?:([dw])[a-z]*)?\s*$/i.exec(written) ?? [];
  const mended = `${count}${unit.toLowerCase()}`;
  if (count === undefined) return SOME_LOCK;
  return lock.safeParse(mended).success ? mended : undefined;
}

export const SOME_LOCK = '14d';
