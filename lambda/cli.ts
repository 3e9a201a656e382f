#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { Command, Option } from 'commander';
import type { Plan } from './core/plan.ts';
import { planText } from './core/planText.ts';
import type { Report } from './core/report.ts';
import { headText, reportText } from './core/reportText.ts';
import { counted } from './core/verdict.ts';
import type { Ran } from './run.ts';
import { readSettings, type Settings, SettingsError } from './settings.ts';
import { version } from './version.ts';

/** 0 done, 1 could not run, 2 `plan --detailed-exitcode` found work, 3 ran, but not all is well. */
type ExitStatus = 0 | 1 | 2 | 3;

interface Flags {
  readonly prefix?: string;
  readonly snsArn?: string;
  readonly snsRegion?: string;
  readonly name?: string;
  readonly interval?: string;
  readonly timeZone?: string;
  readonly defaultFrequency?: string;
  readonly defaultRetain?: string;
  readonly maxDeletes?: string;
  readonly orphanRetain?: string;
  readonly consistency?: string;
  readonly copyTags?: string;
  readonly json?: true;
  readonly yes?: true;
  readonly detailedExitcode?: true;
}

/** A person's run has no deadline: the last instant JavaScript knows. */
const NEVER = new Date(8_640_000_000_000_000);

// The SDK is pinned, so a warning about its next versions is not for the person at this terminal.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

await program().parseAsync();

function program(): Command {
  const snapper = new Command('aws-snapper')
    .description('Automated EBS snapshots on AWS, driven by tags.')
    .version(version)
    .showHelpAfterError('(aws-snapper --help shows what there is)')
    .addHelpText(
      'after',
      `
Without a command it means run.

Every option can also be given by the environment variable of its event key: INTERVAL, TIME_ZONE, …
Credentials come from the AWS SDK's chain: environment, profile, role.

Exit status: 0 done, 1 could not run, 2 plan --detailed-exitcode found work,
3 ran, but the verdict is FAILURE or the report did not reach its topic.

Examples:
  aws-snapper plan eu-west-1            what a run would do and why
  aws-snapper run all --yes             the job, in every region enabled for the account
  aws-snapper run us-east-1 --interval 3600 --name hourly`,
    );
  withOptions(snapper.command('plan'))
    .description('show what a run would do and why; take and delete nothing')
    .option('--detailed-exitcode', 'exit with 2 when there is something to do')
    .action(async (regions: string[], flags: Flags) => exitWith(() => plan(regions, flags)));
  withOptions(snapper.command('run', { isDefault: true }))
    .description('take what is due, delete what has expired, report')
    .option('-y, --yes', 'do not ask before deleting (without a terminal it never asks)')
    .action(async (regions: string[], flags: Flags) => exitWith(() => runNow(regions, flags)));
  return snapper;
}

function withOptions(command: Command): Command {
  return command
    .argument('[regions...]', 'regions, or "all"; default: the one the SDK is configured for')
    .option('--prefix <prefix>', 'prefix of the tags read, value of the mark written (default: autosnap)')
    .option('--name <name>', "the job's name in the report (default: Default)")
    .option('--interval <seconds>', 'what one unit of the frequency tag means (default: 86400)')
    .option('--time-zone <zone>', 'IANA zone in which days are read (default: UTC)')
    .option('--sns-arn <arn>', 'topic for the report')
    .addOption(new Option('--sns-region <region>', "for old command lines; must agree with the topic's ARN"))
    .option('--default-frequency <frequency>', 'for volumes that no tag covers; with --default-retain')
    .option('--default-retain <copies>', 'for volumes that no tag covers; with --default-frequency')
    .option('--max-deletes <count>', 'replaces the brake: delete at most so many in a region')
    .option(
      '--orphan-retain <age>',
      'delete copies of vanished volumes when all are older, like 90d (default: keep)',
    )
    .option('--consistency <how>', 'instance: one set per instance; volume: one by one (default: instance)')
    .option('--copy-tags <yes|no>', "copy the volume's own tags to its snapshots (default: true)")
    .option('--json', 'print the report as JSON');
}

