import { isAllowed } from '../cloud/iam.ts';
import type { Deed } from './deeds.ts';
import type { Policy } from './deployed.ts';

/** One row of a table of what policies allow and deny. */
export type Row = readonly ['allowed' | 'denied', what: string, deed: Deed];

export function rows(is: Row[0], deeds: Readonly<Record<string, Deed>>): Row[] {
  return Object.entries(deeds).map(([what, deed]) => [is, what, deed]);
}

/** What the embedded cloud says to each row. */
export function judged(policies: readonly Policy[], table: readonly Row[]) {
  const policy = policies.flatMap((one) => one.statements);
  return table.map(([, what, { action, on, context = {} }]) => {
    const keys = Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]);
    const isFine = isAllowed(policy, { action, resource: on, context: Object.fromEntries(keys) });
    return [isFine ? 'allowed' : 'denied', what];
  });
}
