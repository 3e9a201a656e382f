import { isRestorable, type Snapshot } from '../snapshot.ts';
import type { PlanSettings } from './planSettings.ts';
import type { Managed } from './survey.ts';
import { inLists, verdictsOf } from './verdicts.ts';

/**
 * Lets a follow-up delete what the snapshots of its slot push out. Where the main run took none in the whole region,
 * it is treated as that one.
 *
 * The main run has deleted what was surplus before. Where more is surplus now than new snapshots explain, it was
 * braked, killed or out of time, or a tag has changed since: all of that waits for the next main run. So a slot
 * costs a volume what one main run deletes, and one snapshot for each new one and each rule, however often it is
 * followed.
 */
export function onlyPushedOut(
  managed: readonly Managed[],
  { followUp }: Pick<PlanSettings, 'followUp'>,
  now: Date,
): readonly Managed[] {
  const takenOf = ({ snapshots }: Managed): Snapshot[] =>
    snapshots.filter(({ startedAt }) => startedAt >= now.getTime());
  if (followUp === undefined || managed.every((one) => takenOf(one).length === 0)) return managed;
  return managed.map((one) =>
    surplusOf(one).length > pushedOutBy(takenOf(one), one) ? keepingAll(one) : one,
  );
}

function surplusOf({ expiring }: Managed): Snapshot[] {
  return [...expiring].filter(isRestorable);
}

/** Each rule gives its place to the new snapshot. */
function pushedOutBy(taken: readonly Snapshot[], { policies }: Managed): number {
  return (
    taken.filter(isRestorable).length *
    policies.reduce((sum, { retention }) => sum + retention.value.length, 0)
  );
}

function keepingAll(one: Managed): Managed {
  return {
    ...one,
    ...inLists(
      verdictsOf(one).map((verdict) =>
        verdict.fate === 'expire' && isRestorable(verdict.snapshot)
          ? { ...verdict, fate: 'keep', because: `waits for the next main run: ${verdict.because}` }
          : verdict,
      ),
    ),
  };
}
