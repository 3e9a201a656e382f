import { type Mistake, MistakeError, sentence, TOGETHER } from './mistake.ts';
import { type Key, namesOf } from './table.ts';

/** A person's mistake in an event, the environment, the flags or the props. Step Functions knows it by its name. */
export class SettingsError extends MistakeError {
  override readonly name = 'SettingsError';

  constructor(mistake: Mistake, { as, message = sentence(mistake, as ?? mistake.key ?? '') }: Words = {}) {
    super(mistake, message);
  }
}

interface Words {
  /** The name by which the person gave what is wrong. */
  readonly as?: string;
  /** The whole sentence, where the usual one does not fit. */
  readonly message?: string;
}

/** Where a person gives settings: an event, the environment, a command line, props. */
export interface Place {
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

export function eventPlace(event: Readonly<Record<string, unknown>>): Place {
  return {
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
    namesOf: (key) => {
      const [name = key, ...older] = namesOf(key).map((one) => one.toUpperCase());
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
      throw new SettingsError({ code: TOGETHER, key, found: second.value, must }, { as: second.name });
    }
    if (first !== undefined) return first;
  }
  return undefined;
}
