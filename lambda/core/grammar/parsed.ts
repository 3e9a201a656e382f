import type { Word } from './words.ts';

/** What a text means, or what is wrong with it, where, and perhaps a text to use. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /** What was expected. */
      readonly expected: string;
      /** The number of the character where reading stopped; the first is 1. */
      readonly place: number;
      /** What was clearly meant, in words that can be read; undefined where any value would be a guess. */
      readonly like: string | undefined;
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

/** One kind of value: how it is read, and what a person clearly meant who wrote something else. */
interface Form<T> {
  readonly read: (value: string) => T;
  readonly meant: (value: string) => string | undefined;
}

/** Reads a value. Where that fails and it is clear what was meant, it says how to write that. */
export function parsed<T>(value: string, { read, meant }: Form<T>): Parsed<T> {
  if (value.length > LONGEST_READ) {
    return { ok: false, expected: 'a value has at most 256 characters', place: 257, like: undefined };
  }
  const failure = attempt(value, read);
  if (!(failure instanceof Fault)) return { ok: true, value: failure };
  const like = value.length > LONGEST_MENDED ? undefined : meant(value);
  return {
    ok: false,
    expected: failure.expected,
    place: Array.from(value.slice(0, failure.place)).length + 1,
    like: like === undefined || attempt(like, read) instanceof Fault ? undefined : like,
  };
}

/** A tag's value has at most 256 characters, each one or two long; a setting can be a megabyte. */
const LONGEST_READ = 512;

/** Ten thousand wrong values must not cost a run its time. */
const LONGEST_MENDED = 100;

function attempt<T>(value: string, read: (value: string) => T): T | Fault {
  try {
    return read(value);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
