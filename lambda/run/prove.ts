import pLimit from 'p-limit';
import { errorOf } from '../aws/errors.ts';
import { patienceUntil } from '../aws/patience.ts';
import type { Site } from '../aws/clients.ts';
import { readMarked } from '../aws/readInventory.ts';
import type { Interruption } from '../carryOut/interruption.ts';
import type { Clock } from '../clock.ts';
import { placeQueue, planProofs } from '../core/proof/planProofs.ts';
import type { ProofPlan, Proving, UnreachablePlace } from '../core/proof/proving.ts';
import { isOurs } from '../core/snapshot.ts';
import type { Settings } from '../settings/settings.ts';
import type { openByVolume } from './byVolume.ts';
import { identify } from './identify.ts';
import { type Place, provePlace } from './provePlace.ts';
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
  /** Opens the proofs by volumes of a region. @default no volume is made */
  readonly byVolume?: typeof openByVolume | undefined;
}

/** Each look has up to 4 MiB of blocks in memory. Volumes count to the gp3 storage that the account may have. */
const SIDE_BY_SIDE = { looks: 10, volumes: 5 };

/**
 * Proves the snapshots that come first in the queue over all accounts and regions; with `dry_run` only says which these
 * are.
 *
 * A region that cannot be read stops no other.
 */
export async function prove(context: ProveContext): Promise<Proving> {
  const { settings, clock, stopAt, approve, interruptible, byVolume } = context;
  const now = clock.now();
  const home = await homeRegion(settings);
  const patience = patienceUntil(stopAt, clock);
  const identifying = identify({ region: home, patience }, context.functionArn);
  const sites = await sitesFor(settings, home, identifying, { clock, patience });
  const limit = pLimit(byVolume === undefined ? SIDE_BY_SIDE.looks : SIDE_BY_SIDE.volumes);
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
  const proved = await Promise.all(places.map(async (place) => provePlace(place, shared)));
  return {
    plan: { ...plan, unreachable: [...unreachable, ...proved.flatMap(({ unswept }) => unswept ?? [])] },
    outcomes: proved.flatMap(({ outcomes }) => outcomes),
    swept: proved.flatMap(({ swept }) => swept),
    now: now.getTime(),
  };
}

async function placeOf(
  site: Site | Unreachable,
  { settings, only, onProgress, byVolume }: ProveContext,
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
    return {
      site,
      queue: placeQueue({ account, region }, own, wanted),
      own: byVolume && new Set(own.map(({ id }) => id)),
    };
  } catch (error) {
    const { code, message } = errorOf(error);
    return { account, region, code, message };
  }
}
