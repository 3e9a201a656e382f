import type { Clock } from '../../clock.ts';
import { grouped } from '../../core/grouped.ts';
import { neverReached } from '../../core/neverReached.ts';
import type { CreateOutcome, CreateStep, Outcome } from '../../core/outcome.ts';
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
  {
    clock: given,
    stopAt,
    watch: { interruption, onOutcome } = {},
  }: {
    readonly clock: Clock;
    readonly stopAt: Date;
    readonly watch?: Watch;
  },
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
type Sources = (region: string) => Promise<Read>;

type Read =
  | { readonly kind: 'read'; readonly tags: ReadonlyMap<string, Tags> }
  | { readonly kind: 'unread'; readonly because: string };

/** Reads all snapshots of a region that are copied in one go, when the first of them is copied. */
function openSources(creates: readonly CopySome[], copier: Copier): Sources {
  const ids = grouped(
    creates.flatMap(({ copies }) => copies),
    ({ region }) => region,
  );
  const reads = new Map<string, Promise<Read>>();
  return (region) => {
    const wanted = (ids.get(region) ?? []).map(({ snapshotId }) => snapshotId);
    const read = reads.get(region) ?? readFrom(copier, region, wanted);
    reads.set(region, read);
    return read;
  };
}

async function readFrom(copier: Copier, region: string, ids: readonly string[]): Promise<Read> {
  try {
    return { kind: 'read', tags: await copier.sources(region, ids) };
  } catch (error) {
    return { kind: 'unread', because: error instanceof Error ? error.message : String(error) };
  }
}

async function copySome({ volumeId, copies }: CopySome, copying: Copying): Promise<CreateOutcome[]> {
  return Promise.all(copies.map(async (one) => copyOne(one, volumeId, copying)));
}

async function copyOne(one: CopyOne, volumeId: string, copying: Copying): Promise<CreateOutcome> {
  const step = { kind: 'create', volumeId, copyOf: one.snapshotId } as const;
  const read = await copying.sources(one.region);
  if (read.kind === 'unread') {
    return { ...step, status: 'skipped', because: `${one.region} could not be read again: ${read.because}` };
  }
  const tags = read.tags.get(one.snapshotId);
  if (tags === undefined) {
    return { ...step, status: 'gone', because: `${one.snapshotId} in ${one.region} can no longer be copied` };
  }
  return sent(step, copyCall(one, { volumeId, tags }, copying.prefix), copying);
}

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
