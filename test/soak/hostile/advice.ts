import { readSettings, type Settings, SettingsError } from '../../../lambda/settings/settings.ts';
import { KEYS } from './events.ts';
import { RAW_DANGER } from '../estate/texts.ts';

/** A person who knows nothing and does what each error message says, until the settings are taken. */

export interface Asked {
  readonly event: unknown;
  readonly env: Readonly<Record<string, string>>;
}

/** The settings at the end of all advice, and how much there was. */
export interface Advised {
  readonly settings: Settings;
  readonly messages: readonly string[];
}

const LONGEST_MESSAGE = 1500;

/** @throws where a message is no advice, or where the advice leads nowhere. */
export function follow(first: Asked): Advised {
  const messages: string[] = [];
  let asked = first;
  for (let step = 0; step < 3 * KEYS.length; step += 1) {
    const answer = answerTo(asked);
    if (!(answer instanceof SettingsError)) return { settings: answer, messages };
    checkWords(answer.message);
    messages.push(answer.message);
    asked = advised(asked, answer);
  }
  throw new Error(`the advice leads nowhere: ${messages.slice(-3).join('\n')}`);
}

function answerTo({ event, env }: Asked): Settings | SettingsError {
  try {
    return readSettings(event, env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
}

function checkWords(message: string): void {
  if (RAW_DANGER.test(message) || message.includes('\n'))
    throw new Error(`this steers a terminal: ${message}`);
  if (message.length > LONGEST_MESSAGE) throw new Error(`nobody reads ${message.length} characters`);
}

/** The setting that a message is about, as a person gives it. */
export function nameIn(message: string): string {
  return message.replace(/^environment variable /, '').split(' ')[0] ?? '';
}

/** What a person does who reads an error: each of its words must be in its message. */
function advised(asked: Asked, { code, key, like, found, message }: SettingsError): Asked {
  const name = nameIn(message);
  if (code === 'unknown-key') return renamed(asked, like);
  if (found === undefined && code !== 'missing') throw new Error(`this names no value: ${message}`);
  const [, meant] = /, but has .*; did you mean ([^\s,?]+).*\?$/.exec(message) ?? [];
  if (meant !== undefined) return given(asked, name, isVariable(name) ? meant : JSON.stringify(meant));
  if (like === undefined) {
    const isTold = message.endsWith('; leave it out') || /, but has .+; correct it$/.test(message);
    if (!isTold && !isGuess(key)) throw new Error(`this is no advice: ${message}`);
    return without(asked, name);
  }
  const remedies = [`; use ${like}`, `; correct it, or use ${like}`];
  if (key === undefined || !remedies.some((one) => message.endsWith(one)))
    throw new Error(`this is no advice: ${message}`);
  return given(asked, name, like);
}

const GUESSES = [
  'default_frequency',
  'default_retain',
  'orphan_retain',
  'replica_lock',
  'replica_orphan_retain',
  'replica_within',
  'rpo',
] as const;

/**
 * What is meant by a policy nobody guesses, because it may keep less, nor how old data may become, nor what a list means in place
 * of a time; the message says what the value must be.
 */
function isGuess(key: string | undefined): boolean {
  return GUESSES.some((one) => one === key);
}

/** A name in capitals is a variable of the environment; a value is taken exactly as the message has it. */
function given({ event, env }: Asked, name: string, like: string): Asked {
  if (isVariable(name)) return { event, env: { ...env, [name]: like } };
  const value: unknown = JSON.parse(like);
  return { event: { ...recordOf(event), [name]: value }, env };
}

function without({ event, env }: Asked, name: string): Asked {
  const { [name]: _, ...rest } = recordOf(event);
  const { [name]: __, ...others } = env;
  return isVariable(name) ? { event, env: others } : { event: rest, env };
}

function isVariable(name: string): boolean {
  return name === name.toUpperCase();
}

function renamed({ event, env }: Asked, meant = ''): Asked {
  const isMeant = (key: string): boolean => key !== meant && bare(key) === bare(meant);
  const wrong = Object.keys(recordOf(event)).find(isMeant) ?? '';
  const { [wrong]: value, ...rest } = recordOf(event);
  return { event: { [meant]: value, ...rest }, env };
}

function bare(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function recordOf(event: unknown): Readonly<Record<string, unknown>> {
  return typeof event === 'object' && event !== null ? { ...event } : {};
}
