import { neverReached } from '../../neverReached.ts';
import { inQuotes } from '../../text.ts';
import type { PlannedDisk, Refusal, RefusalCode, Valued } from '../restorePlan.ts';
import type { Refuse, ValueSources } from './valueSources.ts';
import {
  iopsRange,
  isIn,
  nearestIn,
  type Range,
  throughputRange,
  typeNamed,
  VOLUME_TYPES,
  type VolumeType,
} from './volumeTypes.ts';
import { zoneOf } from './zone.ts';

type Values = Pick<
  PlannedDisk,
  'zone' | 'type' | 'sizeGiB' | 'iops' | 'throughput' | 'isMultiAttach' | 'key'
>;

/** What a snapshot without a map becomes where its volume is gone. */
const USUAL_TYPE = 'gp3';

/** The values of a new volume, each with its source, or why there is no such volume. */
export function valuesOf(given: ValueSources): Values | readonly Refusal[] {
  const refusals: Refusal[] = [];
  const refuse = (code: RefusalCode, message: string, like?: string | number): void => {
    const { id } = given.source;
    refusals.push({ code, message, snapshotId: id, like: like === undefined ? undefined : String(like) });
  };
  const type = typeOf(given);
  const rules = typeNamed(type.value);
  if (rules === undefined) {
    const known = Object.keys(VOLUME_TYPES).join(', ');
    refuse(
      'unknown-type',
      `--type must be one of ${known}, but is ${inQuotes(type.value)}; use ${USUAL_TYPE}`,
      USUAL_TYPE,
    );
  }
  const sizeGiB = sizeOf(given, type.value, rules, refuse);
  const iops = rules && iopsOf(given, { type, rules, sizeGiB: sizeGiB.value }, refuse);
  const throughput = rules && throughputOf(given, { type, rules, iops: iops?.value }, refuse);
  const zone = zoneOf(given, refuse);
  const key = keyOf(given, refuse);
  if (zone === undefined || refusals.length > 0) return refusals;
  const isMultiAttach = multiAttachOf(given, rules);
  return { zone, type, sizeGiB, iops, throughput, isMultiAttach, key };
}

function typeOf({ wished, disk, living }: ValueSources): Valued<string> {
  if (wished.type !== undefined) return { value: wished.type, from: 'option' };
  if (disk !== undefined && typeNamed(disk.type) !== undefined) return { value: disk.type, from: 'disk map' };
  if (living !== undefined && typeNamed(living.type) !== undefined)
    return { value: living.type, from: 'living volume' };
  return { value: USUAL_TYPE, from: 'default' };
}

function sizeOf(
  { wished, source }: ValueSources,
  type: string,
  rules: VolumeType | undefined,
  refuse: Refuse,
): Valued<number> {
  const size: Valued<number> =
    wished.sizeGiB === undefined
      ? { value: source.sizeGiB, from: 'snapshot' }
      : { value: wished.sizeGiB, from: 'option' };
  if (rules === undefined) return size;
  const range: Range = { least: Math.max(rules.size.least, source.sizeGiB), most: rules.size.most };
  if (range.least > range.most) {
    refuse(
      'size-out-of-range',
      `${source.id} has ${source.sizeGiB} GiB, and ${type} volumes have at most ${range.most} GiB; use another --type, like ${USUAL_TYPE}`,
      USUAL_TYPE,
    );
  } else if (!isIn(range, size.value)) {
    const nearest = nearestIn(range, size.value);
    refuse(
      'size-out-of-range',
      `${type} volumes from ${source.id} can have ${range.least} to ${range.most} GiB, but ${wordsOf(size)}; use --size ${nearest}`,
      nearest,
    );
  }
  return size;
}

/** `80000 are asked for`, `80000 are remembered` */
function wordsOf({ value, from }: Valued<number>): string {
  switch (from) {
    case 'option':
      return `${value} are asked for`;
    case 'living volume':
      return `the volume has ${value}`;
    case 'snapshot':
      return `the snapshot has ${value}`;
    case 'disk map':
    case 'instance':
    case 'region of the replica':
    case 'default':
      return `${value} are remembered`;
    default:
      return neverReached(from);
  }
}

