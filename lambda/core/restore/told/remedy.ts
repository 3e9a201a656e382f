import { shellWord } from '../../text.ts';
import type { Facts } from '../facts.ts';
import type { PlannedDisk, PlannedMode } from '../restorePlan.ts';
import { isIn, VOLUME_TYPES } from '../planned/volumeTypes.ts';

/** What helps after AWS refused to make or attach a volume; undefined where its own message has to do. */
export function remedyOf(code: string, disk: PlannedDisk, where: Where): string | undefined {
  const remedy = Object.hasOwn(REMEDIES, code) ? REMEDIES[code] : undefined;
  return typeof remedy === 'string' ? remedy : remedy?.(disk, where);
}

interface Where extends Pick<Facts, 'zones'> {
  readonly mode: PlannedMode;
}

type Remedy = string | ((disk: PlannedDisk, where: Where) => string);

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const REMEDIES: Readonly<Record<string, Remedy>> = {
  InsufficientVolumeCapacity: elsewhere,
  VolumeTypeNotAvailableInZone: elsewhere,
  UnknownVolumeType: (disk) => otherType(disk),
  VolumeLimitExceeded: (disk) =>
    `the quota of volumes in the region is used up; raise it in Service Quotas and repeat the command, or ${otherType(disk)}`,
  MaxIOPSLimitExceeded: (disk) =>
    `the quota of IOPS in the region is used up; raise it in Service Quotas and repeat the command, or restore it alone with fewer: ${alone(disk)} --iops`,
  MaxStorageLimitExceeded: (disk) =>
    `the quota of storage of this type in the region is used up; raise it in Service Quotas and repeat the command, or ${otherType(disk)}`,
  VolumeInitializationRateLimitExceeded: 'use a lower --rate, or leave it out',
  ResourceLimitExceeded: ({ rate }) =>
    rate === undefined
      ? 'a quota of the region is used up; raise it in Service Quotas'
      : 'use a lower --rate, or leave it out',
  UnauthorizedOperation: 'iam-restore-policy.json has the rights that a restore needs',
  'InvalidSnapshot.NotFound': 'the snapshot is gone by now; choose another one with --at, and add --again',
  AttachmentLimitExceeded:
    'the instance takes no more volumes; detach one, or attach this one to another instance',
  'InvalidVolume.ZoneMismatch': 'the instance is in another zone; use --again with --zone',
  CustomerKeyHasBeenRevoked: 'use another key with --key, or enable this one and repeat the command',
};

/**
 * Another option makes another restore, which makes all its volumes anew: so another type is for the one disk, and
 * another zone for all of them.
 */
function elsewhere(disk: PlannedDisk, where: Where): string {
  const [zone, ...others] = where.zones
    .filter(({ name, state, isOptedIn }) => name !== disk.zone.value && state === 'available' && isOptedIn)
    .map(({ name }) => name);
  const also = others.length === 0 ? '' : ` (or ${others.join(', ')})`;
  const inZone =
    zone === undefined || where.mode.kind !== 'beside'
      ? ''
      : `, or all disks in another zone: --zone ${zone}${also}`;
  return `repeat the command later, or ${otherType(disk)}${inZone}`;
}

/** A server does not boot from st1. */
function otherType(disk: PlannedDisk): string {
  const { type, sizeGiB, iops, isRoot } = disk;
  const [first, ...others] = PREFERRED.filter(
    (name) =>
      name !== type.value &&
      fits(name, sizeGiB.value) &&
      !(isRoot && name === 'st1') &&
      !(iops === undefined && name === 'io2'),
  );
  const also = others.length === 0 ? '' : ` (or ${others.join(', ')})`;
  return first === undefined
    ? 'ask AWS Support'
    : `restore it alone with another type: ${alone(disk)} --type ${first}${also}`;
}

function alone({ device, volumeId }: PlannedDisk): string {
  return `--only ${shellWord(device ?? volumeId)}`;
}

const PREFERRED = ['gp3', 'gp2', 'io2', 'st1'];

function fits(name: string, sizeGiB: number): boolean {
  const rules = VOLUME_TYPES[name];
  return rules !== undefined && isIn(rules.size, sizeGiB);
}
