import pLimit from 'p-limit';
import { askedOf, homeRegion, type Hub, isUnreachable, sitesFor, type Unreachable } from './sites.ts';
import type { Site } from '../aws/clients.ts';
import type { AwsError } from '../aws/errors.ts';
import { openImageWriter } from '../aws/images/openImageWriter.ts';
import { openWriter } from '../aws/openWriter.ts';
import { patienceUntil } from '../aws/patience.ts';
import { carryOutPlans } from '../carryOut/carryOutPlans.ts';
import type { Interruption } from '../carryOut/interruption.ts';
import type { Clock } from '../clock.ts';
import { ageText } from '../core/grammar/numbers.ts';
import { momentOf } from '../core/now.ts';
import type { Plans, RegionResult } from '../core/report/region.ts';
import { makeReport, type Report } from '../core/report/report.ts';
import { type Identified, identify, notesOn } from './identify.ts';
import type { Settings } from '../settings/settings.ts';
import {
  carryOutCopies,
  carryOutTakeBack,
  keepsCopies,
  type SiteFinder,
  siteFinder,
  withPlaces,
} from './copies.ts';
import { allProducers, withCovered } from './covered.ts';
import { planRegions, type Planned } from './planRegions.ts';
import { openProgress, type Progress, type Tally } from './progress.ts';
import { version } from '../version.ts';
import { unreachableTeller } from './unreachable.ts';
import { isVault, vaultSites } from './vault.ts';

/** What a door hands to a run. */
export interface RunContext {
  readonly settings: Settings;
  readonly clock: Clock;
  /** No action is started after this. */
  readonly stopAt: Date;
  /** Has the account's id, for when STS does not answer. Absent on a command line. */
  readonly functionArn?: string | undefined;
  /** Called once, after all regions are planned and before anything changes; throws to stop the run. */
  readonly approve?: (plans: readonly Plans[]) => Promise<void>;
  /** Called with what the run is doing, for a person who waits. */
  readonly onProgress?: ((line: string) => void) | undefined;
  /** Called before anything changes. From then on the run ends as this says: what was sent is waited for. */
  readonly interruptible?: (() => Interruption) | undefined;
}

/** What the regions of one run share. */
type Shared = RunContext & {
  readonly unreachable: ReturnType<typeof unreachableTeller>;
  readonly progress: Progress;
};

/** All regions of one account run at the same time; more would need more memory. */
const SIDE_BY_SIDE = 40;

/** The plans of the regions that could be read, what became of them, and the report over all. */
export interface Ran {
  readonly tally: Tally;
  readonly plans: readonly Plans[];
  readonly report: Report;
  /** Why STS does not know whose credentials these are; absent where it does. */
  readonly unidentified?: AwsError | undefined;
}

/**
 * Does the job once in all regions at the same time. A region that fails does not stop the others.
 *
 * @throws SettingsError where no region is named anywhere.
 */
export async function run(given: RunContext): Promise<Ran> {
  const progress = openProgress(given.onProgress);
  const context = { ...given, unreachable: unreachableTeller(), progress };
  const { settings, clock } = context;
  const started = clock.now();
  const home = await homeRegion(settings);
  const patience = patienceUntil(given.stopAt, clock);
  const identifying = identify({ region: home, patience }, given.functionArn);
  const sites = await allSites(settings, home, identifying, { clock, patience });
  const agreed = await agreedDeletes(sites, context);
  const { now, notes, idle } = momentOf(settings, clock.now());
  const results = idle === undefined ? await workIn(sites, now, context, agreed) : [];
  const identified = await identifying;
  const report = makeReport({
    version,
    jobName: settings.jobName,
    prefix: settings.prefix,
    account: identified.identity?.account,
    dryRun: settings.dryRun,
    followUp: settings.followUp && ageText(settings.followUp),
    idle,
    now,
    zone: settings.zone,
    prove: settings.prove,
    started,
    finished: clock.now(),
    notes: [...notes, ...notesOn(identified)],
    results,
    ...askedOf(settings),
  });
  const plans = results.flatMap((one) => (one.status === 'unreachable' ? [] : one));
  return { plans, tally: progress.tally(), report, unidentified: identified.error };
}

async function allSites(
  settings: Settings,
  home: string,
  identifying: Promise<Identified>,
  waiting: Pick<Hub, 'clock' | 'patience'>,
): Promise<readonly (Site | Unreachable)[]> {
  if (isVault(settings)) return vaultSites(settings, { ...(await identifying), ...waiting, home });
  const sites = await sitesFor(settings, home, identifying, waiting);
  return keepsCopies(settings) ? withPlaces(sites, settings) : sites;
}

async function workIn(
  sites: readonly (Site | Unreachable)[],
  now: Date,
  context: Shared,
  agreed: ReadonlySet<string> | undefined,
): Promise<RegionResult[]> {
  const limit = pLimit(SIDE_BY_SIDE);
  const carrying = { ...context, siteOf: siteFinder(sites) };
  return Promise.all(
    planRegions(sites, now, { ...context, agreed, limit }).map(async (planning) => {
      const { site, planned } = await planning;
      return isUnreachable(site) ? site : limit(async () => carryOutRegion(site, planned, carrying));
    }),
  );
}

/**
 * Shows the plans to a person, and gives the ids of the snapshots and images whose deletion the person agreed to.
 *
 * A person may think for hours, so the run plans again afterwards. It deletes only what was shown.
 */
async function agreedDeletes(
  sites: readonly (Site | Unreachable)[],
  context: Shared,
): Promise<ReadonlySet<string> | undefined> {
  const { settings, clock, approve } = context;
  if (settings.dryRun || approve === undefined) return undefined;
  const limit = pLimit(SIDE_BY_SIDE);
  const shown = await Promise.all(planRegions(sites, clock.now(), { ...context, limit }));
  const plans = shown.flatMap(({ planned }) => (planned.status === 'planned' ? planned : []));
  await approve(plans);
  return new Set(
    plans.flatMap(({ plan, images, replicas }) =>
      [...plan.deletes, ...(images?.deletes ?? []), ...(replicas?.deletes ?? [])].map(
        ({ snapshotId }) => snapshotId,
      ),
    ),
  );
}

async function carryOutRegion(
  site: Site,
  planned: Planned,
  { settings, clock, stopAt, progress, interruptible, siteOf }: Shared & { readonly siteOf: SiteFinder },
): Promise<RegionResult> {
  if (planned.status === 'unreachable') return planned;
  const covering = { settings, clock, stopAt };
  if (settings.dryRun) return withCovered(planned, await allProducers(planned, site, covering));
  const { plan, images, replicas, takeBack } = planned;
  const writers = { snapshots: openWriter(site), images: images && openImageWriter(site) };
  try {
    progress.acting(plan);
    if (images !== undefined) progress.acting(images);
    if (replicas !== undefined) progress.acting(replicas);
    const watch = { interruption: interruptible?.(), onOutcome: progress.ended };
    const doing = { clock, stopAt, watch };
    const [outcomes, ofReplicas, notes, covered] = await Promise.all([
      carryOutPlans({ snapshots: plan, images }, writers, clock, stopAt, watch),
      carryOutCopies(replicas, site, { ...doing, prefix: settings.prefix, siteOf }),
      carryOutTakeBack(takeBack, site, doing),
      allProducers(planned, site, covering),
    ]);
    const told = withCovered(planned, { ...covered, notes: [...notes, ...covered.notes] });
    return { ...told, status: 'done', outcomes, ofReplicas };
  } finally {
    writers.snapshots.close();
    writers.images?.close();
  }
}
