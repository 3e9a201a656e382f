import type pLimit from 'p-limit';
import type { Site } from '../aws/clients.ts';
import { errorOf } from '../aws/errors.ts';
import { openBlockReader } from '../aws/proof/openBlockReader.ts';
import { openRecorder } from '../aws/proof/openRecorder.ts';
import type { Interruption } from '../carryOut/interruption.ts';
import { lookAt } from '../carryOut/proof/proveSnapshot.ts';
import type { Recorder } from '../carryOut/proof/prover.ts';
import type { Clock } from '../clock.ts';
import { INTERRUPTED, OUT_OF_TIME } from '../core/outcome.ts';
import { volumeCharge } from '../core/proof/cost.ts';
import { inTurn, type PlaceQueue } from '../core/proof/planProofs.ts';
import type {
  PlannedProof,
  ProofOutcome,
  ProofPlan,
  Proving,
  SweptVolume,
  UnreachablePlace,
} from '../core/proof/proving.ts';
import { judgeProof, KEY, withVolume } from '../core/proof/verdict.ts';
import type { VolumeEnd } from '../core/proof/volumeEnd.ts';
import { isBad, proofText } from '../core/proved.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { Settings } from '../settings/settings.ts';
import type { openByVolume, VolumeProofs } from './byVolume.ts';

/** A region of an account that could be read. */
export interface Place {
  readonly site: Site;
  readonly queue: PlaceQueue;
  /** The ids of all own snapshots; absent where no volume is made. */
  readonly own?: ReadonlySet<string> | undefined;
}

/** What all places of one run share. */
export interface Shared {
  readonly settings: Pick<Settings, 'prefix'>;
  readonly clock: Clock;
  /** No snapshot is begun after this. */
  readonly stopAt: Date;
  readonly onProgress?: ((line: string) => void) | undefined;
  /** Opens the proofs by volumes of a region. @default no volume is made */
  readonly byVolume?: typeof openByVolume | undefined;
  readonly plan: ProofPlan;
  readonly now: Date;
  readonly interruption: Interruption | undefined;
  readonly limit: ReturnType<typeof pLimit>;
}

/** What was done in one place. */
export interface ProvedPlace extends Pick<Proving, 'outcomes' | 'swept'> {
  /** Why it is not known what earlier proofs left there. */
  readonly unswept?: UnreachablePlace | undefined;
}

/** Deletes what earlier proofs left, where volumes are made, and proves what is planned there. */
export async function provePlace({ site, queue, own }: Place, shared: Shared): Promise<ProvedPlace> {
  const { plan, settings, limit } = shared;
  const here = plan.proofs.filter(
    ({ account, region }) => region === site.region && account === site.account,
  );
  const isIdle = own === undefined ? here.length === 0 : plan.proofs.length === 0;
  if (isIdle) return { outcomes: [], swept: [] };
  const { prefix } = settings;
  const window: Window = {
    reader: openBlockReader(site),
    recorder: openRecorder(site, prefix),
    volumes: shared.byVolume?.(site, { ...shared, prefix, begun: shared.now }),
    left: [],
  };
  try {
    const first = await limit(async () => sweepPlace(site, own, window));
    const volumes = inTurn(here).map(async (proofs) =>
      limit(async () => proveVolume(proofs, queue.own, window, shared)),
    );
    const outcomes = (await Promise.all(volumes)).flat();
    return { outcomes, swept: [...first.swept, ...window.left], unswept: first.unswept };
  } finally {
    window.reader.close();
    window.recorder.close();
    window.volumes?.close();
  }
}

interface Window {
  readonly reader: ReturnType<typeof openBlockReader>;
  readonly recorder: Recorder;
  /** Absent where no volume is made. */
  readonly volumes: VolumeProofs | undefined;
  /** Volumes of this run that could not be deleted. */
  readonly left: SweptVolume[];
}

/** Volumes of earlier proofs that cannot be listed stop no proof. */
async function sweepPlace(
  { account, region }: Site,
  own: Place['own'],
  { volumes }: Window,
): Promise<Omit<ProvedPlace, 'outcomes'>> {
  if (volumes === undefined || own === undefined) return { swept: [] };
  try {
    return { swept: await volumes.sweep(own) };
  } catch (error) {
    const { code, message } = errorOf(error);
    return { swept: [], unswept: { account, region, code, message } };
  }
}

/** One snapshot of a volume after the other: each is compared with what was written on the ones before. */
async function proveVolume(
  proofs: readonly PlannedProof[],
  all: readonly Snapshot[],
  window: Window,
  shared: Shared,
): Promise<ProofOutcome[]> {
  const outcomes: ProofOutcome[] = [];
  let own = all.filter(({ volumeId }) => volumeId === proofs[0]?.volumeId);
  for (const planned of proofs) {
    const outcome = await proveOne(planned, own, window, shared);
    outcomes.push(outcome);
    if (outcome.status === 'proved') {
      const { snapshotId, proof } = outcome;
      own = own.map((one) => (one.id === snapshotId ? { ...one, proof } : one));
    }
  }
  return outcomes;
}

async function proveOne(
  planned: PlannedProof,
  own: readonly Snapshot[],
  window: Window,
  shared: Shared,
): Promise<ProofOutcome> {
  const { onProgress, now, clock } = shared;
  const reason = notBegunBecause(shared);
  if (reason !== undefined)
    return { ...planned, lists: 0, reads: 0, gibSeconds: 0, status: 'skipped', reason };
  onProgress?.(`${planned.region}: ${planned.snapshotId}`);
  const { found, ...calls } = await lookAt(planned.snapshotId, window.reader);
  if ('kind' in found) return { ...planned, ...calls, gibSeconds: 0, ...notProved(found) };
  const snapshot = own.find(({ id }) => id === planned.snapshotId);
  if (snapshot === undefined) throw new Error(`${planned.snapshotId} was planned and is not in the queue`);
  const { end, gibSeconds } = found.verdict === 'unreadable' ? NO_VOLUME : await byVolume(planned, window);
  const judged = judgeProof(end?.kind === 'key' ? KEY : found, snapshot, own, now);
  const { proof, because } = end === undefined ? judged : withVolume(judged, end, clock.now());
  const sent = { ...planned, ...calls, gibSeconds };
  if (end?.kind === 'failed' && !isBad(proof.verdict)) return { ...sent, ...notProved(end) };
  const reply = await window.recorder.record(planned.snapshotId, proofText(proof));
  return reply.kind === 'done'
    ? { ...sent, status: 'proved', proof, reason: because }
    : { ...sent, ...notProved(reply) };
}

interface OfVolume {
  readonly end?: VolumeEnd | undefined;
  readonly gibSeconds: number;
}

const NO_VOLUME: OfVolume = { gibSeconds: 0 };

async function byVolume({ snapshotId, sizeGiB }: PlannedProof, { volumes, left }: Window): Promise<OfVolume> {
  if (volumes === undefined) return NO_VOLUME;
  const made = await volumes.prove(snapshotId);
  if (made.left !== undefined) left.push(made.left);
  return { end: made.end, gibSeconds: made.existed === undefined ? 0 : volumeCharge(sizeGiB, made.existed) };
}

function notProved({ code, message }: { readonly code: string; readonly message: string }) {
  return { status: 'not proved', code, message } as const;
}

function notBegunBecause({ clock, stopAt, interruption }: Shared): string | undefined {
  if (clock.now() >= stopAt) return OUT_OF_TIME;
  return interruption?.isAsked() ? INTERRUPTED : undefined;
}
