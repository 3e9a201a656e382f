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
    asked = advised(asked, answer.message);
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

type Change = (asked: Asked, ...words: string[]) => Asked;

/** The forms of advice there are: what a message says, and what a person does then. */
const FORMS: readonly (readonly [form: RegExp, change: Change])[] = [
  [/^.* \(with the value .*\) is not a setting; (\w+) is, so give it that name$/s, renamed],
  [/^default_frequency and default_retain must .* but (\w+) is not; (".*") would do$/, given],
  [/^(default_retain) must not be given beside .*; leave it out$/, leftOut],
  [/^(\w+) must .*?, like (.+?), but is ./, given],
];

function advised(asked: Asked, message: string): Asked {
  for (const [form, change] of FORMS) {
    const words = form.exec(message);
    if (words !== null) return change(asked, ...words.slice(1));
  }
  throw new Error(`this names no key, no value or nothing that would do: ${message}`);
}

function given(asked: Asked, key = '', like = ''): Asked {
  const value: unknown = JSON.parse(like);
  const { event, env } = asked;
  const record = recordOf(event);
  const isOfEvent = Object.hasOwn(record, key) && record[key] !== null;
  if (key === 'TAG_PREFIXES' || (!isOfEvent && Object.hasOwn(env, key.toUpperCase()))) {
    return { event, env: { ...env, [key.toUpperCase()]: String(value) } };
  }
  return { event: { ...record, [key]: value }, env };
}

function leftOut({ event, env }: Asked, key = ''): Asked {
  const { [key]: _, ...rest } = recordOf(event);
  const { [key.toUpperCase()]: __, ...others } = env;
  return { event: rest, env: others };
}

function renamed({ event, env }: Asked, meant = ''): Asked {
  const isMeant = (key: string): boolean => key !== meant && bare(key) === bare(meant);
  const wrong = Object.keys(recordOf(event)).find(isMeant) ?? '';
  const { [wrong]: value, ...rest } = recordOf(event);
  return { event: { [meant]: value, ...rest }, env };
}

function bare(key: string): string {
  return key.replaceAll(/[-_]/g, '').toLowerCase();
}

function recordOf(event: unknown): Readonly<Record<string, unknown>> {
  return typeof event === 'object' && event !== null ? { ...event } : {};
}
