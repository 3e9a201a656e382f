import { accountId } from './aws/account.ts';
import { openWriter } from './aws/actions.ts';
import { errorOf } from './aws/errors.ts';
import { readInventory } from './aws/inventory.ts';
import { carryOut } from './carryOut.ts';
import type { Clock } from './clock.ts';
import { nowFor } from './core/now.ts';
import { makePlan, type Plan } from './core/plan.ts';
import type { RegionResult } from './core/regionReport.ts';
import { makeReport, type Report } from './core/report.ts';
import { homeRegion, regionsOf, type Unreachable, unreachableTeller } from './regions.ts';
import type { Settings } from './settings.ts';
import { withoutFalseOrphans } from './vanished.ts';
import { version } from './version.ts';

/** What a door hands to a run. */
export interface RunContext {
  readonly settings: Settings;
  readonly clock: Clock;
  /** No action is started after this. */
  readonly stopAt: Date;
  /** Asked once, when all regions are planned and before anything changes; throws to stop the run. */
  readonly approve?: (plans: readonly Plan[]) => Promise<void>;
  /** Told what a run is doing, for a person who waits. */
  readonly onProgress?: (line: string) => void;
}

/** What the regions of one run share. */
type Shared = RunContext & { readonly unreachable: ReturnType<typeof unreachableTeller> };

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
  const account = identify(home);
  const regions = await regionsOf(settings, home);
  const mayDelete = await agreedDeletes(regions, context);
  const { now, notes } = nowFor(settings.scheduledTime, clock.now());
  const results = await Promise.all(
    regions.map(async (region) =>
      typeof region === 'string'
        ? carryOutRegion(onlyAgreed(await planRegion(region, now, context), mayDelete), context)
        : region,
    ),
  );
  const identity = await account;
  const report = makeReport({
    version,
    job: settings.job,
    prefix: settings.prefix,
    account: identity.account,
    dryRun: settings.dryRun,
    now,
    started,
    finished: clock.now(),
    notes: [...notes, ...identity.notes],
    results,
    scope: settings.regions === 'all' ? 'all' : 'named',
  });
  return { plans: results.flatMap((one) => (one.status === 'unreachable' ? [] : one.plan)), report };
}

/**
 * Shows the plans to whoever must agree, and gives the ids of the snapshots that may go then.
 *
 * A person may think for hours, so what is carried out afterwards is planned anew; but nothing is deleted
 * that was not shown.
 */
async function agreedDeletes(
  regions: readonly (string | Unreachable)[],
  context: Shared,
): Promise<ReadonlySet<string> | undefined> {
  const { settings, clock, approve } = context;
  if (settings.dryRun || approve === undefined) return undefined;
  const names = regions.filter((region) => typeof region === 'string');
  const shown = await Promise.all(names.map(async (region) => planRegion(region, clock.now(), context)));
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
  region: string,
  now: Date,
  { settings, onProgress, unreachable }: Shared,
): Promise<Planned> {
  try {
    onProgress?.(`${region}: reading`);
    const inventory = await readInventory(region, settings.prefix);
    const plan = await withoutFalseOrphans(makePlan(inventory, settings, now));
    onProgress?.(`${region}: read, ${plan.managed.length} volumes managed`);
    return { status: 'planned', plan };
  } catch (error) {
    onProgress?.(`${region}: ${errorOf(error).code}`);
    return unreachable(region, error);
  }
}

async function carryOutRegion(
  planned: Planned,
  { settings, clock, stopAt, onProgress }: RunContext,
): Promise<RegionResult> {
  if (planned.status === 'unreachable' || settings.dryRun) return planned;
  const { plan } = planned;
  const writer = openWriter(plan.region);
  try {
    const outcomes = await carryOut(plan, writer, clock, stopAt);
    onProgress?.(`${plan.region}: done`);
    return { status: 'done', plan, outcomes };
  } finally {
    writer.close();
  }
}

/** The account's id is for the reader of the report, so a run does not depend on it. */
async function identify(home: string): Promise<{ account: string | undefined; notes: string[] }> {
  try {
    return { account: await accountId(home), notes: [] };
  } catch (error) {
    const { code, message } = errorOf(error);
    return { account: undefined, notes: [`The account could not be identified: ${code}: ${message}`] };
  }
}
