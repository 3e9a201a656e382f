import { PUBLISHED } from '../cloud/tokenBuckets.ts';
import { pouring } from './bound.ts';
import { theFew } from './calls.ts';
import { fillLoose } from './estate.ts';
import { type Figure, type Part, timesTheBound } from './figure.ts';
import { inCloud, type Timed, timedRun } from './runs.ts';

/**
 * A whole organisation on Step Functions: one account is lived through, region by region, and stands for all.
 *
 * Accounts and regions share no token bucket, so what a shard takes does not depend on the others; how long all
 * take together follows from how many run side by side.
 */
export const org: Part = async (tell) => {
  const day = await accountOf('all due', tell);
  const idle = await accountOf('none', tell);
  const least = total(VOLUMES.map(callsAlone));
  return [
    figure('volumes', ACCOUNTS * total(VOLUMES), ''),
    {
      ...figure('API calls, all due, one expired each', ACCOUNTS * sum(day, ({ calls }) => calls), 'calls'),
      bound: ACCOUNTS * least,
      goal: timesTheBound(1.02),
    },
    figure('API calls, nothing due', ACCOUNTS * sum(idle, ({ calls }) => calls), 'calls'),
    {
      ...figure('the longest shard, of 900 volumes', Math.max(...seconds(day)), 's'),
      bound: pouring(Math.max(...VOLUMES), [{ from: 0, rate: 5 }]),
      goal: timesTheBound(1.05),
    },
    figure('all shards one after the other', (ACCOUNTS * total(seconds(day))) / 3600, 'h'),
    ...[100, 1000].map(
      (lanes): Figure => ({
        ...figure(`all due, ${lanes} side by side`, hoursOf(seconds(day), lanes), 'h'),
        bound: boundOf(seconds(day), lanes),
        goal: timesTheBound(1.1),
      }),
    ),
    ...[100, 1000].map((lanes) =>
      figure(`nothing due, ${lanes} side by side`, hoursOf(seconds(idle), lanes), 'h'),
    ),
    figure('cost of a run, all due: Lambda', lambdaDollars(day), '$'),
    figure('cost of a run, nothing due: Lambda', lambdaDollars(idle), '$'),
    figure('cost of a run: Step Functions and S3', aroundDollars(ACCOUNTS * VOLUMES.length), '$'),
  ];
};

const ACCOUNTS = 1000;
/** Seventeen regions with 100 to 900 volumes, 500 on average, none of them in a set: the most calls there can be. */
const VOLUMES = Array.from({ length: 17 }, (_, index) => 100 + index * 50);
const COPIES = 8;

/** Examples of AWS's list prices, in dollars: https://aws.amazon.com/lambda/pricing/ (arm64), /step-functions/pricing/, /s3/pricing/ */
const PRICE = {
  gigabyteSecond: 0.0000133334,
  invocation: 0.2 / 1_000_000,
  transition: 0.025 / 1000,
  put: 0.005 / 1000,
  get: 0.0004 / 1000,
};
const MEMORY_GB = 0.5;
/** Run, Keep, Next and Done. */
const TRANSITIONS = 4;

interface Shard {
  readonly seconds: number;
  readonly calls: number;
}

async function accountOf(work: 'all due' | 'none', tell: (line: string) => void): Promise<Shard[]> {
  const shards: Shard[] = [];
  for (const volumes of VOLUMES) {
    tell(`${volumes} volumes, ${work === 'none' ? 'nothing' : 'all'} due`);
    shards.push(await shardOf(volumes, work));
  }
  return shards;
}

async function shardOf(volumes: number, work: 'all due' | 'none'): Promise<Shard> {
  return inCloud(async (cloud) => {
    fillLoose(cloud, 'eu-west-1', { volumes, copies: COPIES, retain: COPIES - 1 });
    const event = { dry_run: false, default_frequency: '1', default_retain: '7' };
    // A run before makes a day on which nothing is due.
    if (work === 'none') await timedRun(cloud, { event, buckets: [] });
    const before = cloud.calls.length;
    const timed: Timed = await timedRun(cloud, { event, buckets: PUBLISHED, remaining: 900_000 });
    const { created, deleted, skipped } = timed.report.headline;
    const owed = work === 'none' ? 0 : volumes;
    if (created !== owed || deleted !== owed || skipped !== 0) throw new Error(timed.report.headline.line);
    return { seconds: timed.seconds, calls: cloud.calls.length - before };
  });
}

/** The pages, a create and a delete for each volume, who we are, and what AMIs and locks hold. No report: one goes out for all. */
function callsAlone(volumes: number): number {
  const pages = 1 + Math.ceil(volumes / 1000) + Math.ceil((volumes * COPIES) / 1000);
  return pages + 2 * volumes + theFew();
}

function seconds(shards: readonly Shard[]): number[] {
  return shards.map((one) => one.seconds);
}

function sum(shards: readonly Shard[], of: (shard: Shard) => number): number {
  return total(shards.map(of));
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

/** Distributed Map starts a hundred standard children a second. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
const STARTS_A_SECOND = 100;

/** The hours until the last shard of all accounts ends, each started in the first lane that is free. */
function hoursOf(account: readonly number[], lanes: number): number {
  const free: number[] = Array.from({ length: lanes }, () => 0);
  let last = 0;
  for (let shard = 0; shard < ACCOUNTS * account.length; shard += 1) {
    const lane = free.indexOf(Math.min(...free));
    const end = Math.max(free[lane] ?? 0, shard / STARTS_A_SECOND) + (account[shard % account.length] ?? 0);
    free[lane] = end;
    last = Math.max(last, end);
  }
  return last / 3600;
}

/** No lane is ever idle, or the starts are what takes longest. */
function boundOf(account: readonly number[], lanes: number): number {
  const shards = ACCOUNTS * account.length;
  return Math.max((ACCOUNTS * total(account)) / lanes, shards / STARTS_A_SECOND, Math.max(...account)) / 3600;
}

function lambdaDollars(account: readonly Shard[]): number {
  const gigabyteSeconds = ACCOUNTS * total(seconds(account)) * MEMORY_GB;
  return gigabyteSeconds * PRICE.gigabyteSecond + ACCOUNTS * account.length * PRICE.invocation;
}

function aroundDollars(shards: number): number {
  return shards * (TRANSITIONS * PRICE.transition + PRICE.put + PRICE.get);
}

function figure(what: string, value: number, unit: string): Figure {
  return { part: 'org', what, value, unit };
}
