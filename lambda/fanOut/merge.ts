import pLimit from 'p-limit';
import * as z from 'zod/mini';
import { type AwsError, errorOf } from '../aws/errors.ts';
import { type Folder, openFolder } from '../aws/folder.ts';
import { fitted } from '../core/fitted.ts';
import { grouped } from '../core/grouped.ts';
import { mergedRuns } from '../core/mergedRuns.ts';
import { type RegionReport, reportRegion } from '../core/regionReport.ts';
import { type Report, reportOf } from '../core/report.ts';
import { deliver } from '../deliver.ts';
import { readSettings } from '../settings.ts';
import { accountOf } from '../settingsShape.ts';
import { version } from '../version.ts';
import { bucketOf, type Door } from './door.ts';
import {
  FACTS,
  factsSchema,
  failureSchema,
  filesOf,
  REPORT,
  reportSchema,
  SHARD_FILES,
  SHARDS,
  shardsSchema,
  thrownSchema,
} from './files.ts';

const orders = z.object({
  event: z.record(z.string(), z.unknown()),
  folder: z.string(),
  /** When the execution began. */
  started: z.string(),
});

/** What an execution comes to. */
export interface Merged {
  readonly verdict: Report['verdict'];
  /** Where the whole report is. */
  readonly report: string;
}

/** How many files are read side by side. */
const SIDE_BY_SIDE = 40;

/** The bytes of JSON that are kept of all shards together; a report of everything would fit nowhere. */
const KEPT = 60_000_000;

/**
 * Makes one report of those of all shards, and publishes it. A shard without any is a region that could not be read.
 *
 * @throws Error where no region could be read, when everybody has been told.
 */
export async function merge(input: unknown, { clock, env, tell }: Door): Promise<Merged> {
  const { event, folder: name, started } = orders.parse(input);
  const settings = readSettings(event, env());
  const bucket = bucketOf(env());
  const folder = openFolder(bucket, name);
  try {
    const facts = factsSchema.parse(await folder.read(FACTS));
    const regions = await regionsIn(folder, settings.prefix, new Date(facts.now));
    const merged = reportOf(
      {
        version,
        job: settings.job,
        prefix: settings.prefix,
        account: facts.account,
        dryRun: settings.dryRun,
        notes: facts.notes,
        now: new Date(facts.now),
        started: new Date(started),
        finished: clock.now(),
        whole: `s3://${bucket}/${name}/${REPORT}`,
        scope: settings.regions === 'all' ? 'all' : 'named',
      },
      regions,
    );
    const report = await deliver(merged, settings.snsArn);
    tell(report);
    await folder.write(REPORT, fitted(report, KEPT));
    if (regions.every(({ status }) => status === 'unreachable')) {
      throw new Error(`No region could be read. ${report.verdict.line}`);
    }
    return { verdict: report.verdict, report: `s3://${bucket}/${name}/${REPORT}` };
  } finally {
    folder.close();
  }
}

async function regionsIn(folder: Folder, prefix: string, now: Date): Promise<readonly RegionReport[]> {
  const shards = shardsSchema.parse(await folder.read(SHARDS));
  const files = grouped(await folder.names(SHARD_FILES), (one) => one.slice(0, one.lastIndexOf('/') + 1));
  const bytes = Math.floor(KEPT / shards.length);
  const limit = pLimit(SIDE_BY_SIDE);
  const each = shards.map(async (shard) =>
    limit(async (): Promise<readonly RegionReport[]> => {
      const { reports, why } = await keptOf(folder, files.get(filesOf(shard)) ?? [], bytes);
      if (reports.length > 0 && why === undefined) return mergedRuns(reports);
      const { account, region } = shard;
      const failed = {
        status: 'unreachable',
        account: accountOf(account),
        region,
        ...(why ?? NO_REPORT),
      } as const;
      return mergedRuns([...reports, { regions: [reportRegion(failed, prefix, now)] }]);
    }),
  );
  return (await Promise.all(each)).flat();
}

/** What is kept of a shard. What cannot be read of it is that shard's failure, and not that of the whole report. */
async function keptOf(
  folder: Folder,
  names: readonly string[],
  bytes: number,
): Promise<{ readonly reports: readonly Report[]; readonly why: AwsError | undefined }> {
  try {
    return { reports: await reportsIn(folder, names, bytes), why: await failureIn(folder, names) };
  } catch (error) {
    const { code, message } = errorOf(error);
    return { reports: [], why: { code, message: `what its shard reported could not be read: ${message}` } };
  }
}

/** The reports of a shard in the order of its runs, each cut to its part of what is kept. */
async function reportsIn(
  folder: Folder,
  names: readonly string[],
  bytes: number,
): Promise<readonly Report[]> {
  const numbered = names
    .flatMap((name) => {
      const [, run] = /\/(\d+)\.json$/.exec(name) ?? [];
      return run === undefined ? [] : [{ name, run: Number(run) }];
    })
    .toSorted((a, b) => a.run - b.run);
  const reports: Report[] = [];
  for (const { name } of numbered) reports.push(fitted(reportSchema.parse(await folder.read(name)), bytes));
  return reports;
}

const NO_REPORT: AwsError = {
  code: 'NoReport',
  message: 'its shard ended without a report; the executions of the state machine tell why',
};

/** What the state machine kept of a shard that failed; undefined where it did not. */
async function failureIn(folder: Folder, names: readonly string[]): Promise<AwsError | undefined> {
  const name = names.find((one) => one.endsWith('/failure.json'));
  if (name === undefined) return undefined;
  const { Error: code = 'Error', Cause = '' } = failureSchema.parse(await folder.read(name));
  const cause = thrownSchema.safeParse(jsonOf(Cause));
  return cause.success
    ? { code: cause.data.errorType, message: cause.data.errorMessage }
    : { code, message: Cause };
}

/** Lambda's causes are JSON, Step Functions' own are words. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
