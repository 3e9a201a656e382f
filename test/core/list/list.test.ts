import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import { list } from '../../../lambda/core/list/list.ts';
import type { ListedVolume, ReadRegion } from '../../../lambda/core/list/listed.ts';
import type { Inventory, Volume } from '../../../lambda/core/inventory.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import { showVolumes } from '../../../lambda/core/show/volumes.ts';
import { amount } from '../../amounts.ts';
import {
  DAILY,
  dailyCopies,
  detached,
  DISK,
  foreign,
  instance,
  inventory,
  NOW,
  settings,
  snapshot,
  volume,
} from '../fixtures.ts';
import { aRegion, someSettings } from '../worlds.ts';

function listOf(world: Partial<Inventory> = {}, change: Partial<PlanSettings> = {}): ReadRegion {
  return list(inventory(world), settings(change), NOW);
}

function only({ volumes }: ReadRegion): ListedVolume {
  const [one, another] = volumes;
  if (one === undefined || another !== undefined) throw new Error('not one volume is listed');
  return one;
}

/** What the table says of a volume, in one line. */
function inShort({ schedule = '-', places, restorable, pinned, next, remarks }: ListedVolume): string {
  const full = places === undefined ? String(restorable) : `${places.filled} of ${places.wanted}`;
  const owed = next === undefined ? '-' : next.isDue ? 'due' : next.at;
  return [schedule, full, `${pinned} pinned`, owed, ...remarks.map(({ word }) => word)].join(' | ');
}

const wishes = (tags: Record<string, string>) => ({ instances: [instance({ tags })] });

describe('what is listed of one volume', () => {
  test.for<[string, Partial<Inventory>, string]>([
    ['without a snapshot', {}, 'daily | 0 of 3 | 0 pinned | due'],
    ['that is full', { snapshots: dailyCopies(3) }, 'daily | 3 of 3 | 0 pinned | due'],
    [
      'of today, while it is pending',
      { snapshots: [...dailyCopies(3), snapshot('03-10', { state: 'pending' })] },
      'daily | 3 of 3 | 0 pinned | 2026-03-11T00:00:00Z',
    ],
    ['with more than it wants', { snapshots: dailyCopies(5) }, 'daily | 3 of 3 | 0 pinned | due'],
    [
      'with a pin, which takes no place',
      { snapshots: [...dailyCopies(1), snapshot('03-01', { tags: { autosnap_keep: '' } })] },
      'daily | 1 of 3 | 1 pinned | due',
    ],
    [
      'with snapshots of others only',
      { snapshots: [foreign('03-09', { snapshot_tool: 'other' }), foreign('03-08', {})] },
      'daily | 0 of 3 | 0 pinned | due',
    ],
    [
      'with a failed one',
      { snapshots: [snapshot('03-09', { state: 'error' })] },
      'daily | 0 of 3 | 0 pinned | due | failed',
    ],
    ['that missed days', { snapshots: [snapshot('03-06')] }, 'daily | 1 of 3 | 0 pinned | due | late'],
    ['that is braked', { snapshots: dailyCopies(30) }, 'daily | 3 of 3 | 0 pinned | due | braked'],
    [
      'with an age, which waits for no number',
      { ...wishes({ autosnap: '@sat@2', autosnap_retain: 'within:30d' }), snapshots: dailyCopies(2) },
      'Sat 02:00 | 2 | 0 pinned | 2026-03-14T02:00:00Z',
    ],
    [
      'with an ignore tag',
      { ...wishes({ ...DAILY, autosnap_ignore: '' }), snapshots: dailyCopies(2) },
      '- | 2 | 0 pinned | - | ignored',
    ],
    ['that is paused', wishes({ autosnap: '0@sun' }), '- | 0 | 0 pinned | - | paused'],
    [
      'with a tag that cannot be read',
      wishes({ ...DAILY, autosnap: '7 days' }),
      '- | 0 | 0 pinned | - | wrong tag',
    ],
    ['in a state of error', { volumes: [volume({ state: 'error' })] }, '- | 0 | 0 pinned | - | left alone'],
    [
      'whose snapshots wait for those that are pending',
      { volumes: [volume({ type: 'st1' })], snapshots: [snapshot('03-08', { state: 'pending' })] },
      'daily | 0 of 3 | 0 pinned | due | late | waits',
    ],
  ])('one %s', ([, world, said]) => {
    expect(inShort(only(listOf(world)))).toBe(said);
  });

  test('its instance, device and size; a detached one has its own Name alone', () => {
    const devices = [{ name: '/dev/xvda', isDeletedOnTermination: true }];
    const root = volume({ tags: { Name: 'root' }, sizeGiB: 20, disk: { ...DISK, devices } });
    const loose = detached({ ...DAILY, Name: 'archive' }, { id: 'vol-2' });
    const { volumes } = listOf({ ...wishes({ ...DAILY, Name: 'web' }), volumes: [loose, root] });
    expect(volumes.map(({ instanceId, device }) => [instanceId, device])).toEqual([
      [undefined, undefined],
      ['i-1', '/dev/xvda'],
    ]);
    expect(volumes.toReversed()).toMatchObject([
      {
        volumeId: 'vol-1',
        name: 'root',
        instanceId: 'i-1',
        instanceName: 'web',
        device: '/dev/xvda',
        sizeGiB: 20,
      },
      { volumeId: 'vol-2', name: 'archive' },
    ]);
  });

  test('of a Multi-Attach volume the instance it is taken with, and its device there', () => {
    const devices = ['/dev/sdf', '/dev/sdg'].map((name) => ({ name, isDeletedOnTermination: false }));
    const shared = volume({ instanceIds: ['i-2', 'i-1'], disk: { ...DISK, devices } });
    const instances = [instance({ tags: {} }), instance({ id: 'i-2' })];
    expect(only(listOf({ instances, volumes: [shared] }))).toMatchObject({
      instanceId: 'i-2',
      otherInstances: 1,
      device: '/dev/sdf',
    });
  });
});

