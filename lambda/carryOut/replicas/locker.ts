import type { Clock } from '../../clock.ts';
import { neverReached } from '../../core/neverReached.ts';
import type { CreateOutcome, LockOutcome } from '../../core/outcome.ts';
import type { LockOne } from '../../core/plan/plan.ts';
import type { NotSent, Pacer } from '../pacer.ts';
import { patiently } from '../patiently.ts';
import type { Refused, Reply } from '../writer.ts';
import type { Copier } from './copier.ts';

/** Locks replicas. What became of each lock is in `outcomes`. */
export interface Locker {
  /** Locks a replica as soon as its copy has begun. It changes nothing of what became of the copy. */
  readonly lockNew: (made: CreateOutcome, days: number | undefined) => Promise<CreateOutcome>;
  /** Locks replicas of earlier runs. */
  readonly lockAll: (ones: readonly LockOne[]) => Promise<void>;
  readonly outcomes: readonly LockOutcome[];
}

/** AWS can need some seconds until it finds by its id what it has just made, in milliseconds. */
const UNTIL_FOUND = 60_000;

/**
 * A lock that AWS refuses is an outcome: the replica stays, and the next run tries again. A second call for the same days does
 * no harm, so one without a clear answer is sent again.
 */
export function openLocker(copier: Pick<Copier, 'lock'>, pacer: Pacer, clock: Clock, stopAt: Date): Locker {
  const outcomes: LockOutcome[] = [];
  const send = (one: LockOne) => pacer(() => copier.lock(one));

  async function lock(one: LockOne, patience: number): Promise<void> {
    const until = new Date(Math.min(stopAt.getTime(), clock.now().getTime() + patience));
    const ask = () => patiently(() => send(one), { clock, stopAt: until, isAboutTime: isNotFound });
    const first = await ask();
    outcomes.push(outcomeOf(one, first.kind === 'unclear' ? await ask() : first));
  }

  return {
    outcomes,
    async lockNew(made, days) {
      if (made.status === 'done' && days !== undefined) {
        const { volumeId, snapshotId } = made;
        await lock({ volumeId, snapshotId, days }, UNTIL_FOUND);
      }
      return made;
    },
    async lockAll(ones) {
      await Promise.all(ones.map(async (one) => lock(one, 0)));
    },
  };
}

function isNotFound({ code }: Refused): boolean {
  return code === 'InvalidSnapshot.NotFound';
}

function outcomeOf(
  { volumeId, snapshotId }: LockOne,
  reply: Exclude<Reply<void>, { readonly kind: 'throttled' }> | NotSent,
): LockOutcome {
  const step = { kind: 'lock', volumeId, snapshotId } as const;
  switch (reply.kind) {
    case 'done':
      return { ...step, status: 'done' };
    case 'refused':
      return isNotFound(reply)
        ? { ...step, status: 'gone' }
        : { ...step, status: 'failed', code: reply.code, message: reply.message };
    case 'unclear':
      return { ...step, status: 'failed', code: reply.code, message: reply.message };
    case 'not sent':
      return { ...step, status: 'skipped', because: reply.because };
    default:
      return neverReached(reply);
  }
}
