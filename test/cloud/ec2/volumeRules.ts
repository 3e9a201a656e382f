import { AwsError } from '../wire/errors.ts';
import type { Params } from '../wire/request.ts';

type Range = readonly [least: number, most: number];

interface Rule {
  readonly size: Range;
  /** Without it the type takes no IOPS; without a usual number it must be given some. */
  readonly iops?: { readonly range: Range; readonly perGiB: number; readonly usual?: number };
  readonly throughput?: { readonly range: Range; readonly perIops: number; readonly usual: number };
}

const MAGNETIC_SIZES: Range = [125, 16_384];

/** https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html */
const RULES: Readonly<Record<string, Rule>> = {
  gp2: { size: [1, 16_384] },
  gp3: {
    size: [1, 65_536],
    iops: { range: [3000, 80_000], perGiB: 500, usual: 3000 },
    throughput: { range: [125, 2000], perIops: 0.25, usual: 125 },
  },
  io1: { size: [4, 16_384], iops: { range: [100, 64_000], perGiB: 50 } },
  io2: { size: [4, 65_536], iops: { range: [100, 256_000], perGiB: 1000 } },
  sc1: { size: MAGNETIC_SIZES },
  st1: { size: MAGNETIC_SIZES },
  standard: { size: [1, 1024] },
};

/** What a request asks of a volume's size and speed, once EC2 has taken it. */
export interface Measures {
  readonly type: string;
  readonly size: number;
  /** Undefined where the type has none of its own to give. */
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
}

/** The measures that a request asks for, with AWS's defaults; throws where one does not fit the type. */
export function measuresOf(params: Params, snapshot: { readonly size: number } | undefined): Measures {
  const { VolumeType: type = 'gp2' } = params;
  const rule = Object.hasOwn(RULES, type) ? RULES[type] : undefined;
  if (!rule) throw new AwsError('UnknownVolumeType', `The volume type '${type}' is not supported.`);
  const size = sizeOf(params, rule, { type, snapshot });
  const iops = iopsOf(params, rule, { type, size });
  const throughput = throughputOf(params, rule, iops);
  if (params.MultiAttachEnabled === 'true' && !type.startsWith('io')) {
    throw combination(`Multi-Attach is not supported for ${type} volumes.`);
  }
  return { type, size, iops, throughput };
}

function sizeOf(
  params: Params,
  { size: [least, most] }: Rule,
  { type, snapshot }: { readonly type: string; readonly snapshot: { readonly size: number } | undefined },
): number {
  const size = numberOf(params, 'Size') ?? snapshot?.size;
  if (size === undefined) {
    throw new AwsError('MissingParameter', 'The request must contain the parameter size/snapshot');
  }
  if (snapshot && size < snapshot.size) {
    throw invalid(`Volume of size ${size}GB is smaller than the snapshot, expect size >= ${snapshot.size}GB`);
  }
  if (size < least)
    throw invalid(`Volume of ${size}GiB is too small for volume type ${type}; minimum is ${least}GiB.`);
  if (size > most)
    throw invalid(`Volume of ${size}GiB is too large for volume type ${type}; maximum is ${most}GiB.`);
  return size;
}

function iopsOf(
  params: Params,
  { iops: rule }: Rule,
  { type, size }: { readonly type: string; readonly size: number },
): number | undefined {
  const asked = numberOf(params, 'Iops');
  if (!rule) {
    if (asked !== undefined) throw combination(`The parameter iops is not supported for ${type} volumes.`);
    return undefined;
  }
  const iops = asked ?? rule.usual;
  if (iops === undefined) throw combination(`The parameter iops must be specified for ${type} volumes.`);
  const [least, most] = rule.range;
  if (iops < least) throw invalid(`Volume iops of ${iops} is too low; minimum is ${least}.`);
  if (iops > most) throw invalid(`Volume iops of ${iops} is too high; maximum is ${most}.`);
  // A gp3 volume has its 3000 at any size.
  if (iops > size * rule.perGiB && iops !== rule.usual) {
    const ratio = (iops / size).toFixed(6);
    throw invalid(`Iops to volume size ratio of ${ratio} is too high; maximum is ${rule.perGiB}.`);
  }
  return iops;
}

function throughputOf(
  params: Params,
  { throughput: rule }: Rule,
  iops: number | undefined,
): number | undefined {
  const asked = numberOf(params, 'Throughput');
  if (!rule) {
    if (asked !== undefined) throw combination('throughput can only be specified for volumeType gp3.');
    return undefined;
  }
  const throughput = asked ?? rule.usual;
  const [least, most] = rule.range;
  if (throughput < least)
    throw invalid(`Throughput (MiBps) of ${throughput} is too low; minimum is ${least}.`);
  if (throughput > most)
    throw invalid(`Throughput (MiBps) of ${throughput} is too high; maximum is ${most}.`);
  if (throughput > (iops ?? 0) * rule.perIops) {
    const ratio = (throughput / (iops ?? 0)).toFixed(6);
    throw invalid(
      `Throughput (MiBps) to iops ratio of ${ratio} is too high; maximum is ${rule.perIops.toFixed(6)} MiBps per iops.`,
    );
  }
  return throughput;
}

/** The whole number that a parameter gives, if it is there. */
export function numberOf(params: Params, name: string): number | undefined {
  const text = params[name];
  if (text === undefined) return undefined;
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw invalid(`Value (${text}) for parameter ${name} is invalid. Expected an integer.`);
}

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

export function combination(message: string): AwsError {
  return new AwsError('InvalidParameterCombination', message);
}
