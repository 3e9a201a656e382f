import { LONGEST_VOLUME } from '../../core/proof/cost.ts';
import type { SweptVolume } from '../../core/proof/proving.ts';
import type { VolumeEnd, VolumeFailure } from '../../core/proof/volumeEnd.ts';
import { said } from '../../core/text.ts';
import { wakingClock } from '../interruption.ts';
import { isSpent, tokenOf } from '../restore/token.ts';
import type { Reply } from '../writer.ts';
import type { VolumeOrder, VolumeProver } from './prover.ts';
import { removed, type Sweeping } from './sweep.ts';

/** What became of a volume that was made of a snapshot. */
export interface ByVolume {
  readonly end: VolumeEnd;
  /** Seconds for which the volume existed at most; absent where none was made. */
  readonly existed?: number | undefined;
  /** The volume, where it could not be deleted. */
  readonly left?: SweptVolume | undefined;
}

export interface Watching extends Sweeping {
  /** When the run began: another run makes other volumes. */
  readonly begun: Date;
  /** Nobody waits for a volume after this. */
  readonly stopAt: Date;
}

/** A listing of AWS can lag behind a call by this, in milliseconds. */
const LISTING_LAGS = 60_000;

/** How often a call is sent that gets no clear answer, and how often a look may fail in turn. */
const MOST = { unclear: 3, blind: 5 };

const PAUSE = 5_000;

/**
 * Makes a volume of a snapshot, waits until it is available, and deletes it, whatever happens.
 *
 * AWS looks at the key of an encrypted volume after it has answered: such a volume then vanishes, or stays `creating`. The
 * key counts as the reason only where KMS says that it cannot be used: a volume can vanish because a person deletes it.
 */
export async function proveByVolume(snapshotId: string, watching: Watching): Promise<ByVolume> {
  const { prover, clock } = watching;
  const order = await orderOf(snapshotId, watching);
  if ('kind' in order) return { end: order };
  const ended = endedBecause(watching);
  if (ended !== undefined) return { end: ended };
  const begun = clock.now().getTime();
  const made = await makeSurely(order, watching);
  if (made.kind !== 'done') return { end: await orKey(made, order, prover) };
  const volumeId = made.value;
  const end = await waitFor({ volumeId, order, begun }, watching).catch(async (error: unknown) => {
    await removed(volumeId, watching);
    throw error;
  });
  const left = await removed(volumeId, watching);
  return { end, existed: (clock.now().getTime() - begun) / 1000, left };
}

/** In the zone where the volume of the snapshot was, or in the first one. */
async function orderOf(
  snapshotId: string,
  { prover, region, begun }: Watching,
): Promise<VolumeOrder | VolumeFailure> {
  const [zones, source] = await Promise.all([prover.zones(), prover.source(snapshotId)]);
  if (zones.kind !== 'done') return failed(zones.code, zones.message);
  if (source.kind !== 'done') return failed(source.code, source.message);
  const [first] = zones.value;
  if (first === undefined) return failed('NoZone', `AWS says that no zone of ${region} is available`);
  const { zone = first, key } = source.value;
  return {
    snapshotId,
    zone: zones.value.includes(zone) ? zone : first,
    key,
    token: tokenOf('proof', snapshotId, begun.getTime()),
  };
}

/** The token is the same at each try, so AWS makes one volume, and says which. */
async function makeSurely(
  order: VolumeOrder,
  { prover, clock }: Watching,
): Promise<Extract<Reply<string>, { readonly kind: 'done' }> | VolumeFailure> {
  for (let tries = 1; ; tries += 1) {
    const reply = await prover.make(order);
    if (reply.kind === 'done') return reply;
    if (isSpent(reply, new Set()))
      return failed('VolumeGone', `a volume was made, and is gone: ${reply.message}`);
    if (reply.kind !== 'unclear') return failed(reply.code, reply.message);
    if (tries === MOST.unclear) return failed(reply.code, `${reply.message} ${UNCLEAR}`);
    await clock.sleep(PAUSE);
  }
}

const UNCLEAR =
  '(no clear answer: a volume may have been made; prove --volume deletes it from an hour later on, within 24 hours)';

interface Waited {
  readonly volumeId: string;
  readonly order: VolumeOrder;
  /** When the call was sent, in milliseconds since 1970. */
  readonly begun: number;
}

async function waitFor({ volumeId, order, begun }: Waited, watching: Watching): Promise<VolumeEnd> {
  const { prover, clock: given, interruption } = watching;
  const clock = interruption === undefined ? given : wakingClock(given, interruption);
  let seenAt = clock.now().getTime();
  let blind = 0;
  for (;;) {
    const look = await prover.stateOf(volumeId);
    const now = clock.now().getTime();
    const lasted = now - begun;
    blind = look.kind === 'done' ? 0 : blind + 1;
    if (look.kind !== 'done') {
      if (blind === MOST.blind) return failed(look.code, look.message);
    } else {
      if (look.value !== undefined) seenAt = now;
      const isLost = now - seenAt >= LISTING_LAGS;
      const state = look.value ?? (isLost ? 'deleted' : 'creating');
      if (USABLE.has(state)) return { kind: 'measured', seconds: Math.ceil(lasted / 1000) };
      if (DEAD.has(state)) return orKey(dead(state, volumeId, order), order, prover);
    }
    if (lasted >= LISTING_LAGS && (await isKeyUnusable(order, prover))) return { kind: 'key' };
    const ended = endedBecause(watching);
    if (ended !== undefined) return ended;
    if (lasted >= LONGEST_VOLUME * 1000) return stillCreating(volumeId);
    await clock.sleep(pauseAfter(lasted));
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html */
const USABLE = new Set(['available', 'in-use']);
const DEAD = new Set(['error', 'deleting', 'deleted']);

/** So what is measured is late by 2 seconds, or by a tenth. */
function pauseAfter(milliseconds: number): number {
  return Math.min(30_000, Math.max(2_000, milliseconds / 10));
}

async function orKey(failure: VolumeFailure, order: VolumeOrder, prover: VolumeProver): Promise<VolumeEnd> {
  return (await isKeyUnusable(order, prover)) ? { kind: 'key' } : failure;
}

async function isKeyUnusable({ key }: VolumeOrder, { unusableKey }: VolumeProver): Promise<boolean> {
  return key !== undefined && (await unusableKey(key)) !== undefined;
}

function endedBecause({ interruption, clock, stopAt }: Watching): VolumeFailure | undefined {
  if (interruption?.isAsked())
    return failed('Interrupted', 'it was ended before AWS had made a volume of it');
  if (clock.now() >= stopAt) return failed('OutOfTime', 'the time was up before AWS had made a volume of it');
  return undefined;
}

function dead(state: string, volumeId: string, { key }: VolumeOrder): VolumeFailure {
  if (state === 'error') return failed('VolumeError', `${volumeId} is in the state error`);
  const perhaps =
    key === undefined
      ? 'somebody may have deleted it'
      : `you may lack a right to use the key ${said(key)} (CloudTrail has the reason), or somebody deleted the volume`;
  return failed('VolumeGone', `AWS made ${volumeId}, and it is gone: ${perhaps}`);
}

function stillCreating(volumeId: string): VolumeFailure {
  return failed('StillCreating', `${volumeId} is not available after an hour`);
}

function failed(code: string, message: string): VolumeFailure {
  return { kind: 'failed', code, message };
}
