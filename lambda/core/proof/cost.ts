import { MOST_BLOCKS } from './disk.ts';

/** What a proof asks of AWS. */
export interface ProofCounts {
  /** Calls that list blocks. */
  readonly lists: number;
  /** Blocks that are read. */
  readonly reads: number;
  /** GiB × seconds for which volumes exist. */
  readonly gibSeconds: number;
}

/** What some proofs cost at least and at most, in US dollars. */
export interface CostRange {
  readonly least: ProofCounts;
  readonly most: ProofCounts;
  readonly lowest: number;
  readonly highest: number;
}

/** US dollars a call that lists, in us-east-1. https://docs.aws.amazon.com/ebs/latest/userguide/ebsapi-pricing.html */
const LIST = 0.0006 / 1000;
/** US dollars a block that is read. */
const READ = 0.003 / 1000;
/** US dollars a GiB and second of gp3, in months of 30 days. https://aws.amazon.com/ebs/pricing/ */
const GIB_SECOND = 0.08 / (30 * 86_400);
/** Seconds: AWS charges for a volume as if it existed for a minute at least. */
const SHORTEST_VOLUME = 60;

/** Seconds for which a proof waits for a volume at most. */
export const LONGEST_VOLUME = 3600;

/** US dollars at the prices of us-east-1. */
export function costOf({ lists, reads, gibSeconds }: ProofCounts): number {
  return lists * LIST + reads * READ + gibSeconds * GIB_SECOND;
}

/** The GiB × seconds that AWS charges for one volume. */
export function volumeCharge(sizeGiB: number, seconds: number): number {
  return sizeGiB * Math.max(SHORTEST_VOLUME, seconds);
}

/** How long the proof of some snapshots can take AWS, and how much of it. */
export interface Costed {
  readonly proofs: readonly { readonly sizeGiB: number }[];
  /** Blocks that may be read in all. */
  readonly blocksLeft: number;
  /** Seconds for which a volume of each snapshot exists at most; absent where none is made. */
  readonly volumeSeconds?: number | undefined;
}

/**
 * A blank snapshot takes one list and no read, and no snapshot takes more than eight of each.
 *
 * Not counted is what costs nothing: the calls that read, write and remove tags and volumes.
 */
export function costRange({ proofs, blocksLeft, volumeSeconds }: Costed): CostRange {
  const count = proofs.length;
  const charged = (seconds: number): number =>
    volumeSeconds === undefined
      ? 0
      : proofs.reduce((sum, { sizeGiB }) => sum + volumeCharge(sizeGiB, seconds), 0);
  const least = { lists: count, reads: 0, gibSeconds: charged(0) };
  const most = {
    lists: count * MOST_BLOCKS,
    reads: Math.min(count * MOST_BLOCKS, Math.max(0, blocksLeft)),
    gibSeconds: charged(volumeSeconds ?? 0),
  };
  return { least, most, lowest: costOf(least), highest: costOf(most) };
}

/** `$1.20`, `$0.0042`: two digits that matter, and never fewer than two after the point. */
export function moneyText(dollars: number): string {
  if (dollars <= 0) return '$0.00';
  const digits = Math.max(2, 1 - Math.floor(Math.log10(dollars)));
  const text = dollars.toFixed(Math.min(digits, 9));
  return `$${text.replace(/(\.\d\d\d*?)0+$/, '$1')}`;
}