/** What was remembered or is there, of a type that could be asked for the same. */
function provisioned(
  { disk, living }: ValueSources,
  of: (rules: VolumeType) => unknown,
  read: (one: { iops?: number | undefined; throughput?: number | undefined }) => number | undefined,
): Valued<number> | undefined {
  const takes = (type: string): boolean => {
    const rules = typeNamed(type);
    return rules !== undefined && of(rules) !== undefined;
  };
  const remembered = disk !== undefined && takes(disk.type) ? read(disk) : undefined;
  if (remembered !== undefined) return { value: remembered, from: 'disk map' };
  const isKnown = disk !== undefined && typeNamed(disk.type) !== undefined;
  const now = !isKnown && living !== undefined && takes(living.type) ? read(living.disk) : undefined;
  return now === undefined ? undefined : { value: now, from: 'living volume' };
}

interface Typed {
  readonly type: Valued<string>;
  readonly rules: VolumeType;
}

function iopsOf(
  given: ValueSources,
  { type, rules, sizeGiB }: Typed & { readonly sizeGiB: number },
  refuse: Refuse,
): Valued<number> | undefined {
  const { wished, source } = given;
  const range = iopsRange(rules, sizeGiB);
  if (range === undefined) {
    if (wished.iops !== undefined)
      refuse('iops-not-for-type', `AWS takes no IOPS for ${type.value} volumes; leave --iops out`);
    return undefined;
  }
  const iops: Valued<number> | undefined =
    wished.iops === undefined
      ? provisioned(
          given,
          (one) => one.iops,
          (one) => one.iops,
        )
      : { value: wished.iops, from: 'option' };
  if (iops === undefined) {
    if (rules.iops?.isRequired)
      refuse(
        'iops-missing',
        `${type.value} volumes need their IOPS, and ${source.id} remembers none; use --iops ${Math.min(range.most, 3000)}`,
        Math.min(range.most, 3000),
      );
    return undefined;
  }
  if (!isIn(range, iops.value)) {
    const nearest = nearestIn(range, iops.value);
    refuse(
      'iops-out-of-range',
      `${type.value} volumes of ${sizeGiB} GiB can have ${range.least} to ${range.most} IOPS, but ${wordsOf(iops)}; use --iops ${nearest}`,
      nearest,
    );
  }
  return iops;
}

function throughputOf(
  given: ValueSources,
  { type, rules, iops }: Typed & { readonly iops: number | undefined },
  refuse: Refuse,
): Valued<number> | undefined {
  const { wished } = given;
  const range = throughputRange(rules, iops);
  if (range === undefined) {
    if (wished.throughput !== undefined)
      refuse(
        'throughput-not-for-type',
        `AWS takes a throughput only for gp3 volumes, not for ${type.value}; leave --throughput out`,
      );
    return undefined;
  }
  const throughput: Valued<number> | undefined =
    wished.throughput === undefined
      ? provisioned(
          given,
          (one) => one.throughput,
          (one) => one.throughput,
        )
      : { value: wished.throughput, from: 'option' };
  if (throughput !== undefined && !isIn(range, throughput.value)) {
    const nearest = nearestIn(range, throughput.value);
    refuse(
      'throughput-out-of-range',
      `${type.value} volumes with ${iops ?? rules.iops?.least} IOPS can have ${range.least} to ${range.most} MiB/s, but ${wordsOf(throughput)}; use --throughput ${nearest}`,
      nearest,
    );
  }
  return throughput;
}

/** The key is always sent: else AWS would take the account's default key where it encrypts by default. */
function keyOf({ wished, source, facts }: ValueSources, refuse: Refuse): Valued<string> | undefined {
  const { keyArn } = source;
  const key: Valued<string> | undefined =
    wished.key !== undefined
      ? { value: wished.key, from: 'option' }
      : source.isEncrypted && keyArn !== undefined
        ? { value: keyArn, from: 'snapshot' }
        : undefined;
  const asked = [wished.key, source.isEncrypted ? keyArn : undefined].filter((one) => one !== undefined);
  for (const one of asked) {
    const why = facts.unusableKeys.get(one);
    if (why !== undefined) refuse('key-not-usable', `the key ${one} cannot be used: ${why}`);
  }
  return key;
}

function multiAttachOf(
  { disk, living }: ValueSources,
  rules: VolumeType | undefined,
): Valued<true> | undefined {
  if (!rules?.canBeMultiAttach) return undefined;
  if (disk !== undefined) return disk.isMultiAttach ? { value: true, from: 'disk map' } : undefined;
  return living?.disk.isMultiAttach ? { value: true, from: 'living volume' } : undefined;
}