async function plan(regions: readonly string[], flags: Flags): Promise<ExitStatus> {
  const settings = { ...settingsOf(regions, flags), dryRun: true };
  const { plans, report } = await ranAndDelivered(settings);
  if (flags.json) printJson(report);
  else print(`${coloured(planText(plans), process.stdout)}\n\n${headText(report)}`);
  const hasWork = plans.some(({ creates, deletes }) => creates.length + deletes.length > 0);
  return worst(report, flags.detailedExitcode && hasWork ? 2 : 0);
}

async function runNow(regions: readonly string[], flags: Flags): Promise<ExitStatus> {
  const settings = settingsOf(regions, flags);
  const isAsked = process.stdin.isTTY && process.stderr.isTTY && !flags.yes;
  const { report } = await ranAndDelivered(settings, isAsked ? askBeforeDeleting : undefined);
  if (flags.json) printJson(report);
  else print(reportText(report));
  return worst(report, 0);
}

type Approve = (plans: readonly Plan[]) => Promise<void>;

async function ranAndDelivered(settings: Settings, approve?: Approve): Promise<Ran> {
  // The SDK takes longer to load than --help may take to answer.
  const [{ run }, { deliver }] = await Promise.all([import('./run.ts'), import('./deliver.ts')]);
  const ran = await run({
    settings,
    clock: {
      now: () => new Date(),
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    },
    stopAt: NEVER,
    ...(approve === undefined ? {} : { approve }),
    ...(process.stderr.isTTY ? { onProgress: (line: string) => console.error(line) } : {}),
  });
  return { plans: ran.plans, report: await deliver(ran.report, settings.snsArn) };
}

function settingsOf(regions: readonly string[], flags: Flags): Settings {
  const settings = readSettings(
    {
      ec2_regions: regions.length === 0 ? undefined : regions.join(' '),
      tag_prefix: flags.prefix,
      sns_arn: flags.snsArn,
      schedule_name: flags.name,
      interval: flags.interval,
      time_zone: flags.timeZone,
      default_frequency: flags.defaultFrequency,
      default_retain: flags.defaultRetain,
      max_deletes: flags.maxDeletes,
      orphan_retain: flags.orphanRetain,
      consistency: flags.consistency,
      copy_tags: flags.copyTags,
    },
    process.env,
  );
  const topicRegion = settings.snsArn?.split(':')[3];
  if (flags.snsRegion !== undefined && flags.snsRegion !== topicRegion) {
    throw new SettingsError(
      `--sns-region must agree with the region of the topic's ARN, ${JSON.stringify(topicRegion ?? 'which is not given')}, but is ${JSON.stringify(flags.snsRegion)}; leave it out`,
    );
  }
  return settings;
}

/** @throws Error where the person does not agree. */
async function askBeforeDeleting(plans: readonly Plan[]): Promise<void> {
  const deletes = plans.reduce((sum, one) => sum + one.deletes.length, 0);
  if (deletes === 0) return;
  console.error(coloured(planText(plans), process.stderr));
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(
      `Create what is due and delete ${counted(deletes, 'snapshot')}? [y/N] `,
    );
    if (!/^y(es)?$/i.test(answer.trim())) throw new Error('stopped by you; nothing was changed');
  } finally {
    terminal.close();
  }
}

function worst({ verdict, regions, undelivered }: Report, otherwise: ExitStatus): ExitStatus {
  if (verdict.unreachableRegions === regions.length) return 1;
  return verdict.level === 'FAILURE' || undelivered !== undefined ? 3 : otherwise;
}

function coloured(text: string, stream: NodeJS.WriteStream): string {
  if (!(stream.isTTY && stream.hasColors())) return text;
  return text
    .replaceAll(/^ {2}\+.*$/gm, (line) => styleText('green', line))
    .replaceAll(/^ {2}-.*$/gm, (line) => styleText('red', line));
}

async function exitWith(command: () => Promise<ExitStatus>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

function printJson(report: Report): void {
  print(JSON.stringify(report, undefined, 2));
}

function print(text: string): void {
  console.log(text);
}

function complain(text: string): void {
  console.error(`aws-snapper: ${text}`);
}
