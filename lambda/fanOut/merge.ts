import pLimit from 'p-limit';
import * as z from 'zod/mini';
import { errorOf } from '../aws/errors.ts';
import { type Folder, openFolder } from '../aws/folder.ts';
import { aMinute } from '../aws/patience.ts';
import { fitted } from '../core/report/fit.ts';
import { ageText } from '../core/grammar/numbers.ts';
import { grouped } from '../core/grouped.ts';
import { mergedRuns } from '../core/report/merged.ts';
import { isRead, lostRun, type RegionReport } from '../core/report/region.ts';
import { type Report, reportOf } from '../core/report/report.ts';
import { deliver } from '../run/deliver.ts';
import { ordersIn } from './orders.ts';
import { askedOf } from '../run/sites.ts';
import { readSettings } from '../settings/settings.ts';
import { accountOf } from '../settings/shape.ts';
import type { Door, ShardAnswer } from './shard.ts';
import { version } from '../version.ts';
import {
  bucketOf,
  FACTS,
  factsSchema,
  filesOf,
  REPORT,
  runSchema,
  SHARD_FILES,
  SHARDS,
  shardsSchema,
  thrownSchema,
} from './files.ts';
import { said } from '../core/text.ts';

const orders = z.object({
  event: z.record(z.string(), z.unknown()),
  folder: z.string(),
  /** When the execution began. */
  started: z.string(),
});

/** What an execution comes to. */
export interface Merged {
  readonly headline: Report['headline'];
  /** Where the whole report is. */
  readonly report: string;
}

/** How many files are read side by side. */
const SIDE_BY_SIDE = 40;

/** The bytes of JSON that are kept of all shards together; a report of everything would fit nowhere. */
const KEPT = 60_000_000;

/**
 * Makes one report of those of all shards, and publishes it. It also names the runs that left none, because it
 * is not known what they did.
 *
 * @throws Error where no region was worked in; it is thrown after the report was published.
 */
export async function merge(input: unknown, { clock, env, tell }: Door): Promise<Merged> {
  const { event, folder: name, started } = ordersIn(input, orders);
  const settings = readSettings(event, env());
  const bucket = bucketOf(env());
  const folder = openFolder(bucket, name);
  try {
    const facts = factsSchema.parse(await folder.read(FACTS));
    const regions = await regionsIn(folder);
    const merged = reportOf(
      {
        version,
        jobName: settings.jobName,
        prefix: settings.prefix,
        account: facts.account,
        dryRun: settings.dryRun,
        followUp: settings.followUp && ageText(settings.followUp),
        idle: facts.idle,
        notes: facts.notes,
        now: new Date(facts.now),
        zone: settings.zone,
        started: new Date(started),
        finished: clock.now(),
        whole: `s3://${bucket}/${name}/${REPORT}`,
        ...askedOf(settings),
      },
      regions,
    );
    const report = await deliver(merged, settings, aMinute(clock));
    tell(report);
    await folder.write(REPORT, fitted(report, KEPT));
    if (facts.idle === undefined && !regions.some(isRead)) {
      throw new Error(`No region was worked in to the end. ${report.headline.line}`);
    }
    return { headline: report.headline, report: `s3://${bucket}/${name}/${REPORT}` };
  } finally {
    folder.close();
  }
}

async function regionsIn(folder: Folder): Promise<readonly RegionReport[]> {
  const shards = shardsSchema.parse(await folder.read(SHARDS));
  const files = grouped(await folder.names(SHARD_FILES), (one) => one.slice(0, one.lastIndexOf('/') + 1));
  const bytes = Math.floor(KEPT / shards.length);
  const limit = pLimit(SIDE_BY_SIDE);
  const each = shards.map(async (shard) =>
    limit(async () => {
      const runs = await runsIn(folder, files.get(filesOf(shard)) ?? [], bytes);
      const place = { account: accountOf(shard.account), region: shard.region };
      return mergedRuns(
        runs.map((run) => ('lost' in run ? { regions: [lostRun(place, run.lost)] } : run.report)),
      );
    }),
  );
  return (await Promise.all(each)).flat();
}

/** What a run of a shard left: its report, or why there is none. */
type ShardRun = Pick<ShardAnswer, 'report' | 'next'> | { readonly lost: string };

const LEFT_NOTHING: ShardRun = {
  lost: 'NoReport: its shard ended without a report; the executions of the state machine tell why',
};

/**
 * The runs of a shard in their order, also those that left nothing.
 *
 * Such a run is known from a later one, or from one before it that asked for another.
 */
async function runsIn(folder: Folder, names: readonly string[], bytes: number): Promise<readonly ShardRun[]> {
  const numbered = names
    .flatMap((name) => {
      const [, run] = /\/(\d+)\.json$/.exec(name) ?? [];
      return run === undefined ? [] : [{ name, run: Number(run) }];
    })
    .toSorted((a, b) => a.run - b.run);
  const runs: ShardRun[] = [];
  let expected = 1;
  for (const { name, run } of numbered) {
    if (run > expected) runs.push(LEFT_NOTHING);
    runs.push(await runIn(folder, name, bytes));
    expected = run + 1;
  }
  const last = runs.at(-1);
  const isEnded = last !== undefined && ('lost' in last || last.next === 'done');
  return isEnded ? runs : [...runs, LEFT_NOTHING];
}

/** What cannot be read of a shard is that shard's failure, and not that of the whole report. */
async function runIn(folder: Folder, name: string, bytes: number): Promise<ShardRun> {
  try {
    const run = runSchema.parse(await folder.read(name));
    if ('report' in run) return { ...run, report: fitted(run.report, bytes) };
    const cause = thrownSchema.safeParse(jsonOf(run.Cause ?? ''));
    const { errorType, errorMessage } = cause.success
      ? cause.data
      : { errorType: run.Error, errorMessage: run.Cause ?? '' };
    return { lost: said([errorType, errorMessage].filter(Boolean).join(': ')) };
  } catch (error) {
    const { code, message } = errorOf(error);
    return { lost: `${code}: what its shard left could not be read: ${said(message)}` };
  }
}

/** Lambda's causes are JSON, Step Functions' own are words. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
