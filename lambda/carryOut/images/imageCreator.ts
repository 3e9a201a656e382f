import type { Clock } from '../../clock.ts';
import { nextName } from '../../core/images/imageName.ts';
import { keysOf, MARK } from '../../core/keys.ts';
import { neverReached } from '../../core/neverReached.ts';
import type { CreateOutcome, NotCreated } from '../../core/outcome.ts';
import type { CreateImage } from '../../core/plan/creation.ts';
import { said } from '../../core/text.ts';
import { type RegionIsFull, untilFull } from '../fullness.ts';
import type { NotSent, Pacer } from '../pacer.ts';
import { patiently } from '../patiently.ts';
import { isAboutTags } from '../refusals.ts';
import type { Refused, Reply } from '../writer.ts';
import { isAboutName, isAboutTimeOfImage, saysNoRoom, whatBecameOf } from './imageRefusals.ts';
import type { ImageWriter, NamedImage } from './imageWriter.ts';

/** What became of one call, after all waiting. */
type Answer = Exclude<Reply<string | undefined>, { readonly kind: 'throttled' }> | NotSent | RegionIsFull;

export interface Circumstances {
  readonly writer: ImageWriter;
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly stopAt: Date;
}

/** The most calls for one image that get no clear answer, and the most names that it tries. */
const MOST = { unclear: 3, names: 9 };

/** What was tried for one image before. */
interface Tried {
  readonly unclear: number;
  readonly names: number;
  /** Why tags were left out. */
  readonly tagsRefused?: string;
}

/**
 * Makes images and gives an outcome for each instance.
 *
 * AWS takes a name once, so a call without a clear answer can be sent again, and no two runs make two images of one
 * slot. A name that an image of another slot or tool has, or a failed one, is left for the next. A refusal that did
 * nothing and that time cures is waited for. A tag that AWS refuses is left out.
 */
