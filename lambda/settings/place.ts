import { didYouMean } from '../core/grammar/nearest.ts';
import { type Mistake, MistakeError, sentence, shown, TOGETHER } from './mistake.ts';
import type { Setting } from './setting.ts';
import { type Key, namesOf, table } from './table.ts';

/** A person's mistake in an event, the environment, the flags or the props. Step Functions knows it by its name. */
export class SettingsError extends MistakeError {
  override readonly name = 'SettingsError';
  /** Where what is wrong was given, and by which name; absent where that is not known. */
  readonly by: By | undefined;

  constructor(
    mistake: Mistake,
    { by, message = sentence(mistake, called(by) ?? mistake.key ?? '') }: Words = {},
  ) {
    super(mistake, message);
    this.by = by;
  }
}

/** The door through which a setting came, and its name there: `--time-zone`, `TIME_ZONE`, `time_zone`. */
export interface By {
  readonly source: Source;
  readonly name: string;
}

export type Source = 'command line' | 'environment' | 'event' | 'prop';

interface Words {
  readonly by?: By | undefined;
  /** The whole sentence, where the usual one does not fit. */
  readonly message?: string;
}

/** Nobody looks for a variable that another program has set, so it is called one. */
function called(by: By | undefined): string | undefined {
  return by?.source === 'environment' ? `environment variable ${by.name}` : by?.name;
}

/** Where a person gives settings: an event, the environment, a command line, props. */
export interface Place {
  readonly source: Source;
  /** The names of a setting there, the one to use first. */
  readonly namesOf: (key: Key) => readonly string[];
  /** `undefined` and `null` are no value. */
  readonly valueOf: (name: string) => unknown;
  /** A value as it is written there. */
  readonly write: (value: unknown) => string;
}

/** A value, and the place and the name by which it was given. */
export interface Given {
  readonly place: Place;
  readonly name: string;
  readonly value: unknown;
}

export function byOf({ place: { source }, name }: Given): By {
  return { source, name };
}

export function eventPlace(event: Readonly<Record<string, unknown>>): Place {
  return {
    source: 'event',
    namesOf,
    valueOf: (name) => (Object.hasOwn(event, name) ? event[name] : undefined),
    write: (value) => JSON.stringify(value),
  };
}

/**
 * An empty variable is not given. Other programs have variables too (Jenkins sets JOB_NAME), so an older
 * name of ours, which only we read, overrides the first one.
 */
export function environmentPlace(env: Readonly<Record<string, string | undefined>>): Place {
  const valueOf = (name: string) => env[name]?.trim() || undefined;
  return {
    source: 'environment',
    namesOf: (key) => {
      const { aliases = [] }: Setting = table[key];
      const older = aliases.map((one) => one.toUpperCase());
      const name = key.toUpperCase();
      return [older.find((one) => valueOf(one) !== undefined) ?? name];
    },
    valueOf,
    write: (value) => String(value),
  };
}

/**
 * What is given for a setting in the first of some places that has it.
 *
 * @throws SettingsError where one place has it by two names.
 */
export function givenIn(places: readonly Place[], key: Key): Given | undefined {
  for (const place of places) {
    const [first, second] = place
      .namesOf(key)
      .map((name) => ({ place, name, value: place.valueOf(name) }))
      .filter(({ value }) => value !== undefined && value !== null);
    if (second !== undefined && first !== undefined) {
      const must = `be absent beside ${first.name}, which is the same setting`;
      throw new SettingsError({ code: TOGETHER, key, found: second.value, must }, { by: byOf(second) });
    }
    if (first !== undefined) return first;
  }
  return undefined;
}

/** A mistake that names only the wrong items of a list; undefined where it is wrong as a whole. */
export function partlyWrong(
  key: Key,
  { odd, near, must, mended }: Setting,
  given: Given,
  like: unknown,
): SettingsError | undefined {
  const items = odd?.(given.value) ?? [];
  if (items.length === 0) return undefined;
  const meant = items.flatMap((item) => near?.(item) ?? []);
  const use = like === undefined ? undefined : given.place.write(like);
  const remedy = use === undefined || mended === undefined ? '; correct it' : `; correct it, or use ${use}`;
  const by = byOf(given);
  return new SettingsError(
    { code: 'wrong-value', key, found: items.length === 1 ? items[0] : items, must, like: use },
    {
      by,
      message: `${called(by)} must ${must}, but has ${items.map(shown).join(', ')}${didYouMean(meant) || remedy}`,
    },
  );
}

/** A value that cannot be used. */
export function wrong(key: Key, given: Given, must: string, like?: unknown): SettingsError {
  const { place, value: found } = given;
  const written = like === undefined ? undefined : place.write(like);
  return new SettingsError({ code: 'wrong-value', key, found, must, like: written }, { by: byOf(given) });
}

/** A mistake of one setting that another needs beside it: it is to be given where the other is. */
export function missing(key: Key, other: Key, places: readonly Place[], where?: string): SettingsError {
  const given = givenIn(places, other);
  const [as = key] = given?.place.namesOf(key) ?? [];
  const { like }: Setting = table[key];
  return new SettingsError(
    {
      code: 'missing',
      key,
      must: `be given ${where ?? `beside ${given?.name}`}`,
      like: given?.place.write(like),
    },
    given === undefined ? {} : { by: { source: given.place.source, name: as } },
  );
}
