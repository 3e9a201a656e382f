import * as z from 'zod/mini';
import type { Shard } from '../run/sites.ts';
import type { Report } from '../core/report/report.ts';

/** What an execution keeps in its folder, by whom it is written. */

/** By `list`: what is known from the beginning, beside the shards. */
export const FACTS = 'run.json';

/** By `list`: an array of account and region (or all regions), each a child of the state machine's map. */
export const SHARDS = 'shards.json';

/** By `merge`: the report over all, with more detail than a message may have. */
export const REPORT = 'report.json';

/** By the state machine: what each run of a shard answered, or how it failed, in `1.json` and so on. */
export const SHARD_FILES = 'shards/';

/** The beginning of the names of a shard's files. */
export function filesOf({ account, region }: Shard): string {
  return `${SHARD_FILES}${account}/${region}/`;
}

export const factsSchema = z.object({
  /** The one instant that all shards decide for. */
  now: z.string(),
  /** The hub's; absent where STS did not answer. */
  account: z.optional(z.string()),
  notes: z.array(z.string()),
  /** Why the execution does nothing; absent where it works. */
  idle: z.optional(z.string()),
});

export type Facts = z.infer<typeof factsSchema>;

export const shardsSchema = z.array(z.object({ account: z.string(), region: z.string() }));

/** Our own function wrote it a moment ago, so only what it is is checked, not each line of it. */
export const reportSchema = z.custom<Report>(
  (value) => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'report',
);

const failureSchema = z.object({ Error: z.string(), Cause: z.optional(z.string()) });

/** What a run left: its answer as far as it matters, or its failure. */
export const runSchema = z.union([
  z.object({ report: reportSchema, next: z.enum(['done', 'again', 'later']) }),
  failureSchema,
]);

/** What Lambda says of a function that threw. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export const thrownSchema = z.object({ errorType: z.string(), errorMessage: z.string() });

/**
 * The bucket that the deployment names.
 *
 * @throws Error where it names none.
 */
export function bucketOf(env: Readonly<Record<string, string | undefined>>): string {
  const { BUCKET } = env;
  if (BUCKET) return BUCKET;
  throw new Error('BUCKET must name the bucket of the fan-out, but is not set; the stack sets it');
}
