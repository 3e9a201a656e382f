import type { CommandRow } from './commandRow.ts';

/** The commands that give back what is in snapshots, and that look whether they can. */
export const recoveryRows: readonly CommandRow[] = [
  {
    name: 'restore',
    description:
      'make volumes from snapshots, of a whole server, a volume or one snapshot, or launch a server from its image, also where it is gone. Shows what it will make, and asks. Deletes nothing',
    argument: {
      syntax: '<id|name>',
      description:
        'an instance, a volume or a snapshot, or what is gone and its snapshots remember; with --image an instance or an image',
      of: 'names',
    },
    settings: 'looks',
    options: {
      '--at <time>': 'the newest that was taken by then, like 2026-11-20, "2026-11-20 02:10" or "2 days ago"',
      '--only <disks...>': 'only these devices or volumes, like /dev/sdf',
      '--partial': 'also what is not complete or not of one instant: each disk from its newest snapshot',
      '--attach-to <id|name>': 'attach the new volumes to this instance, under the same device names',
      '--in-place': 'put the new volumes in the places of those that are attached now; these stay',
      '--image': 'launch a whole server from its image, as it was',
      '--zone <zone>': 'availability zone (default: where the volume was; of a replica one of its region)',
      '--type <type>': 'volume type; with --image: instance type (default: as it was)',
      '--size <GiB>': 'a larger volume',
      '--iops <count>': 'IOPS (default: as they were)',
      '--throughput <MiB/s>': 'throughput of gp3 (default: as it was)',
      '--key <key>': 'encrypt with this KMS key; with --image: this key pair (default: as it was)',
      '--no-key': 'with --image: no key pair',
      '--subnet <subnet>': 'with --image: launch in this subnet (default: as it was)',
      '--security-groups <groups...>': 'with --image: these security groups (default: as they were)',
      '--profile <profile>': 'with --image: this instance profile (default: as it was)',
      '--no-profile': 'with --image: no instance profile',
      '--rate <MiB/s>':
        '100 to 300: AWS loads all blocks at this rate, for a charge (default: when they are read)',
      '--resume <restore>': 'go on with this restore (default: with the same command of the last hour)',
      '--again':
        'make other volumes, or launch another server, though the same command did within the last hour',
      '-y, --yes': 'do not ask; without a terminal and without this the plan is only shown',
    },
    asks: 'at a terminal',
    examples: {
      'restore web-1': 'all disks of web-1, of one instant, beside the old ones',
      'restore web-1 --at "2 days ago" --only /dev/sdf': 'one disk as it was',
      'restore web-1 --in-place': 'in the places of the old volumes; web-1 must be stopped',
      'restore web-1 --image': 'the whole server, launched again from its newest image',
    },
    run: async ({ names: [name = ''], flags }, context) =>
      flags.image
        ? (await import('./restoreImage.ts')).restoreImageCommand(name, flags, context)
        : (await import('./restore.ts')).restoreCommand(name, flags, context),
  },
  {
    name: 'prove',
    description:
      'prove that snapshots can be restored: look at some blocks of each, and write down what was seen. Shows what it will look at and the cost, and asks',
    argument: {
      syntax: '[things...]',
      description:
        'regions, or "all"; and instances, volumes or snapshots, also those that are gone: of each volume the newest snapshot (default: the snapshots that were not proved for the longest time)',
      of: 'regions or names',
    },
    settings: 'proofs',
    options: {
      '--volume':
        'also make a volume of each, measure how long AWS takes, and delete it; and what an earlier one left',
      '--accept <snapshot>': 'a bad snapshot is meant to be as it is: its volume is then no longer held',
      '-y, --yes': 'do not ask; --accept requires it without a terminal',
    },
    asks: 'at a terminal',
    examples: {
      'prove all': 'the next 20 snapshots, in every region enabled for the account',
      'prove web-1 --volume': 'all disks of web-1, with the time that AWS takes to make volumes of them',
      'prove --accept snap-0123456789abcdef0': 'this disk was meant to be changed',
    },
    run: async ({ names, flags }, context) =>
      (await import('./prove.ts')).proveCommand(names, flags, context),
  },
];
