import { parseFrequency } from '../core/grammar/frequency.ts';
import { parseRetention } from '../core/grammar/retention.ts';
import { byOf, environmentPlace, eventPlace, type Given, givenIn, SettingsError } from './place.ts';
import { shown } from './mistake.ts';
import { type Key, table } from './table.ts';

/**
 * The settings by which an event could shorten the history of every volume or server.
 *
 * Where the deployment sets one, an event may not say otherwise, unless `ALLOW_OVERRIDES` names it.
 */
export const OVERRIDABLE = [
  'interval',
  'time_zone',
  'default_frequency',
  'default_retain',
  'max_deletes',
  'orphan_retain',
  'image_in_use',
  'replica_lock',
  'replica_min',
  'replica_orphan_retain',
] as const satisfies readonly Key[];

export type Overridable = (typeof OVERRIDABLE)[number];

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws SettingsError where an event changes what the deployment has set and does not allow to change. */
export function refuseOverrides(event: Readonly<Record<string, unknown>>, env: Environment): void {
  const [events, environment] = [eventPlace(event), environmentPlace(env)];
  const allowed = allowedIn(env);
  for (const key of OVERRIDABLE) {
    if (allowed.has(key)) continue;
    const [asked, set] = [givenIn([events], key), givenIn([environment], key)];
    if (asked === undefined || set === undefined || isSame(key, asked, set)) continue;
    const like = asked.place.write(table[key].kind === 'number' ? Number(set.value) : set.value);
    const must = `be ${like} or absent, because the deployment sets it and ALLOW_OVERRIDES does not name it`;
    throw new SettingsError(
      { code: 'not-allowed', key, found: asked.value, must, like },
      { by: byOf(asked) },
    );
  }
}

/** A value that cannot be read is refused by its own rule. */
function isSame(key: Key, asked: Given, set: Given): boolean {
  const [one, other] = [asked, set].map(({ value }) => table[key].schema.safeParse(value));
  if (!one?.success || !other?.success) return true;
  const [asks, sets] = [one.data, other.data].map((data) => JSON.stringify(meaningOf(key, data)));
  return asks === sets;
}

/** Some settings stay as they were written: `@mon,fri` means `@mon+fri`. */
function meaningOf(key: Key, data: unknown): unknown {
  if (typeof data !== 'string') return data;
  if (key === 'default_frequency') return parseFrequency(data);
  if (key === 'default_retain') return parseRetention(data);
  return key === 'time_zone'
    ? new Intl.DateTimeFormat('en', { timeZone: data }).resolvedOptions().timeZone
    : data;
}

function allowedIn({ ALLOW_OVERRIDES: text = '' }: Environment): ReadonlySet<string> {
  const names = text.split(/[\s,]+/).filter(Boolean);
  const odd = names.find((name) => !OVERRIDABLE.some((key) => key === name));
  if (odd === undefined) return new Set(names);
  throw new SettingsError(
    {
      code: 'wrong-value',
      key: 'ALLOW_OVERRIDES',
      found: text,
      must: `list some of ${OVERRIDABLE.join(', ')}`,
    },
    {
      message: `ALLOW_OVERRIDES must list some of ${OVERRIDABLE.join(', ')}, separated by commas or spaces, but has ${shown(odd)}; nothing was done`,
    },
  );
}
