import { plain } from '../../lambda/core/text.ts';
import { quoted, sentence, shown, TOGETHER } from '../../lambda/settings/mistake.ts';
import { ConfigurationError, type Remedy, type WrongProp } from '../props/configurationError.ts';
import { type ContextKey, contextKeyOf, type ContextKeys, DEPLOYMENT_KEYS, TEMPLATES } from './keys.ts';

/**
 * The values of context keys, each as it is needed: `text` takes no numbers of JSON, `written` does.
 *
 * @throws ConfigurationError for a key that is not in `keys`, at once, and for a value that cannot be used.
 */
export function valuesIn(context: Readonly<Record<string, unknown>>, keys: ContextKeys) {
  refuseUnknownKeys(context, keys);
  const rowOf = (key: string): ContextKey => {
    const row = keys[key];
    if (row === undefined) throw new Error(`${key} is no context key`);
    return row;
  };
  const wrong = (key: string, found: unknown, change: Partial<ContextKey> = {}): ConfigurationError => {
    const { must, like } = { ...rowOf(key), ...change };
    return inContext({ code: 'wrong-value', key, found, must, remedy: { [key]: like } });
  };
  const written = (key: string): string | undefined => {
    const value = context[key];
    if (value === undefined || value === null) return undefined;
    const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (parts.length === 0 || !parts.every(isWritten)) throw wrong(key, value);
    return parts.join(',').trim();
  };
  const unrounded = (key: string): string | undefined => {
    const value = context[key];
    if ([value].flat().some((part) => typeof part === 'number')) {
      const must = `${rowOf(key).must}, in quotes, because a number in JSON is rounded and loses its zeros`;
      throw wrong(key, value, { must });
    }
    return written(key);
  };
  const pairs = (key: string): string | undefined => {
    const value = context[key];
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? JSON.stringify(value) : written(key);
  };
  const checked = (key: string, value: string | undefined, pattern = rowOf(key).pattern) => {
    if (value !== undefined && pattern !== undefined && !pattern.test(value)) throw wrong(key, value);
    return value;
  };
  const text = (key: string): string | undefined => checked(key, unrounded(key));
  const list = (key: string): string[] | undefined => {
    const given = unrounded(key)
      ?.split(/[\s,]+/)
      .filter(Boolean);
    if (given?.length === 0) throw wrong(key, context[key]);
    for (const one of given ?? []) checked(key, one);
    return given;
  };
  const number = (key: string): number | undefined => {
    const { least = 0, most = Number.MAX_SAFE_INTEGER } = rowOf(key);
    const value = checked(key, written(key), /^\d{1,15}$/);
    if (value !== undefined && (Number(value) < least || Number(value) > most)) throw wrong(key, value);
    return value === undefined ? undefined : Number(value);
  };
  const flag = (key: string): boolean | undefined => {
    const value = checked(key, written(key), /^(true|false)$/);
    return value === undefined ? undefined : value === 'true';
  };
  const patterns = (key: string): string | boolean | undefined => {
    const value = written(key);
    if (value !== undefined && /^(yes|no|on|off|[01])$/i.test(value)) throw wrong(key, value);
    return value === 'true' || value === 'false' ? value === 'true' : value;
  };
  /** The texts among some keys that are given. */
  const given = <Key extends string>(names: readonly Key[]): { readonly [K in Key]?: string } => {
    const texts = names.map((key) => [key, text(key)] as const);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each key is one of the names
    return Object.fromEntries(texts.filter(([, value]) => value !== undefined)) as {
      readonly [K in Key]?: string;
    };
  };
  return { written, text, list, number, flag, patterns, pairs, given, wrong };
}

/** What reads the values of a context. */
export type Values = ReturnType<typeof valuesIn>;

/**
 * Tells what `make` refuses by the names of context keys.
 *
 * @throws ConfigurationError where `make` does.
 */
export function underKeys<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const { found } = error.wrong;
    throw inContext({ ...error.wrong, found: Array.isArray(found) ? found.join(',') : found });
  }
}

/** A mistake in the names of context keys, with how to give what is right. */
export function inContext(wrong: WrongProp): ConfigurationError {
  const key = contextKeyOf(wrong.key);
  const like = wrong.remedy === undefined ? undefined : asContext(wrong.remedy);
  const told = sentence({ ...wrong, like }, key, 'give');
  const place = like === undefined ? '' : ', or the same under "context" in cdk.json';
  return new ConfigurationError(wrong, { key, like, message: `${told}${place}` });
}

function asContext(remedy: Remedy): string {
  return Object.entries(remedy)
    .map(([prop, value]) => `-c ${contextKeyOf(prop)}=${quoted(flat(value))}`)
    .join(' ');
}

/** `fanOut: {}` is given by `true`. */
function flat(value: Remedy[string]): string {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'object' ? 'true' : String(value);
}

/** Whether a part of a value says anything. */
function isWritten(part: unknown): boolean {
  return typeof part === 'string'
    ? part.trim() !== ''
    : typeof part === 'number' || typeof part === 'boolean';
}

/** Keys of the CDK that look like ours; its others have a colon or a slash in them. */
const KEYS_OF_CDK = new Set(['acknowledged-issue-numbers', 'cdk-migrate', 'cli-telemetry']);

function refuseUnknownKeys(context: Readonly<Record<string, unknown>>, keys: ContextKeys): void {
  const key = Object.keys(context).find(
    (name) => !/[:/]/.test(name) && !KEYS_OF_CDK.has(name) && !Object.hasOwn(keys, name),
  );
  if (key === undefined) return;
  const found = context[key];
  refuseKeyOfOtherTemplate(key, found, keys);
  const must = `be one of ${Object.keys(keys).join(', ')}`;
  const [meant, other] = Object.keys(keys).filter((name) => isAlike(name, key));
  const like =
    meant === undefined || other !== undefined || !isWritten(found)
      ? undefined
      : asContext({ [meant]: String(found) });
  const remedy = like === undefined ? 'give one of them' : `give ${like}`;
  throw new ConfigurationError(
    { code: 'unknown-key', key, found, must },
    {
      key,
      like,
      message: `The context key ${JSON.stringify(key)} (with the value ${shown(found)}) is not one of ours, which are ${Object.keys(keys).join(', ')}; ${remedy}`,
    },
  );
}

/** `tag-prefix` for `tagPrefixes`, `ec2_regions` for `regions`. */
function isAlike(name: string, key: string): boolean {
  const [ours, given] = [plain(name), plain(key)];
  return given.endsWith(ours) || `${given}s` === ours || `${given}es` === ours;
}

function refuseKeyOfOtherTemplate(key: string, found: unknown, keys: ContextKeys): void {
  const templates = Object.entries(TEMPLATES);
  const here = templates.find(([, template]) => template.keys === keys);
  const other = templates.find(([, template]) => Object.hasOwn(template.keys, key));
  if (here === undefined && other !== undefined) {
    const [flag, { what }] = other;
    const must = `be given together with ${flag}=true, which writes ${what}`;
    throw inContext({ code: 'missing', key, found, must, remedy: { [flag]: true } });
  }
  if (here !== undefined && (other !== undefined || Object.hasOwn(DEPLOYMENT_KEYS, key))) {
    const [flag, { what }] = here;
    const must = `be absent beside ${flag}=true, which writes ${what} and takes ${Object.keys(keys).join(', ')}`;
    throw inContext({ code: TOGETHER, key, found, must });
  }
}
