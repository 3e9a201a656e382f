import { nearest } from '../core/grammar/nearest.ts';
import { plain } from '../core/text.ts';
import { quoted } from '../settings/mistake.ts';
import { CommandError } from './command.ts';

/** An option of the command line: `--interval`, its other names, and `<seconds>` where it takes a value. */
export interface Option {
  readonly name: string;
  readonly names: readonly string[];
  readonly takes?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Refuses a command line from which npm took an option, with the line to type.
 *
 * `npm run` and `npm exec` keep every option that does not stand after `--`, known to npm or not, and leave it in
 * the environment as `npm_config_dry_run`. Without this, `npm run snapper run --dry-run` would be a real run.
 * https://docs.npmjs.com/cli/v11/commands/npm-run
 *
 * @throws CommandError where one is there that is not among the words, too.
 */
export function refuseSwallowed(
  words: readonly string[],
  env: Environment,
  options: readonly Option[],
): void {
  if (env['npm_command'] === undefined && env['npm_lifecycle_event'] === undefined) return;
  const taken = options
    .filter(({ name }) => name !== '--yes' || !isExec(env))
    .flatMap((option) => takenFrom(env, option))
    .filter(({ option }) => !words.some((word) => option.names.includes(word.split('=')[0] ?? word)));
  const [first] = taken;
  if (first === undefined) return;
  const names = taken.map(({ option }) => option.name);
  const like = lineOf(words, env, taken);
  throw new CommandError(
    { code: 'swallowed', key: first.option.name, like },
    `npm kept ${names.join(' and ')} for itself, so nothing was done; type: ${like}`,
  );
}

/** npm sets it whenever it runs something. With `--prefix db`, npm looks for a project in db, and runs nothing. */
const ALWAYS_SET = 'prefix';

interface Taken {
  readonly option: Option;
  readonly value: string;
}

/** What other programs call it. npm takes those, too, and without a word the run would be real. */
const LIKE_DRY_RUN = [
  'plan',
  'noop',
  'no-act',
  'what-if',
  'simulate',
  'preview',
  'pretend',
  'check',
  'just-print',
];

/** What npm keeps is a default of its own where it is empty: nothing, or `--no-…`. */
function takenFrom(env: Environment, option: Option): Taken[] {
  const known = [...option.names, ...(option.name === '--dry-run' ? LIKE_DRY_RUN : [])].map(plain);
  return Object.entries(env).flatMap(([variable, value = '']) => {
    const [, key] = /^npm_config_(\w+)$/i.exec(variable) ?? [];
    if (key === undefined || key === ALWAYS_SET || value === '' || value === 'false') return [];
    const isMeant = known.includes(plain(key)) || (key.length > 4 && nearest(plain(key), known).length > 0);
    return isMeant ? [{ option, value }] : [];
  });
}

/** `npm exec`, and `npx` above all, has a `--yes` of its own. */
function isExec(env: Environment): boolean {
  return env['npm_command'] === 'exec';
}

/** A value that was not joined to its option by `=` is the last of the words. */
function lineOf(words: readonly string[], env: Environment, taken: readonly Taken[]): string {
  const apart = taken.filter(({ option, value }) => option.takes !== undefined && value === 'true');
  const rest = words.slice(0, Math.max(0, words.length - apart.length));
  const onlyValue = apart.length === 1 ? words.slice(rest.length)[0] : undefined;
  const flags = taken.flatMap(({ option, value }) => {
    if (option.takes === undefined) return [option.name];
    return [option.name, value === 'true' ? quotedOr(onlyValue, option.takes) : quoted(value)];
  });
  const start = isExec(env)
    ? 'npx aws-snapper'
    : `npm run ${quoted(env['npm_lifecycle_event'] ?? 'snapper')} --`;
  return [start, ...withoutScript(rest, env).map(quoted), ...flags].join(' ');
}

function quotedOr(value: string | undefined, otherwise: string): string {
  return value === undefined ? otherwise : quoted(value);
}

/** The words of a script like `aws-snapper run all` come before those of the person. */
function withoutScript(words: readonly string[], env: Environment): readonly string[] {
  const script = env['npm_lifecycle_script'] ?? '';
  const last = words.findLastIndex((_, index) => script.endsWith(` ${words.slice(0, index + 1).join(' ')}`));
  return words.slice(last + 1);
}
