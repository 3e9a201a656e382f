import { ConfigurationError, type Remedy } from '../props/configurationError.ts';
import { DEPLOYMENT_KEYS, keyOf, MEMBER_KEYS, type Need, type Needs } from './keys.ts';

/**
 * The values of context keys, each as it is needed: `text` takes no numbers of JSON, `written` does.
 *
 * @throws ConfigurationError for a key that is not in `needs`, at once, and for a value that cannot be used.
 */
export function valuesIn<Key extends string>(
  context: Readonly<Record<string, unknown>>,
  needs: Readonly<Record<Key, Need>>,
) {
  refuseUnknownKeys(context, needs);
  const wrong = (key: Key, value: unknown): ConfigurationError => {
    const [must, like] = needs[key];
    return new ConfigurationError(
      `${key} must ${must}, like ${JSON.stringify(like)}, but is ${JSON.stringify(value)}; ${howToGive([{ [key]: like }])}`,
    );
  };
  const written = (key: Key): string | undefined => {
    const value = context[key];
    if (value === undefined || value === null) return undefined;
    const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (parts.length === 0 || !parts.every(isWritten)) throw wrong(key, value);
    return parts.join(',').trim();
  };
  const text = (key: Key): string | undefined => {
    const value = context[key];
    const [must, like] = needs[key];
    if ([value].flat().some((part) => typeof part === 'number')) {
      throw new ConfigurationError(
        `${key} must ${must}, in quotes, like ${JSON.stringify(like)}, because a number in JSON is rounded and loses its zeros, but is ${JSON.stringify(value)}; ${howToGive([{ [key]: like }])}`,
      );
    }
    return written(key);
  };
  const list = (key: Key): string[] | undefined => {
    const given = text(key)
      ?.split(/[\s,]+/)
      .filter(Boolean);
    if (given?.length === 0) throw wrong(key, context[key]);
    return given;
  };
  const checked = (key: Key, value: string | undefined, pattern: RegExp): string | undefined => {
    if (value !== undefined && !pattern.test(value)) throw wrong(key, value);
    return value;
  };
  const matching = (key: Key, pattern: RegExp) => checked(key, text(key), pattern);
  const number = (key: Key, least = 0, most = Number.MAX_SAFE_INTEGER): number | undefined => {
    const value = checked(key, written(key), /^\d{1,15}$/);
    if (value !== undefined && (Number(value) < least || Number(value) > most)) throw wrong(key, value);
    return value === undefined ? undefined : Number(value);
  };
  const flag = (key: Key): boolean | undefined => {
    const value = checked(key, written(key), /^(true|false)$/);
    return value === undefined ? undefined : value === 'true';
  };
  return { written, text, list, matching, number, flag, wrong };
}

/**
 * Tells what `make` refuses under the names of keys, with how to give what would do.
 *
 * @throws ConfigurationError where `make` does.
 */
export function underKeys<T>(needs: Needs, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const [prop = ''] = error.message.split(' ');
    const key = keyOf(prop);
    const like = needs[key]?.[1];
    const wouldDo = error.wouldDo ?? (like === undefined ? [] : [{ [prop]: like }]);
    const message = `${key}${error.message.slice(prop.length)}`;
    throw new ConfigurationError(wouldDo.length === 0 ? message : `${message}; ${howToGive(wouldDo)}`);
  }
}

function howToGive(wouldDo: readonly Remedy[]): string {
  const ways = wouldDo.map((props) =>
    Object.entries(props)
      .map(([prop, value]) => `-c ${keyOf(prop)}=${quoted(String(value))}`)
      .join(' '),
  );
  return `give ${ways.join(' or ')}, or the same under "context" in cdk.json`;
}

/** A value as a shell takes it. */
function quoted(value: string): string {
  return /^[\w.,:@/-]+$/.test(value) ? value : `'${value}'`;
}

/** Whether a part of a value says anything. */
function isWritten(part: unknown): boolean {
  return typeof part === 'string'
    ? part.trim() !== ''
    : typeof part === 'number' || typeof part === 'boolean';
}

/** Keys of the CDK that look like ours; its others have a colon or a slash in them. */
const KEYS_OF_CDK = new Set(['acknowledged-issue-numbers', 'cdk-migrate', 'cli-telemetry']);

function refuseUnknownKeys(context: Readonly<Record<string, unknown>>, needs: Needs): void {
  const unknown = Object.keys(context).find(
    (key) => !/[:/]/.test(key) && !KEYS_OF_CDK.has(key) && !Object.hasOwn(needs, key),
  );
  if (unknown === undefined) return;
  refuseKeyOfOtherTemplate(unknown, context[unknown]);
  const [[key, [, like]] = ['', ['', '']]] = Object.entries(needs).slice(1);
  throw new ConfigurationError(
    `The context key ${JSON.stringify(unknown)} (with the value ${JSON.stringify(context[unknown])}) is not one of ours, which are ${Object.keys(needs).join(', ')}; give one of them, like -c ${key}=${like}`,
  );
}

function refuseKeyOfOtherTemplate(key: string, value: unknown): void {
  if (Object.hasOwn(MEMBER_KEYS, key)) {
    throw new ConfigurationError(
      `${key} goes with -c member=true, which writes the member role, but is ${JSON.stringify(value)} without it; give -c member=true, too, or leave ${key} out`,
    );
  }
  if (Object.hasOwn(DEPLOYMENT_KEYS, key)) {
    throw new ConfigurationError(
      `${key} does not go with member=true, which writes the member role, but is ${JSON.stringify(value)}; leave out one of the two (what goes with member=true is ${Object.keys(MEMBER_KEYS).join(', ')})`,
    );
  }
}
