import type { Clock } from '../clock.ts';
import { grouped } from '../core/grouped.ts';
import { neverReached } from '../core/neverReached.ts';
import type { Outcome } from '../core/outcome.ts';
import { volumesOf } from '../core/plan/creation.ts';
import type { DeleteOne, Plan } from '../core/plan/plan.ts';
import { openCreator } from './creator.ts';
import { type Interruption, wakingClock } from './interruption.ts';
import { type NotSent, openPacer, type Pacer } from './pacer.ts';
import type { DeleteReply, Writer } from './writer.ts';

/** Who waits for a plan that is carried out. */
export interface Watch {
  /** When it is asked for, no action is started any more. Those that were sent are waited for. */
  readonly interruption?: Interruption | undefined;
  /** Told of each outcome as soon as it is known. */
  readonly onOutcome?: ((outcome: Outcome) => void) | undefined;
}

/**
 * Carries out a plan: for each volume the create before the deletes. Volumes do not wait for each other.
 *
 * A volume whose create was not confirmed loses nothing, and of one that has vanished since the look nothing more
 * is said or deleted. The deletes of a volume end at the first that fails.
 * Never throws: what goes wrong is an outcome.
 */
export async function carryOut(
  plan: Pick<Plan, 'creates' | 'deletes'>,
  writer: Writer,
  given: Clock,
  stopAt: Date,
  { interruption, onOutcome }: Watch = {},
): Promise<Outcome[]> {
  const clock = interruption === undefined ? given : wakingClock(given, interruption);
  const pacer = () => openPacer(clock, stopAt, interruption);
  const told = (outcomes: readonly Outcome[]): readonly Outcome[] => {
    for (const outcome of outcomes) onOutcome?.(outcome);
    return outcomes;
  };
  const deleting = { writer, pacer: pacer(), told };
  const creating = openCreator({
    writer,
    pacers: { 'create one': pacer(), 'create set': pacer() },
    clock,
    stopAt,
  });

  // A failed snapshot counts against the limit of pending ones of its volume, so it is deleted first. It
  // restores nothing, so the new snapshot does not depend on that deletion.
  const failedOnes = byVolume(plan.deletes.filter(({ cause }) => cause === 'failed'));
  const cleaned = new Map(
    [...failedOnes].map(([volumeId, deletes]) => [volumeId, deleteInTurn(deletes, deleting)]),
  );
  const created = new Map(
    plan.creates.flatMap((request) => {
      const outcomes = Promise.all(volumesOf(request).map(async (id) => cleaned.get(id)))
        .then(() => creating(request))
        .then(told);
      return volumesOf(request).map((id) => [id, outcomes] as const);
    }),
  );
  const surplus = byVolume(plan.deletes.filter(({ cause }) => cause !== 'failed'));
  const pruned = [...surplus].map(async ([volumeId, deletes]) => {
    const own = (await created.get(volumeId))?.filter((one) => one.volumeId === volumeId);
    if (own?.some(({ status }) => status === 'gone')) return [];
    return own?.every(({ status }) => status !== 'done')
      ? told(skipped(deletes, 'its volume got no new snapshot in this run'))
      : deleteInTurn(deletes, deleting);
  });
  const steps = await Promise.all([...cleaned.values(), ...new Set(created.values()), ...pruned]);
  return steps.flat();
}

function byVolume(deletes: readonly DeleteOne[]): Map<string, DeleteOne[]> {
  return grouped(deletes, ({ volumeId }) => volumeId);
}

/** Deletes the snapshots of one volume one by one, up to the first that fails. */
async function deleteInTurn(deletes: readonly DeleteOne[], deleting: Deleting): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [index, one] of deletes.entries()) {
    const outcome = deleteOutcome(one, await deleteSurely(one, deleting));
    const isOver = outcome.status === 'failed';
    const left = isOver ? deletes.slice(index + 1) : [];
    const because = `${one.snapshotId} before it could not be deleted`;
    outcomes.push(...deleting.told([outcome, ...skipped(left, because)]));
    if (isOver) break;
  }
  return outcomes;
}

interface Deleting {
  readonly writer: Writer;
  readonly pacer: Pacer;
  readonly told: (outcomes: readonly Outcome[]) => readonly Outcome[];
}

const DELETE_ATTEMPTS = 3;

/** A second deletion does no harm, so the call is sent again after an unclear answer. */
async function deleteSurely(one: DeleteOne, { writer, pacer }: Deleting) {
  for (let attempt = 1; ; attempt += 1) {
    const reply = await pacer(() => writer['delete one'](one));
    if (reply.kind !== 'unclear' || attempt === DELETE_ATTEMPTS) return reply;
  }
}

function deleteOutcome(
  { snapshotId, volumeId }: DeleteOne,
  reply: Exclude<DeleteReply, { kind: 'throttled' }> | NotSent,
): Outcome {
  const step = { kind: 'delete', snapshotId, volumeId } as const;
  switch (reply.kind) {
    case 'done':
    case 'gone':
      return { ...step, status: reply.kind };
    case 'held':
      return { ...step, status: 'held', because: reply.because };
    case 'refused':
    case 'unclear':
      return { ...step, status: 'failed', code: reply.code, message: reply.message };
    case 'not sent':
      return { ...step, status: 'skipped', because: reply.because };
    default:
      return neverReached(reply);
  }
}

function skipped(deletes: readonly DeleteOne[], because: string): Outcome[] {
  return deletes.map(({ snapshotId, volumeId }) => ({
    kind: 'delete',
    status: 'skipped',
    snapshotId,
    volumeId,
    because,
  }));
}
