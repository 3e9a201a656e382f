import type { Clock } from '../../clock.ts';
import { grouped } from '../../core/grouped.ts';
import { neverReached } from '../../core/neverReached.ts';
import type { CreateOutcome, CreateStep, Outcome } from '../../core/outcome.ts';
import { type Place, placeText } from '../../core/grammar/replicate.ts';
import type { CopyOne, CopySome } from '../../core/plan/creation.ts';
import type { DeleteOne, ReplicaPlan } from '../../core/plan/plan.ts';
import { type CopyCall, copyCall } from '../../core/replicas/copyCall.ts';
import type { Tags } from '../../core/snapshot.ts';
import { said } from '../../core/text.ts';
import type { Watch } from '../carryOut.ts';
import { deleteSurely } from '../deleteSurely.ts';
import { untilFull } from '../fullness.ts';
import { wakingClock } from '../interruption.ts';
import { inTurn } from '../inTurn.ts';
import { openPacer, type Pacer } from '../pacer.ts';
import { isAboutTags } from '../refusals.ts';
import type { Refused } from '../writer.ts';
import type { Copier } from './copier.ts';

/**
 * Carries out the plan of one place: for each volume the copies before the deletions.
 *
 * A volume of which not even one copy began loses nothing here. After an answer that says that AWS makes no more copies at one
 * time, none is begun any more; the next run begins what is missing.
 *
 * Never throws: what goes wrong is an outcome.
 */
export async function carryOutReplicas(
  { creates, deletes }: Pick<ReplicaPlan, 'creates' | 'deletes'>,
  copier: Copier,
  prefix: string,
  { clock: given, stopAt, watch: { interruption, onOutcome } = {} }: Doing,
): Promise<Outcome[]> {
  const clock = interruption === undefined ? given : wakingClock(given, interruption);
  const pacers = {
    copy: openPacer(clock, stopAt, interruption),
    delete: openPacer(clock, stopAt, interruption),
  };
  const sources = openSources(creates, copier);
  const ifNotFull = untilFull(saysTooMany);
  const copying: Copying = { copier, prefix, pacer: pacers.copy, sources, ifNotFull };
  return inTurn<CopySome, DeleteOne>(
    { creates, deletes },
    {
      create: async (some) => copySome(some, copying),
      remove: (one) => deleteSurely(one, () => pacers.delete(() => copier['delete one'](one))),
      isFirst: ({ cause }) => cause === 'failed',
      withoutNew: 'no copy of its volume began in this run',
      onOutcome,
    },
  ).ended;
}

/** When calls are sent, and who waits for them. */
export interface Doing {
  readonly clock: Clock;
  /** No call is sent after this. */
  readonly stopAt: Date;
  readonly watch?: Watch | undefined;
}

interface Copying {
  readonly copier: Copier;
  readonly prefix: string;
  readonly pacer: Pacer;
  readonly sources: Sources;
  readonly ifNotFull: ReturnType<typeof untilFull>;
}

/** AWS makes 20 copies for a region at one time. https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html */
function saysTooMany({ code }: Refused): boolean {
  return code === 'ResourceLimitExceeded' || code === 'SnapshotLimitExceeded';
}

/** The tags of the snapshots of a region, or why they could not be read. */
type Sources = (place: Place) => Promise<Read>;

type Read =
  | { readonly kind: 'read'; readonly tags: ReadonlyMap<string, Tags> }
  | { readonly kind: 'unread'; readonly because: string };

/** Reads all snapshots of a region that are copied in one go, when the first of them is copied. */
function openSources(creates: readonly CopySome[], copier: Copier): Sources {
  const ids = grouped(
    creates.flatMap(({ copies }) => copies),
    placeText,
  );
  const reads = new Map<string, Promise<Read>>();
  return (place) => {
    const key = placeText(place);
    const wanted = (ids.get(key) ?? []).map(({ snapshotId }) => snapshotId);
    const read = reads.get(key) ?? readFrom(copier, place, wanted);
    reads.set(key, read);
    return read;
  };
}

async function readFrom(copier: Copier, place: Place, ids: readonly string[]): Promise<Read> {
  try {
    return { kind: 'read', tags: await copier.sources(place, ids) };
  } catch (error) {
    return { kind: 'unread', because: error instanceof Error ? error.message : String(error) };
  }
}

async function copySome({ volumeId, copies }: CopySome, copying: Copying): Promise<CreateOutcome[]> {
  return Promise.all(copies.map(async (one) => copyOne(one, volumeId, copying)));
}

async function copyOne(one: CopyOne, volumeId: string, copying: Copying): Promise<CreateOutcome> {
  const step = { kind: 'create', volumeId, copyOf: one.snapshotId } as const;
  const read = await copying.sources(one);
  if (read.kind === 'unread') {
    return {
      ...step,
      status: 'skipped',
      because: `${placeText(one)} could not be read again: ${read.because}`,
    };
  }
  const tags = read.tags.get(one.snapshotId);
  if (tags === undefined) {
    return {
      ...step,
      status: 'gone',
      because: `${one.snapshotId} in ${placeText(one)} can no longer be copied`,
    };
  }
  const unshared = one.account === undefined ? undefined : await shared(step, one, copying);
  if (unshared !== undefined) return unshared;
  return sent(step, copyCall(one, { volumeId, tags }, copying.prefix), copying);
}

/** Undefined where the snapshot is shared now. */
async function shared(
  step: CreateStep,
  one: CopyOne,
  { copier, pacer }: Copying,
): Promise<CreateOutcome | undefined> {
  const reply = await pacer(async () => copier.share(one));
  switch (reply.kind) {
    case 'done':
      return undefined;
    case 'refused':
    case 'unclear': {
      const message = `it could not be shared with this account: ${reply.message}${/encrypted/i.test(reply.message) ? UNDER_AWS_KEY : ''}`;
      return { ...step, status: 'failed', code: reply.code, message };
    }
    case 'not sent':
      return { ...step, status: 'skipped', because: reply.because };
    default:
      return neverReached(reply);
  }
}

/** https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html#share-kms-key */
const UNDER_AWS_KEY =
  '. A snapshot under the key aws/ebs can never be shared: move the volume to a key of your own, which the account of the replicas may use. Its snapshots stay, and its new ones are copied then';

async function sent(
  step: CreateStep,
  call: CopyCall,
  copying: Copying,
  tagsRefused?: string,
): Promise<CreateOutcome> {
  const { copier, pacer, ifNotFull } = copying;
  const reply = await pacer(() => ifNotFull(() => copier.copy(call)));
  switch (reply.kind) {
    case 'done': {
      const done = { ...step, status: 'done', snapshotId: reply.value } as const;
      return tagsRefused === undefined ? done : { ...done, tagsRefused };
    }
    case 'refused': {
      const [tags, ...withFewer] = call.withFewer;
      const because = `${reply.code}: ${said(reply.message)}`;
      if (tags !== undefined && isAboutTags(reply)) {
        return sent(step, { ...call, tags, withFewer }, copying, because);
      }
      return saysTooMany(reply)
        ? { ...step, status: 'skipped', because }
        : { ...step, status: 'failed', code: reply.code, message: reply.message };
    }
    case 'unclear':
      return {
        ...step,
        status: 'failed',
        code: reply.code,
        message: `${reply.message} (no clear answer: the copy may have begun, so it is not sent again in this run, and the next one looks)`,
      };
    case 'region is full':
    case 'not sent':
      return { ...step, status: 'skipped', because: reply.because };
    default:
      return neverReached(reply);
  }
}
