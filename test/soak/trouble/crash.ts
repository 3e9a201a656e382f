import { HOUR, MINUTE } from '../../cloud/clock.ts';
import type { Removable } from '../../cloud/faults.ts';
import type { Estate } from '../estate/estate.ts';
import { differences, heal, shapeOf, unwell } from './daysAfter.ts';
import { liesOf } from '../judge/honesty.ts';
import { run } from './watchedRun.ts';
import type { Calm } from './matrix.ts';
import { withEstate } from './matrix.ts';
import { breachesOf } from '../judge/safety.ts';

/** Where a run dies: before its k-th call reaches AWS, or when that is done and its answer is never read. */
export interface Death {
  readonly call: number;
  readonly when: 'before' | 'after';
}

export function deathsOf({ ran }: Calm, every = 1): Death[] {
  return ran.calls.flatMap((_, index) =>
    index % every === 0 ? (['before', 'after'] as const).map((when) => ({ call: index + 1, when })) : [],
  );
}

/** Lives through a death in the first run, the same event again, and the days after it. */
export async function dieAndHeal(calm: Calm, death: Death): Promise<string[]> {
  return withEstate(calm.makes, async (estate) => {
    const faults = die(estate, death);
    // What the dying run would have said is lost; what counts is what it leaves behind.
    const dead = await run(estate);
    for (const fault of faults) fault.remove();
    return [...breachesOf(estate, dead), ...(await recover(calm, estate, death, dead.at))];
  });
}

/** From one call on, nothing of this run reaches AWS any more, and nothing comes back. */
function die({ cloud }: Estate, { call, when }: Death): Removable[] {
  if (when === 'before') return [cloud.fault({ action: 'any', nth: call, effect: 'reset before' })];
  return [
    cloud.fault({ action: 'any', nth: call, times: 1, effect: 'reset after' }),
    cloud.fault({ action: 'any', nth: call + 1, effect: 'reset before' }),
  ];
}

/**
 * The same event again gives each volume the copy that it still lacks, and no other; then come calm days.
 *
 * It comes an hour later, when what the dead run took is complete, or a minute later, when that is still pending.
 */
export async function recover(calm: Calm, estate: Estate, { when }: Death, begun: Date): Promise<string[]> {
  const { cloud, watched } = estate;
  cloud.clock.set(new Date(begun.getTime() + (when === 'before' ? HOUR : MINUTE)));
  const again = await run(estate, { event: { scheduled_time: begun.toISOString() } });
  const today = [...again.after.values()].filter(
    ({ startedAt, state, tags }) =>
      startedAt >= begun.getTime() && state !== 'error' && tags['snapshot_tool'] === 'autosnap',
  );
  const without = watched.filter(({ id }) => !today.some(({ volumeId }) => volumeId === id));
  return [
    ...breachesOf(estate, again),
    ...liesOf(estate, again),
    ...unwell(again),
    ...without.map(({ id }) => `after the second run ${id} still has no copy of the day`),
    ...(await heal(estate, begun, calm.calmDays)),
    ...differences(shapeOf(estate), calm.end),
  ];
}
