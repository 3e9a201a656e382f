import { grouped } from '../core/grouped.ts';
import type { CreateOutcome, DeleteOutcome, Outcome } from '../core/outcome.ts';
import { volumesOf } from '../core/plan/creation.ts';
import type { AnyPlan, Deletion, Plan } from '../core/plan/plan.ts';

type Creation = AnyPlan['creates'][number];

/** How the steps of one plan are sent. */
export interface Hands<Create extends Creation, Delete extends Deletion> {
  readonly create: (request: Create) => Promise<CreateOutcome[]>;
  readonly remove: (one: Delete) => Promise<DeleteOutcome>;
  /** What is made waits for this, too. */
  readonly after?: Promise<unknown> | undefined;
  /** Whether it is deleted before anything new is made, because it has failed. */
  readonly isFirst: (one: Delete) => boolean;
  /** Why nothing is deleted of what should have got something new and did not. */
  readonly withoutNew: string;
  /** Told of each outcome as soon as it is known. */
  readonly onOutcome?: ((outcome: Outcome) => void) | undefined;
}

/** A plan that is being carried out. */
export interface UnderWay {
  /** Settles when the last create has ended. */
  readonly created: Promise<unknown>;
  readonly ended: Promise<Outcome[]>;
}

/**
 * Carries out a plan: for each volume (or server) the create before the deletes. Volumes do not wait for each other.
 *
 * A volume whose create was not confirmed loses nothing, and of one that has vanished since the look nothing more
 * is said or deleted. The deletes of a volume end at the first that fails.
 */
export function inTurn<Create extends Creation, Delete extends Deletion>(
  { creates, deletes }: Pick<Plan<Create, Delete>, 'creates' | 'deletes'>,
  { create, remove, after, isFirst, withoutNew, onOutcome }: Hands<Create, Delete>,
): UnderWay {
  const told = (outcomes: readonly Outcome[]): readonly Outcome[] => {
    for (const outcome of outcomes) onOutcome?.(outcome);
    return outcomes;
  };

  /** Deletes those of one volume one by one, up to the first that fails. */
  async function deleteInTurn(ones: readonly Delete[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const [index, one] of ones.entries()) {
      const outcome = await remove(one);
      const isOver = outcome.status === 'failed';
      const left = isOver ? ones.slice(index + 1) : [];
      const because = `${one.snapshotId} before it could not be deleted`;
      outcomes.push(...told([outcome, ...skipped(left, because)]));
      if (isOver) break;
    }
    return outcomes;
  }

  // What has failed counts against the limit of pending snapshots of its volume, so it is deleted first. It
  // restores nothing, so what is new does not depend on that deletion.
  const failedOnes = byVolume(deletes.filter(isFirst));
  const cleaned = new Map([...failedOnes].map(([volumeId, ones]) => [volumeId, deleteInTurn(ones)]));
  const created = new Map(
    creates.flatMap((request) => {
      const outcomes = Promise.all([after, ...volumesOf(request).map((id) => cleaned.get(id))])
        .then(() => create(request))
        .then(told);
      return volumesOf(request).map((id) => [id, outcomes] as const);
    }),
  );
  const surplus = byVolume(deletes.filter((one) => !isFirst(one)));
  const pruned = [...surplus].map(async ([volumeId, ones]) => {
    const own = (await created.get(volumeId))?.filter((one) => one.volumeId === volumeId);
    if (own?.some(({ status }) => status === 'gone')) return [];
    return own?.every(({ status }) => status !== 'done')
      ? told(skipped(ones, withoutNew))
      : deleteInTurn(ones);
  });
  const creating = [...new Set(created.values())];
  return {
    created: Promise.allSettled(creating),
    ended: Promise.all([...cleaned.values(), ...creating, ...pruned]).then((steps) => steps.flat()),
  };
}

function byVolume<Delete extends Deletion>(deletes: readonly Delete[]): Map<string, Delete[]> {
  return grouped(deletes, ({ volumeId }) => volumeId);
}

function skipped(deletes: readonly Deletion[], because: string): Outcome[] {
  return deletes.map(({ snapshotId, volumeId }) => ({
    kind: 'delete',
    status: 'skipped',
    snapshotId,
    volumeId,
    because,
  }));
}
