import { OUT_OF_TIME } from '../outcome.ts';
import { eachList, type Lists, type Totals } from './sections.ts';

/** The first line does not warn of a volume that has been gone for longer than this. */
export const LATELY_DAYS = 7;

/** What a plan counts and no list of the report has. */
export type Planned = Pick<Totals, 'deletable' | 'failedSnapshots'>;

/** Counts the lists of a region, none of which has been cut. */
export function totalsOf(lists: Lists, { deletable, failedSnapshots }: Planned, now: Date): Totals {
  const { orphans, problems, skipped, gone } = lists;
  const unmanaged = orphans.filter(({ why }) => why !== 'gone');
  const since = now.getTime() - LATELY_DAYS * 86_400_000;
  return {
    ...eachList((name) => lists[name].length),
    problemVolumes: new Set(problems.map(({ volumeId }) => volumeId)).size,
    outOfTime: skipped.filter(({ because }) => because === OUT_OF_TIME).length,
    unmanagedVolumes: unmanaged.length,
    unmanagedSnapshots: snapshotsIn(unmanaged),
    goneLately: orphans.filter(({ why, newest }) => why === 'gone' && Date.parse(newest) >= since).length,
    deletable: deletable - gone.length,
    failedSnapshots,
  };
}

function snapshotsIn(orphans: Lists['orphans']): number {
  return orphans.reduce((sum, { count }) => sum + count, 0);
}
