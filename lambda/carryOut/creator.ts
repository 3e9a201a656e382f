import type { Clock } from '../clock.ts';
import { keysOf, MARK } from '../core/keys.ts';
import { neverReached } from '../core/neverReached.ts';
import type { CreateOutcome, NotCreated } from '../core/outcome.ts';
import { type CreateOne, type CreateSet, volumesOf } from '../core/plan/creation.ts';
import { said } from '../core/text.ts';
import type { NotSent, Pacer } from './pacer.ts';
import { type RegionIsFull, untilFull } from './fullness.ts';
import { patiently } from './patiently.ts';
import { fate, isAboutTags, isAboutTime, saysRegionIsFull } from './refusals.ts';
import type { Made, Refused, Reply, Writer } from './writer.ts';

type Request = CreateOne | CreateSet;

/** What became of one request, after all waiting. */
type Answer =
  | Exclude<Reply<Made[]>, { readonly kind: 'throttled' }>
  | NotSent
  | RegionIsFull
  | TakenByAnother;

interface TakenByAnother {
  readonly kind: 'taken by another run';
  readonly volumeIds: ReadonlySet<string>;
}

export interface Circumstances {
  readonly writer: Writer;
  readonly pacers: Readonly<Record<Request['kind'], Pacer>>;
  readonly clock: Clock;
  readonly stopAt: Date;
}

/**
 * Creates snapshots and gives an outcome for each volume.
 *
 * A refusal that did nothing and that time cures is waited for. A tag that AWS refuses is left out. A set that
 * AWS refuses is taken one by one. After an unclear answer nothing more is sent, because a second request could
 * make a second snapshot.
 */
export function openCreator({ writer, pacers, clock, stopAt }: Circumstances) {
  const ifNotFull = untilFull(saysRegionIsFull);

  async function create(request: Request, tagsRefused?: string): Promise<CreateOutcome[]> {
    const volumeIds = volumesOf(request);
    const answer = await inTime(request);
    switch (answer.kind) {
      case 'done':
        return [
          ...answer.value.map(({ volumeId, snapshotId }): CreateOutcome => {
            const done = { kind: 'create', status: 'done', volumeId, snapshotId } as const;
            return tagsRefused === undefined ? done : { ...done, tagsRefused };
          }),
          ...(await unnamed(request, answer.value)),
        ];
      case 'refused':
        return refused(request, answer);
      case 'unclear':
        return notCreated(volumeIds, {
          status: 'failed',
          code: answer.code,
          message: `${answer.message} (no clear answer: it may have happened, so nothing more is sent in this run and the next one looks)`,
        });
      case 'taken by another run':
        return [
          ...notCreated(
            volumeIds.filter((id) => answer.volumeIds.has(id)),
            { status: 'skipped', because: 'another run took a snapshot of it at the same time' },
          ),
          ...(await eachOf(
            request,
            volumeIds.filter((id) => !answer.volumeIds.has(id)),
          )),
        ];
      case 'region is full':
      case 'not sent':
        return notCreated(volumeIds, { status: 'skipped', because: answer.because });
      default:
        return neverReached(answer);
    }
  }

  async function inTime(request: Request): Promise<Answer> {
    const meanwhile = async (since: Date) => (isPinned(request) ? undefined : takenBy(request, since));
    return patiently<Answer, TakenByAnother>(() => sent(request), { clock, stopAt, isAboutTime, meanwhile });
  }

  async function takenBy(request: Request, since: Date): Promise<TakenByAnother | undefined> {
    const volumeIds = await writer.takenSince(since, volumesOf(request), prefixOf(request));
    if (volumeIds === undefined || volumeIds.size === 0) return undefined;
    return { kind: 'taken by another run', volumeIds };
  }

  async function sent(request: Request): Promise<Answer> {
    return pacers[request.kind](() =>
      ifNotFull(() =>
        request.kind === 'create one' ? writer['create one'](request) : writer['create set'](request),
      ),
    );
  }

  async function refused(request: Request, reply: Refused): Promise<CreateOutcome[]> {
    const { code, message } = reply;
    const plainer = withFewerTags(request);
    if (plainer !== undefined && isAboutTags(reply)) return create(plainer, `${code}: ${said(message)}`);
    if (request.kind === 'create set' && !saysRegionIsFull(reply)) return eachOf(request, request.volumeIds);
    if (request.kind === 'create one') {
      const because = await fate(reply, request.volumeId, { living });
      if (because !== undefined) return notCreated([request.volumeId], { status: 'gone', because });
    }
    return notCreated(
      volumesOf(request),
      isAboutTime(reply)
        ? { status: 'skipped', because: `${code}: ${said(message)}` }
        : { status: 'failed', code, message },
    );
  }

  /** Takes some volumes of a set one by one. */
  async function eachOf(request: Request, volumeIds: readonly string[]): Promise<CreateOutcome[]> {
    const single = request.kind === 'create set' ? request.oneByOne : [];
    const wanted = single.filter(({ volumeId }) => volumeIds.includes(volumeId));
    return (await Promise.all(wanted.map(async (one) => create(one)))).flat();
  }

  /** AWS takes what is attached to the instance at that time, so a volume that is not named may be gone. */
  async function unnamed(request: Request, made: readonly Made[]): Promise<CreateOutcome[]> {
    const named = new Set(made.map(({ volumeId }) => volumeId));
    const missing = volumesOf(request).filter((id) => !named.has(id));
    if (missing.length === 0) return [];
    const found = request.kind === 'create set' ? await living(missing) : undefined;
    return missing.flatMap((id) => notCreated([id], whyUnnamed(request, found, id)));
  }

  /** Unknown where the time is up: an answer may take as long as is left for the report. */
  async function living(volumeIds: readonly string[]): ReturnType<Writer['living']> {
    return clock.now() < stopAt ? writer.living(volumeIds) : undefined;
  }

  return (request: Request): Promise<CreateOutcome[]> => create(request);
}

function prefixOf({ tags }: Request): string {
  return tags[MARK] ?? '';
}

/** A person wants this very snapshot, whatever other runs take. */
function isPinned(request: Request): boolean {
  return keysOf(prefixOf(request)).keep in request.tags;
}

function whyUnnamed(
  request: Request,
  living: ReadonlyMap<string, readonly string[]> | undefined,
  volumeId: string,
): NotCreated {
  if (request.kind === 'create set' && living !== undefined) {
    const instanceIds = living.get(volumeId);
    if (instanceIds === undefined) return { status: 'gone', because: 'it does not exist any more' };
    if (!instanceIds.includes(request.instanceId)) {
      return { status: 'gone', because: `it is not attached to ${request.instanceId} any more` };
    }
  }
  return {
    status: 'failed',
    code: 'NoSnapshotInAnswer',
    message: 'AWS took the call but its answer names no snapshot of this volume; the next run looks',
  };
}

/** The same request with the next fewer tags; undefined where no fewer are left. */
function withFewerTags(request: Request): Request | undefined {
  const [tags, ...withFewer] = request.withFewer;
  if (tags === undefined) return undefined;
  return request.kind === 'create one'
    ? { ...request, tags, withFewer }
    : { ...request, tags, withFewer, copyVolumeTags: false };
}

function notCreated(volumeIds: readonly string[], why: NotCreated): CreateOutcome[] {
  return volumeIds.map((volumeId) => ({ kind: 'create', volumeId, ...why }));
}
