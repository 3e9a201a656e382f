import { clockText, type Zone } from '../calendar.ts';
import { commandText } from '../grammar/commandText.ts';
import { isBad, type SeenProof } from '../proved.ts';
import { isChecksum, kindsWords, seenWords, troubleOf } from '../report/unsoundLines.ts';
import { counted, inQuotes } from '../text.ts';
import type { Looking } from './looking.ts';
import type { ShownHold, ShownSnapshot, ShownVolume } from './shown.ts';

/** Why nothing of a volume is deleted, what was seen, and the commands for it; nothing where no proof holds it. */
export function holdLines(volume: ShownVolume, region: string, { zone, prefix }: Looking): string[] {
  const { hold } = volume;
  if (hold === undefined) return [];
  const { snapshotId, verdict, since, newerGood } = hold;
  const newer = newerGood === 0 ? '' : `; ${counted(newerGood, 'newer one is', 'newer ones are')} sound`;
  return [
    `  HELD by ${snapshotId}, ${verdict.toUpperCase()} since ${timeText(since, zone)}: ${seenWords(hold)}${newer}`,
    `  Before: ${beforeWords(hold, zone)}`,
    '  No run deletes a snapshot of this volume until three newer ones are sound or you accept what is there.',
    '  What it can be, and what to do: docs/proof.md, "What to do on a bad verdict"',
    ...remedies(volume, hold).map(([why, ...words]) => `  ${why}: ${commandText(words, { region, prefix })}`),
  ];
}

function beforeWords({ good }: ShownHold, zone: Zone): string {
  if (good === undefined) return 'no older snapshot is known to be good';
  return `${kindsWords(good.kinds)}, in ${good.snapshotId} of ${timeText(good.taken, zone)}`;
}

/** For what, and the words of the command. An acceptance is no remedy for a key, or for what AWS stored wrongly. */
function remedies(
  { snapshots }: ShownVolume,
  hold: ShownHold,
): (readonly [why: string, ...words: string[]])[] {
  const { snapshotId, good } = hold;
  const held = snapshots.findIndex((one) => one.snapshotId === snapshotId);
  const older = held === -1 ? [] : snapshots.slice(held + 1);
  const unproved = older.find(isNeverProved)?.snapshotId;
  return [
    ...(good === undefined
      ? []
      : [['To restore the good one beside it', 'restore', good.snapshotId] as const]),
    ...(good !== undefined || unproved === undefined
      ? []
      : [['To prove an older one', 'prove', unproved] as const]),
    troubleOf(hold) === 'key' || isChecksum(hold)
      ? ['To look at it again', 'prove', snapshotId]
      : ['If it is meant to be so', 'prove', '--accept', snapshotId],
  ];
}

/** How long AWS took to make a volume of a snapshot of it. */
export function measuredLines({ restoreTime }: ShownVolume, { zone }: Looking): string[] {
  if (restoreTime === undefined) return [];
  const { seconds, at, snapshotId, sizeGiB } = restoreTime;
  return [
    `  Measured: AWS made a volume of ${sizeGiB} GiB in ${seconds} s (${snapshotId}, ${timeText(at, zone)})`,
  ];
}

/** What a proof saw in a snapshot. Nothing is said where no snapshot of its volume has a record. */
export function proofLines(one: ShownSnapshot, { proof: known }: ShownVolume, zone: Zone): string[] {
  const { proof, unreadProof } = one;
  if (proof !== undefined) return [`        proof: ${proofWords(proof, zone)}`];
  if (unreadProof !== undefined)
    return [`        proof: a record that cannot be read, ${inQuotes(unreadProof)}`];
  return known !== undefined && isNeverProved(one) ? ['        never proved'] : [];
}

/** What is pending or failed cannot be proved. */
function isNeverProved({ proof, state }: ShownSnapshot): boolean {
  return proof === undefined && state === 'completed';
}

/** `sound on 2026-11-28 02:10: "gpt ext4"` */
function proofWords({ verdict, kinds, at, volume }: SeenProof, zone: Zone): string {
  const word = isBad(verdict) ? verdict.toUpperCase() : verdict;
  const seen = kinds === '' ? '' : `: ${inQuotes(kinds)}`;
  const made = volume === undefined ? '' : `; AWS made a volume of it in ${volume.seconds} s`;
  return `${word} on ${clockText(new Date(at), zone)}${seen}${made}`;
}

function timeText(at: string, zone: Zone): string {
  return `${clockText(new Date(at), zone)} ${zone.name}`;
}
