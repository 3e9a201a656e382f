import { OUT_OF_TIME } from '../outcome.ts';
import { grouped } from '../grouped.ts';
import type { ExceptionKind } from './exceptions.ts';
import type { ProblemLine } from './lines.ts';
import { needsPerson } from './orphanLines.ts';
import { troubleOf } from './unsoundLines.ts';
import { type AllLists, eachListOf, entriesOf, type Lists, type Totals } from './sections.ts';

/** What a plan counts and no list of the report has. */
export type Planned = Pick<
  Totals,
  'deletable' | 'failedSnapshots' | 'leftAlone' | 'volumesGone' | 'volumesReplaced'
>;

/** Counts the lists of a region, none of which has been cut. */
export function totalsOf(
  lists: AllLists,
  { deletable, failedSnapshots, leftAlone, volumesGone, volumesReplaced }: Planned,
): Totals {
  const { unsound, orphans, problems, skipped, gone, failures, exceptions } = lists;
  const unmanaged = orphans.filter(needsPerson);
  const [unreadable, others] = [problems.filter(isUnreadable), problems.filter((one) => !isUnreadable(one))];
  const exceptionsOf = (kind: ExceptionKind): number => exceptions.filter((one) => one.kind === kind).length;
  return {
    ...eachListOf(lists, (name) => entriesOf(lists, name).length),
    unsoundChanged: unsound.filter((one) => troubleOf(one) === 'changed').length,
    unsoundDamaged: unsound.filter((one) => troubleOf(one) === 'damaged').length,
    unsoundKeys: unsound.filter((one) => troubleOf(one) === 'key').length,
    problemVolumes: new Set(problems.map(({ volumeId }) => volumeId)).size,
    leftAlone,
    unreadableTags: tagsIn(unreadable).size,
    otherTags: tagsIn(others).size,
    notCreated: failures.filter(({ kind }) => kind === 'create').length,
    waiting: exceptionsOf('waiting'),
    missed: exceptionsOf('missed'),
    slow: exceptionsOf('slow'),
    outOfTime: skipped.filter(({ because }) => because === OUT_OF_TIME).length,
    unmanagedVolumes: unmanaged.length,
    unmanagedSnapshots: snapshotsIn(unmanaged),
    volumesGone,
    volumesReplaced,
    deletable: deletable - gone.length,
    failedSnapshots,
  };
}

/** The tags of some problems, each once however many volumes it stops. */
export function tagsIn<Line extends Pick<ProblemLine, 'source' | 'key'>>(
  problems: readonly Line[],
): Map<string, [Line, ...Line[]]> {
  return grouped(problems, ({ source, key }) => JSON.stringify([source, key]));
}

export function isUnreadable({ place }: Pick<ProblemLine, 'place'>): boolean {
  return place !== undefined;
}

function snapshotsIn(orphans: Lists['orphans']): number {
  return orphans.reduce((sum, { count }) => sum + count, 0);
}
