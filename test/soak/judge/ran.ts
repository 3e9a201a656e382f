import type { Report } from '../../../lambda/core/report/report.ts';
import type { LoggedCall } from '../../cloud/cloud.ts';
import type { Copy, Truth } from '../estate/truth.ts';

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

export function newIn({ before, after }: Pick<Ran, 'before' | 'after'>): Copy[] {
  return [...after.values()].filter(({ id }) => !before.has(id));
}

export function goneIn({ before, after }: Pick<Ran, 'before' | 'after'>): Copy[] {
  return [...before.values()].filter(({ id }) => !after.has(id));
}
