import { shortened } from '../core/text.ts';

/** A person's mistake as data. The door where it was made prints it; nobody reads it out of a sentence. */
export interface Mistake {
  /** What kind of mistake it is. A code never changes its meaning. */
  readonly code: string;
  /** What is wrong: a setting by its event key, a prop, a context key, a flag or an id. */
  readonly key?: string | undefined;
  /** What was given; undefined where something is missing. */
  readonly found?: unknown;
  /** What is needed, as it stands after "must". */
  readonly must?: string | undefined;
  /** What to write in its place, exactly so; undefined where no value is safe. */
  readonly like?: string | undefined;
}

/** An error that carries a person's mistake, and says it in one sentence. */
export abstract class MistakeError extends Error implements Mistake {
  readonly code: string;
  readonly key: string | undefined;
  readonly found: unknown;
  readonly must: string | undefined;
  readonly like: string | undefined;

  constructor({ code, key, found, must, like }: Mistake, message: string) {
    super(message);
    this.code = code;
    this.key = key;
    this.found = found;
    this.must = must;
    this.like = like;
  }
}

/** `interval must be a whole number, but is "daily"; use 86400`: a mistake by the name that the person knows. */
export function sentence({ code, must, found, like }: Mistake, name: string, use = 'use'): string {
  const remedy = code === TOGETHER ? '; leave it out' : like === undefined ? '' : `; ${use} ${like}`;
  return `${name} must ${must}, but is ${found === undefined ? 'not given' : shown(found)}${remedy}`;
}

/** The code of what must be absent beside something else. */
export const TOGETHER = 'not-together';

/** A value as the person wrote it, at a length that can be read; JSON has no word for a number like 1e400. */
export function shown(value: unknown): string {
  return cut(typeof value === 'number' ? String(value) : JSON.stringify(shallow(value)));
}

/** What can be seen of a text, and not in the middle of a character. */
export function cut(text: string): string {
  return shortened(text, LONGEST_SHOWN);
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

export { shellWord as quoted } from '../core/text.ts';
