import { type Frequency, frequencyText, needsRetention, parseFrequency } from '../grammar/frequency.ts';
import type { Parsed } from '../grammar/parsed.ts';
import { parseRetention, type RetainRule } from '../grammar/retention.ts';
import type { Instance, Volume } from '../inventory.ts';
import { inQuotes } from '../text.ts';
import { neverReached } from '../neverReached.ts';
import { type Keys, keysOf, MARK } from '../keys.ts';
import type { RetentionPolicy, Rule } from './rules.ts';
import { sharedKeys, type Speaking } from './saved.ts';
import { calendarSchedule, type Schedule, scheduleOf } from './schedule.ts';

/** The schedule and the retention in force for one volume, each with the text and the place it came from. */
export interface SnapshotPolicy {
  readonly schedule: Sourced<Schedule>;
  readonly retention: Sourced<RetentionPolicy>;
}

export interface Sourced<T> {
  readonly value: T;
  readonly text: string;
  /** The tag key that the text belongs to. */
  readonly key: string;
  /** A volume's or an instance's id, or `default`. */
  readonly source: string;
}

/** Why a volume cannot be managed: the key, the value found, and a value to use where one is clearly meant. */
export interface Problem {
  readonly volumeId: string;
  readonly key: string;
  /** Absent where the tag is missing. */
  readonly value?: string | undefined;
  /** Where the value was found, or the tag that needs one: a volume's or an instance's id, or `default`. */
  readonly source: string;
  /** The number of the character where reading stopped (the first is 1); absent where nothing was read. */
  readonly place?: number | undefined;
  /** What is wrong, and what to do about it. */
  readonly remedy: string;
  /** The value to write in its place; absent where none is clearly meant. */
  readonly use?: string | undefined;
  /** What it costs until it is corrected. @default nothing is created or deleted */
  readonly meanwhile?: string | undefined;
  /** When the newest snapshot of the volume that restores was taken; absent where there is none. */
  readonly lastSnapshot?: string | undefined;
}

/** A problem in words: the key, the value found, where it stands if not on the volume, and a value to use. */
export function problemText({ volumeId, key, value, source, remedy }: Problem): string {
  const where = source === volumeId ? '' : ` (from ${source})`;
  return `${key}${value === undefined ? '' : ` = ${inQuotes(value)}`}${where} ${remedy}`;
}

/** What the tags of a volume, and of one instance it is attached to, ask for. */
export type Asked =
  | { readonly kind: 'managed'; readonly policy: SnapshotPolicy }
  | { readonly kind: 'problem'; readonly problems: readonly Problem[] }
  | { readonly kind: 'ignored' }
  /** Every count in the frequency is 0: no new snapshots, and none is lost. */
  | { readonly kind: 'paused' }
  | { readonly kind: 'unmanaged' };

export interface PolicySettings extends Speaking {
  /** Seconds that one unit of a bare frequency means. */
  readonly interval: number;
  /** For volumes that no tag covers. `retain` is absent where the frequency has counts of its own. */
  readonly defaultPolicy?: { readonly frequency: string; readonly retain?: string | undefined } | undefined;
}

/**
 * Reads the policy of a volume. A tag on the volume overrides the same key on its instance.
 *
 * A value that cannot be read is a Problem; the instance's value is not used in its place. A person who
 * wrote `autosnap_retain=7d` on a volume did not mean the other number.
 */
export function askedBy(volume: Volume, instance: Instance | undefined, settings: PolicySettings): Asked {
  const keys = keysOf(settings.prefix);
  const { ignore } = sharedKeys(settings);
  if (instance !== undefined && ignore in instance.tags) return { kind: 'ignored' };
  if (ignore in volume.tags) return { kind: 'ignored' };

  const every = tagInForce(keys.every, volume, instance);
  const retain = tagInForce(keys.retain, volume, instance);
  const fallback = settings.defaultPolicy;
  if (every === undefined && retain === undefined) {
    if (fallback === undefined) return { kind: 'unmanaged' };
    const source = 'default';
    const retained =
      fallback.retain === undefined ? undefined : { key: keys.retain, text: fallback.retain, source };
    return read(volume, instance, settings, { key: keys.every, text: fallback.frequency, source }, retained);
  }
  return read(volume, instance, settings, every, retain);
}

export interface Tag {
  readonly key: string;
  readonly text: string;
  readonly source: string;
}

/** The tag of a volume or else of its instance. An empty value means "not set", on either. */
export function tagInForce(key: string, volume: Volume, instance: Instance | undefined): Tag | undefined {
  for (const resource of [volume, instance]) {
    const text = resource?.tags[key]?.trim();
    if (resource !== undefined && text) return { key, text, source: resource.id };
  }
  return undefined;
}

