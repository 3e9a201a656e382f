import { Command } from 'commander';
import { isRegionWord } from '../core/grammar/regions.ts';
import { TOGETHER } from '../settings/mistake.ts';
import type { FlagOf, Setting } from '../settings/setting.ts';
import { settings } from '../settings/table.ts';
import { version } from '../version.ts';
import { type Answer, type CommandContext, CommandError } from './command.ts';
import type { Asks, CommandRow, Flags } from './commandRow.ts';
import { completionScript, SHELLS } from './completion.ts';
import { commands } from './table.ts';

/** One command as it was given: when it asks a person, and what it does. */
export interface Given {
  readonly flags: Flags;
  readonly regions: readonly string[];
  readonly asks: Asks;
  readonly command: (context: CommandContext, width: number) => Promise<Answer>;
}

/** What can stand first on a command line. */
export const FIRST_WORDS: readonly string[] = [...commands.map(({ name }) => name), 'completion', 'help'];

/** Where help pages go. */
export interface Pages {
  readonly width: number;
  readonly write: (text: string) => void;
  /** What a program reads: it keeps its lines, however wide the terminal. */
  readonly writeScript: (text: string) => void;
}

/** The command line, made of the table of commands. Hands what was given to `carryOut`, and throws what is wrong. */
export function program(carryOut: (given: Given) => void, { width, write, writeScript }: Pages): Command {
  const snapper = new Command('aws-snapper')
    .description('Automated EBS snapshots on AWS, driven by tags.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined, getOutHelpWidth: () => width })
    .addHelpText('after', HELP);
  for (const row of commands) {
    const command = snapper.command(row.name, { isDefault: row.name === 'run' });
    withRow(command, row).action(() => carryOut(given(row, command.args, command.opts<Flags>())));
  }
  const completion = snapper
    .command('completion')
    .action(() => writeScript(completionScript(completion.args[0] ?? '', snapper)));
  withTexts(completion, COMPLETION);
  return snapper;
}

/** It reads no settings, so that none can stop the start of a shell. */
const COMPLETION: Texts = {
  description: 'print a script that completes commands, options and regions',
  argument: { syntax: '<shell>', description: `one of ${SHELLS.join(', ')}`, of: 'names' },
  examples: {
    'completion bash': 'for ~/.bashrc, as source <(aws-snapper completion bash)',
    'completion zsh': 'for ~/.zshrc after compinit, as source <(aws-snapper completion zsh)',
    'completion fish': 'for ~/.config/fish/completions/aws-snapper.fish',
  },
};

type Texts = Pick<CommandRow, 'description' | 'argument' | 'examples'>;

function withTexts(command: Command, { description, argument, examples }: Texts): Command {
  command.description(description).addHelpText('after', examplesText(examples));
  return argument === undefined ? command : command.argument(argument.syntax, argument.description);
}

function withRow(command: Command, row: CommandRow): Command {
  withTexts(command, row);
  for (const [syntax, words] of Object.entries(row.options ?? {})) command.option(syntax, words);
  refuseOpposites(command);
  command.optionsGroup('Settings:');
  for (const [, { cli, ...setting }] of settings) {
    if (cli === undefined || !('flags' in cli) || isMistakable(cli.flags, row)) continue;
    if (takes(row.settings, cli.of)) command.option(cli.flags, helpOf(setting));
  }
  return command
    .optionsGroup('Options:')
    .option(
      '--stack <name>',
      'use the settings of this deployed stack; options override them (default: none)',
    )
    .option('--json', 'print one JSON document');
}

function takes(kind: FlagOf, of: FlagOf): boolean {
  return of === kind || of === 'every command' || ALSO[kind]?.includes(of) === true;
}

const ALSO: Partial<Record<FlagOf, readonly FlagOf[]>> = {
  runs: ['accounts'],
  proofs: ['looks'],
  coverage: ['looks', 'accounts'],
};

/** `--key ops --no-key`: commander would take the last of them without a word. */
function refuseOpposites(command: Command): void {
  for (const option of command.options.filter(({ negate }) => negate)) {
    const seen = new Set<string>();
    const opposite = option.name().replace(/^no-/, '');
    for (const name of [opposite, option.name()])
      command.on(`option:${name}`, () => {
        seen.add(name);
        if (seen.size > 1) throw opposites(`--${opposite}`, `--${option.name()}`);
      });
  }
}

function opposites(one: string, other: string): CommandError {
  return new CommandError(
    { code: TOGETHER, key: one },
    `${one} and ${other} cannot be given together; leave one of them out; nothing was changed`,
  );
}

/** What has `--image` needs no switch: `restore web --images` would make volumes of a server where an image was meant. */
function isMistakable(flags: string, { options = {} }: CommandRow): boolean {
  return flags.startsWith('--image') && '--image' in options;
}

function given({ argument, asks, run }: CommandRow, words: readonly string[], flags: Flags): Given {
  const { regions = [], names = [] } = sorted(words, argument?.of ?? 'names');
  return { flags, regions, asks, command: (context, width) => run({ names, flags, width }, context) };
}

function sorted(
  words: readonly string[],
  of: NonNullable<CommandRow['argument']>['of'],
): Partial<Record<'regions' | 'names', readonly string[]>> {
  if (of !== 'regions or names') return { [of]: words };
  return {
    regions: words.filter(isRegionWord),
    names: words.filter((word) => !isRegionWord(word)),
  };
}

function examplesText(examples: CommandRow['examples']): string {
  const lines = Object.entries(examples).flatMap(([line, words]) => [
    `  ${words}:`,
    `    aws-snapper ${line}`,
  ]);
  return ['', 'Examples:', ...lines].join('\n');
}

const HELP = `
Without a command:
  on a terminal        this help
  only regions         run; it asks before it deletes
  without a terminal   run; it DELETES WITHOUT ASKING (old crontabs need this)

aws-snapper <command> --help shows the options and examples of a command.

Each option that is a setting can also be given by an environment variable,
like INTERVAL or TIME_ZONE; an option overrides it. ACCOUNTS, like --accounts,
is for plan, run and coverage; the others work in the account of the
credentials only.
Credentials come from where the AWS SDK looks for them: environment, profile,
role.

Exit status:
  0  done
  1  could not run, or you said no; nothing was changed
  2  plan --detailed-exitcode found something to do
  3  ran, but the report's first line says FAILURE, the report did not reach its
     topic, a snapshot was not taken, not adopted, not restored or not proved, a
     proof is bad, an image was not made; for show and list, nothing is
     scheduled or a tag cannot be read; for coverage, a volume is outside its
     objective or a tag cannot be read
  130  interrupted

Examples:
  what the next run will take and delete, and why:
    aws-snapper plan eu-west-1
  the job, in every region enabled for the account:
    aws-snapper run all --yes
  a line for each volume, in every region:
    aws-snapper list all
  what will happen to the volumes of web-1, and why:
    aws-snapper show web-1
  each Saturday, the last eight:
    aws-snapper enable web-1 --every @sat --retain 8
  without AWS:
    aws-snapper simulate --volumes 3 --every 6h --trigger 6h --retain 28`;

function helpOf({ words, fallback, otherwise }: Pick<Setting, 'words' | 'fallback' | 'otherwise'>): string {
  return `${words} (default: ${String(fallback ?? otherwise)})`.replaceAll('`', '');
}
