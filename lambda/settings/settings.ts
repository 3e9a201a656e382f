import type * as z from 'zod/mini';
import { instantOf, Zone } from '../core/calendar.ts';
import { needsRetention, parseFrequency } from '../core/grammar/frequency.ts';
import { isReserved, MARK } from '../core/keys.ts';
import type { PlanSettings } from '../core/plan/planSettings.ts';
import { plain } from '../core/text.ts';
import { cut, shown, TOGETHER } from './mistake.ts';
import { refuseOverrides } from './overrides.ts';
import {
  byOf,
  environmentPlace,
  eventPlace,
  givenIn,
  missing,
  partlyWrong,
  type Place,
  SettingsError,
  wrong,
} from './place.ts';
import { isPrefix } from './shape.ts';
import { type Key, keyNamed, namesOf, settings, table, type Table } from './table.ts';
import type { Setting } from './setting.ts';
import { runHoursOf } from './trigger.ts';
import { checkVault } from './vault.ts';

export { SettingsError };

type ValueOf<Row extends Setting> =
  | z.output<Row['schema']>
  | (Row extends { readonly fallback: infer Fallback } ? Fallback : undefined);

type Values = { readonly [K in Key as Table[K]['name']]: ValueOf<Table[K]> };

/** All settings of a run, checked. `undefined` where nothing is given and there is no default. */
export type Settings = Omit<Values, 'defaultFrequency' | 'defaultRetain' | 'timeZone'> &
  Pick<PlanSettings, 'defaultPolicy' | 'isAfterLostRun' | 'isContinued' | 'runHours' | 'zone'>;

/**
 * Reads the settings of a run. The event overrides the environment, which overrides the defaults.
 *
 * Unknown keys are ignored, because EventBridge sends an envelope. `null` and an empty environment
 * variable mean "not given".
 *
 * @throws SettingsError for a known key with a value that cannot be used, for one that is nearly known, and
 * for one that the deployment does not let an event change.
 */
export function readSettings(event: unknown, env: Readonly<Record<string, string | undefined>>): Settings {
  const envelope: Readonly<Record<string, unknown>> = isRecord(event) ? event : {};
  refuseLookAlikes(envelope);
  refuseOverrides(envelope, env);
  const read = settingsIn([eventPlace(envelope), environmentPlace(env)], deployedPrefixes(env));
  return {
    ...read,
    scheduledTime: read.scheduledTime ?? envelopeTime(envelope),
    runHours: runHoursIn(env, read.zone),
  };
}

/** The deployment's trigger has its hours in the deployment's zone. */
export function runHoursIn(
  { TRIGGER, TIME_ZONE }: Readonly<Record<string, string | undefined>>,
  zone: Zone,
): readonly number[] | undefined {
  const isItsZone = zone.name === (TIME_ZONE?.trim() || table.time_zone.fallback);
  return TRIGGER === undefined || !isItsZone ? undefined : runHoursOf(TRIGGER);
}

/** An event with each setting by the one name to use; everything else in it stays. */
export function renamed(event: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const given = Object.entries(event).filter(([, value]) => value !== null);
  return Object.fromEntries(given.map(([name, value]) => [keyNamed(name) ?? name, value]));
}

/**
 * The settings that some places give, each from the first that has it.
 *
 * @param allowed The prefixes that the deployment may use; none where it may use any.
 */
export function settingsIn(places: readonly Place[], allowed: readonly string[]): Settings {
  const read = settings.map(
    ([key, { name, fallback }]) => [name, valueIn(places, key, allowed) ?? fallback] as const,
  );
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each value is what its row's schema gives
  const values = Object.fromEntries(read) as Values;
  checkPrefix(values.prefix, allowed, places);
  checkAddedTags(values, places);
  checkVault(values, places);
  const { defaultFrequency, defaultRetain, timeZone, ...others } = values;
  const defaultPolicy = defaultPolicyOf(defaultFrequency, defaultRetain, places);
  return { ...others, zone: new Zone(timeZone), defaultPolicy };
}

function valueIn(places: readonly Place[], key: Key, allowed: readonly string[]): unknown {
  const given = givenIn(places, key);
  if (given === undefined) return undefined;
  const setting: Setting = table[key];
  const read = setting.schema.safeParse(given.value);
  if (read.success) return read.data;
  const like = key === 'tag_prefix' ? (allowed[0] ?? setting.like) : likeOf(setting, given.value);
  throw partlyWrong(key, setting, given, like) ?? wrong(key, given, setting.must, like);
}

