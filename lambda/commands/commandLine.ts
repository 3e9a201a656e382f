import { type Command, CommanderError } from 'commander';
import { didYouMean, nearest } from '../core/grammar/nearest.ts';
import { isRegionWord, regionsNear } from '../core/grammar/regions.ts';
import { inQuotes } from '../core/text.ts';
import { quoted } from '../settings/mistake.ts';
import { CommandError } from './command.ts';
import { type Option, refuseSwallowed } from './npm.ts';
import { FIRST_WORDS, type Given, program } from './program.ts';
import { commands } from './table.ts';

/** Where a command line was typed. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a person sits in front of it. */
  readonly isTerminal: boolean;
  /** Columns for a help page. */
  readonly width: number;
}

/** What is asked for: a command, a page to read, or a script for a shell. */
export type Asked =
  | { readonly kind: 'command'; readonly given: Given }
  | { readonly kind: 'page' | 'script'; readonly text: string };

/**
 * Reads a command line.
 *
 * Without a command it means `run`, as old crontabs do: where regions are named, and where no person sits there.
 * Alone in front of a person it is the help page.
 *
 * @throws CommandError where it cannot be understood, or where npm took an option from it.
 */
export function asked(words: readonly string[], { env, isTerminal, width }: Surroundings): Asked {
  const read: Given[] = [];
  const page: string[] = [];
  const script: string[] = [];
  const snapper = program((one) => read.push(one), {
    width,
    write: (text) => page.push(text),
    writeScript: (text) => script.push(text),
  });
  const options = optionsOf(snapper);
  refuseSwallowed(
    words,
    env,
    options.filter(({ name }) => name !== '--yes' || isAsked(words, isTerminal)),
  );
  refuseOddDashes(words, options);
  if (words.length === 0 && isTerminal) snapper.outputHelp();
  else parse(snapper, words);
  if (script.length > 0) return { kind: 'script', text: script.join('') };
  const [given] = read;
  if (given === undefined) return { kind: 'page', text: page.join('') };
  if (!isNamed(snapper.args[0])) refuseUnnamed(words, given.regions, isTerminal);
  return { kind: 'command', given };
}

/**
 * Refuses an option that would be taken for a region or a Name: with another dash than `-`, as a mail or a page makes
 * of it, with a space that sticks to it, or after `--`.
 */
function refuseOddDashes(words: readonly string[], options: readonly Option[]): void {
  const end = words.indexOf('--');
  const isOption = (word: string): boolean =>
    options.some(({ names }) => names.includes(word.split('=')[0] ?? word));
  const odd = words.find((word, index) => {
    const typed = withPlainDashes(word);
    return (typed !== word || (end !== -1 && index > end)) && isOption(typed);
  });
  if (odd === undefined) return;
  const like = ['aws-snapper', ...words.filter((word) => word !== '--').map(withPlainDashes)]
    .map(quoted)
    .join(' ');
  const why = withPlainDashes(odd) === odd ? 'stands after --' : 'does not begin with the plain dash "-"';
  throw new CommandError(
    { code: 'usage', found: odd, like },
    `${inQuotes(odd)} ${why}, so it is no option, and nothing was done; type: ${like}`,
  );
}

const ODD_DASH = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g;

/** Spaces, also those without a width, and then hyphens, en and em dashes or minus signs. */
const BEFORE_A_NAME = /^([\s\u200B\u2060]*[-\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]+)[A-Za-z]/;

/** `–dry-run` and `—dry-run` are `--dry-run`, `–y` is `-y`. */
function withPlainDashes(word: string): string {
  const [, before = '-'] = BEFORE_A_NAME.exec(word) ?? [];
  if (/^-+$/.test(before)) return word;
  const name = word.slice(before.length).replace(/^[^=]*/, (part) => part.replaceAll(ODD_DASH, '-'));
  return `${/^.(=|$)/s.test(name) ? '-' : '--'}${name}`;
}

/** Commander ends a page that was asked for with an error, too. */
function parse(snapper: Command, words: readonly string[]): void {
  try {
    snapper.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0 && error.code === 'commander.help' && words[1] !== undefined)
      throw unknownCommand(words[1]);
    if (error.exitCode !== 0) throw usage(error.message, words[0]);
  }
}

function usage(message: string, first: string | undefined): CommandError {
  const told = message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.*)\?\)$/s, (_, meant: string) => `; did you mean ${meant}?`);
  const help = isNamed(first) ? `aws-snapper ${first} --help` : 'aws-snapper --help';
  return new CommandError({ code: 'usage' }, `${told} (${help} shows what there is)`);
}

/** Whether --yes changes anything: where nobody sits, a run asks nobody, and machines are told to say yes to npm. */
function isAsked([first]: readonly string[], isTerminal: boolean): boolean {
  return isTerminal || commands.some(({ name, asks }) => name === first && asks === 'always');
}

function isNamed(word: string | undefined): boolean {
  return FIRST_WORDS.some((name) => name === word);
}

/** @throws CommandError where the first of the words is no region, or where a person named none. */
function refuseUnnamed(words: readonly string[], regions: readonly string[], isTerminal: boolean): void {
  const [first] = regions;
  if (first === undefined) {
    if (isTerminal) throw withoutCommand(words);
    return;
  }
  if (isNamed(first)) {
    const like = ['aws-snapper', first, ...words.filter((word) => word !== first)].map(quoted).join(' ');
    throw new CommandError({ code: 'usage', like }, `the command comes first; type: ${like}`);
  }
  if (isRegionWord(first) || regionsNear(first).length > 0) return;
  throw unknownCommand(first);
}

function unknownCommand(word: string): CommandError {
  const meant = nearest(word, FIRST_WORDS);
  const help = meant.length === 0 ? '; aws-snapper --help lists the commands' : didYouMean(meant);
  return new CommandError(
    { code: 'usage', found: word, like: meant.length === 1 ? meant[0] : undefined },
    `unknown command ${inQuotes(word)}${help}`,
  );
}

function withoutCommand(words: readonly string[]): CommandError {
  const like = ['aws-snapper', 'run', ...words].map(quoted).join(' ');
  return new CommandError(
    { code: 'usage', like },
    `no command and no region is given, so nothing was done; to take and delete snapshots, type: ${like}`,
  );
}

function optionsOf(snapper: Command): { name: string; names: string[]; takes: string | undefined }[] {
  const each = snapper.commands.flatMap(({ options }) => options);
  const byName = new Map(each.map((option) => [option.long ?? option.flags, option]));
  return [...byName].map(([name, { flags, short, required }]) => ({
    name,
    // What is also another option by itself was meant for that one.
    names: [name, ...(short === undefined || byName.has(short) ? [] : [short])],
    takes: required ? flags.slice(flags.indexOf('<')) : undefined,
  }));
}
