/** From the least to the most, both included. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** What AWS makes of one type. */
export interface VolumeType {
  /** GiB. */
  readonly size: Range;
  /** Absent for a type that takes none. */
  readonly iops?: Range & { readonly perGiB: number; readonly isRequired: boolean };
  /** MiB a second; absent for a type that takes none. */
  readonly throughput?: Range & { readonly perIops: number };
  readonly canBeMultiAttach: boolean;
  /** US dollars a month in us-east-1: a GiB, and each IOPS and MiB/s beyond what is included. */
  readonly price: {
    readonly perGiB: number;
    readonly perIops?: readonly PriceStep[];
    readonly perThroughput?: readonly PriceStep[];
  };
}

/** What each one costs from a number on. */
interface PriceStep {
  readonly beyond: number;
  readonly each: number;
}

/**
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
 * https://aws.amazon.com/ebs/pricing/
 */
export const VOLUME_TYPES: Readonly<Record<string, VolumeType>> = {
  gp3: {
    size: { least: 1, most: 65_536 },
    iops: { least: 3000, most: 80_000, perGiB: 500, isRequired: false },
    throughput: { least: 125, most: 2000, perIops: 0.25 },
    canBeMultiAttach: false,
    price: {
      perGiB: 0.08,
      perIops: [{ beyond: 3000, each: 0.005 }],
      perThroughput: [{ beyond: 125, each: 0.04 }],
    },
  },
  gp2: { size: { least: 1, most: 16_384 }, canBeMultiAttach: false, price: { perGiB: 0.1 } },
  io1: {
    size: { least: 4, most: 16_384 },
    iops: { least: 100, most: 64_000, perGiB: 50, isRequired: true },
    canBeMultiAttach: true,
    price: { perGiB: 0.125, perIops: [{ beyond: 0, each: 0.065 }] },
  },
  io2: {
    size: { least: 4, most: 65_536 },
    iops: { least: 100, most: 256_000, perGiB: 1000, isRequired: true },
    canBeMultiAttach: true,
    price: {
      perGiB: 0.125,
      perIops: [
        { beyond: 0, each: 0.065 },
        { beyond: 32_000, each: 0.0455 },
        { beyond: 64_000, each: 0.032 },
      ],
    },
  },
  st1: { size: { least: 125, most: 16_384 }, canBeMultiAttach: false, price: { perGiB: 0.045 } },
  sc1: { size: { least: 125, most: 16_384 }, canBeMultiAttach: false, price: { perGiB: 0.015 } },
  standard: { size: { least: 1, most: 1024 }, canBeMultiAttach: false, price: { perGiB: 0.05 } },
};

/** What a type can be asked for. */
export interface Shape {
  readonly type: string;
  readonly sizeGiB: number;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
}

/** The type by its name; undefined for one that AWS does not have. */
export function typeNamed(name: string): VolumeType | undefined {
  return Object.hasOwn(VOLUME_TYPES, name) ? VOLUME_TYPES[name] : undefined;
}

/** How many IOPS a volume of this size can have. */
export function iopsRange({ iops }: VolumeType, sizeGiB: number): Range | undefined {
  if (iops === undefined) return undefined;
  const { least, most, perGiB } = iops;
  return { least, most: Math.max(least, Math.min(most, perGiB * sizeGiB)) };
}

/** How many MiB a second a volume with these IOPS can have. */
export function throughputRange(
  { throughput, iops }: VolumeType,
  asked: number | undefined,
): Range | undefined {
  if (throughput === undefined) return undefined;
  const { least, most, perIops } = throughput;
  return { least, most: Math.max(least, Math.min(most, Math.floor(perIops * (asked ?? iops?.least ?? 0)))) };
}

export function isIn({ least, most }: Range, value: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** The nearest that fits. */
export function nearestIn({ least, most }: Range, value: number): number {
  return Math.min(Math.max(Math.round(value), least), most);
}

/** US dollars a month by the list prices of us-east-1; undefined for a type without one. */
export function monthlyPrice({ type, sizeGiB, iops = 0, throughput = 0 }: Shape): number | undefined {
  const price = typeNamed(type)?.price;
  if (price === undefined) return undefined;
  return sizeGiB * price.perGiB + stepped(price.perIops, iops) + stepped(price.perThroughput, throughput);
}

function stepped(steps: readonly PriceStep[] = [], count: number): number {
  return steps.reduce((sum, { beyond, each }, index) => {
    const until = steps[index + 1]?.beyond ?? Number.POSITIVE_INFINITY;
    return sum + each * Math.max(0, Math.min(count, until) - beyond);
  }, 0);
}
