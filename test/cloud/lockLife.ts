import { DAY, HOUR } from './clock.ts';
import type { Lock, Snapshot } from './records.ts';

export function newLock({ state }: Snapshot, now: Date, wish: Partial<Lock> = {}): Lock {
  return {
    state: 'governance',
    days: wish.until === undefined ? 36_500 : undefined,
    until: undefined,
    lockedAt: now,
    fromCompletion: state === 'pending',
    coolOff: undefined,
    ...wish,
  };
}

/**
 * What a snapshot's lock is by now; undefined without one. It ends by itself, and so does its cooling-off period. The
 * lock of a snapshot that fails is canceled.
 * https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-lock-considerations.html
 */
export function lockStateOf(snapshot: Snapshot, now: Date): Lock['state'] | undefined {
  const { lock } = snapshot;
  if (lock === undefined || snapshot.state === 'error') return undefined;
  const end = lockEndOf(snapshot);
  if (end !== undefined && end <= now) return 'expired';
  const cooled = coolOffEndOf(lock);
  return lock.state === 'compliance-cooloff' && cooled !== undefined && cooled <= now
    ? 'compliance'
    : lock.state;
}

/** When its days begin; undefined while that is unknown. */
export function lockStartOf({ lock, completedAt }: Snapshot): Date | undefined {
  return lock?.fromCompletion && lock.days !== undefined ? completedAt : lock?.lockedAt;
}

export function lockEndOf(snapshot: Snapshot): Date | undefined {
  const { lock } = snapshot;
  const start = lockStartOf(snapshot);
  if (lock?.until) return lock.until;
  return start && lock?.days !== undefined ? new Date(start.getTime() + lock.days * DAY) : undefined;
}

export function coolOffEndOf({ lockedAt, coolOff }: Lock): Date | undefined {
  return coolOff === undefined ? undefined : new Date(lockedAt.getTime() + coolOff * HOUR);
}
