import type { Context } from 'aws-lambda';
import { workIn } from './aws/surroundings.ts';
import { patienceToReport } from './aws/patience.ts';
import type { Clock } from './clock.ts';
import { fitted } from './core/report/fit.ts';
import { isRead } from './core/report/region.ts';
import type { Report } from './core/report/report.ts';
import { headText, reportText } from './core/report/reportText.ts';
import { deliver } from './run/deliver.ts';
import { type Logged, withLogLine } from './run/logLine.ts';
import { emitMetrics } from './run/metrics.ts';
import { run } from './run/run.ts';
import { readSettings } from './settings/settings.ts';
import { partIn } from './fanOut/orders.ts';
import { runShard, type ShardAnswer } from './fanOut/shard.ts';

/** Kept free before the deadline for calls under way and for the report. */
const RESERVE = 30_000;

/** What the handler needs of Lambda's context. */
type Invocation = Pick<Context, 'functionName' | 'getRemainingTimeInMillis'> &
  Partial<Pick<Context, 'invokedFunctionArn'>>;

type Handler = (event: unknown, context: Invocation) => Promise<Report>;

type Shard = (input: unknown, context: Invocation) => Promise<ShardAnswer>;

/**
 * Makes the function that EventBridge starts. `tell` puts the report where people and alarms look.
 *
 * It succeeds whenever a region could be read: bad volumes, failed actions, unreachable regions and an
 * undelivered report are in the report. It throws when settings are invalid or when no region could be read.
 */
export function createHandler(clock: Clock, tell: (report: Report) => void): Handler {
  return async (event, context) => {
    const stopAt = stopAtOf(clock, context);
    const settings = readSettings(event, process.env);
    const ran = await run({ settings, clock, stopAt, functionArn: context.invokedFunctionArn });
    const report = await deliver(ran.report, settings, patienceToReport(stopAt, clock));
    tell(report);
    if (report.idle === undefined && !report.regions.some(isRead)) {
      throw new Error(`No region could be read. ${report.headline.line}`);
    }
    return fitted(report);
  };
}

function stopAtOf(clock: Clock, context: Invocation): Date {
  return new Date(clock.now().getTime() + context.getRemainingTimeInMillis() - RESERVE);
}

/** Makes the function that a state machine starts for each shard. */
export function createShard(clock: Clock, tell: (report: Report) => void): Shard {
  return async (input, context) =>
    runShard(input, stopAtOf(clock, context), {
      clock,
      env: () => process.env,
      tell,
      functionArn: context.invokedFunctionArn,
    });
}

workIn({ env: process.env });

const clock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

export async function handler(event: unknown, context: Invocation & Logged): Promise<Report> {
  return withLogLine(context, {}, async (note) => {
    const tell = (report: Report): void => {
      console.log(reportText(report));
      emitMetrics(report, context.functionName);
      note(report);
    };
    return createHandler(clock, tell)(event, context);
  });
}

/** Its metrics are those of the merged report. */
export async function shard(input: unknown, context: Invocation & Logged): Promise<ShardAnswer> {
  return withLogLine(context, partIn(input), async (note) => {
    const tell = (report: Report): void => {
      console.log(headText(report));
      note(report);
    };
    return createShard(clock, tell)(input, context);
  });
}
