import type { Estate } from '../estate/estate.ts';
import { nextMorning } from '../estate/troubled.ts';
import { HOUR } from '../../cloud/clock.ts';
import { liesOf } from '../judge/honesty.ts';
import type { Ran } from '../judge/ran.ts';
import { isOurs, isPinned, isRestorable } from '../judge/copies.ts';
import { run } from './watchedRun.ts';
import { truthOf } from '../estate/truth.ts';
import { breachesOf } from '../judge/safety.ts';

/** A volume's copies, as far as they make one life like another. */
export type Shape = ReadonlyMap<string, string>;

/** Runs on the following mornings, each watched, and says what was wrong with them. */
export async function heal(estate: Estate, begun: Date, days: number): Promise<string[]> {
  const wrong: string[] = [];
  for (let day = 1; day <= days; day += 1) {
    nextMorning(estate, begun);
    const ran = await run(estate);
    wrong.push(
      ...[...breachesOf(estate, ran), ...liesOf(estate, ran), ...unwell(ran)].map(
        (one) => `day ${day} after: ${one}`,
      ),
    );
  }
  return wrong;
}

/** A calm run has nothing to complain of. */
export function unwell({ report, thrown }: Ran): string[] {
  if (report === undefined) return [String(thrown)];
  const { failures, skipped, unreachableRegions, onSchedule, volumesManaged, line } = report.headline;
  const isWell = failures + skipped + unreachableRegions === 0 && onSchedule + late(report) >= volumesManaged;
  return isWell ? [] : [`not well: ${line}`];
}

/**
 * Volumes that are told to have missed a slot; that is true on the day after the trouble. One whose snapshot failed
 * is told with that instead, and may have missed a slot where others have.
 */
function late({ regions }: NonNullable<Ran['report']>): number {
  return regions.reduce((sum, { exceptions }) => {
    const told = exceptions.filter(({ kind }) => kind === 'missed' || kind === 'failed');
    const hasMissed = told.some(({ kind }) => kind === 'missed');
    return hasMissed ? sum + new Set(told.map(({ volumeId }) => volumeId)).size : sum;
  }, 0);
}

/** What each volume has, an hour after the last run. */
export function shapeOf(estate: Estate): Shape {
  estate.cloud.clock.advance(HOUR);
  const all = [...truthOf(estate.cloud, estate.regions).values()].filter((one) => isOurs(one));
  const ids = new Set(all.map(({ volumeId }) => volumeId));
  return new Map(
    [...ids].map((id) => {
      const copies = all.filter(({ volumeId }) => volumeId === id);
      const good = copies.filter((one) => isRestorable(one) && !isPinned(one)).length;
      const failed = copies.filter(({ state }) => state === 'error').length;
      const pending = copies.filter(({ state }) => state === 'pending').length;
      return [id, `${good} restorable, ${failed} in error, ${pending} pending, ${copies.length} in all`];
    }),
  );
}

/** What differs from a life without the trouble. */
export function differences(shape: Shape, calm: Shape): string[] {
  const ids = new Set([...shape.keys(), ...calm.keys()]);
  return [...ids].flatMap((id) =>
    shape.get(id) === calm.get(id)
      ? []
      : [`in the end ${id} has ${shape.get(id)}, and without trouble ${calm.get(id)}`],
  );
}
