import type { Clock } from '../../../lambda/clock.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import { createHandler } from '../../../lambda/handler.ts';
import { withEnvironment } from '../../scenarios/snapper.ts';
import type { Estate } from '../estate/estate.ts';
import { truthOf } from '../estate/truth.ts';
import type { Ran } from '../judge/ran.ts';
import { keep } from '../figures.ts';
import { hurried } from './hurried.ts';

export interface Circumstances {
  readonly event?: Readonly<Record<string, unknown>>;
  /** How far the program's clock is ahead of AWS's, in milliseconds. */
  readonly skew?: () => number;
  /** Milliseconds until the deadline. @default fifteen minutes */
  readonly remaining?: number;
  /** Whether a call may stay without an answer. */
  readonly silence?: 'silence' | 'no silence';
}

/** Runs the real handler once, as the trigger would. */
export async function run(estate: Estate, circumstances: Circumstances = {}): Promise<Ran> {
  const { cloud } = estate;
  const { event = {}, skew = () => 0, remaining = 900_000, silence } = circumstances;
  const at = cloud.clock.now();
  const before = truthOf(cloud, estate.regions);
  const arrived = cloud.calls.length;
  const published = cloud.messages(estate.topic).length;
  let report: Report | undefined;
  let thrown: unknown;
  await withEnvironment(cloud.env, async () =>
    hurried(
      cloud,
      async (sleep) => {
        const clock: Clock = { now: () => new Date(cloud.clock.now().getTime() + skew()), sleep };
        const handler = createHandler(clock, (told) => {
          report = told;
        });
        const context = { functionName: 'snapper', getRemainingTimeInMillis: () => remaining };
        await handler({ ...estate.event, ...event }, context);
      },
      silence,
    ),
  ).catch((error: unknown) => {
    thrown = error;
  });
  const calls = cloud.calls.slice(arrived);
  keep('in all', { runs: 1, calls: calls.length });
  const mails = cloud
    .messages(estate.topic)
    .slice(published)
    .map(({ message }) => message);
  return { at, before, after: truthOf(cloud, estate.regions), calls, mails, report, thrown };
}
