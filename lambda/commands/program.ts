import { Command } from 'commander';
import { visible } from '../core/text.ts';
import type { GivenFlags } from '../settings/flags.ts';
import type { FlagOf, Setting } from '../settings/setting.ts';
import { settings } from '../settings/table.ts';
import { version } from '../version.ts';
import type { Answer, CommandContext } from './command.ts';
import type { SimulateFlags } from './simulate.ts';

/** What every command takes: the settings, and how to answer. */
export interface Flags extends GivenFlags {
  readonly json?: true;
  readonly yes?: true;
  readonly html?: string;
}

/** One command as it was given: when it asks a person, and what it does. */
export interface Given {
  readonly flags: Flags;
  readonly regions: readonly string[];
  /** `at a terminal`: without one it goes ahead, as old crontabs do. `always`: without one it needs --yes. */
  readonly asks: 'never' | 'at a terminal' | 'always';
  readonly command: (context: CommandContext, width: number) => Promise<Answer>;
}

/**
 * The commands and their options. Hands what was given to `carryOut`.
 *
 * Each command is loaded when it is given: the SDK takes longer to load than --help may take to answer.
 */
export function program(carryOut: (given: Given) => Promise<void>): Command {
  const snapper = new Command('aws-snapper')
    .description('Automated EBS snapshots on AWS, driven by tags.')
    .version(version)
    .configureOutput({ outputError: (text, write) => write(text.split('\n').map(visible).join('\n')) })
    .showHelpAfterError('(aws-snapper --help shows what there is)')
    .addHelpText('after', HELP);

  withRunOptions(snapper.command('plan'))
    .description('show what a run would do and why; take and delete nothing')
    .option('--detailed-exitcode', 'exit with 2 when there is something to do')
    .action((regions: string[], flags: Flags & { detailedExitcode?: true }) =>
      carryOut({
        flags,
        regions,
        asks: 'never',
        command: async (context) =>
          (await import('./runs.ts')).planCommand(flags.detailedExitcode ? 2 : 0, context),
      }),
    );
  withRunOptions(snapper.command('run', { isDefault: true }))
    .description('take what is due, delete what has expired, report')
    .option('-y, --yes', 'do not ask before deleting (without a terminal it never asks)')
    .action((regions: string[], flags: Flags) =>
      carryOut({
        flags,
        regions,
        asks: 'at a terminal',
        command: async (context) => (await import('./runs.ts')).runCommand(context),
      }),
    );
  withLookOptions(snapper.command('show'))
    .argument('<id|name>', 'an instance, a volume or a snapshot')
    .description(
      'explain it: schedule and retention with their sources, last and next copy, what becomes of each',
    )
    .action((name: string, flags: Flags) =>
      carryOut({
        flags,
        regions: [],
        asks: 'never',
        command: async (context) => (await import('./show.ts')).showCommand(name, context),
      }),
    );
  withLookOptions(snapper.command('enable'))
    .argument('<id|name>', 'an instance or a volume')
    .description(
      'write its tags, after showing the tags before and after and what the first run would delete',
    )
    .requiredOption(
      '--every <frequency>',
      'how often, like 1, 6h, @sat or "nightly=7@mon-fri@2 weekly=4@sun@3"',
    )
    .option('--retain <retention>', 'what to keep, like 7 or "daily:7 weekly:4"; not beside a count')
    .option('-y, --yes', 'do not ask')
    .action((name: string, flags: Flags & { every: string; retain?: string }) =>
      carryOut({
        flags,
        regions: [],
        asks: 'always',
        command: async (context) => (await import('./enable.ts')).enableCommand(name, flags, context),
      }),
    );
  withLookOptions(snapper.command('disable'))
    .argument('<id|name>', 'an instance or a volume')
    .description(
      'remove its tags; write the ignore tag where something else asks for copies; every copy stays',
    )
    .option('-y, --yes', 'do not ask')
    .action((name: string, flags: Flags) =>
      carryOut({
        flags,
        regions: [],
        asks: 'always',
        command: async (context) => (await import('./enable.ts')).disableCommand(name, context),
      }),
    );
  withLookOptions(snapper.command('take'))
    .argument('<id|name>', 'a volume, or an instance for one set of all its volumes')
    .description('take a copy now; it is pinned')
    .action((name: string, flags: Flags) =>
      carryOut({
        flags,
        regions: [],
        asks: 'never',
        command: async (context) => (await import('./take.ts')).takeCommand(name, context),
      }),
    );
  withLookOptions(snapper.command('pin'))
    .argument('<snapshot>', 'one of our snapshots')
    .description('never delete it and never count it, until it is unpinned')
    .option('--because <text>', 'why, for whoever finds the pin')
    .action((id: string, flags: Flags & { because?: string }) =>
      carryOut({
        flags,
        regions: [],
        asks: 'never',
        command: async (context) => (await import('./pin.ts')).pinCommand(id, flags.because, context),
      }),
    );
  withLookOptions(snapper.command('unpin'))
    .argument('<snapshot>', 'a pinned snapshot')
    .description('let its retention decide again')
    .action((id: string, flags: Flags) =>
      carryOut({
        flags,
        regions: [],
        asks: 'never',
        command: async (context) => (await import('./pin.ts')).unpinCommand(id, context),
      }),
    );
  withLookOptions(snapper.command('adopt'))
    .argument('<snapshots...>', 'snapshots that another tool or a person made')
    .description(
      'make them ours, so that they count and retention can delete them; shows first what that changes',
    )
    .option('-y, --yes', 'do not ask')
    .action((ids: string[], flags: Flags) =>
      carryOut({
        flags,
        regions: [],
        asks: 'always',
        command: async (context) => (await import('./adopt.ts')).adoptCommand(ids, context),
      }),
    );
  withLookOptions(snapper.command('simulate'))
    .description('simulate some days: copies each day, largest gaps, what the first run would delete')
    .option('--days <count>', 'how many days (default: 90)')
    .option('--trigger <age>', 'how often a run comes, like 6h (default: 1d)')
    .option('--volumes <count>', 'simulate this many new volumes in place of those that exist; needs no AWS')
    .option('--frequency <frequency>', 'as if the volumes had this tag, like @mon-fri@2')
    .option('--retain <retention>', 'as if the volumes had this tag, like "daily:7 weekly:4"')
    .option('--of <id|name>', 'change only the tags of this instance or volume')
    .option('--html <file>', 'also write a page to look at; it works without network')
    .action((flags: Flags & SimulateFlags) =>
      carryOut({
        flags,
        regions: [],
        asks: 'never',
        command: async (context, width) =>
          (await import('./simulate.ts')).simulateCommand(flags, width, context),
      }),
    );
  return snapper;
}

