import * as z from 'zod/mini';
import { type Age, instantOf } from './core/calendar.ts';
import { parseFrequency } from './core/grammar/frequency.ts';
import { parseAge, parseRetention } from './core/grammar/retention.ts';
import { MARK } from './core/ownership.ts';
import type { PlanSettings } from './core/planSettings.ts';

/** A person's mistake in the event, the environment or the flags: says the key, the value and one that would do. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  /** The event key that is wrong, where it is one. */
  readonly key: string | undefined;

  constructor(message: string, key?: string) {
    super(message);
    this.key = key;
  }
}

/** All settings of a run, checked. */
export interface Settings extends PlanSettings {
  /** `undefined`: the region the SDK is configured for. */
  readonly regions: readonly string[] | 'all' | undefined;
  readonly snsArn: string | undefined;
  /** The job's name in the report. */
  readonly job: string;
  readonly dryRun: boolean;
  /** When the trigger meant this run to happen. */
  readonly scheduledTime: Date | undefined;
}

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

/** Every setting by its event key. The environment variable is the key in capitals. */
const shape = {
  ec2_regions: z.optional(regions),
  tag_prefix: z.optional(
    z.string().check(
      z.regex(/^[A-Za-z0-9_.-]{1,64}$/),
      z.refine((value) => value !== MARK),
    ),
  ),
  sns_arn: z.optional(z.string().check(z.regex(/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/))),
  schedule_name: z.optional(z.string().check(z.minLength(1), z.maxLength(256))),
  interval: z.optional(wholeNumber(60, YEAR_SECONDS)),
  time_zone: z.optional(z.string().check(z.refine(isTimeZone))),
  dry_run: z.optional(flag),
  default_frequency: z.optional(text.check(z.refine((value) => parseFrequency(value).ok))),
  default_retain: z.optional(text.check(z.refine((value) => parseRetention(value).ok))),
  max_deletes: z.optional(wholeNumber(0, 1_000_000)),
  orphan_retain: z.optional(z.pipe(z.string(), read(ageOf))),
  consistency: z.optional(z.enum(['instance', 'volume'])),
  copy_tags: z.optional(flag),
  scheduled_time: z.optional(z.pipe(z.string(), read(instantOf))),
};

type Key = keyof typeof shape;

/** What each setting must be, and a value that would do. */
const WOULD_DO: Readonly<Record<Key, readonly [must: string, like: unknown]>> = {
  ec2_regions: ['be a list of one or more regions, or "all"', ['us-east-1', 'eu-west-1']],
  tag_prefix: [`be 1 to 64 letters, digits, "_", "." or "-", and not "${MARK}"`, 'autosnap'],
  sns_arn: ['be the ARN of a standard SNS topic', 'arn:aws:sns:eu-west-1:123456789012:reports'],
  schedule_name: ['be a name of 1 to 256 characters', 'Default'],
  interval: [`be a whole number of seconds from 60 to ${YEAR_SECONDS}`, 86_400],
  time_zone: ['be an IANA time zone', 'Europe/Berlin'],
  dry_run: ['be true or false', true],
  default_frequency: ['be a frequency', '1'],
  default_retain: ['be a retention', '7'],
  max_deletes: ['be a whole number from 0', 100],
  orphan_retain: ['be an age', '90d'],
  consistency: ['be "instance" or "volume"', 'instance'],
  copy_tags: ['be true or false', true],
  scheduled_time: ['be an instant in ISO 8601 with its offset', '2026-01-01T03:00:00Z'],
};

const schema = z.object(shape);

/**
 * Reads the settings of a run: the event before the environment before the defaults.
 *
 * Unknown keys are ignored, because EventBridge sends an envelope. `null` and an empty environment
 * variable mean "not given".
 *
 * @throws SettingsError for a known key with a value that cannot be used, and for one that is nearly known.
 */