function read(
  volume: Volume,
  instance: Instance | undefined,
  settings: PolicySettings,
  every?: Tag,
  retain?: Tag,
): Asked {
  const keys = keysOf(settings.prefix);
  const frequency = every && parseFrequency(every.text);
  const rules = retain && parseRetention(retain.text);
  const problems = [
    ...marksOfSnapshots(volume, instance, keys),
    ...(every === undefined && retain !== undefined
      ? [missing(volume, keys.every, retain, EXAMPLES.every)]
      : []),
    ...unreadable(volume, keys.every, every, frequency),
    ...unreadable(volume, keys.retain, retain, rules),
    ...(every && frequency?.ok ? contradiction(volume, keys, frequency.value, { every, retain }) : []),
  ];
  if (problems.length > 0 || !every || !frequency?.ok || rules?.ok === false) {
    return { kind: 'problem', problems };
  }
  const schedule = scheduleOf(frequency.value, settings.interval);
  if (schedule === undefined) return { kind: 'paused' };
  const retention = [...ownCounts(frequency.value, schedule), ...(rules?.value ?? []).map(inForce(schedule))];
  return {
    kind: 'managed',
    policy: {
      schedule: { value: schedule, ...every },
      retention: { value: retention, ...(retain ?? every) },
    },
  };
}

/** The rules of a frequency that has counts of its own. */
function ownCounts(frequency: Frequency, schedule: Schedule): Rule[] {
  switch (frequency.kind) {
    case 'units':
    case 'calendar':
      return [];
    case 'counted':
      return [{ kind: 'slots', count: frequency.count, schedule }];
    case 'sets':
      return frequency.sets.map(({ name: set, count, at }) =>
        count === 0
          ? { kind: 'paused', schedule: calendarSchedule([at]), set }
          : { kind: 'slots', count, schedule: calendarSchedule([at]), set },
      );
    default:
      return neverReached(frequency);
  }
}

/** A rule of a retention, where a bare number counts the slots of this schedule. */
export function inForce(schedule: Schedule): (rule: RetainRule) => Rule {
  return (rule) => (rule.kind === 'last' ? { kind: 'slots', count: rule.count, schedule } : rule);
}

/** A frequency without a count needs a retention; beside a count without a name there must be none. */
function contradiction(
  volume: Volume,
  keys: Keys,
  frequency: Frequency,
  { every, retain }: { readonly every: Tag; readonly retain: Tag | undefined },
): Problem[] {
  if (retain === undefined) {
    return needsRetention(frequency) ? [missing(volume, keys.retain, every, EXAMPLES.retain)] : [];
  }
  if (frequency.kind !== 'counted') return [];
  const { text: value, source } = retain;
  const uncounted = frequencyText({ kind: 'calendar', at: frequency.at });
  const remedy = `stands beside ${keys.every}, which has a count of its own (${frequency.count}); to keep what it says, set ${keys.every}=${uncounted}; to keep ${frequency.count}, remove ${keys.retain}`;
  return [{ volumeId: volume.id, key: keys.retain, value, source, remedy }];
}

/** A tool that copies tags gives these to its own snapshots, so they must not be on what they copy from. */
function marksOfSnapshots(volume: Volume, instance: Instance | undefined, keys: Keys): Problem[] {
  return [volume, instance].flatMap((resource) =>
    [MARK, keys.imageSnapshot].flatMap((key): Problem[] => {
      const value = resource?.tags[key];
      if (resource === undefined || value === undefined) return [];
      const remedy = 'belongs on snapshots only: other tools copy it to theirs; remove it';
      return [{ volumeId: volume.id, key, value, source: resource.id, remedy }];
    }),
  );
}

/** For a volume without snapshots; for others lostTags.ts decides whether they are safe. */
export const EXAMPLES = { every: '1', retain: '7' };

/** The other tag stands alone, so it is where a person has to look. */
function missing({ id }: Volume, key: string, other: Tag, use: string): Problem {
  return { volumeId: id, key, source: other.source, remedy: remedyOfMissing(other.key, `use ${use}`) };
}

/** @param otherKey The tag that stands alone. */
export function remedyOfMissing(otherKey: string, advice: string): string {
  return `is not set, though ${otherKey} is set; ${advice}`;
}

/** The problem of a tag that cannot be read; none where it can. */
export function unreadable(
  volume: Volume,
  key: string,
  tag: Tag | undefined,
  parsed: Parsed<unknown> | undefined,
): Problem[] {
  if (tag === undefined || parsed === undefined || parsed.ok) return [];
  const { place, expected, like } = parsed;
  const use = like === undefined ? '' : `; use ${like}`;
  const remedy = `is wrong at character ${place}: ${expected}${use}`;
  return [{ volumeId: volume.id, key, value: tag.text, source: tag.source, place, remedy, use: like }];
}
