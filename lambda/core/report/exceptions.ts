import type { Managed } from '../plan/survey.ts';
import { type Saved, SNAPSHOTS } from '../policy/saved.ts';
import { lastRestorable } from '../snapshot.ts';
import { counted, inQuotes } from '../text.ts';
import { hoursPending, isSlow } from './condition.ts';
import { LONGEST_CAUSE } from './failedBecause.ts';
import type { VolumeLine } from './lines.ts';

/** What is not as it should be with a managed volume. */
export interface ExceptionLine extends VolumeLine {
  /** `waiting`: due and not taken; `missed`: a slot, and not by a failed snapshot; `failed`, `slow`: one of its snapshots. */
  readonly kind: ExceptionKind;
  readonly snapshotId?: string | undefined;
  /** What AWS says of a failed snapshot; absent where it says nothing. */
  readonly message?: string | undefined;
  /** When the newest snapshot that restores was taken; absent where there is none. */
  readonly lastSnapshot?: string | undefined;
}

export const EXCEPTION_KINDS = ['waiting', 'missed', 'failed', 'slow'] as const;

export type ExceptionKind = (typeof EXCEPTION_KINDS)[number];

export function exceptionLines(
  { volume, due, waits, snapshots }: Managed,
  now: Date,
  { one: noun }: Saved = SNAPSHOTS,
): ExceptionLine[] {
  // Of an instance one image is made at a time, so an image that takes long is the reason of each missed slot.
  const isInTheWay = noun === 'image' && waits !== undefined;
  const exceptions: Omit<ExceptionLine, 'volumeId' | 'lastSnapshot'>[] = [
    ...(waits === undefined ? [] : [{ kind: 'waiting' as const, because: `due, but ${waits}` }]),
    ...(due.missed > 0 && !snapshots.some(({ state }) => state === 'error') && !isInTheWay
      ? [{ kind: 'missed' as const, because: `missed ${counted(due.missed, 'slot')} before this run` }]
      : []),
    ...snapshots
      .filter(({ state }) => state === 'error')
      .map(({ id, failure: message }) => ({
        kind: 'failed' as const,
        snapshotId: id,
        message,
        because: `its ${noun} ${id} failed in AWS${message === undefined ? '' : `: ${inQuotes(message, LONGEST_CAUSE)}`}`,
      })),
    ...snapshots
      .filter((one) => isSlow(one, now))
      .map((one) => ({
        kind: 'slow' as const,
        snapshotId: one.id,
        because: `its ${noun} ${one.id} has been pending for ${hoursPending(one, now)} hours`,
      })),
  ];
  if (exceptions.length === 0) return [];
  const lastSnapshot = lastRestorable(snapshots);
  return exceptions.map((one) => ({ volumeId: volume.id, ...one, lastSnapshot }));
}
