import * as z from 'zod/mini';
import { type Age, instantOf } from '../core/calendar.ts';
import { parseFrequency } from '../core/grammar/frequency.ts';
import { parseAge, parseRetention } from '../core/grammar/retention.ts';
import { MARK } from '../core/ownership.ts';

const digits = z.string().check(z.regex(/^\s*\d{1,15}\s*$/));
const number = z.union([z.number(), z.pipe(digits, z.transform(Number))]);
const text = z.union([z.string(), z.pipe(z.number(), z.transform(String))]);
const flag = z.union([z.boolean(), z.stringbool()]);

function wholeNumber(least: number, most: number) {
  return z.pipe(number, z.int().check(z.minimum(least), z.maximum(most)));
}

function read<T>(parse: (value: string) => T | undefined) {
  return z.transform((value: string, context): T => {
    const meaning = parse(value);
    if (meaning !== undefined) return meaning;
    context.issues.push({ code: 'custom', input: value });
    return z.NEVER;
  });
}

const YEAR_SECONDS = 31_536_000;
const MOST_DELETES = 1_000_000;
const LONGEST_NAME = 256;

const regionList = z.array(z.string().check(z.regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/)));
const regions = z.pipe(
  z.pipe(
    z.union([z.string(), z.array(z.string())]),
    z.transform((value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : value)),
  ),
  z.union([
    z.pipe(
      z.tuple([z.literal('all')]),
      z.transform(() => 'all' as const),
    ),
    z.pipe(
      regionList.check(z.minLength(1)),
      z.transform((list) => [...new Set(list)]),
    ),
  ]),
);

/** An account by its id, or the role to take on in it. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const account = z
  .string()
  .check(z.regex(/^(\d{12}|arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]{1,512})$/));
const accounts = z.pipe(
  z.pipe(
    z.union([z.string(), z.array(z.string())]),
    z.transform((value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : value)),
  ),
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

/** Every setting by its event key. The environment variable is the key in capitals. */
export const shape = {
  ec2_regions: z.optional(regions),
  tag_prefix: z.optional(z.string().check(z.refine(isPrefix))),
  sns_arn: z.optional(
    z.string().check(z.regex(/^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/)),
  ),
  schedule_name: z.optional(z.string().check(z.minLength(1), z.refine(isShort))),
  interval: z.optional(wholeNumber(60, YEAR_SECONDS)),
  time_zone: z.optional(z.string().check(z.refine(isTimeZone))),
  dry_run: z.optional(flag),
  default_frequency: z.optional(text.check(z.refine((value) => parseFrequency(value).ok))),
  default_retain: z.optional(text.check(z.refine((value) => parseRetention(value).ok))),
  max_deletes: z.optional(wholeNumber(0, MOST_DELETES)),
  orphan_retain: z.optional(z.pipe(z.string(), read(ageOf))),
  consistency: z.optional(z.enum(['instance', 'volume'])),
  copy_tags: z.optional(flag),
  scheduled_time: z.optional(z.pipe(z.string(), read(instantOf))),
  accounts: z.optional(accounts),
  role_name: z.optional(z.string().check(z.regex(/^[\w+=,.@-]{1,64}$/))),
  external_id: z.optional(text.check(z.regex(/^[\w+=,.@:/-]{2,1224}$/))),
};

export type Key = keyof typeof shape;

/** The mark itself is none: it would be its own value. */
export function isPrefix(word: string): boolean {
  return /^[A-Za-z0-9_.-]{1,64}$/.test(word) && word !== MARK;
}

/**
 * What a setting must be, and a value that would do in the place of one that cannot be read.
 *
 * @param prefixes Those the deployment may use; none where it may use any.
 */
export function required(
  key: Key,
  value: unknown,
  prefixes: readonly string[],
): { readonly must: string; readonly like: unknown } {
  const [must, like] = WOULD_DO[key];
  const allowed = key === 'tag_prefix' ? prefixes[0] : undefined;
  return { must, like: allowed ?? mended(key, value) ?? like };
}

const WOULD_DO: Readonly<Record<Key, readonly [must: string, like: unknown]>> = {
  ec2_regions: ['be a list of one or more regions, or "all"', ['us-east-1', 'eu-west-1']],
  tag_prefix: [`be 1 to 64 letters, digits, "_", "." or "-", and not "${MARK}"`, 'autosnap'],
  sns_arn: ['be the ARN of a standard SNS topic', 'arn:aws:sns:eu-west-1:123456789012:reports'],
  schedule_name: [`be a name of 1 to ${LONGEST_NAME} characters`, 'Default'],
  interval: [`be a whole number of seconds from 60 to ${YEAR_SECONDS}`, 86_400],
  time_zone: ['be an IANA time zone', 'Europe/Berlin'],
  dry_run: ['be true or false', true],
  default_frequency: ['be a frequency', '1'],
  default_retain: ['be a retention', '7'],
  max_deletes: [`be a whole number from 0 to ${MOST_DELETES}`, 100],
  orphan_retain: ['be an age', '90d'],
  consistency: ['be "instance" or "volume"', 'instance'],
  copy_tags: ['be true or false', true],
  scheduled_time: ['be an instant in ISO 8601 with its offset', '2026-01-01T03:00:00Z'],
  accounts: [
    'be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), no account in two ways',
    ['111122223333'],
  ],
  role_name: ['be the name of an IAM role, without its path', 'aws-snapper-member'],
  external_id: ['be 2 to 1224 letters, digits or "+=,.@:/-_"', '5f2c6a1e-snapshots'],
};

/** Values of tags know best what was meant. */
function mended(key: Key, value: unknown): string | undefined {
  if (key !== 'default_frequency' && key !== 'default_retain') return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const written = String(value);
  const meaning = key === 'default_frequency' ? parseFrequency(written) : parseRetention(written);
  return meaning.ok ? undefined : meaning.wouldDo;
}

function ageOf(value: string): Age | undefined {
  const age = parseAge(value);
  return age.ok ? age.value : undefined;
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
