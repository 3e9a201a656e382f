import { describe, expect, test } from 'vitest';
import type { Inventory } from '../../../lambda/core/inventory.ts';
import { placeSimulation } from '../../../lambda/core/simulation/ofPlaces.ts';
import { type Replicated, simulateReplicas } from '../../../lambda/core/simulation/replicated.ts';
import type { ReplicatedSettings } from '../../../lambda/core/simulation/placeLife.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { dailyCopies, detached, inventory, NOW, settings } from '../fixtures.ts';
import { PLACE, replicaOf } from '../replicas/place.ts';

interface Wish extends Partial<ReplicatedSettings> {
  readonly days?: number;
  readonly triggerHours?: number;
  readonly shown?: ReadonlySet<string>;
}

/** Lives on from some regions: ten days with a daily trigger and its follow-up if nothing else is given. */
function lived(
  worlds: readonly Inventory[],
  { days = 10, triggerHours = 24, shown, ...change }: Wish = {},
): Replicated {
  const runs = simulateReplicas(
    worlds,
    { ...settings(), replicaWindow: 15, ...change },
    { from: NOW, days, triggerHours, shown },
  );
  let step = runs.next();
  while (step.done !== true) step = runs.next();
  return step.value;
}

/** A region with one volume of daily snapshots, three kept, that asks for replicas. */
function home(replicate: string, change: Partial<Inventory> = {}): Inventory {
  const tags = { autosnap: '1', autosnap_retain: '3', autosnap_replicate: replicate };
  return inventory({ instances: [], volumes: [detached(tags)], ...change });
}

/** Of which days the replicas are that each place has at the end. */
function left({ places }: Replicated): Record<string, string[]> {
  return Object.fromEntries(
    places.map(({ region, volumes }) => [
      region,
      volumes.flatMap(({ snapshots = [] }) =>
        snapshots.filter(({ deleted }) => deleted === undefined).map(({ at }) => at.slice(5, 10)),
      ),
    ]),
  );
}

test('a place that keeps the last two, for three days: each day and each replica', () => {
  const { places } = lived([home(`${PLACE}=2`)], { days: 3 });
  expect(places.map(placeSimulation)).toEqual([
    {
      region: PLACE,
      timeZone: 'UTC',
      from: '2026-03-10T05:00:00Z',
      until: '2026-03-13T00:00:00Z',
      triggerHours: 24,
      runs: 3,
      followUp: '1h',
      days: ['2026-03-10', '2026-03-11', '2026-03-12'],
      volumes: [
        {
          volumeId: 'vol-1',
          schedule: 'Daily',
          retention: '2',
          byDay: [
            { replicas: 1, oldest: '2026-03-10T05:00:00Z', largestGapHours: 19 },
            { replicas: 2, oldest: '2026-03-10T05:00:00Z', largestGapHours: 24 },
            // The newest is complete when the next run begins, and the oldest is deleted then.
            { replicas: 3, oldest: '2026-03-10T05:00:00Z', largestGapHours: 24 },
          ],
          fewestOnceFull: 2,
          most: 3,
          largestGapHours: 24,
          made: 3,
          deleted: 0,
          newest: '2026-03-12T05:00:00Z',
          replicas: [
            {
              at: '2026-03-10T05:00:00Z',
              started: '2026-03-10T06:00:00Z',
              kept: [{ rules: 'the newest 2' }],
            },
            {
              at: '2026-03-11T05:00:00Z',
              started: '2026-03-11T06:00:00Z',
              kept: [{ rules: 'the newest 2' }],
            },
            { at: '2026-03-12T05:00:00Z', started: '2026-03-12T06:00:00Z', kept: [] },
          ],
        },
      ],
      firstRun: { creates: 0, deletes: [], brakes: [], problems: [] },
    },
  ]);
});

describe('each place keeps what its own words say', () => {
  test('two places, also of what home has deleted', () => {
    const life = lived([home(`${PLACE}=monthly:3 eu-north-1=weekly:2+2`)], { days: 25 });
    expect(left(life)).toEqual({
      [PLACE]: ['03-10', '04-01'],
      'eu-north-1': ['03-29', '04-01', '04-02', '04-03'],
    });
    const kept = life.places.map(({ volumes }) => volumes.map(({ retention }) => retention));
    expect(kept).toEqual([['3 monthly'], ['2 weekly, 2 newest']]);
  });

  test('another account is a place like any other, also in the region of the volume', () => {
    const life = lived([home('222222222222@eu-west-1=weekly:2')], { days: 21 });
    expect(left(life)).toEqual({ '222222222222@eu-west-1': ['03-16', '03-23', '03-30'] });
    expect(life.places.map(placeSimulation)).toMatchObject([
      { account: '222222222222', region: 'eu-west-1' },
    ]);
    expect(life.regions[0]?.firstRun.problems).toEqual([]);
  });

  test('the region of the volume is a word to correct, and the other words count', () => {
    const life = lived([home(`eu-west-1=2 ${PLACE}=1`)], { days: 3 });
    expect(life.regions[0]?.firstRun.problems.map(({ remedy }) => remedy)).toEqual([
      'names eu-west-1, where the volume itself is; use another region',
    ]);
    expect(Object.keys(left(life))).toEqual([PLACE]);
  });

  test('replica_min keeps more than the word asks for, and makes no more', () => {
    const life = lived([home(`${PLACE}=weekly:1`)], { days: 40, replicaMin: 3 });
    expect(left(life)).toEqual({ [PLACE]: ['03-30', '04-06', '04-13'] });
    expect(life.places[0]?.volumes[0]).toMatchObject({
      retention: '1 weekly, at least 3 (replica_min)',
      taken: 6,
    });
  });
});

