import { expect, test } from 'vitest';
import type { Inventory } from '../../../lambda/core/inventory.ts';
import type { Outcome } from '../../../lambda/core/outcome.ts';
import type { ReplicaPlan } from '../../../lambda/core/plan/plan.ts';
import type { RegionReport, RegionResult } from '../../../lambda/core/report/region.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { allDone, dailyCopies, instance, reportOn, textOf, volume } from '../fixtures.ts';
import { PLACE, plansOf, replicaOf, type Wanted } from '../replicas/place.ts';

/** One volume of which two copies are kept in eu-central-1. */
const ASKING = volume({
  tags: { Name: 'data', autosnap: '1', autosnap_retain: '5', autosnap_replicate: `${PLACE}=2` },
});
const SERVER = instance({ tags: { Name: 'web' } });

interface Estate {
  readonly source?: Partial<Inventory>;
  readonly place?: readonly Snapshot[];
  readonly wanted?: Wanted;
}

/** AWS does all that a plan of replicas asks for. */
function allCopied({ creates, deletes }: ReplicaPlan): Outcome[] {
  return [
    ...creates.flatMap(({ volumeId, copies }) =>
      copies.map(({ snapshotId: copyOf }): Outcome => {
        const snapshotId = copyOf.replace('snap-', 'snap-new-');
        return { kind: 'create', status: 'done', volumeId, copyOf, snapshotId };
      }),
    ),
    ...deletes.map(
      ({ volumeId, snapshotId }): Outcome => ({ kind: 'delete', status: 'done', volumeId, snapshotId }),
    ),
  ];
}

/** The report of a run in both regions: of the disks, and of the copies. */
function ran(
  { source, place = [], wanted }: Estate,
  outcomesOf: ((plan: ReplicaPlan) => readonly Outcome[]) | 'dry run' = allCopied,
): Report {
  const world = { instances: [SERVER], volumes: [ASKING], snapshots: dailyCopies(3), ...source };
  const plans = plansOf({ source: world, place }, wanted);
  const results = [plans.source, plans.place].flatMap((one): RegionResult[] => {
    if (one === undefined) return [];
    if (outcomesOf === 'dry run') return [{ status: 'planned', ...one }];
    const ofReplicas = one.replicas && outcomesOf(one.replicas);
    return [{ status: 'done', ...one, outcomes: allDone(one.plan), ofReplicas }];
  });
  return reportOn(results, { dryRun: outcomesOf === 'dry run' });
}

function placeIn({ regions }: Report): RegionReport {
  const region = regions.find((one) => one.region === PLACE);
  if (region === undefined) throw new Error(`${PLACE} is not in the report`);
  return region;
}

test('what was copied is told by its volume, with its source, and what was deleted with its reason', () => {
  const place = placeIn(
    ran({
      place: dailyCopies(5)
        .slice(1)
        .map((one) => replicaOf(one)),
    }),
  );
  expect(place).toMatchObject({
    names: { 'vol-1': 'data' },
    created: [],
    deleted: [],
    replicated: [
      {
        volumeId: 'vol-1',
        snapshotId: 'snap-new-03-09',
        from: 'eu-west-1/snap-03-09',
        because: '1 slot without a replica, the newest of 2026-03-09 05:00 UTC',
      },
    ],
    replicasDeleted: [
      { volumeId: 'vol-1', snapshotId: 'snap-copy-03-05', because: 'beyond 2' },
      { volumeId: 'vol-1', snapshotId: 'snap-copy-03-06', because: 'beyond 2' },
    ],
    replicas: { volumes: 1, full: 1, filling: 0, bare: 0, kept: 2, pending: 1, waiting: 0, unasked: 0 },
    totals: { created: 0, replicated: 1, replicasDeleted: 2, replicaTrouble: 0 },
  });
});

test('a dry run tells what a run would copy and delete', () => {
  const copies = dailyCopies(5)
    .slice(1)
    .map((one) => replicaOf(one));
  const place = placeIn(ran({ place: copies }, 'dry run'));
  expect(place.wouldReplicate?.map(({ from }) => from)).toEqual(['eu-west-1/snap-03-09']);
  expect(place.wouldDeleteReplicas?.map(({ snapshotId }) => snapshotId)).toEqual([
    'snap-copy-03-05',
    'snap-copy-03-06',
  ]);
  expect([place.replicated, place.replicasDeleted, place.replicas?.bare]).toEqual([[], [], 0]);
});

test('where no replicas are kept, nothing in a report names them', () => {
  const { source } = plansOf({ source: {} });
  if (source === undefined) throw new Error('the region was read');
  const { plan } = source;
  const report = reportOn([{ status: 'done', plan, outcomes: allDone(plan) }]);
  expect(JSON.stringify(report)).not.toMatch(/replica/i);
  expect(textOf(report)).not.toMatch(/replica/i);
});

test('the copies that wait are told with their volume, and the setting that they wait for', () => {
  const place = placeIn(ran({ wanted: { replicaWindow: 1 } }));
  expect(place.replicasWaiting).toEqual([{ volumeId: 'vol-1', count: 1, because: 'replica_window is 1' }]);
});
