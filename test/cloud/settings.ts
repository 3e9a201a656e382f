import type { Policy } from './iam.ts';

/** A listing that pretends to be complete. Who asks by id still gets what is there. */
export interface Hiding {
  readonly action: 'DescribeImages' | 'DescribeInstances' | 'DescribeSnapshots' | 'DescribeVolumes';
  readonly region?: string;
  readonly account?: string;
  /** @default all of them */
  readonly which?: (record: { readonly id: string }) => boolean;
}

export interface Settings {
  /** Milliseconds until a snapshot is complete. @default ten minutes */
  completesAfter: number;
  /** How fast a copy that is not incremental moves its blocks, in MiB/s, before it takes the time of a snapshot. @default 100 */
  copyRate: number;
  /** Milliseconds until an image that is made of an instance is available. @default twenty minutes */
  imageAvailableAfter: number;
  /** Milliseconds until a new volume is available. @default five seconds */
  availableAfter: number | 'never';
  /** What becomes of a new volume whose key cannot be used, when another is available. @default vanishes */
  withoutKey: 'vanishes' | 'stays creating';
  /** The most items that one page holds, whatever was asked for. @default 1000 */
  pageLimit: number;
  /**
   * How many milliseconds a listing lags behind: a new snapshot is not in it yet, nor a new volume or image, a
   * deleted snapshot or image still is, and changed tags show as they were. @default 0
   * https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
   */
  listLag: number;
  policy: Policy;
}

export function usualSettings(): Settings {
  return {
    completesAfter: 10 * 60 * 1000,
    copyRate: 100,
    imageAvailableAfter: 20 * 60 * 1000,
    availableAfter: 5000,
    withoutKey: 'vanishes',
    pageLimit: 1000,
    listLag: 0,
    policy: 'allow all',
  };
}
