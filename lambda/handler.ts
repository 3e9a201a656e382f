import type { Context } from 'aws-lambda';
import type { Clock } from './clock.ts';
import { fitted } from './core/fitted.ts';
import type { Report } from './core/report.ts';
import { reportText } from './core/reportText.ts';
import { deliver } from './deliver.ts';
import { emitMetrics } from './metrics.ts';
import { run } from './run.ts';
import { readSettings } from './settings.ts';

/** Kept free before the deadline for calls under way and for the report. */
const RESERVE = 30_000;

/** What the handler needs of Lambda's context. */
type Invocation = Pick<Context, 'functionName' | 'getRemainingTimeInMillis'>;

type Handler = (event: unknown, context: Invocation) => Promise<Report>;

/**
 * Makes the function that EventBridge starts. `tell` puts the report where people and alarms look.
 *
 * It succeeds whenever it could work: bad volumes, failed actions, regions out of reach and an undelivered
 * report are in the report. It throws when settings are invalid or when no region could be read, so that
 * only what a retry could mend is retried.
 */
export function createHandler(clock: Clock, tell: (report: Report, context: Invocation) => void): Handler {
  return async (event, context) => {
    const stopAt = new Date(clock.now().getTime() + context.getRemainingTimeInMillis() - RESERVE);
    const settings = readSettings(event, process.env);
    const ran = await run({ settings, clock, stopAt });
    const report = await deliver(ran.report, settings.snsArn);
    tell(report, context);
    if (report.regions.every(({ status }) => status === 'unreachable')) {
      throw new Error(`No region could be read. ${report.verdict.line}`);
    }
    return fitted(report);
  };
}

export const handler: Handler = createHandler(
  {
    now: () => new Date(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  },
  (report, { functionName }) => {
    console.log(reportText(report));
    emitMetrics(report, functionName);
  },
);
