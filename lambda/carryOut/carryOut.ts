import type { Clock } from '../clock.ts';
import { type CreateOne, type CreateSet, volumesOf } from '../core/plan/creation.ts';
import { grouped } from '../core/grouped.ts';
import { neverReached } from '../core/neverReached.ts';
import { type NotDone, OUT_OF_TIME, type Outcome } from '../core/outcome.ts';
import type { DeleteOne, Plan } from '../core/plan/plan.ts';
import { openPacer, type Pacer } from './pacer.ts';
import type { DeleteReply, Reply, Writer } from './writer.ts';
import { said } from '../core/text.ts';

/**
 * Carries out a plan: for each volume the create before the deletes. Volumes do not wait for each other.
 *
 * A volume whose create was not confirmed loses nothing. The deletes of a volume end at the first that fails.
 * Never throws: what goes wrong is an outcome.
 */
export async function carryOut(
  plan: Pick<Plan, 'creates' | 'deletes'>,
  writer: Writer,
  clock: Clock,
  stopAt: Date,
): Promise<Outcome[]> {
  const deleting = openPacer(clock, stopAt);
  const creating = openCreator(writer, {
    'create one': openPacer(clock, stopAt),
    'create set': openPacer(clock, stopAt),
  });

  // A failed snapshot counts against the limit of pending ones of its volume, so it is deleted first. It
  // restores nothing, so the new snapshot does not depend on that deletion.
  const failedOnes = byVolume(plan.deletes.filter(({ cause }) => cause === 'failed'));
  const cleaned = new Map(
    [...failedOnes].map(([volumeId, deletes]) => [volumeId, deleteInTurn(deletes, writer, deleting)]),
  );
  const created = new Map(
    plan.creates.flatMap((request) => {
      const outcomes = Promise.all(volumesOf(request).map(async (id) => cleaned.get(id))).then(() =>
        creating(request),
      );
      return volumesOf(request).map((id) => [id, outcomes] as const);
    }),
  );
  const surplus = byVolume(plan.deletes.filter(({ cause }) => cause !== 'failed'));
  const pruned = [...surplus].map(async ([volumeId, deletes]) => {
    const outcomes = await created.get(volumeId);
    const isDue = outcomes !== undefined;
    return isDue && !outcomes.some((one) => one.volumeId === volumeId && one.status === 'done')
      ? skipped(deletes, 'its volume got no new copy in this run')
      : deleteInTurn(deletes, writer, deleting);
  });
  const steps = await Promise.all([...cleaned.values(), ...new Set(created.values()), ...pruned]);
  return steps.flat();
}

function byVolume(deletes: readonly DeleteOne[]): Map<string, DeleteOne[]> {
  return grouped(deletes, ({ volumeId }) => volumeId);
}

/** AWS takes no more snapshots in this region for now, whatever the volume. */
const REGION_IS_FULL = new Set(['PendingSnapshotLimitExceeded', 'SnapshotLimitExceeded']);

/** A snapshot of the volume was started less than 15 seconds ago, mostly by a run at the same time. */
const SOMEBODY_ELSE_JUST_DID = 'SnapshotCreationPerVolumeRateExceeded';

function saysRegionIsFull<T>(reply: Reply<T>): reply is Extract<Reply<T>, { kind: 'refused' }> {
  return reply.kind === 'refused' && REGION_IS_FULL.has(reply.code);
}

type Creator = (request: CreateOne | CreateSet) => Promise<Outcome[]>;

/**
 * Creates snapshots and gives an outcome for each volume.
 *
 * A set that AWS refuses is taken one by one. After an unclear answer nothing more is sent, because a second
 * request could make a second snapshot.
 */
function openCreator(
  writer: Writer,
  pacers: Readonly<Record<CreateOne['kind'] | CreateSet['kind'], Pacer>>,
): Creator {
  let fullBecause: string | undefined;
  return async function create(request): Promise<Outcome[]> {
    const volumeIds = volumesOf(request);
    const reply = await pacers[request.kind](async () => {
      if (fullBecause !== undefined) return { kind: 'region is full' as const, because: fullBecause };
      const made =
        request.kind === 'create one'
          ? await writer['create one'](request)
          : await writer['create set'](request);
      if (saysRegionIsFull(made)) fullBecause = `${made.code}: ${said(made.message)}`;
      return made;
    });
    switch (reply.kind) {
      case 'done':
        return confirmed(volumeIds, reply.value);
      case 'refused':
        if (request.kind === 'create set' && !saysRegionIsFull(reply)) {
          return (await Promise.all(request.oneByOne.map(create))).flat();
        }
        return notCreated(
          volumeIds,
          reply.code === SOMEBODY_ELSE_JUST_DID
            ? { status: 'skipped', because: `${reply.code}: ${said(reply.message)}` }
            : { status: 'failed', code: reply.code, message: reply.message },
        );
      case 'unclear':
        return notCreated(volumeIds, {
          status: 'failed',
          code: reply.code,
          message: `${reply.message} (no clear answer: it may have happened, so nothing more is sent in this run and the next one looks)`,
        });
      case 'region is full':
        return notCreated(volumeIds, { status: 'skipped', because: reply.because });
      case 'out of time':
        return notCreated(volumeIds, { status: 'skipped', because: OUT_OF_TIME });
      default:
        return neverReached(reply);
    }
  };
}

function confirmed(
  wanted: readonly string[],
  made: readonly { readonly volumeId: string; readonly snapshotId: string }[],
): Outcome[] {
  const named = new Set(made.map(({ volumeId }) => volumeId));
  return [
    ...made.map(
      ({ volumeId, snapshotId }): Outcome => ({ kind: 'create', status: 'done', volumeId, snapshotId }),
    ),
    ...notCreated(
      wanted.filter((id) => !named.has(id)),
      {
        status: 'failed',
        code: 'NoSnapshotInAnswer',
        message: 'AWS took the call but its answer names no snapshot of this volume; the next run looks',
      },
    ),
  ];
}

function notCreated(volumeIds: readonly string[], why: NotDone): Outcome[] {
  return volumeIds.map((volumeId) => ({ kind: 'create', volumeId, ...why }));
}

/** Deletes the snapshots of one volume one by one, up to the first that fails. */
async function deleteInTurn(deletes: readonly DeleteOne[], writer: Writer, pacer: Pacer): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [index, one] of deletes.entries()) {
    const outcome = deleteOutcome(one, await deleteSurely(one, writer, pacer));
    outcomes.push(outcome);
    if (outcome.status === 'failed') {
      return [
        ...outcomes,
        ...skipped(deletes.slice(index + 1), `${one.snapshotId} before it could not be deleted`),
      ];
    }
  }
  return outcomes;
}

const DELETE_ATTEMPTS = 3;

/** A second deletion does no harm, so the call is sent again after an unclear answer. */
async function deleteSurely(one: DeleteOne, writer: Writer, pacer: Pacer) {
  for (let attempt = 1; ; attempt += 1) {
    const reply = await pacer(() => writer['delete one'](one));
    if (reply.kind !== 'unclear' || attempt === DELETE_ATTEMPTS) return reply;
  }
}

function deleteOutcome(
  { snapshotId, volumeId }: DeleteOne,
  reply: Exclude<DeleteReply, { kind: 'throttled' }> | { readonly kind: 'out of time' },
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
    case 'out of time':
      return { ...step, status: 'skipped', because: OUT_OF_TIME };
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
