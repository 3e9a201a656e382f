import { grouped } from '../grouped.ts';
import type { Hint } from '../plan/hints/hint.ts';
import type { AnyPlan } from '../plan/plan.ts';
import { type Saved, SNAPSHOTS } from '../policy/saved.ts';
import { joined, type Names, namesOf, someVolumes } from './titles.ts';

/** Each hint as a sentence; equal ones are one, of all that they are said of. */
export function hintTexts(hints: readonly Hint[], plan: AnyPlan, saved: Saved = SNAPSHOTS): string[] {
  const names = namesOf(
    plan,
    hints.map(({ id }) => id),
  );
  const groups = grouped(hints, ({ of, says }) => `${of} ${says}`);
  return [...groups.values()].map((equal) => sentence(equal, names, saved));
}

/** Ids that are named. */
const MOST_IDS = 3;

function sentence(hints: readonly [Hint, ...Hint[]], names: Names, saved: Saved): string {
  const [{ of, says }] = hints;
  const owners = [...new Set(hints.map(({ id }) => id))].map((volumeId) => ({ volumeId }));
  const ids = hints.flatMap((one) => (one.of === 'snapshot' ? one.snapshotIds : []));
  const whose = someVolumes(owners, names, `${of === 'instance' ? of : saved.of}s`);
  if (of !== 'snapshot') return owners.length === 1 ? `${whose} ${says}` : `${whose}: each ${says}`;
  return ids.length === 1
    ? `${ids.join()} of ${whose} ${says}`
    : `${ids.length} ${saved.one}s of ${whose} (${joined(ids, MOST_IDS)}): each ${says}`;
}
