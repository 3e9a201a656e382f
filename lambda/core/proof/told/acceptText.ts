import { clockText, type Zone } from '../../calendar.ts';
import type { Proof } from '../../proved.ts';
import { inQuotes } from '../../text.ts';
import type { Accepting } from '../accepting.ts';

/** What is accepted, what it was before, and which hold ends. */
export function acceptLines(
  { seen, was, heldBefore, heldAfter, snapshotId }: Accepting,
  zone: Zone,
): string[] {
  return [
    `  seen:   ${proofWords(seen, zone)}`,
    `  before: ${was === undefined ? 'no older snapshot is proved sound' : `${proofWords(was.proof, zone)} in ${was.snapshotId}`}`,
    ...(heldBefore === undefined
      ? ['  Nothing holds the deletions of this volume.']
      : heldAfter === undefined
        ? ['  This ends the hold: runs then delete snapshots of this volume again, also good ones.']
        : [
            `  Another proof still holds the deletions of this volume: ${heldAfter.because}`,
            ...(heldAfter.snapshotId === snapshotId ? [] : [`  Accept ${heldAfter.snapshotId} to end that.`]),
          ]),
  ];
}

/** `changed on 2026-11-28 02:10 UTC: "unknown"` */
function proofWords({ verdict, kinds, at }: Proof, zone: Zone): string {
  const seen = kinds === '' ? '' : `: ${inQuotes(kinds, LONGEST_KINDS)}`;
  return `${verdict} on ${clockText(new Date(at), zone)} ${zone.name}${seen}`;
}

/** A tag's value is no longer. */
const LONGEST_KINDS = 256;
