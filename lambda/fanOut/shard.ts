import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import { fitted } from '../core/report/fit.ts';
import { isRead, type RegionReport } from '../core/report/region.ts';
import type { Report } from '../core/report/report.ts';
import { OUT_OF_TIME } from '../core/outcome.ts';
import { ordersIn } from './orders.ts';
import { run } from '../run/run.ts';
import { ALL_REGIONS } from '../run/sites.ts';
import { readSettings, renamed, type Settings } from '../settings/settings.ts';

/** What the state machine tells a shard: where it works, and how often it was tried before. */
const orders = z.object({
  /** An id, or the ARN of a role. */
  account: z.string(),
  /** `ALL_REGIONS` where the shard finds the regions of the account by itself. */
  region: z.string(),
  event: z.record(z.string(), z.unknown()),
  /** 1 for the first. */
  run: z.int(),
  /** The most runs that may follow each other without a pause. */
  budget: z.int(),
  /** How many before it, one after the other, could not read a region or threw. */
  failures: z.int(),
  /** What the runs before left of the deletions that one run may do; nothing where it is not known. */
  mayDelete: z.union([z.literal(['as set', 'nothing']), z.int().check(z.minimum(0))]),
});

/** What a shard tells the state machine. */
export interface ShardAnswer {
  readonly report: Report;
  /** `again`: the time was up before all was done. `later`: a region could not be read. */
  readonly next: 'done' | 'again' | 'later';
  /** The number of runs in a row that could not read a region; 0 if this one could read all. */
  readonly failures: number;
  /** How many snapshots a further run may delete in a region, so that all together delete no more than one may. */
  readonly mayDelete: MayDelete;
}

type MayDelete = z.infer<typeof orders>['mayDelete'];

/** What a door gives to a function. */
export interface Door {
  readonly clock: Clock;
  readonly env: () => Readonly<Record<string, string | undefined>>;
  /** Puts the report where people look. */
  readonly tell: (report: Report) => void;
  readonly functionArn?: string | undefined;
}

/**
 * A state has at most 256 KiB, with what is around the report.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const LARGEST_REPORT = 200_000;

/** So long after its time a run starts no other: an execution ends after 24 hours, and its report must come before. */
const LATEST = 20 * 3_600_000;

/** How often in a row a region that cannot be read is tried. */
const MOST_FAILURES = 3;

/**
 * Does the job in one region of an account, or in all of them, and publishes nothing.
 *
 * A run can be repeated, so one that ran out of time need not remember what it did.
 *
 * @throws SettingsError for an event that no run can use.
 */
export async function runShard(
  input: unknown,
  stopAt: Date,
  { clock, env, tell, functionArn }: Door,
): Promise<ShardAnswer> {
  const { account, region, event, mayDelete, ...order } = ordersIn(input, orders);
  const isWhole = region === ALL_REGIONS;
  const regions = isWhole ? {} : { regions: region };
  const asSet = readSettings({ ...renamed(event), accounts: [account], ...regions }, env());
  const settings = {
    ...asSet,
    ...deletionsIn(mayDelete, asSet),
    // A shard of one region was listed before replicas were switched on.
    replicas: isWhole ? asSet.replicas : undefined,
    isContinued: order.run > 1,
  };
  const { report } = await run({ settings, clock, stopAt, functionArn });
  tell(report);
  const failures = isAllRead(report) ? 0 : order.failures + 1;
  return {
    report: fitted(report, LARGEST_REPORT),
    next: isLate(settings, clock) ? 'done' : nextOf(report, { ...order, failures }),
    failures,
    mayDelete: mayDelete === 'nothing' ? mayDelete : leftToDelete(report, settings),
  };
}

function deletionsIn(mayDelete: MayDelete, { maxDeletes = Infinity }: Settings): Partial<Settings> {
  if (mayDelete === 'as set') return {};
  return mayDelete === 'nothing' ? { isAfterLostRun: true } : { maxDeletes: Math.min(mayDelete, maxDeletes) };
}

/**
 * What the brake held back stays until the next day's run: with fewer surplus snapshots it would release at once.
 *
 * The limit is one for each region, and in it for snapshots, for replicas, and for images with what they left; a further
 * run may delete of each what is left of the one that has used most of it.
 */
function leftToDelete({ regions }: Report, { maxDeletes }: Settings): MayDelete {
  if (maxDeletes === undefined) return regions.some(isBraked) ? 0 : 'as set';
  return Math.max(0, maxDeletes - Math.max(...regions.map(mostDeleted)));
}

function isBraked({ totals }: RegionReport): boolean {
  const { brakes, imageBrakes = 0, replicaBrakes = 0 } = totals;
  return brakes + imageBrakes + replicaBrakes > 0;
}

function mostDeleted({ totals }: RegionReport): number {
  const { deleted, imagesDeleted = 0, leftOversDeleted = 0, replicasDeleted = 0 } = totals;
  return Math.max(deleted, imagesDeleted + leftOversDeleted, replicasDeleted);
}

/** Whether a further run could read no more: what the organisation forbids in some regions it forbids again. */
function isAllRead({ regions }: Report): boolean {
  return regions.some(isRead) && regions.every((one) => isRead(one) || one.forbidden === true);
}

function isLate({ scheduledTime }: Settings, clock: Clock): boolean {
  return scheduledTime !== undefined && clock.now().getTime() - scheduledTime.getTime() > LATEST;
}

function nextOf(
  { regions }: Report,
  { run: runs, budget, failures }: Pick<z.infer<typeof orders>, 'run' | 'budget' | 'failures'>,
): ShardAnswer['next'] {
  if (failures > 0 && failures < MOST_FAILURES) return 'later';
  return regions.some(isUnfinished) && runs < budget ? 'again' : 'done';
}

/** Whether there was no time for something. Replicas that wait for the window wait for the next execution. */
function isUnfinished(region: RegionReport): boolean {
  const { totals, images, replicaTrouble = [] } = region;
  return (
    totals.outOfTime + (images?.outOfTime ?? 0) > 0 ||
    replicaTrouble.some(({ kind, because }) => kind === 'skipped' && because === OUT_OF_TIME)
  );
}
