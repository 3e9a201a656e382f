import fc from 'fast-check';
import type { Outcome } from '../../../lambda/core/outcome.ts';
import type { Plans } from '../../../lambda/core/report/region.ts';
import { dailyCopies, volume } from '../fixtures.ts';
import { PLACE, plansOf, replicaOf } from '../replicas/place.ts';

/** Replicas as fast-check draws them: of volumes that ask for them or do not, with room or without. */

const aVolume = fc.record({
  asks: fc.constantFrom(`${PLACE}=2`, `${PLACE}=2`, `${PLACE}=4`, `${PLACE}=often`, undefined),
  days: fc.nat(6),
  there: fc.nat(6),
  newest: fc.constantFrom('completed', 'completed', 'pending', 'error'),
  isEncrypted: fc.boolean(),
});

type Drawn = typeof aVolume extends fc.Arbitrary<infer One> ? One : never;

function plansFor(drawn: readonly Drawn[], replicaWindow: number, maxDeletes: number | undefined): Plans {
  const ones = drawn.map((one, index) => ({ ...one, id: `vol-${index}` }));
  const volumes = ones.map(({ id, asks }) =>
    volume({
      id,
      instanceIds: [],
      tags: { autosnap: '1', autosnap_retain: '3', ...(asks && { autosnap_replicate: asks }) },
    }),
  );
  const snapshots = ones.flatMap(({ id: volumeId, days, isEncrypted }) =>
    dailyCopies(days, { volumeId, isEncrypted }),
  );
  const place = ones.flatMap(({ id: volumeId, there, newest }) =>
    dailyCopies(there + 1, { volumeId })
      .slice(1)
      .map((one, index) => replicaOf(one, index === 0 ? { state: newest } : {})),
  );
  const { place: plans } = plansOf({ source: { volumes, snapshots }, place }, { replicaWindow, maxDeletes });
  if (plans === undefined) throw new Error('the place was read');
  return plans;
}

/** What is decided about the replicas that a region keeps; undefined where it keeps none. */
export const aReplicaPlan: fc.Arbitrary<Plans['replicas']> = fc.oneof(
  fc.constant(undefined),
  fc
    .tuple(fc.array(aVolume, { maxLength: 3 }), fc.nat(4), fc.constantFrom(undefined, undefined, 2))
    .map(([drawn, window, maxDeletes]) => plansFor(drawn, window, maxDeletes).replicas),
);

/** A step for each copy and each deletion of a plan. */
export function replicaSteps({ creates, deletes }: NonNullable<Plans['replicas']>) {
  return [
    ...creates.flatMap(({ volumeId, copies }) =>
      copies.map(({ snapshotId: copyOf }) => ({ kind: 'create', volumeId, copyOf }) as const),
    ),
    ...deletes.map(({ volumeId, snapshotId }) => ({ kind: 'delete', volumeId, snapshotId }) as const),
  ] satisfies readonly Pick<Outcome, 'kind' | 'volumeId'>[];
}
