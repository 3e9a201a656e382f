import type { Word } from './words.ts';

/** What a text means, or what is wrong with it, where, and a text to use. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /** What was expected. */
      readonly expected: string;
      /** The number of the character where reading stopped; the first is 1. */
      readonly place: number;
      readonly like: string;
    };

/** Thrown while reading, and caught by `parsed`: it never leaves the grammar. */
class Fault {
  readonly place: number;
  readonly expected: string;

  constructor(place: number, expected: string) {
    this.place = place;
    this.expected = expected;
  }
}

/** Ends the reading of a value at a word. */
export function fault(at: Word | undefined, expected: string): never {
  throw new Fault(at?.places[0] ?? 0, expected);
}

/** One kind of value: how it is read, how what people write instead is mended, and an example. */
interface Form<T> {
  readonly read: (value: string) => T;
  readonly repairs: readonly ((value: string) => string)[];
  readonly example: (value: string) => string;
}

/**
 * Reads a value. If that fails, finds a value to use: the first of some repairs that can be read, or the example.
 */
export function parsed<T>(value: string, { read, repairs, example }: Form<T>): Parsed<T> {
  // Such a text is not read at all, so it gets the example for an empty one.
  if (value.length > LONGEST_READ) {
    return { ok: false, expected: 'a value has at most 256 characters', place: 257, like: example('') };
  }
  const failure = attempt(value, read);
  if (!(failure instanceof Fault)) return { ok: true, value: failure };
  const repaired = (value.length > LONGEST_MENDED ? [] : repairs)
    .map((repair) => repair(value.trim().toLowerCase()))
    .find((candidate) => !(attempt(candidate, read) instanceof Fault));
  return {
    ok: false,
    expected: failure.expected,
    place: Array.from(value.slice(0, failure.place)).length + 1,
    like: repaired ?? example(value),
  };
}

/** A tag's value has at most 256 characters, each one or two long; a setting can be a megabyte. */
const LONGEST_READ = 512;

/** What is longer was not nearly right, and ten thousand such values must not cost a run its time. */
const LONGEST_MENDED = 100;

function attempt<T>(value: string, read: (value: string) => T): T | Fault {
  try {
    return read(value);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
