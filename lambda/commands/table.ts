import type { Argument, CommandRow } from './commandRow.ts';
import { recoveryRows } from './recoveryRows.ts';

const REGIONS: Argument = {
  syntax: '[regions...]',
  description: 'regions like eu-west-1, or "all" (default: the one the SDK is configured for)',
  of: 'regions',
};

const RUN_OPTIONS = {
  '--sns-region <region>': 'no effect; for old command lines. Must be the region of the topic',
};

/** Every command that does something, once: help, completion and the command line are made of these rows. */
export const commands: readonly CommandRow[] = [
  {
    name: 'plan',
    description: 'show what the next run will take and delete, and why; changes nothing',
    argument: REGIONS,
    settings: 'runs',
    options: {
      ...RUN_OPTIONS,
      '--detailed-exitcode': 'exit with 2 when there is something to do',
    },
    asks: 'never',
    examples: { 'plan eu-west-1': 'what the next run will take and delete, and why' },
    run: async ({ flags }, context) =>
      (await import('./runs.ts')).planCommand(flags.detailedExitcode ? 2 : 0, context),
  },
  {
    name: 'run',
    description: 'take the snapshots that are due, delete surplus ones, and report',
    argument: REGIONS,
    settings: 'runs',
    options: {
      ...RUN_OPTIONS,
      '--dry-run': 'the same as plan: changes nothing',
      '-y, --yes': 'delete without asking. Without any terminal (cron) a run ALWAYS deletes without asking',
    },
    asks: 'at a terminal',
    examples: {
      'run all --yes': 'the job, in every region enabled for the account',
      'run us-east-1 --interval 3600 --job-name hourly': 'the tag 1 means every hour',
    },
    run: async ({ flags }, context) => {
      const { planCommand, runCommand } = await import('./runs.ts');
      return flags.dryRun ? planCommand(0, context) : runCommand(context);
    },
  },
  {
    name: 'list',
    description:
      'one line for each volume: schedule, newest and next snapshot, how full, problems; and for each server that asks for images (AMIs)',
    argument: REGIONS,
    settings: 'looks',
    asks: 'never',
    examples: { 'list all': 'what is scheduled, in every region enabled for the account' },
    run: async ({ width }, context) => (await import('./list.ts')).listCommand(width, context),
  },
  {
    name: 'coverage',
    description:
      'one line for each volume that is not safe: its newest restorable snapshot of any producer, its objective, and for how much of the last days it was inside',
    argument: REGIONS,
    settings: 'coverage',
    options: {
      '--since <age>': 'how far back the ledger looks, like 30d (default: 30d, at most 366d)',
      '--all': 'also the volumes that are inside their objective, and those that have none',
      '--csv': 'print comma-separated values of all volumes',
      '--html <file>': 'also write a page with a map of volumes by days; open it in a browser',
    },
    asks: 'never',
    examples: {
      'coverage all': 'which volumes are not safe, in every region enabled for the account',
      'coverage all --since 90d --csv > coverage.csv': 'all volumes, for a spreadsheet',
      'coverage all --html coverage.html': 'how it was, day by day',
    },
    run: async ({ flags, width }, context) =>
      (await import('./coverage.ts')).coverageCommand(flags, width, context),
  },
  {
    name: 'show',
    description:
      'explain an instance, a volume, a snapshot or an image (AMI): schedule and retention, where they come from, which snapshots and images stay and when each is deleted',
    argument: {
      syntax: '<id|name>',
      description: 'an instance, a volume, a snapshot or an image',
      of: 'names',
    },
    settings: 'looks',
    asks: 'never',
    examples: { 'show web-1': 'what will happen to the snapshots and images of web-1, and why' },
    run: async ({ names: [name = ''] }, context) => (await import('./show.ts')).showCommand(name, context),
  },
  {
    name: 'enable',
    description:
      'schedule snapshots, or images of an instance: write the tags. Shows the tags before and after and what the first run will delete, and asks',
    argument: { syntax: '<id|name>', description: 'an instance or a volume', of: 'names' },
    settings: 'looks',
    options: {
      '--image': 'images (AMIs) of an instance in place of snapshots',
      '--every <frequency>': 'how often, like 1, 6h, @sat or "nightly=7@mon-fri@2 weekly=4@sun@3"; required',
      '--retain <retention>':
        'what to keep, like 7 or "daily:7 weekly:4"; leave it out if --every has a count, like 7@sat',
      '-y, --yes': 'do not ask; required without a terminal',
    },
    asks: 'always',
    examples: {
      'enable web-1 --every @sat --retain 8': 'each Saturday, the last eight',
      'enable web-1 --image --every @sun --retain 4': 'an image each Sunday, the last four',
    },
    run: async ({ names: [name = ''], flags }, context) =>
      (await import('./enable.ts')).enableCommand(name, flags, context),
  },
  {
    name: 'disable',
    description:
      'stop snapshots, or images of an instance: remove the tags. Every snapshot and image stays. For snapshots also writes the ignore tag if another tag or the default policy applies, or if snapshots are left',
    argument: { syntax: '<id|name>', description: 'an instance or a volume', of: 'names' },
    settings: 'looks',
    options: {
      '--image': 'images (AMIs) of an instance in place of snapshots',
      '-y, --yes': 'do not ask; required without a terminal',
    },
    asks: 'always',
    examples: {
      'disable web-1': 'no more snapshots of web-1',
      'disable web-1 --image': 'no more images of web-1; its snapshots go on',
    },
    run: async ({ names: [name = ''], flags }, context) =>
      (await import('./enable.ts')).disableCommand(name, flags, context),
  },
  {
    name: 'take',
    description: 'take a snapshot now, or an image of an instance; it is pinned',
    argument: {
      syntax: '<id|name>',
      description: 'a volume, or an instance for one set of all its volumes',
      of: 'names',
    },
    settings: 'looks',
    options: {
      '--image':
        'an image (AMI) of an instance in place of snapshots; its tag autosnap_image_reboot decides whether AWS restarts it',
    },
    asks: 'never',
    examples: {
      'take web-1': 'before an upgrade',
      'take web-1 --image': 'the whole server, ready to launch',
    },
    run: async ({ names: [name = ''], flags }, context) =>
      flags.image
        ? (await import('./takeImage.ts')).takeImageCommand(name, context)
        : (await import('./take.ts')).takeCommand(name, context),
  },
  {
    name: 'pin',
    description:
      'protect a snapshot or an image: it is never deleted, and does not count, until you unpin it',
    argument: { syntax: '<id>', description: 'one of our snapshots or images', of: 'names' },
    settings: 'looks',
    options: { '--because <text>': 'the reason, for the next person who sees the pin' },
    asks: 'never',
    examples: {
      'pin snap-0123456789abcdef0 --because "before the upgrade"': 'keep it',
      'pin ami-0123456789abcdef0': 'keep an image',
    },
    run: async ({ names: [id = ''], flags }, context) =>
      (await import('./pin.ts')).pinCommand(id, flags.because, context),
  },
  {
    name: 'unpin',
    description: 'end the protection of a snapshot or an image: its retention decides again',
    argument: { syntax: '<id>', description: 'a pinned snapshot or image', of: 'names' },
    settings: 'looks',
    asks: 'never',
    examples: { 'unpin snap-0123456789abcdef0': 'no longer keep it' },
    run: async ({ names: [id = ''] }, context) => (await import('./pin.ts')).unpinCommand(id, context),
  },
  {
    name: 'adopt',
    description:
      'make snapshots of another tool or a person our own: they then count, and retention can delete them. Shows what changes, and asks',
    argument: {
      syntax: '<snapshots...>',
      description: 'snapshots that another tool or a person made',
      of: 'names',
    },
    settings: 'looks',
    options: { '-y, --yes': 'do not ask; required without a terminal' },
    asks: 'always',
    examples: { 'adopt snap-0123456789abcdef0': 'shows what changes, and asks' },
    run: async ({ names }, context) => (await import('./adopt.ts')).adoptCommand(names, context),
  },
  ...recoveryRows,
  {
    name: 'simulate',
    description:
      'simulate the next days: snapshots on each day, longest gaps, what the first run will delete',
    settings: 'looks',
    options: {
      '--days <count>': 'how many days (default: 90)',
      '--trigger <age>': 'time between two runs, like 6h (default: 1d)',
      '--volumes <count>': 'simulate this many new volumes instead of yours; needs no AWS',
      '--every, --frequency <frequency>': 'pretend that the volumes have this schedule, like @mon-fri@2',
      '--retain <retention>': 'pretend that the volumes have this retention, like "daily:7 weekly:4"',
      '--replicate <places>':
        'pretend that the volumes ask for replicas, like eu-central-1=daily:7+monthly:12, and simulate each place',
      '--of <id|name>': 'pretend it only of this instance or volume',
      '--html <file>': 'also write a page with a calendar of each volume; open it in a browser',
    },
    asks: 'never',
    examples: {
      'simulate --volumes 3 --every 6h --trigger 6h --retain 28': 'without AWS',
      'simulate --of web-1 --retain 5 --html life.html': 'what a shorter retention means for web-1',
    },
    run: async ({ flags, width }, context) =>
      (await import('./simulate.ts')).simulateCommand(flags, width, context),
  },
];