export function readSettings(event: unknown, env: Readonly<Record<string, string | undefined>>): Settings {
  const envelope: Readonly<Record<string, unknown>> = isRecord(event) ? event : {};
  refuseLookAlikes(envelope);
  const raw = Object.fromEntries(
    Object.keys(shape).map((key) => [
      key,
      ownValue(envelope, key) ?? (env[key.toUpperCase()]?.trim() || undefined),
    ]),
  );
  const given = parsed(raw);
  const prefix = given.tag_prefix ?? 'autosnap';
  checkPrefix(prefix, env['TAG_PREFIXES']);
  return {
    regions: given.ec2_regions,
    prefix,
    snsArn: given.sns_arn,
    job: given.schedule_name ?? 'Default',
    interval: given.interval ?? 86_400,
    timeZone: given.time_zone ?? 'UTC',
    dryRun: given.dry_run ?? false,
    defaultPolicy: defaultPolicyOf(given.default_frequency, given.default_retain),
    maxDeletes: given.max_deletes,
    orphanRetain: given.orphan_retain,
    consistency: given.consistency ?? 'instance',
    copyTags: given.copy_tags ?? true,
    scheduledTime: given.scheduled_time ?? envelopeTime(envelope),
  };
}

/** A dry run that is not spelt exactly would be a real one. */
function refuseLookAlikes(envelope: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(envelope)) {
    const meant = Object.keys(shape).find((known) => known !== key && plain(known) === plain(key));
    if (meant !== undefined) {
      throw new SettingsError(
        `${key} (with the value ${shown(envelope[key])}) is not a setting; ${meant} is, so give it that name`,
      );
    }
  }
}

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[-_]/g, '');
}

function parsed(raw: Readonly<Record<string, unknown>>): z.infer<typeof schema> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const key = Object.keys(shape).find((one): one is Key => result.error.issues[0]?.path[0] === one);
  if (key === undefined) throw result.error;
  const [must, example] = WOULD_DO[key];
  const like = wouldDo(key, raw[key]) ?? example;
  throw new SettingsError(
    `${key} must ${must}, like ${JSON.stringify(like)}, but is ${shown(raw[key])}`,
    key,
  );
}

/** Values of tags know best what was meant. */
function wouldDo(key: Key, value: unknown): string | undefined {
  if (key !== 'default_frequency' && key !== 'default_retain') return undefined;
  const meaning = key === 'default_frequency' ? parseFrequency(String(value)) : parseRetention(String(value));
  return meaning.ok ? undefined : meaning.wouldDo;
}

/** A frequency without counts needs a retention beside it, and one with a nameless count can have none. */
function defaultPolicyOf(
  frequency: string | undefined,
  retain: string | undefined,
): PlanSettings['defaultPolicy'] {
  if (frequency === undefined) {
    if (retain === undefined) return undefined;
    throw new SettingsError(
      'default_frequency and default_retain must be given together, but default_frequency is not; "1" would do',
    );
  }
  const meaning = parseFrequency(frequency);
  const kind = meaning.ok ? meaning.value.kind : 'units';
  if (retain === undefined && (kind === 'units' || kind === 'calendar')) {
    throw new SettingsError(
      'default_frequency and default_retain must be given together, but default_retain is not; "7" would do',
    );
  }
  if (retain !== undefined && kind === 'counted') {
    throw new SettingsError(
      `default_retain must not be given beside a default_frequency that has a count of its own, like ${shown(frequency)}, but is ${shown(retain)}; leave it out`,
    );
  }
  return { frequency, retain };
}

/** The deployment's role can delete only what its own prefixes mark, so a run with another could not prune. */
function checkPrefix(prefix: string, deployed: string | undefined): void {
  const allowed = (deployed ?? '').split(/[\s,]+/).filter(Boolean);
  if (allowed.length > 0 && !allowed.includes(prefix)) {
    throw new SettingsError(
      `tag_prefix must be one of this deployment's prefixes, like ${JSON.stringify(allowed[0])}, but is ${shown(prefix)} (TAG_PREFIXES is ${shown(deployed)})`,
    );
  }
}

/** EventBridge writes the time a scheduled event was meant for into its envelope. */
function envelopeTime({ time }: Readonly<Record<string, unknown>>): Date | undefined {
  return typeof time === 'string' ? instantOf(time) : undefined;
}

function ownValue(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function ageOf(value: string): Age | undefined {
  const age = parseAge(value);
  return age.ok ? age.value : undefined;
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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as the person wrote it, at a length that can be read. */
function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 200 ? `${json.slice(0, 200)}…` : json;
}
