import pLimit from 'p-limit';
import { errorOf } from '../aws/errors.ts';
import { patienceUntil } from '../aws/patience.ts';
import { openBlockReader } from '../aws/proof/openBlockReader.ts';
import { openRecorder } from '../aws/proof/openRecorder.ts';
import { readMarked } from '../aws/readInventory.ts';
import type { Interruption } from '../carryOut/interruption.ts';
import { lookAt } from '../carryOut/proof/proveSnapshot.ts';
import type { Clock } from '../clock.ts';
import { INTERRUPTED, OUT_OF_TIME } from '../core/outcome.ts';
import { placeQueue, planProofs } from '../core/proof/planProofs.ts';
import type { ProofOutcome, ProofPlan, Proving } from '../core/proof/proving.ts';
import { judgeProof } from '../core/proof/verdict.ts';
import { proofText } from '../core/proved.ts';
import { isOurs } from '../core/snapshot.ts';
import type { Settings } from '../settings/settings.ts';
import { identify } from './identify.ts';
import { homeRegion, isUnreachable, sitesFor } from './sites.ts';

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
  /** Also makes a volume of each, measures that, and deletes it. @default blocks alone */
  readonly byVolume?: true | undefined;
  /** Called once before anything is read or written; throws to stop. */
  readonly approve?: (plan: ProofPlan) => Promise<void>;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly interruptible?: (() => Interruption) | undefined;
}

/** Each has up to 4 MiB of blocks in memory. */
const SIDE_BY_SIDE = 10;

/**
 * Proves the snapshots that come first in the queue over all accounts and regions.
 *
 * A region that cannot be read stops no other. Volumes are not made yet.
 */
export async function prove(context: ProveContext): Promise<Proving> {
  const { settings, clock, stopAt, only, onProgress, interruptible } = context;
  const { prefix, prove: sample, proveBudget: monthly } = settings;
  const now = clock.now();
  const home = await homeRegion(settings);
  const patience = patienceUntil(stopAt, clock);
  const identifying = identify({ region: home, patience }, context.functionArn);
  const sites = await sitesFor(settings, home, identifying, { clock, patience });
  const limit = pLimit(SIDE_BY_SIDE);
  const read = await Promise.all(
    sites.map(async (site) =>
      limit(async () => {
        if (isUnreachable(site)) return { failed: site };
        const { account, region } = site;
        onProgress?.(`${region}: reading`);
        try {
          const own = (await readMarked(site, prefix)).filter(isOurs);
          const isMeant = only && ((snapshotId: string) => only({ region, snapshotId }));
          const wanted = { sample, monthly, now, ...(isMeant === undefined ? {} : { only: isMeant }) };
          return { place: { site, queue: placeQueue({ account, region }, own, wanted) } };
        } catch (error) {
          return { failed: { account, region, ...errorOf(error) } };
        }
      }),
    ),
  );
  const places = read.flatMap(({ place }) => place ?? []);
  const unreachable = read.flatMap(({ failed }) => failed ?? []);
  const plan = planProofs(
    places.map(({ queue }) => queue),
    unreachable.map(({ account, region, code, message }) => ({ account, region, code, message })),
    { sample, monthly },
  );
  await context.approve?.(plan);
  const interruption = interruptible?.();
  const outcomes = await Promise.all(
    places.flatMap(({ site, queue }) => {
      const reader = openBlockReader(site);
      const recorder = openRecorder(site, prefix);
      const mine = plan.proofs.filter((one) => one.region === site.region && one.account === site.account);
      return mine.map(async (planned) =>
        limit(async (): Promise<ProofOutcome> => {
          const isLate = clock.now() >= stopAt;
          if (isLate || interruption?.isAsked()) {
            return {
              ...planned,
              lists: 0,
              reads: 0,
              status: 'skipped',
              reason: isLate ? OUT_OF_TIME : INTERRUPTED,
            };
          }
          onProgress?.(`${planned.region}: ${planned.snapshotId}`);
          const { found, ...calls } = await lookAt(planned.snapshotId, reader);
          const failed = (code: string, message: string): ProofOutcome => ({
            ...planned,
            ...calls,
            status: 'not proved',
            code,
            message,
          });
          if ('kind' in found) return failed(found.code, found.message);
          const own = queue.own.filter(({ volumeId }) => volumeId === planned.volumeId);
          const snapshot = own.find(({ id }) => id === planned.snapshotId);
          if (snapshot === undefined) return failed('Gone', 'it is not among the own snapshots');
          const { proof, because } = judgeProof(found, snapshot, own, now);
          const reply = await recorder.record(planned.snapshotId, proofText(proof));
          return reply.kind === 'done'
            ? { ...planned, ...calls, status: 'proved', proof, reason: because }
            : failed(reply.code, reply.message);
        }),
      );
    }),
  );
  return { plan, outcomes, swept: [], now: now.getTime() };
}
