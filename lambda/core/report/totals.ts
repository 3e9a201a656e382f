import { OUT_OF_TIME } from '../outcome.ts';
import { isByAccident } from './lines.ts';
import { eachList, type Lists, type Totals } from './sections.ts';

/** What a plan counts and no list of the report has. */
export type Planned = Pick<Totals, 'deletable' | 'failedSnapshots' | 'volumesGone' | 'volumesReplaced'>;

/** Counts the lists of a region, none of which has been cut. */
export function totalsOf(
  lists: Lists,
  { deletable, failedSnapshots, volumesGone, volumesReplaced }: Planned,
): Totals {
  const { orphans, problems, skipped, gone } = lists;
  const unmanaged = orphans.filter(isByAccident);
  return {
    ...eachList((name) => lists[name].length),
    problemVolumes: new Set(problems.map(({ volumeId }) => volumeId)).size,
    outOfTime: skipped.filter(({ because }) => because === OUT_OF_TIME).length,
    unmanagedVolumes: unmanaged.length,
    unmanagedSnapshots: snapshotsIn(unmanaged),
    volumesGone,
    volumesReplaced,
    deletable: deletable - gone.length,
    failedSnapshots,
  };
}

function snapshotsIn(orphans: Lists['orphans']): number {
  return orphans.reduce((sum, { count }) => sum + count, 0);
}
