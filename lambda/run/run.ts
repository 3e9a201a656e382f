import pLimit from 'p-limit';
import { type Hub, sitesOf } from './accounts.ts';
import { openWriter } from '../aws/openWriter.ts';
import type { Site } from '../aws/clients.ts';
import { errorOf } from '../aws/errors.ts';
import { readInventory } from '../aws/readInventory.ts';
import { carryOut } from '../carryOut/carryOut.ts';
import type { Clock } from '../clock.ts';
import { nowFor } from '../core/now.ts';
import { makePlan, type Plan } from '../core/plan/plan.ts';
import type { RegionResult } from '../core/report/region.ts';
import { placeOf } from '../core/place.ts';
import { makeReport, type Report } from '../core/report/report.ts';
import { type Identified, identify, notesOn } from './identify.ts';
import { homeRegion, regionsOf, type Unreachable, unreachableTeller } from './regions.ts';
import type { Settings } from '../settings/settings.ts';
import { withoutFalseOrphans } from './recheckVolumes.ts';
import { version } from '../version.ts';

/** What a door hands to a run. */
export interface RunContext {
  readonly settings: Settings;
  readonly clock: Clock;
  /** No action is started after this. */
  readonly stopAt: Date;
  /** Tells the account where STS does not; a command line has none. */
  readonly functionArn?: string | undefined;
  /** Asked once, when all regions are planned and before anything changes; throws to stop the run. */
  readonly approve?: (plans: readonly Plan[]) => Promise<void>;
  /** Told what a run is doing, for a person who waits. */
  readonly onProgress?: (line: string) => void;
}

/** What the regions of one run share. */
type Shared = RunContext & { readonly unreachable: ReturnType<typeof unreachableTeller> };

/** More at once would need more memory; the regions of one account are all side by side. */
const SIDE_BY_SIDE = 40;

/** The plans of the regions that could be read, and the report over all. */
export interface Ran {
  readonly plans: readonly Plan[];
  readonly report: Report;
}

/**
 * Does the job once in all regions, side by side. One region's failure is that region's.
 *
 * @throws SettingsError where no region is named anywhere.
 */
export async function run(given: RunContext): Promise<Ran> {
  const context = { ...given, unreachable: unreachableTeller() };
  const { settings, clock } = context;
  const started = clock.now();
  const home = await homeRegion(settings);
  const identifying = identify(home, given.functionArn);
  const sites = await sitesFor(settings, home, identifying, clock);
  const mayDelete = await agreedDeletes(sites, context);
  const { now, notes } = nowFor(settings.scheduledTime, clock.now());
  const limit = pLimit(SIDE_BY_SIDE);
  const results = await Promise.all(
    sites.map(async (site) =>
      isUnreachable(site)
        ? site
        : limit(async () =>
            carryOutRegion(site, onlyAgreed(await planRegion(site, now, context), mayDelete), context),
          ),
    ),
  );
  const identified = await identifying;
  const report = makeReport({
    version,
    job: settings.jobName,
    prefix: settings.prefix,
    account: identified.identity?.account,
    dryRun: settings.dryRun,
    now,
    started,
    finished: clock.now(),
    notes: [...notes, ...notesOn(identified)],
    results,
    scope: settings.regions === 'all' ? 'all' : 'named',
  });
  return { plans: results.flatMap((one) => (one.status === 'unreachable' ? [] : one.plan)), report };
}

async function sitesFor(
  settings: Settings,
  home: string,
  identifying: Promise<Identified>,
  clock: Clock,
): Promise<readonly (Site | Unreachable)[]> {
  const { accounts } = settings;
  if (accounts !== undefined) {
    const hub: Hub = { ...(await identifying), home, clock };
    return sitesOf({ ...settings, accounts }, hub);
  }
  const regions = await regionsOf(settings, home);
  return regions.map((region) => (typeof region === 'string' ? { region } : region));
}

function isUnreachable(site: Site | Unreachable): site is Unreachable {
  return 'status' in site;
}

/**
 * Shows the plans to whoever must agree, and gives the ids of the snapshots that may go then.
 *
 * A person may think for hours, so what is carried out afterwards is planned anew; but nothing is deleted
 * that was not shown.
 */
async function agreedDeletes(
  sites: readonly (Site | Unreachable)[],
  context: Shared,
): Promise<ReadonlySet<string> | undefined> {
  const { settings, clock, approve } = context;
  if (settings.dryRun || approve === undefined) return undefined;
  const limit = pLimit(SIDE_BY_SIDE);
  const shown = await Promise.all(
    sites.map(async (site) =>
      isUnreachable(site) ? site : limit(() => planRegion(site, clock.now(), context)),
    ),
  );
  const plans = shown.flatMap((one) => (one.status === 'planned' ? one.plan : []));
  await approve(plans);
  return new Set(plans.flatMap(({ deletes }) => deletes.map(({ snapshotId }) => snapshotId)));
}

function onlyAgreed(planned: Planned, mayDelete: ReadonlySet<string> | undefined): Planned {
  if (planned.status === 'unreachable' || mayDelete === undefined) return planned;
  const deletes = planned.plan.deletes.filter(({ snapshotId }) => mayDelete.has(snapshotId));
  return { ...planned, plan: { ...planned.plan, deletes } };
}

type Planned = Exclude<RegionResult, { status: 'done' }>;

async function planRegion(
  site: Site,
  now: Date,
  { settings, onProgress, unreachable }: Shared,
): Promise<Planned> {
  try {
    onProgress?.(`${placeOf(site)}: reading`);
    const inventory = await readInventory(site, settings.prefix);
    const plan = await withoutFalseOrphans(makePlan(inventory, settings, now), site);
    onProgress?.(`${placeOf(site)}: read, ${plan.managed.length} volumes managed`);
    return { status: 'planned', plan };
  } catch (error) {
    onProgress?.(`${placeOf(site)}: ${errorOf(error).code}`);
    return unreachable(site, error);
  }
}

async function carryOutRegion(
  site: Site,
  planned: Planned,
  { settings, clock, stopAt, onProgress }: RunContext,
): Promise<RegionResult> {
  if (planned.status === 'unreachable' || settings.dryRun) return planned;
  const { plan } = planned;
  const writer = openWriter(site);
  try {
    const outcomes = await carryOut(plan, writer, clock, stopAt);
    onProgress?.(`${placeOf(site)}: done`);
    return { status: 'done', plan, outcomes };
  } finally {
    writer.close();
  }
}
