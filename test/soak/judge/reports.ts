import type { Report } from '../../../lambda/core/report/report.ts';
import type { LoggedCall } from '../../cloud/cloud.ts';
import { Broken, type Seen } from './seen.ts';

/** What was done, but nobody was told. */
const UNTOLD = new Set(['reset after', 'truncated', 'timeout']);

/** Counters of a report are what the cloud confirmed: no more, and no less than what it could tell. */
export function checkReports(
  told: readonly Report['regions'][number][],
  { made, deleted }: Seen,
  calls: readonly LoggedCall[],
): void {
  const isUntold = (start: string): boolean =>
    calls.some(({ action, outcome }) => action.startsWith(start) && UNTOLD.has(outcome));
  check(
    'created',
    told.flatMap((one) => one.created),
    made.map(({ id }) => id),
    isUntold('CreateSnapshot'),
  );
  check(
    'deleted',
    told.flatMap((one) => one.deleted),
    deleted.map(({ snapshot }) => snapshot.id),
    isUntold('DeleteSnapshot'),
  );
}

function check(
  what: string,
  said: readonly { readonly snapshotId: string }[],
  done: readonly string[],
  isUntold: boolean,
): void {
  const ids = said.map(({ snapshotId }) => snapshotId);
  if (new Set(ids).size < ids.length) throw new Broken(9, `a snapshot is told twice as ${what}`);
  const invented = ids.filter((id) => !done.includes(id));
  if (invented.length > 0) throw new Broken(9, `${invented.join(', ')} told as ${what}, but not so`);
  const kept = done.filter((id) => !ids.includes(id));
  if (kept.length > 0 && !isUntold) throw new Broken(9, `${kept.join(', ')} ${what}, but not told`);
}