const HELP = `
Without a command it means run.

Every option can also be given by the environment variable of its event key: INTERVAL, TIME_ZONE, …
ACCOUNTS, like --accounts, is for plan and run; the others work in the account of the credentials only.
Credentials come from the AWS SDK's chain: environment, profile, role.

Exit status: 0 done, 1 could not run, 2 plan --detailed-exitcode found work,
3 ran, but the report's first line says FAILURE, the report did not reach its topic, a copy was not
taken, a snapshot was not adopted, or nothing is scheduled for what was shown.

Examples:
  aws-snapper plan eu-west-1                       what a run would do and why
  aws-snapper run all --yes                        the job, in every region enabled for the account
  aws-snapper run us-east-1 --interval 3600 --job-name hourly
  aws-snapper show web-1                           what will happen to the volumes of web-1, and why
  aws-snapper enable web-1 --every @sat --retain 8
  aws-snapper simulate --volumes 3 --frequency 6h --retain "hourly:24 daily:7" --trigger 6h`;

function withRunOptions(command: Command): Command {
  return withSettings(
    command
      .argument('[regions...]', 'regions, or "all" (default: the one the SDK is configured for)')
      .option('--sns-region <region>', "for old command lines; must agree with the topic's ARN"),
    'runs',
  );
}

function withLookOptions(command: Command): Command {
  return withSettings(command, 'looks');
}

/** The flags of a kind of command, from the table of settings. */
function withSettings(command: Command, kind: FlagOf): Command {
  for (const [, { cli, ...setting }] of settings) {
    if (cli === undefined || !('flags' in cli)) continue;
    if (cli.of === kind || cli.of === 'every command') command.option(cli.flags, helpOf(setting));
  }
  return command.option('--json', 'print one JSON document');
}

function helpOf({ words, fallback, otherwise }: Pick<Setting, 'words' | 'fallback' | 'otherwise'>): string {
  return `${words} (default: ${String(fallback ?? otherwise)})`.replaceAll('`', '');
}
