import type * as z from 'zod/mini';

/** One setting: its names on every surface, what it must be, and what people read about it. */
export interface Setting {
  /** Names that scripts of earlier systems have in events. The environment variable is any name in capitals. */
  readonly aliases?: readonly string[];
  /** Other names that only events have: in an environment, other programs use them, too. */
  readonly inEvents?: readonly string[];
  /** Its name among the settings of a run. */
  readonly name: string;
  /** How the command line gives it: by a flag of some commands, or by another command. */
  readonly cli?: Flag | { readonly command: string };
  /** The prop that sets it in a deployment. The context key is the last word of it. */
  readonly prop?: string;
  /** How a context key is read, where values are text. */
  readonly kind: Kind;
  readonly schema: z.ZodMiniType;
  /** As it stands after "must". */
  readonly must: string;
  /** An example that works. */
  readonly like: Value;
  /** What a wrong text clearly means; undefined where every value would be a guess, and then there is no example. */
  readonly mended?: (value: string) => Value | undefined;
  /** The wrong items of a list of which others are right, or are nearly so. */
  readonly odd?: (value: unknown) => readonly string[];
  /** What a wrong item was most likely meant to be. */
  readonly near?: (item: string) => readonly string[];
  /** The default; or what happens without one, in words. */
  readonly fallback?: Value;
  readonly otherwise?: string;
  /** For `--help` and docs/settings.md. */
  readonly words: string;
}

/** A value as people write it. */
export type Value = string | number | boolean | readonly string[];

/** A flag of the command line. */
export interface Flag {
  readonly flags: string;
  readonly of: FlagOf;
  /** Its name in camel case, where that is not the event key. */
  readonly as?: string;
}

/**
 * `runs`: plan and run, which take regions as arguments. `looks`: the other commands; of these `proofs`: what proves,
 * and `coverage`. `accounts`: those that work in several accounts.
 */
export type FlagOf = 'every command' | 'runs' | 'looks' | 'proofs' | 'coverage' | 'accounts';

/**
 * `text` is no number of JSON, which may have lost digits; `written` may be one. `patterns` is true, false or
 * some texts, and `pairs` may be an object.
 */
export type Kind = 'text' | 'written' | 'list' | 'number' | 'flag' | 'patterns' | 'pairs';

/** `time_zone` as JavaScript writes it. */
export type Camel<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name;
