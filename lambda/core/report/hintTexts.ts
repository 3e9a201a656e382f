import { grouped } from '../grouped.ts';
import type { Hint } from '../plan/hints/hint.ts';
import type { Plan } from '../plan/plan.ts';
import { joined, type Names, namesOf, someVolumes } from './titles.ts';

/** Each hint as a sentence; equal ones are one, of all that they are said of. */
export function hintTexts(hints: readonly Hint[], plan: Plan): string[] {
  const names = namesOf(
    plan,
    hints.map(({ id }) => id),
  );
  const groups = grouped(hints, ({ of, says }) => `${of} ${says}`);
  return [...groups.values()].map((equal) => sentence(equal, names));
}

/** Ids that are named. */
const MOST_IDS = 3;

function sentence(hints: readonly [Hint, ...Hint[]], names: Names): string {
  const [{ of, says }] = hints;
  const owners = [...new Set(hints.map(({ id }) => id))].map((volumeId) => ({ volumeId }));
  const ids = hints.flatMap((one) => (one.of === 'snapshot' ? one.snapshotIds : []));
  const whose = someVolumes(owners, names, of === 'instance' ? 'instances' : 'volumes');
  if (of !== 'snapshot') return owners.length === 1 ? `${whose} ${says}` : `${whose}: each ${says}`;
  return ids.length === 1
    ? `${ids.join()} of ${whose} ${says}`
    : `${ids.length} snapshots of ${whose} (${joined(ids, MOST_IDS)}): each ${says}`;
}
