import * as z from 'zod/mini';
import { instantOf } from '../core/calendar.ts';
import { needsRetention, parseFrequency } from '../core/grammar/frequency.ts';
import type { PlanSettings } from '../core/plan/planSettings.ts';
import { visible } from '../core/visible.ts';
import { isPrefix, type Key, required, shape } from './shape.ts';

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
  /** Ids of accounts, or ARNs of roles in them. `undefined`: the account of the credentials, and no other. */
  readonly accounts: readonly string[] | undefined;
  /** The name of the role to take on in an account that is given by its id. */
  readonly roleName: string;
  /** What a member role wants to hear before it lets anybody in. */
  readonly externalId: string | undefined;
}

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
  const allowed = deployedPrefixes(env['TAG_PREFIXES']);
  const given = parsed(raw, allowed);
  const prefix = given.tag_prefix ?? 'autosnap';
  checkPrefix(prefix, allowed);
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
    accounts: given.accounts,
    roleName: given.role_name ?? 'aws-snapper-member',
    externalId: given.external_id,
  };
}

/** A dry run that is not spelt exactly would be a real one. */
function refuseLookAlikes(envelope: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(envelope)) {
    const meant = Object.keys(shape).find((known) => known !== key && plain(known) === plain(key));
    if (meant !== undefined) {
      throw new SettingsError(
        `${cut(key)} (with the value ${shown(envelope[key])}) is not a setting; ${meant} is, so give it that name`,
      );
    }
  }
}

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[-_]/g, '');
}

function parsed(raw: Readonly<Record<string, unknown>>, prefixes: readonly string[]): z.infer<typeof schema> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const key = Object.keys(shape).find((one): one is Key => result.error.issues[0]?.path[0] === one);
  if (key === undefined) throw result.error;
  const { must, like } = required(key, raw[key], prefixes);
  throw new SettingsError(
    `${key} must ${must}, like ${JSON.stringify(like)}, but is ${shown(raw[key])}`,
    key,
  );
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
  if (!meaning.ok) return undefined;
  if (retain === undefined && needsRetention(meaning.value)) {
    throw new SettingsError(
      'default_frequency and default_retain must be given together, but default_retain is not; "7" would do',
    );
  }
  if (retain !== undefined && meaning.value.kind === 'counted') {
    throw new SettingsError(
      `default_retain must not be given beside a default_frequency that has a count of its own, like ${shown(frequency)}, but is ${shown(retain)}; leave it out`,
    );
  }
  return { frequency, retain };
}

/** The prefixes that a deployment may use; none where it may use any. */
function deployedPrefixes(list = ''): string[] {
  const prefixes = list.split(/[\s,]+/).filter(Boolean);
  if (prefixes.every(isPrefix)) return prefixes;
  throw new SettingsError(
    `TAG_PREFIXES must list tag prefixes, separated by commas or spaces, like "autosnap,weekly", but is ${shown(list)}`,
  );
}

/** The deployment's role can delete only what its own prefixes mark, so a run with another could not prune. */
function checkPrefix(prefix: string, allowed: readonly string[]): void {
  if (allowed.length > 0 && !allowed.includes(prefix)) {
    throw new SettingsError(
      `tag_prefix must be one of this deployment's prefixes, like ${JSON.stringify(allowed[0])}, but is ${shown(prefix)} (TAG_PREFIXES is ${shown(allowed.join(','))})`,
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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as the person wrote it, at a length that can be read; JSON has no word for a number like 1e400. */
export function shown(value: unknown): string {
  return cut(typeof value === 'number' ? String(value) : JSON.stringify(shallow(value)));
}

/** What can be seen of a text, and not in the middle of a character. */
function cut(text: string): string {
  const characters = Array.from(visible(text.slice(0, 2 * LONGEST_SHOWN + 2)));
  return characters.length > LONGEST_SHOWN
    ? `${characters.slice(0, LONGEST_SHOWN).join('')}…`
    : characters.join('');
}

const LONGEST_SHOWN = 200;
const DEEPEST_SHOWN = 4;

/** JSON that can be read may be nested too deeply to be written again. */
function shallow(value: unknown, depth = DEEPEST_SHOWN): unknown {
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (depth === 0) return '…';
  if (Array.isArray(value)) return value.map((item) => shallow(item, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shallow(item, depth - 1)]));
}
