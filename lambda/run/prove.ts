import pLimit from 'p-limit';
import type { Site } from '../aws/clients.ts';
import { errorOf } from '../aws/errors.ts';
import { patienceUntil } from '../aws/patience.ts';
import { openBlockReader } from '../aws/proof/openBlockReader.ts';
import { openRecorder } from '../aws/proof/openRecorder.ts';
import { readMarked } from '../aws/readInventory.ts';
import type { BlockReader } from '../carryOut/proof/blockReader.ts';
import type { Interruption } from '../carryOut/interruption.ts';
import { lookAt } from '../carryOut/proof/proveSnapshot.ts';
import type { Recorder } from '../carryOut/proof/prover.ts';
import type { Clock } from '../clock.ts';
import { INTERRUPTED, OUT_OF_TIME } from '../core/outcome.ts';
import { inTurn, type PlaceQueue, placeQueue, planProofs } from '../core/proof/planProofs.ts';
import type {
  PlannedProof,
  ProofOutcome,
  ProofPlan,
  Proving,
  UnreachablePlace,
} from '../core/proof/proving.ts';
import { judgeProof } from '../core/proof/verdict.ts';
import { proofText } from '../core/proved.ts';
import { isOurs, type Snapshot } from '../core/snapshot.ts';
import type { Settings } from '../settings/settings.ts';
import { identify } from './identify.ts';
import { homeRegion, isUnreachable, sitesFor, type Unreachable } from './sites.ts';

/** What a door hands to a prover. */
export interface ProveContext {
  readonly settings: Settings;
  readonly clock: Clock;
  /** No snapshot is begun after this. */
  readonly stopAt: Date;
  /** Has the account's id, for when STS does not answer. Absent on a command line. */
  readonly functionArn?: string | undefined;
  /** Only the snapshots for which this is true are proved. @default all own ones */
  readonly only?: ((place: { readonly region: string; readonly snapshotId: string }) => boolean) | undefined;
  /** Called once before any block is read; throws to stop. */
  readonly approve?: (plan: ProofPlan) => Promise<void>;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly interruptible?: (() => Interruption) | undefined;
}

/** Each has up to 4 MiB of blocks in memory. */
const SIDE_BY_SIDE = 10;

/**
 * Proves the snapshots that come first in the queue over all accounts and regions; with `dry_run` only says which these
 * are.
 *
 * A region that cannot be read stops no other.
 */
export async function prove(context: ProveContext): Promise<Proving> {
  const { settings, clock, stopAt, approve, interruptible } = context;
  const now = clock.now();
  const home = await homeRegion(settings);
  const patience = patienceUntil(stopAt, clock);
  const identifying = identify({ region: home, patience }, context.functionArn);
  const sites = await sitesFor(settings, home, identifying, { clock, patience });
  const limit = pLimit(SIDE_BY_SIDE);
  const read = await Promise.all(sites.map(async (site) => limit(async () => placeOf(site, context, now))));
  const places = read.flatMap((one) => ('queue' in one ? one : []));
  const unreachable = read.flatMap((one) => ('queue' in one ? [] : one));
  const plan = planProofs(
    places.map(({ queue }) => queue),
    unreachable,
    { sample: settings.prove, monthly: settings.proveBudget },
  );
  if (settings.dryRun) return { plan, outcomes: [], swept: [], now: now.getTime() };
  await approve?.(plan);
  const shared = { ...context, plan, now, interruption: interruptible?.(), limit };
  const outcomes = await Promise.all(places.map(async (place) => provePlace(place, shared)));
  return { plan, outcomes: outcomes.flat(), swept: [], now: now.getTime() };
}

/** A region of an account that could be read. */
interface Place {
  readonly site: Site;
  readonly queue: PlaceQueue;
}

async function placeOf(
  site: Site | Unreachable,
  { settings, only, onProgress }: ProveContext,
  now: Date,
): Promise<Place | UnreachablePlace> {
  const { account, region } = site;
  if (isUnreachable(site)) return { account, region, code: site.code, message: site.message };
  const { prefix, prove: sample, proveBudget: monthly } = settings;
  onProgress?.(`${region}: reading`);
  try {
    const own = (await readMarked(site, prefix)).filter(isOurs);
    const isMeant = only && ((snapshotId: string) => only({ region, snapshotId }));
    const wanted = { sample, monthly, now, ...(isMeant === undefined ? {} : { only: isMeant }) };
    return { site, queue: placeQueue({ account, region }, own, wanted) };
  } catch (error) {
    const { code, message } = errorOf(error);
    return { account, region, code, message };
  }
}

/** What all places of one run share. */
interface Shared extends ProveContext {
  readonly plan: ProofPlan;
  readonly now: Date;
  readonly interruption: Interruption | undefined;
  readonly limit: ReturnType<typeof pLimit>;
}

async function provePlace({ site, queue }: Place, shared: Shared): Promise<ProofOutcome[]> {
  const here = shared.plan.proofs.filter(
    ({ account, region }) => region === site.region && account === site.account,
  );
  if (here.length === 0) return [];
  const reader = openBlockReader(site);
  const recorder = openRecorder(site, shared.settings.prefix);
  const window = { reader, recorder };
  try {
    const volumes = inTurn(here).map(async (proofs) =>
      shared.limit(async () => proveVolume(proofs, queue.own, window, shared)),
    );
    return (await Promise.all(volumes)).flat();
  } finally {
    reader.close();
    recorder.close();
  }
}

interface Window {
  readonly reader: BlockReader;
  readonly recorder: Recorder;
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
  { reader, recorder }: Window,
  shared: Shared,
): Promise<ProofOutcome> {
  const { onProgress, now } = shared;
  const reason = notBegunBecause(shared);
  if (reason !== undefined) return { ...planned, lists: 0, reads: 0, status: 'skipped', reason };
  onProgress?.(`${planned.region}: ${planned.snapshotId}`);
  const { found, ...calls } = await lookAt(planned.snapshotId, reader);
  const sent = { ...planned, ...calls };
  if ('kind' in found) return { ...sent, status: 'not proved', code: found.code, message: found.message };
  const snapshot = own.find(({ id }) => id === planned.snapshotId);
  if (snapshot === undefined) throw new Error(`${planned.snapshotId} was planned and is not in the queue`);
  const { proof, because } = judgeProof(found, snapshot, own, now);
  const reply = await recorder.record(planned.snapshotId, proofText(proof));
  return reply.kind === 'done'
    ? { ...sent, status: 'proved', proof, reason: because }
    : { ...sent, status: 'not proved', code: reply.code, message: reply.message };
}

function notBegunBecause({ clock, stopAt, interruption }: Shared): string | undefined {
  if (clock.now() >= stopAt) return OUT_OF_TIME;
  return interruption?.isAsked() ? INTERRUPTED : undefined;
}