function on(id: string, instanceIds: string[], name: string): Volume {
  const devices = [{ name, isDeletedOnTermination: false }];
  return volume({ id, instanceIds, disk: { ...DISK, devices } });
}

test('the order is by the Name of the instance, numbers as numbers, then by device; a detached one stands where its own Name would', () => {
  const named = ['web-10', 'web-2', 'db'].map((Name, index) =>
    instance({ id: `i-${index}`, tags: { ...DAILY, Name } }),
  );
  const volumes = [
    detached({ ...DAILY, Name: 'spare' }, { id: 'vol-a' }),
    on('vol-b', ['i-0'], '/dev/sdf'),
    on('vol-c', ['i-1'], '/dev/sdg'),
    on('vol-d', ['i-1'], '/dev/sda1'),
    on('vol-e', ['i-2'], '/dev/sdf'),
  ];
  const ids = listOf({ instances: named, volumes }).volumes.map(({ volumeId }) => volumeId);
  expect(ids).toEqual(['vol-e', 'vol-a', 'vol-d', 'vol-c', 'vol-b']);
});

describe('what no tag covers', () => {
  const world = {
    volumes: ['5', '4', '3', '2', '1'].map((id) => detached({}, { id: `vol-${id}`, sizeGiB: 10 })),
    snapshots: dailyCopies(2, { volumeId: 'vol-4' }),
  };

  test('is counted, not listed', () => {
    expect(listOf(world)).toMatchObject({
      volumes: [],
      uncovered: { volumes: 5, sizeGiB: 50, volumeIds: ['vol-1', 'vol-2', 'vol-3'], withSnapshots: 1 },
    });
  });

  test('volumes without own snapshots come first, so that the example to schedule one costs none', () => {
    const had = { ...world, snapshots: dailyCopies(2, { volumeId: 'vol-1' }) };
    expect(listOf(had).uncovered.volumeIds).toEqual(['vol-2', 'vol-3', 'vol-4']);
  });

  test('is nothing where there is a default policy', () => {
    const { volumes, uncovered } = listOf(world, { defaultPolicy: { frequency: '1', retain: '2' } });
    expect([volumes.length, uncovered.volumes]).toEqual([5, 0]);
  });
});

test('for any region, list says of each volume what show and plan say', () => {
  fc.assert(
    fc.property(aRegion, someSettings, (world, inForce) => {
      const { volumes, uncovered } = list(world, inForce, NOW);
      const plan = makePlan(world, inForce, NOW);
      const shown = showVolumes(
        world.volumes.map(({ id }) => id),
        { inventory: world, plan, settings: inForce, now: NOW },
      );
      const both = shown
        .filter(({ status }) => status !== 'untagged')
        .map(({ volumeId, status, last, next, lacking, problems }) => [
          volumeId,
          { status, newest: last, next, lacking: lacking ?? 0, problems },
        ]);
      expect(
        Object.fromEntries(
          volumes.map(({ volumeId, status, newest, next, places, problems }) => [
            volumeId,
            {
              status,
              newest,
              next,
              lacking: places === undefined ? 0 : places.wanted - places.filled,
              problems,
            },
          ]),
        ),
      ).toEqual(Object.fromEntries(both));
      expect(uncovered.volumes).toBe(shown.length - both.length);
      const waiting = new Set(
        plan.managed.filter(({ waits }) => waits !== undefined).map((one) => one.volume.id),
      );
      const due = volumes.filter(({ volumeId, next }) => next?.isDue && !waiting.has(volumeId));
      const taken = plan.creates.flatMap((one) => ('volumeIds' in one ? one.volumeIds : one.volumeId));
      expect(due.map(({ volumeId }) => volumeId).toSorted()).toEqual(taken.toSorted());
    }),
    { numRuns: amount({ sample: 2, long: 100 }) },
  );
});
