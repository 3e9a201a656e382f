import { iso } from './calendar.ts';

export const VERDICTS = [
  'sound',
  'opaque',
  'blank',
  'unknown',
  'damaged',
  'changed',
  'unreadable',
  'accepted',
] as const;

/**
 * What a proof says of a snapshot.
 *
 * | verdict | what was seen |
 * |---|---|
 * | `sound` | a table and file systems that are known, with checksums that match where there are any |
 * | `opaque` | the same, but something in it cannot be seen: LUKS, BitLocker, LVM, ZFS or RAID |
 * | `blank` | nothing, or zeros alone |
 * | `unknown` | something that is not known |
 * | `damaged` | a checksum or a header that does not match |
 * | `changed` | other kinds than in the newest older one that was `sound`, `opaque` or `accepted` |
 * | `unreadable` | its key does not work |
 * | `accepted` | what a person accepted as it is |
 */
export type ProofVerdict = (typeof VERDICTS)[number];

/** A verdict that holds the deletions of its volume. */
export type BadVerdict = Extract<ProofVerdict, 'damaged' | 'changed' | 'unreadable'>;

/** What the prover wrote on a snapshot. */
export interface Proof {
  /** In milliseconds since 1970, whole minutes. */
  readonly at: number;
  readonly verdict: ProofVerdict;
  /** What was seen, in words: `gpt ext4 xfs`. Of an unreadable one why: `key`. Empty for a blank one. */
  readonly kinds: string;
  /** How long AWS took to make a volume of it; absent where that was never measured. */
  readonly volume?: MeasuredVolume | undefined;
}

/** A volume that was made of a snapshot, only to measure that. */
export interface MeasuredVolume {
  /** Whole seconds from the call until the volume was available. */
  readonly seconds: number;
  /** In milliseconds since 1970, whole minutes. */
  readonly at: number;
}

/** `2026-11-28T02:10Z sound gpt ext4 xfs volume=34s@2026-11-28T02:10Z` */
export function proofText({ at, verdict, kinds, volume }: Proof): string {
  const measured = volume === undefined ? [] : [`volume=${volume.seconds}s@${minute(volume.at)}`];
  return [minute(at), verdict, ...kinds.split(' ').filter(Boolean), ...measured].join(' ');
}

function minute(at: number): string {
  return `${iso(new Date(at)).slice(0, 16)}Z`;
}

const MINUTE = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\dZ`;
const PROOF = new RegExp(`^(${MINUTE}) ([a-z]+)((?: [a-z0-9+:-]+)*?)(?: volume=(\\d{1,6})s@(${MINUTE}))?$`);

/** Reads the tag `<prefix>_proved`; undefined for a text that the prover never writes. */
export function proofIn(written: string): Proof | undefined {
  const [, at = '', word, kinds = '', seconds, measuredAt = ''] = PROOF.exec(written) ?? [];
  const verdict = VERDICTS.find((one) => one === word);
  const time = timeIn(at);
  if (verdict === undefined || time === undefined) return undefined;
  if (seconds === undefined) return { at: time, verdict, kinds: kinds.trim() };
  const measured = timeIn(measuredAt);
  if (measured === undefined) return undefined;
  return { at: time, verdict, kinds: kinds.trim(), volume: { seconds: Number(seconds), at: measured } };
}

/** JavaScript takes 31 February for the 3rd of March. */
function timeIn(written: string): number | undefined {
  const time = Date.parse(written);
  return Number.isNaN(time) || minute(time) !== written ? undefined : time;
}

/** Whether a snapshot is as it should be, as far as can be seen or as a person accepted it. */
export function isGood(verdict: ProofVerdict): boolean {
  return verdict === 'sound' || verdict === 'opaque' || verdict === 'accepted';
}

/** Whether a snapshot is not as it should be. */
export function isBad(verdict: ProofVerdict): verdict is BadVerdict {
  return verdict === 'damaged' || verdict === 'changed' || verdict === 'unreadable';
}

/** What was seen in a snapshot, and when: a record as `--json` has it. */
export interface SeenProof {
  readonly at: string;
  readonly verdict: ProofVerdict;
  readonly kinds: string;
  /** How long AWS took to make a volume of it; absent where that was never measured. */
  readonly volume?: { readonly seconds: number; readonly at: string } | undefined;
}

export function seenProof({ at, verdict, kinds, volume }: Proof): SeenProof {
  return {
    at: iso(new Date(at)),
    verdict,
    kinds,
    volume: volume && { seconds: volume.seconds, at: iso(new Date(volume.at)) },
  };
}
