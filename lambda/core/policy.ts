import { parseFrequency, parseRetention, type Parsed } from './grammar.ts';
import type { Instance, Tags, Volume } from './inventory.ts';
import { keysOf, MARK } from './ownership.ts';
import type { RetentionPolicy } from './retention.ts';
import type { Schedule } from './schedule.ts';

/** The schedule and the retention in force for one volume, each with the text and the place it came from. */
export interface SnapshotPolicy {
  readonly schedule: Sourced<Schedule>;
  readonly retention: Sourced<RetentionPolicy>;
}

export interface Sourced<T> {
  readonly value: T;
  readonly text: string;
  /** A volume's or an instance's id, or `default`. */
  readonly source: string;
}

/** Why a volume cannot be managed: the key, the value found, and a value that would do. */
export interface Problem {
  readonly volumeId: string;
  readonly key: string;
  /** Absent where the trouble is that there is none. */
  readonly value?: string | undefined;
  /** Where the value was found: a volume's or an instance's id, or `default`. */
  readonly source: string;
  readonly remedy: string;
}

/** What the tags of a volume, and of one instance it is attached to, ask for. */
export type Coverage =
  | { readonly kind: 'managed'; readonly policy: SnapshotPolicy }
  | { readonly kind: 'problem'; readonly problems: readonly Problem[] }
  | { readonly kind: 'ignored'; readonly because: string }
  | { readonly kind: 'unmanaged' };

export interface PolicySettings {
  readonly prefix: string;
  /** Seconds that one unit of a bare frequency means. */
  readonly interval: number;
  /** For volumes that no tag covers. */
  readonly defaultPolicy?: { readonly frequency: string; readonly retain: string } | undefined;
}

/**
 * Reads the policy of a volume from its own tags, key by key before those of the instance.
 *
 * A value that cannot be read is a Problem and never falls back to the instance's: a person who wrote
 * `autosnap_retain=7d` on a volume did not mean the other number.
 */
export function coverage(volume: Volume, instance: Instance | undefined, settings: PolicySettings): Coverage {
  const keys = keysOf(settings.prefix);
  if (instance !== undefined && keys.ignore in instance.tags) {
    return { kind: 'ignored', because: `${keys.ignore} on ${instance.id}` };
  }
  if (keys.ignore in volume.tags) return { kind: 'ignored', because: `${keys.ignore} on ${volume.id}` };

  const every = tagInForce(keys.every, volume, instance);
  const retain = tagInForce(keys.retain, volume, instance);
  const fallback = settings.defaultPolicy;
  if (every === undefined && retain === undefined) {
    if (fallback === undefined) return { kind: 'unmanaged' };
    const source = 'default';
    return read(volume, settings, { text: fallback.frequency, source }, { text: fallback.retain, source });
  }
  return read(volume, settings, every, retain);
}

interface Tag {
  readonly text: string;
  readonly source: string;
}

/** An empty value means "not set", on the volume as on the instance. */
function tagInForce(key: string, volume: Volume, instance: Instance | undefined): Tag | undefined {
  for (const resource of [volume, instance]) {
    const text = resource?.tags[key]?.trim();
    if (resource !== undefined && text) return { text, source: resource.id };
  }
  return undefined;
}

function read(volume: Volume, settings: PolicySettings, every?: Tag, retain?: Tag): Coverage {
  const keys = keysOf(settings.prefix);
  const schedule = every && parseFrequency(every.text, settings.interval);
  const retention = retain && parseRetention(retain.text);
  const problems = [
    ...foreignMark(volume),
    ...trouble(volume, keys.every, every, schedule, `${keys.retain} is set; 1 would do`),
    ...trouble(volume, keys.retain, retain, retention, `${keys.every} is set; 7 would do`),
  ];
  if (problems.length > 0 || !every || !retain || !schedule?.ok || !retention?.ok) {
    return { kind: 'problem', problems };
  }
  return {
    kind: 'managed',
    policy: {
      schedule: { value: schedule.value, ...every },
      retention: { value: retention.value, ...retain },
    },
  };
}

function foreignMark(volume: Volume): Problem[] {
  const value = volume.tags[MARK];
  if (value === undefined) return [];
  const remedy =
    'belongs on snapshots only: copies that other tools make of this volume would look like ours; remove it';
  return [{ volumeId: volume.id, key: MARK, value, source: volume.id, remedy }];
}

function trouble(
  volume: Volume,
  key: string,
  tag: Tag | undefined,
  parsed: Parsed<unknown> | undefined,
  missing: string,
): Problem[] {
  if (parsed?.ok) return [];
  const volumeId = volume.id;
  return tag === undefined || parsed === undefined
    ? [{ volumeId, key, source: volumeId, remedy: `is not set, though ${missing}` }]
    : [
        {
          volumeId,
          key,
          value: tag.text,
          source: tag.source,
          remedy: `${parsed.expected}; ${parsed.wouldDo} would do`,
        },
      ];
}

/**
 * Keys that a person may have meant for ours: `Autosnap`, `autosnap-retain`, `autosnap_retention`.
 *
 * Tag keys are case-sensitive and exact on AWS, so these do nothing.
 */
export function lookAlikes(tags: Tags, prefix: string): string[] {
  const known = Object.values(keysOf(prefix));
  const plainlyKnown = new Set(known.map(plain));
  return Object.keys(tags).filter(
    (key) =>
      !known.includes(key) &&
      (plainlyKnown.has(plain(key)) || key.toLowerCase().startsWith(`${prefix.toLowerCase()}_`)),
  );
}

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