/** `undefined` where no value is safe: a policy is nobody's to guess. In place of no regions any are safe. */
function likeOf({ kind, like, mended }: Setting, value: unknown): unknown {
  if (mended === undefined) return like;
  if (kind === 'list' && Array.isArray(value)) return mended(textsOf(value));
  if (typeof value === 'string' || (kind !== 'list' && typeof value === 'number'))
    return mended(String(value));
  return kind === 'list' ? like : undefined;
}

/** Joins the texts of a list; numbers, objects, and lists in lists beyond four levels are left out. */
function textsOf(list: readonly unknown[]): string {
  return list
    .flat(MOST_LEVELS)
    .filter((item) => typeof item === 'string')
    .join(',');
}

const MOST_LEVELS = 4;

/** A dry run that is not spelt exactly would be a real one. */
function refuseLookAlikes(envelope: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(envelope)) {
    if (keyNamed(key) !== undefined) continue;
    const like = LOOK_ALIKES.get(plain(key));
    if (like === undefined) continue;
    throw new SettingsError(
      { code: 'unknown-key', key: cut(key), found: envelope[key], must: 'be the name of a setting', like },
      { message: `${cut(key)} (with the value ${shown(envelope[key])}) is not a setting; use ${like}` },
    );
  }
}

/** Names that a person may have meant for a setting: if `tagPrefixes` were ignored, a run would use `autosnap`. */
const LOOK_ALIKES = new Map(
  settings.flatMap(([key, { name, prop = name }]) => [
    ...[name, prop].map((other) => [plain(other), key] as const),
    ...namesOf(key).map((other) => [plain(other), other] as const),
  ]),
);

/** A frequency without counts needs a retention beside it, and one with a nameless count can have none. */
function defaultPolicyOf(
  frequency: string | undefined,
  retain: string | undefined,
  places: readonly Place[],
): PlanSettings['defaultPolicy'] {
  if (frequency === undefined) {
    if (retain !== undefined) throw missing('default_frequency', 'default_retain', places);
    return undefined;
  }
  const meaning = parseFrequency(frequency);
  if (!meaning.ok) return undefined;
  if (retain === undefined && needsRetention(meaning.value)) {
    throw missing('default_retain', 'default_frequency', places);
  }
  const given = givenIn(places, 'default_retain');
  if (given !== undefined && meaning.value.kind === 'counted') {
    const counted = `${givenIn(places, 'default_frequency')?.name} ${shown(frequency)}`;
    const must = `be absent beside ${counted}, which has a count of its own`;
    const mistake = { code: TOGETHER, key: 'default_retain', found: given.value, must };
    throw new SettingsError(mistake, { by: byOf(given) });
  }
  return { frequency, retain };
}

/** The prefixes that a deployment may use; none where it may use any. */
export function deployedPrefixes({
  TAG_PREFIXES: list = '',
}: Readonly<Record<string, string | undefined>>): string[] {
  const prefixes = list.split(/[\s,]+/).filter(Boolean);
  if (prefixes.every(isPrefix)) return prefixes;
  throw new SettingsError({
    code: 'wrong-value',
    key: 'TAG_PREFIXES',
    found: list,
    must: 'list tag prefixes, separated by commas or spaces',
    like: 'autosnap,weekly',
  });
}

/** The deployment's role can delete only what its own prefixes mark, so a run with another could not prune. */
function checkPrefix(prefix: string, allowed: readonly string[], places: readonly Place[]): void {
  if (allowed.length === 0 || allowed.includes(prefix)) return;
  const [place] = places;
  const given = givenIn(places, 'tag_prefix');
  if (place === undefined) return;
  const must = `be one of this deployment's prefixes (TAG_PREFIXES is ${shown(allowed.join(','))})`;
  const [name = 'tag_prefix'] = place.namesOf('tag_prefix');
  throw wrong('tag_prefix', given ?? { place, name, value: prefix }, must, allowed[0]);
}

/** A key that this tool writes or reads would say of each snapshot what is not so. */
function checkAddedTags({ addTags, prefix }: Values, places: readonly Place[]): void {
  const reserved = Object.keys(addTags ?? {}).find((key) => isReserved(key, prefix));
  const given = reserved === undefined ? undefined : givenIn(places, 'add_tags');
  if (given === undefined || addTags === undefined) return;
  const others = Object.entries(addTags).filter(([key]) => !isReserved(key, prefix));
  const must = `have no key of this tool's own (${MARK}, ${prefix}, ${prefix}_…)`;
  const like = others.length === 0 ? undefined : others.map((pair) => pair.join('=')).join(',');
  throw wrong('add_tags', given, must, like ?? table.add_tags.like);
}

/** EventBridge writes the time a scheduled event was meant for into its envelope. */
function envelopeTime({ time }: Readonly<Record<string, unknown>>): Date | undefined {
  return typeof time === 'string' ? instantOf(time) : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