export function openImageCreator({ writer, pacer, clock, stopAt }: Circumstances) {
  const ifNotFull = untilFull(saysNoRoom);

  async function create(request: CreateImage, tried: Tried): Promise<CreateOutcome> {
    const waiting = { clock, stopAt, isAboutTime: isAboutTimeOfImage };
    const answer = await patiently<Answer>(
      () => pacer(() => ifNotFull(() => writer['create image'](request))),
      waiting,
    );
    switch (answer.kind) {
      case 'done':
        return answer.value === undefined
          ? afterNoAnswer(request, NAMELESS, tried)
          : made(request, answer.value, tried);
      case 'unclear':
        return afterNoAnswer(request, answer, tried);
      case 'refused':
        return refused(request, answer, tried);
      case 'region is full':
      case 'not sent':
        return notMade(request, { status: 'skipped', because: answer.because });
      default:
        return neverReached(answer);
    }
  }

  /** The image may be there. Where it is not, the same name is sent again. */
  async function afterNoAnswer(
    request: CreateImage,
    { code, message }: Pick<Refused, 'code' | 'message'>,
    before: Tried,
  ): Promise<CreateOutcome> {
    const tried = { ...before, unclear: before.unclear + 1 };
    const found = await look(request);
    if (found === 'none' && tried.unclear < MOST.unclear) return create(request, tried);
    if (found !== undefined && found !== 'none') return nameIsTaken(request, found, tried);
    return notMade(request, {
      status: 'failed',
      code,
      message: `${message} (no clear answer: it may have happened, so nothing more is sent in this run and the next one looks)`,
    });
  }

  async function refused(request: CreateImage, reply: Refused, tried: Tried): Promise<CreateOutcome> {
    const because = `${reply.code}: ${said(reply.message)}`;
    const [fewer, ...withFewer] = request.withFewer;
    if (fewer !== undefined && isAboutTags(reply))
      return create({ ...request, ...fewer, withFewer }, { ...tried, tagsRefused: because });
    if (isAboutName(reply)) {
      const found = await look(request);
      return found === undefined || found === 'none'
        ? notMade(request, {
            status: 'skipped',
            because: `${because}; AWS lists none, so the next run looks`,
          })
        : nameIsTaken(request, found, tried);
    }
    if (isAboutTimeOfImage(reply)) return notMade(request, { status: 'skipped', because });
    const state = await whatBecameOf(reply, () => stateOf(request.volumeId));
    switch (state) {
      case 'gone':
        return notMade(request, { status: 'gone', because });
      case 'changing':
        return notMade(request, { status: 'skipped', because });
      case 'there':
        return notMade(request, { status: 'failed', code: reply.code, message: reply.message });
      default:
        return neverReached(state);
    }
  }

  /** An image has the name: it is of this very call, it serves the slot, or it is in the way. */
  async function nameIsTaken(request: CreateImage, found: NamedImage, tried: Tried): Promise<CreateOutcome> {
    const serves = found.isOurs && !FAILED.has(found.state);
    if (serves && tried.unclear > 0 && isAlike(request, found)) return made(request, found.id, tried);
    if (serves && !isPinned(request))
      return notMade(request, {
        status: 'skipped',
        because: `another run made an image of it at the same time: ${found.id}`,
      });
    if (tried.names < MOST.names)
      return create(renamed(request, nextName(request.name)), { ...tried, names: tried.names + 1 });
    return notMade(request, {
      status: 'failed',
      code: 'NoNameLeft',
      message: `${MOST.names} names like ${request.name} are taken, this one by ${found.id}; deregister the images of these names that nobody needs; the next run tries again`,
    });
  }

  /** Unknown where the time is up: an answer may take as long as is left for the report. */
  async function look(request: CreateImage): ReturnType<ImageWriter['named']> {
    return clock.now() < stopAt ? writer.named(request.name, prefixOf(request)) : undefined;
  }

  async function stateOf(instanceId: string): ReturnType<ImageWriter['stateOf']> {
    return clock.now() < stopAt ? writer.stateOf(instanceId) : undefined;
  }

  return async (request: CreateImage): Promise<CreateOutcome[]> => [
    await create(request, { unclear: 0, names: 1 }),
  ];
}

const NAMELESS = {
  code: 'NoImageInAnswer',
  message: 'AWS took the call but its answer names no image, and no image of this name is listed',
};

/** States of an image that restores nothing. */
const FAILED = new Set(['failed', 'error', 'invalid', 'deregistered']);

/** A person wants this very image, whatever other runs make. */
function isPinned(request: CreateImage): boolean {
  return keysOf(prefixOf(request)).keep in request.tags;
}

/** Whether an image is the one that a call without a clear answer asked for. */
function isAlike({ tags }: CreateImage, found: NamedImage): boolean {
  const { at, keep } = keysOf(tags[MARK] ?? '');
  return [at, keep].every((key) => found.tags[key] === tags[key]);
}

function prefixOf({ tags }: CreateImage): string {
  return tags[MARK] ?? '';
}

/** The same image under another name, which its snapshots carry, too. */
function renamed(request: CreateImage, name: string): CreateImage {
  const { imageSnapshot } = keysOf(prefixOf(request));
  const tagged = <Tagged extends Pick<CreateImage, 'snapshotTags'>>(one: Tagged): Tagged => ({
    ...one,
    snapshotTags: { ...one.snapshotTags, [imageSnapshot]: name },
  });
  return { ...tagged(request), name, withFewer: request.withFewer.map(tagged) };
}

function made({ volumeId }: CreateImage, snapshotId: string, { tagsRefused }: Tried): CreateOutcome {
  const done = { kind: 'create', status: 'done', volumeId, snapshotId } as const;
  return tagsRefused === undefined ? done : { ...done, tagsRefused };
}

function notMade({ volumeId }: CreateImage, why: NotCreated): CreateOutcome {
  return { kind: 'create', volumeId, ...why };
}
