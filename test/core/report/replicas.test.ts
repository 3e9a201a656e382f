import { describe, expect, test } from 'vitest';
import type { Inventory } from '../../../lambda/core/inventory.ts';
import {
  type NotDone,
  OUT_OF_TIME,
  type Outcome,
  type ReplicaOutcome,
} from '../../../lambda/core/outcome.ts';
import type { ReplicaPlan } from '../../../lambda/core/plan/plan.ts';
import { mergedRuns } from '../../../lambda/core/report/merged.ts';
import { isToldAt } from '../../../lambda/core/report/message.ts';
import type { RegionReport, RegionResult } from '../../../lambda/core/report/region.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { allDone, dailyCopies, hoursBefore, instance, NOW, reportOn, textOf, volume } from '../fixtures.ts';
import { PLACE, plansOf, replicaOf, type Wanted } from '../replicas/place.ts';
import { reportLike } from './runs.ts';

/** One volume of which two copies are kept in eu-central-1. */
const ASKING = volume({
  tags: { Name: 'data', autosnap: '1', autosnap_retain: '5', autosnap_replicate: `${PLACE}=2` },
});
const SERVER = instance({ tags: { Name: 'web' } });

interface Estate {
  readonly source?: Partial<Inventory>;
  readonly place?: readonly Snapshot[];
  readonly wanted?: Wanted;
  readonly holds?: Inventory['holds'];
  readonly locked?: Inventory['locked'];
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
  { source, place = [], wanted, holds = new Map(), locked }: Estate,
  outcomesOf: ((plan: ReplicaPlan) => readonly ReplicaOutcome[]) | 'dry run' = allCopied,
): Report {
  const world = { instances: [SERVER], volumes: [ASKING], snapshots: dailyCopies(3), ...source };
  const plans = plansOf({ source: world, place, holds, locked }, wanted);
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

describe('what a region keeps is one line', () => {
  test('with what is being copied and what waits', () => {
    const volumes = ['vol-1', 'vol-2', 'vol-3'].map((id) => ({ ...ASKING, id }));
    const snapshots = volumes.flatMap(({ id: volumeId }) => dailyCopies(2, { volumeId }));
    const there = snapshots.filter(({ volumeId }) => volumeId === 'vol-1').map((one) => replicaOf(one));
    const report = ran({ source: { volumes, snapshots }, place: there, wanted: { replicaWindow: 3 } });
    const line =
      'replicas: 3 volumes, 2 kept, 3 being copied, 1 waiting, 2 volumes without one that restores';
    expect(textOf(report)).toContain(`  ${line}\n`);
    expect(report.headline.line).toContain(`; ${line}.`);
    expect(report.headline).toMatchObject({ level: 'OK', replicas: { created: 3, deleted: 0 } });
    expect(textOf(report)).toContain('Replicas: of 3 volumes, 3 created, 0 deleted\n');
  });

  test('with those of volumes that do not ask any more', () => {
    const volumes = [volume()];
    const place = dailyCopies(4).map((one) => replicaOf(one));
    const text = textOf(ran({ source: { volumes }, place }));
    expect(text).toContain('  replicas: 0 volumes, 0 kept, 4 more of volumes that do not ask\n');
  });
});

/** AWS refuses each copy. */
function refused(plan: ReplicaPlan): Outcome[] {
  return allCopied(plan).map((one) =>
    one.kind === 'create'
      ? {
          kind: 'create',
          volumeId: one.volumeId,
          copyOf: one.copyOf,
          status: 'failed',
          code: 'ResourceLimitExceeded',
          message: 'Too many copies.',
        }
      : one,
  );
}

function groupsOf({ groups }: Report): string[] {
  return groups.map(({ cause, level, text }) => `${level} ${cause}: ${text}`);
}

/** The place has no room, and the newest replica is some days old. */
function behind(days: number): Report {
  const place = dailyCopies(days)
    .slice(-1)
    .map((one) => replicaOf(one));
  return ran({ place, wanted: { replicaWindow: 0 } });
}

describe('what needs a person', () => {
  test('a refused copy is a warning where an older replica restores', () => {
    const report = ran(
      {
        place: dailyCopies(3)
          .slice(2)
          .map((one) => replicaOf(one)),
      },
      refused,
    );
    expect(groupsOf(report)).toEqual([
      'WARNING replicas: eu-central-1: web /dev/sdf (vol-1, data) not copied: ResourceLimitExceeded: Too many copies.; last replica of 7 Mar; the next run tries again',
    ]);
    expect(report.headline.line).toMatch(/^WARNING: 2 snapshots could not be copied; /);
    expect(placeIn(report).replicaTrouble).toContainEqual({
      kind: 'not copied',
      volumeId: 'vol-1',
      from: 'eu-west-1/snap-03-09',
      because: 'ResourceLimitExceeded: Too many copies.',
      code: 'ResourceLimitExceeded',
      message: 'Too many copies.',
      lastReplica: '2026-03-07T05:00:00Z',
    });
  });

  test('a refused copy is a failure where the volume has no replica', () => {
    const report = ran({}, refused);
    expect(groupsOf(report)[0]).toBe(
      'FAILURE noReplica: eu-central-1: web /dev/sdf (vol-1, data): no replica that restores, and none in progress',
    );
    expect(report.headline.line).toMatch(
      /^FAILURE: 1 volume has no replica; 2 snapshots could not be copied; /,
    );
  });

  test('a volume whose copies only wait, or that has nothing to copy yet, needs nobody', () => {
    const waits = ran({ wanted: { replicaWindow: 0 } });
    const isNew = ran({ source: { snapshots: [] } });
    expect([waits, isNew].map((one) => placeIn(one).replicas?.bare)).toEqual([1, 1]);
    expect([waits, isNew].flatMap(groupsOf)).toEqual([]);
  });

  test('a copy that is made takes as long as it takes', () => {
    const [newest] = dailyCopies(1);
    const place = newest === undefined ? [] : [replicaOf(newest, { state: 'pending' })];
    expect(groupsOf(ran({ place }, 'dry run'))).toEqual([]);
  });

  test('a copy that AWS failed is told with what AWS says', () => {
    const copies = dailyCopies(2);
    const place = copies.map((one, index) =>
      replicaOf(one, index === 0 ? { state: 'error', failure: 'Given key ID is not accessible' } : {}),
    );
    expect(groupsOf(ran({ place }))).toEqual([
      'WARNING replicas: eu-central-1: replica snap-copy-03-09 of web /dev/sdf (vol-1, data) failed in AWS: "Given key ID is not accessible"; last replica of 8 Mar; correct that, and the next run tries again',
    ]);
  });

  test('a copy that AWS has been making for a day is a warning, however old its snapshot is', () => {
    const [, , oldest] = dailyCopies(3);
    const pending = (startedAt: Date) =>
      oldest === undefined ? [] : [replicaOf(oldest, { state: 'pending', startedAt: startedAt.getTime() })];
    expect(groupsOf(ran({ place: pending(hoursBefore(NOW, 23)) }))).toEqual([]);
    expect(groupsOf(ran({ place: pending(hoursBefore(NOW, 25)) }))).toEqual([
      'WARNING replicas: eu-central-1: web /dev/sdf (vol-1, data): its replica snap-copy-03-07 has been pending for 25 hours; look at it in EC2, or ask AWS',
    ]);
  });

  test('what failed or takes long of volumes that do not ask any more is one line, and what is good is not in it', () => {
    const volumes = [volume({ id: 'vol-2', tags: { Name: 'old' } })];
    const states = [
      {},
      { state: 'error' },
      { state: 'pending', startedAt: hoursBefore(NOW, 30).getTime() },
      { state: 'pending' },
    ];
    const place = [
      ...dailyCopies(4).map((one, index) => replicaOf(one, states[index])),
      ...dailyCopies(1, { volumeId: 'vol-2' }).map((one) => replicaOf(one, { state: 'error' })),
    ];
    const report = ran({ source: { volumes }, place });
    expect(groupsOf(report)).toMatchInlineSnapshot(`
      [
        "WARNING replicas: eu-central-1: snap-copy-03-08 (failed), snap-copy-03-07 (pending for 30 hours) and snap-copy-03-09-of-vol-2 (failed) of vol-1 and vol-2: no tag asks for them here, so no run makes them again; delete in EC2 those that you do not need",
        "WARNING nothingAsked: no instance and no volume has the tag autosnap; write it on one, or set a default policy",
      ]
    `);
    expect(report.headline.line).toMatch(/^WARNING: 3 replicas that nothing asks for failed or slow; /);
  });

  test('a volume that waits again and again is a warning', () => {
    expect(groupsOf(behind(2))).toEqual([]);
    expect(groupsOf(behind(3))).toEqual([
      'WARNING replicas: eu-central-1: web /dev/sdf (vol-1, data): more is to be copied than has room; last replica of 7 Mar; start more runs a day, ask for fewer replicas, or raise replica_window',
    ]);
  });

  test('a volume whose first replica failed and waits now is a failure', () => {
    const place = dailyCopies(1).map((one) => replicaOf(one, { state: 'error' }));
    const report = ran({ place, wanted: { replicaWindow: 0 } });
    expect(report.groups.map(({ cause }) => cause)).toEqual(['noReplica', 'replicas']);
  });

  test('a tag that cannot be read is a failure, and no snapshot of the volume is in question', () => {
    const volumes = [volume({ tags: { ...ASKING.tags, autosnap_replicate: `${PLACE}=often` } })];
    const report = ran({ source: { volumes } });
    expect(groupsOf(report)).toMatchInlineSnapshot(`
      [
        "FAILURE replicaTags: web /dev/sdf (vol-1, data) autosnap_replicate = "eu-central-1=often" is wrong at character 14: a number to keep is expected, tiers (daily:7 weekly:4) or an age (within:30d); its snapshots are not copied until then",
      ]
    `);
    expect(report.headline).toMatchObject({ level: 'FAILURE', problemVolumes: 0, replicas: { problems: 1 } });
  });

  test('an encrypted volume without a key for the region is a failure', () => {
    const snapshots = dailyCopies(1, { isEncrypted: true });
    expect(groupsOf(ran({ source: { snapshots } }))).toMatchInlineSnapshot(`
      [
        "FAILURE noReplica: eu-central-1: web /dev/sdf (vol-1, data): no replica that restores, and none in progress",
        "FAILURE replicaTags: eu-central-1: web /dev/sdf (vol-1, data) autosnap_replicate = "eu-central-1=2" asks for copies in eu-central-1, but its snapshots are encrypted and there is no key for that region; add one to the setting replica_keys, like eu-central-1=alias/backup; its snapshots are not copied until then",
      ]
    `);
  });

  test('what was skipped is told apart from what was refused', () => {
    const place = dailyCopies(4).map((one) => replicaOf(one));
    const report = ran({ place }, ({ deletes }) =>
      deletes.map(({ volumeId, snapshotId }) => ({
        kind: 'delete',
        volumeId,
        snapshotId,
        status: 'skipped',
        because: OUT_OF_TIME,
      })),
    );
    expect(groupsOf(report)).toMatchInlineSnapshot(`
      [
        "WARNING replicas: eu-central-1: snap-copy-03-06 and snap-copy-03-07 of web /dev/sdf (vol-1, data) not deleted: out of time",
      ]
    `);
  });

  test('a brake on replicas is told with the tag that would delete them', () => {
    const place = dailyCopies(30).map((one) => replicaOf(one));
    const report = ran({ place });
    expect(groupsOf(report)).toMatchInlineSnapshot(`
      [
        "WARNING replicaBrakes: eu-central-1: web /dev/sdf (vol-1, data): autosnap_replicate = "eu-central-1=2" keeps 2 of the 30 replicas before the run; 2 are deleted each day. Meant? Wait, or set max_deletes. Not meant? Correct autosnap_replicate",
      ]
    `);
  });

  test('replicas that were deleted at once are told, whatever setting allowed it', () => {
    const place = dailyCopies(30).map((one) => replicaOf(one));
    const report = ran({ place, wanted: { maxDeletes: 100 } });
    expect(groupsOf(report)).toMatchInlineSnapshot(`
      [
        "WARNING replicasDeletedAtOnce: 28 of 30 replicas in eu-central-1 deleted at once. Meant? Nothing to do. Not meant? Correct the tags now; AWS's Recycle Bin has them if it has a rule for snapshots",
      ]
    `);
  });
});

test('a replica whose tags contradict its description is a hint', () => {
  const place = dailyCopies(1).map((one) => replicaOf(one, { tags: { autosnap_of: 'vol-other' } }));
  expect(placeIn(ran({ place })).hints).toMatchInlineSnapshot(`
    [
      "snap-copy-03-09 of web /dev/sdf (vol-1, data) is kept, because its tag autosnap_of contradicts its description, which nobody can change; correct the tag, and the rules of this place count for it again",
    ]
  `);
});

test('what AWS holds of the surplus is told', () => {
  const [newest, older, oldest] = dailyCopies(3).map((one) => replicaOf(one));
  if (newest === undefined || older === undefined || oldest === undefined)
    throw new Error('three are needed');
  const report = ran({ place: [newest, older, oldest] }, (plan) =>
    plan.deletes.map(({ volumeId, snapshotId }) => ({
      kind: 'delete',
      volumeId,
      snapshotId,
      status: 'held',
      because: 'it is locked',
    })),
  );
  expect(textOf(report)).toContain(`  replicas held by AWS, so not deleted: 1
    snap-copy-03-07 of web /dev/sdf (vol-1, data): it is locked
`);
});

describe('locks', () => {
  const place = dailyCopies(4).map((one) => replicaOf(one));
  const locked = new Map(place.map(({ id }, index) => [id, index < 2 ? 'expired' : 'in force'] as const));
  const holds = new Map(place.slice(2).map(({ id }) => [id, 'locked (governance)']));

  function lockedRun(end: (snapshotId: string) => { readonly status: 'done' | 'gone' } | NotDone): Report {
    return ran({ wanted: { replicaLock: 14 }, place, locked, holds }, (plan) => [
      ...allCopied(plan),
      ...['snap-1', 'snap-2', 'snap-3'].map(
        (snapshotId): ReplicaOutcome => ({
          kind: 'lock',
          volumeId: 'vol-1',
          snapshotId,
          ...end(snapshotId),
        }),
      ),
    ]);
  }

  test('are counted, and so is what is not deleted because of them', () => {
    const report = lockedRun((id) => ({ status: id === 'snap-1' ? 'gone' : 'done' }));
    expect(report.headline.level).toBe('OK');
    expect(textOf(report)).toContain(
      '  replicas: 1 volume, 4 kept, 2 new locks, 2 not deleted because locked\n',
    );
    expect(placeIn(report).replicasHeld).toEqual([]);
  });

  test('that AWS refused are one failure that says what to do', () => {
    const report = lockedRun(() => ({ status: 'failed', code: 'UnauthorizedOperation', message: 'No.' }));
    expect(report.headline.line).toContain('3 replicas could not be locked');
    expect(report.headline.replicas).toMatchObject({ failures: 3, newLocks: 0, keptByLock: 2 });
    expect(groupsOf(report)).toMatchInlineSnapshot(`
      [
        "FAILURE replicasNotLocked: eu-central-1: snap-1, snap-2 and snap-3 of web /dev/sdf (vol-1, data) not locked: UnauthorizedOperation: No.; the next run tries again. If the right is missing, deploy with the same replicaLock, also the member role of the account",
      ]
    `);
  });

  test('for which there was no time are a warning', () => {
    const report = lockedRun(() => ({ status: 'skipped', because: OUT_OF_TIME }));
    expect(groupsOf(report)).toMatchInlineSnapshot(`
      [
        "WARNING replicas: eu-central-1: snap-1, snap-2 and snap-3 of web /dev/sdf (vol-1, data) not locked: out of time",
      ]
    `);
  });

  test('that a run would make are counted in a dry run', () => {
    const dry = ran({ wanted: { replicaLock: 14 }, place: place.slice(3), locked: new Map() }, 'dry run');
    expect(placeIn(dry).replicas).toMatchObject({ newLocks: 3 });
  });
});

test('a report is sent for changes also where only replicas changed', () => {
  const isQuiet = { volumes: [{ ...ASKING, tags: { ...ASKING.tags, autosnap: '1w' } }] };
  const copied = ran({ source: isQuiet });
  expect(copied.headline).toMatchObject({ level: 'OK', created: 0, deleted: 0 });
  expect(isToldAt('changes', copied)).toBe(true);
});

test('two runs are told as one: what both copied, and how replicas stand after the second', () => {
  const first = ran({ wanted: { replicaWindow: 1 } });
  const [newest] = dailyCopies(1);
  const place = newest === undefined ? [] : [replicaOf(newest, { state: 'pending' })];
  const regions = mergedRuns([first, ran({ place })]);
  const merged = placeIn(reportLike(first, regions));
  expect(merged.replicated?.map(({ from }) => from)).toEqual([
    'eu-west-1/snap-03-09',
    'eu-west-1/snap-03-08',
  ]);
  expect(merged).toMatchObject({ replicasWaiting: [], replicas: { pending: 2, waiting: 0 } });
});

test('a brake on replicas stays on in a second run', () => {
  const place = dailyCopies(30).map((one) => replicaOf(one));
  const braked = ran({ place });
  const regions = mergedRuns([braked, ran({ place: place.slice(0, 2) })]);
  expect(placeIn(reportLike(braked, regions)).replicaBrakes).toEqual(placeIn(braked).replicaBrakes);
});
