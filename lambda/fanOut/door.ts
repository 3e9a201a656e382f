import type { Clock } from '../clock.ts';
import type { Report } from '../core/report/report.ts';

/** What a door gives to the functions around the shards. */
export interface Door {
  readonly clock: Clock;
  readonly env: () => Readonly<Record<string, string | undefined>>;
  /** Puts the report where people and alarms look. */
  readonly tell: (report: Report) => void;
  /** Tells the account where STS does not. */
  readonly functionArn?: string | undefined;
}

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
