import type { Clock } from '../../../lambda/clock.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import { createHandler } from '../../../lambda/handler.ts';
import type { LoggedCall } from '../../cloud/cloud.ts';
import type { Snapshot } from '../../cloud/records.ts';
import { withEnvironment } from '../../scenarios/snapper.ts';
import type { Estate } from '../estate/troubled.ts';
import { keep } from '../figures.ts';
import { hurried } from './hurried.ts';

/** A snapshot as it was when somebody looked. */
export type Copy = Readonly<
  Pick<Snapshot, 'id' | 'volumeId' | 'region' | 'state' | 'tier' | 'startedAt' | 'tags'>
>;

export type Truth = ReadonlyMap<string, Copy>;

/** One run: what was there, what came over the wire, what is there now, and what was said. */
export interface Ran {
  readonly at: Date;
  readonly before: Truth;
  readonly after: Truth;
  readonly calls: readonly LoggedCall[];
  /** What was published meanwhile. */
  readonly mails: readonly string[];
  /** What stands in the log, also where the function threw. */
  readonly report: Report | undefined;
  readonly thrown: unknown;
}

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
  const before = truthOf(estate);
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
  return { at, before, after: truthOf(estate), calls, mails, report, thrown };
}

/** All snapshots of the account, whatever lists say. */
export function truthOf({ cloud, regions }: Estate): Truth {
  const all = regions.flatMap((name) => cloud.region(name).snapshots());
  return new Map(
    all.map(({ id, volumeId, region, state, tier, startedAt, tags }) => [
      id,
      { id, volumeId, region, state, tier, startedAt, tags: { ...tags } },
    ]),
  );
}

export function isOwn({ tags, volumeId }: Pick<Copy, 'tags' | 'volumeId'>): boolean {
  const isManaged = Object.keys(tags).some((key) => key.startsWith('aws:'));
  return tags['snapshot_tool'] === 'autosnap' && volumeId !== 'vol-ffffffff' && !isManaged;
}

export function isRestorable(copy: Copy): boolean {
  return copy.state === 'completed' && copy.tier === 'standard';
}

export function isPinned({ tags }: Copy): boolean {
  return 'autosnap_keep' in tags;
}

export function newIn({ before, after }: Pick<Ran, 'before' | 'after'>): Copy[] {
  return [...after.values()].filter(({ id }) => !before.has(id));
}

export function goneIn({ before, after }: Pick<Ran, 'before' | 'after'>): Copy[] {
  return [...before.values()].filter(({ id }) => !after.has(id));
}

export function newestFirst(a: Copy, b: Copy): number {
  return b.startedAt.getTime() - a.startedAt.getTime() || (a.id < b.id ? 1 : -1);
}