describe('a region that is read', () => {
  test('has its snapshots copied by the first run', () => {
    const { places } = lived([home(`${PLACE}=2`, { snapshots: dailyCopies(3) })], { days: 1 });
    expect(places[0]?.firstRun.creates).toBe(2);
    expect(places[0]?.volumes[0]).toMatchObject({ taken: 3, newest: '2026-03-10T05:00:00Z' });
  });

  test('as a place begins with the replicas that are there', () => {
    const there: Snapshot[] = dailyCopies(5).map((one) => replicaOf(one, { startedAt: NOW.getTime() - 1 }));
    const place = inventory({ region: PLACE, instances: [], volumes: [], snapshots: there });
    const { regions, places } = lived([home(`${PLACE}=2`, { snapshots: dailyCopies(3) }), place], {
      days: 3,
    });
    expect(regions.map(({ volumes }) => volumes.length)).toEqual([1, 0]);
    expect(places[0]?.firstRun).toMatchObject({
      creates: 0,
      deletes: [
        { snapshotId: 'snap-copy-03-05', volumeId: 'vol-1', because: 'beyond 2' },
        { snapshotId: 'snap-copy-03-06', volumeId: 'vol-1', because: 'beyond 2' },
        { snapshotId: 'snap-copy-03-07', volumeId: 'vol-1', because: 'beyond 2' },
      ],
    });
    expect(places[0]?.volumes[0]?.snapshots?.[0]?.snapshotId).toBe('snap-copy-03-05');
  });

  test('with another one shares the window of their place', () => {
    const other = home(`${PLACE}=1`, {
      region: 'us-east-1',
      volumes: ['vol-2', 'vol-3'].map((id) =>
        detached({ autosnap: '1', autosnap_retain: '3', autosnap_replicate: `${PLACE}=1` }, { id }),
      ),
    });
    const { places } = lived([home(`${PLACE}=1`), other], { days: 1, replicaWindow: 2 });
    expect(places[0]?.volumes.map(({ volumeId, taken }) => [volumeId, taken])).toEqual([
      ['vol-1', 1],
      ['vol-2', 1],
      ['vol-3', 0],
    ]);
    expect(places[0]?.waiting).toBe(1);
  });
});

test('encrypted snapshots are made replicas of only where there is a key for the place', () => {
  const world = home(`${PLACE}=1`, { snapshots: dailyCopies(1, { isEncrypted: true }) });
  const without = lived([world]);
  expect(without.places[0]?.firstRun.problems).toMatchObject([
    { volumeId: 'vol-1', remedy: expect.stringContaining('there is no key for that region') },
  ]);
  expect(left(without)).toEqual({ [PLACE]: [] });
  expect(left(lived([world], { replicaKeys: { [PLACE]: 'alias/backup' } }))).toEqual({
    [PLACE]: ['03-18', '03-19'],
  });
});

test('what the first run copies it does not delete at home; its follow-up does', () => {
  const { regions, places } = lived([home(`${PLACE}=5`, { snapshots: dailyCopies(5) })], { days: 1 });
  expect(regions[0]?.firstRun.deletes).toEqual([]);
  expect(regions[0]?.volumes[0]?.deleted).toBe(3);
  expect(places[0]?.firstRun.creates).toBe(5);
});

test('where only some volumes are shown, their places show only them', () => {
  const tags = { autosnap: '1', autosnap_retain: '3', autosnap_replicate: `${PLACE}=1` };
  const volumes = ['vol-1', 'vol-2', 'vol-3'].map((id) => detached(tags, { id }));
  const { places } = lived([inventory({ instances: [], volumes })], {
    days: 1,
    replicaWindow: 1,
    shown: new Set(['vol-2']),
  });
  expect(places[0]?.volumes.map(({ volumeId }) => volumeId)).toEqual(['vol-2']);
  expect(places[0]?.waiting).toBe(1);
});

test('where no tag asks for replicas there is no place', () => {
  expect(lived([inventory()], { days: 1 }).places).toEqual([]);
});
