import type { Clock } from '../../clock.ts';
import { grouped } from '../../core/grouped.ts';
import { neverReached } from '../../core/neverReached.ts';
import type { CreateOutcome, CreateStep, ReplicaOutcome } from '../../core/outcome.ts';
import type { CopyOne, CopySome } from '../../core/plan/creation.ts';
import type { DeleteOne, NextCopy, ReplicaPlan } from '../../core/plan/plan.ts';
import { type CopyCall, copyCall } from '../../core/replicas/copyCall.ts';
import type { Tags } from '../../core/snapshot.ts';
import { said, type Place, placeText } from '../../core/text.ts';
import type { Watch } from '../carryOut.ts';
import { deleteSurely } from '../deleteSurely.ts';
import { untilFull } from '../fullness.ts';
import { wakingClock } from '../interruption.ts';
import { inTurn } from '../inTurn.ts';
import { openPacer, type Pacer } from '../pacer.ts';
import { isAboutTags } from '../refusals.ts';
import type { Refused } from '../writer.ts';
import type { Copier } from './copier.ts';
import { type Locker, openLocker } from './locker.ts';

/**
 * Carries out the plan of one place: for each volume the copies before the deletions. A copy that is to be locked is locked at
 * once.
 *
 * Where AWS refuses a copy, or its snapshot is gone, the next of those that wait takes its room. So never more begin than were
 * planned, and no more are tried than `next` has. A copy whose answer is not clear counts as begun.
 *
 * A volume of which not even one copy began loses nothing here. After an answer that says that AWS makes no more copies at one
 * time, none is begun any more; the next run begins what is missing.
 *
 * Never throws: what goes wrong is an outcome.
 */
export async function carryOutReplicas(
  { creates, deletes, next, locks }: Pick<ReplicaPlan, 'creates' | 'deletes' | 'next' | 'locks'>,
  copier: Copier,
  prefix: string,
  { clock: given, stopAt, watch: { interruption, onOutcome } = {} }: Doing,
): Promise<ReplicaOutcome[]> {
  const clock = interruption === undefined ? given : wakingClock(given, interruption);
  const pacers = {
    copy: openPacer(clock, stopAt, interruption),
    delete: openPacer(clock, stopAt, interruption),
    lock: openPacer(clock, stopAt, interruption),
  };
  const sources = openSources(
    [...creates.flatMap(({ copies }) => copies), ...next.map(({ copy }) => copy)],
    copier,
  );
  const ifNotFull = untilFull(saysTooMany);
  const locker = openLocker(copier, pacers.lock, clock, stopAt);
  const copying: Copying = {
    copier,
    prefix,
    pacer: pacers.copy,
    sources,
    ifNotFull,
    locker,
    next: [...next],
  };
  const steps = inTurn<CopySome, DeleteOne>(
    { creates, deletes },
    {
      create: async (some) => copySome(some, copying),
      remove: (one) => deleteSurely(one, () => pacers.delete(() => copier['delete one'](one))),
      isFirst: ({ cause }) => cause === 'failed',
      withoutNew: 'no copy of its volume began in this run',
      onOutcome,
    },
  );
  const [outcomes] = await Promise.all([steps.ended, locker.lockAll(locks)]);
  return [...outcomes, ...locker.outcomes];
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
  /** Those that wait and were not tried yet. */
  readonly next: NextCopy[];
  readonly locker: Locker;
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
function openSources(copies: readonly CopyOne[], copier: Copier): Sources {
  const ids = grouped(copies, placeText);
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
  return (await Promise.all(copies.map(async (one) => copyOne(one, volumeId, copying)))).flat();
}

/** Copies the next of those that wait, in place of one that did not begin. One that is not even sent still waits. */
async function copyNext(copying: Copying): Promise<CreateOutcome[]> {
  const next = copying.next.shift();
  if (next === undefined) return [];
  const ended = await copyOne(next.copy, next.volumeId, copying);
  return ended.filter(({ status }) => status !== 'skipped');
}

async function copyOne(one: CopyOne, volumeId: string, copying: Copying): Promise<CreateOutcome[]> {
  const step = { kind: 'create', volumeId, copyOf: one.snapshotId } as const;
  const read = await copying.sources(one);
  if (read.kind === 'unread') {
    const because = `${placeText(one)} could not be read again: ${read.because}`;
    return [{ ...step, status: 'skipped', because }];
  }
  const tags = read.tags.get(one.snapshotId);
  if (tags === undefined) {
    const because = `${one.snapshotId} in ${placeText(one)} can no longer be copied`;
    return [{ ...step, status: 'gone', because }, ...(await copyNext(copying))];
  }
  const unshared = one.account === undefined ? [] : await shared(step, one, copying);
  if (unshared.length > 0) return unshared;
  const ended = await sent(step, copyCall(one, { volumeId, tags }, copying.prefix), copying);
  const [made, ...others] = ended;
  return made === undefined ? ended : [await copying.locker.lockNew(made, one.lock), ...others];
}

/** Shares a snapshot with the account of the copies; nothing where that went well. */
async function shared(step: CreateStep, one: CopyOne, copying: Copying): Promise<CreateOutcome[]> {
  const reply = await copying.pacer(async () => copying.copier.share(one));
  switch (reply.kind) {
    case 'done':
      return [];
    case 'refused':
    case 'unclear': {
      const remedy = /encrypted/i.test(reply.message) ? UNDER_AWS_KEY : '';
      const message = `it could not be shared with this account: ${reply.message}${remedy}`;
      return [{ ...step, status: 'failed', code: reply.code, message }, ...(await copyNext(copying))];
    }
    case 'not sent':
      return [{ ...step, status: 'skipped', because: reply.because }];
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
): Promise<CreateOutcome[]> {
  const { copier, pacer, ifNotFull } = copying;
  const reply = await pacer(() => ifNotFull(() => copier.copy(call)));
  switch (reply.kind) {
    case 'done': {
      const done = { ...step, status: 'done', snapshotId: reply.value } as const;
      return [tagsRefused === undefined ? done : { ...done, tagsRefused }];
    }
    case 'refused': {
      const [tags, ...withFewer] = call.withFewer;
      const because = `${reply.code}: ${said(reply.message)}`;
      if (tags !== undefined && isAboutTags(reply)) {
        return sent(step, { ...call, tags, withFewer }, copying, because);
      }
      if (saysTooMany(reply)) return [{ ...step, status: 'skipped', because }];
      const { code, message } = reply;
      return [{ ...step, status: 'failed', code, message }, ...(await copyNext(copying))];
    }
    case 'unclear':
      return [
        {
          ...step,
          status: 'failed',
          code: reply.code,
          message: `${reply.message} (no clear answer: the copy may have begun, so it is not sent again in this run, and the next one looks)`,
        },
      ];
    case 'region is full':
    case 'not sent':
      return [{ ...step, status: 'skipped', because: reply.because }];
    default:
      return neverReached(reply);
  }
}
