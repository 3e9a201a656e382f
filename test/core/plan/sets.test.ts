import { describe, expect, test } from 'vitest';
import type { Inventory, Volume } from '../../../lambda/core/inventory.ts';
import type { Plan } from '../../../lambda/core/plan/plan.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import { DAILY, dailyCopies, detached, instance, planOf, snapshot, takenBy, volume } from '../fixtures.ts';

function volumes(count: number, change: Partial<Volume> = {}): Volume[] {
  return Array.from({ length: count }, (_, index) => volume({ id: `vol-${index + 1}`, ...change }));
}

/** What is taken of an instance with three volumes of which one differs. */
function taken(
  second: Partial<Volume>,
  change: Partial<Inventory> = {},
  settings: Partial<PlanSettings> = {},
) {
  const [a, b, c] = ['vol-1', 'vol-2', 'vol-3'].map((id) => volume({ id }));
  const all = [a, b && { ...b, ...second }, c].flatMap((one) => one ?? []);
  return takenBy(planOf({ volumes: all, ...change }, settings));
}

/** An instance with two due volumes and some that nobody wants. */
function crowded(unwanted: number) {
  const others = volumes(unwanted, { tags: { autosnap_ignore: '' } });
  return [volume({ id: 'vol-a' }), volume({ id: 'vol-b' }), ...others];
}

function exclusionsOf({ creates }: Plan) {
  return creates.flatMap((one) => (one.kind === 'create set' ? one.exclude : []));
}

describe('two or more due volumes of one instance are one set', () => {
  test('all three', () => {
    expect(taken({})).toEqual(['set: vol-1 vol-2 vol-3']);
  });

  test('volumes of no instance are taken where they stand in the order of ids', () => {
    const alone = ['vol-1', 'vol-3'].map((id) => detached(DAILY, { id }));
    expect(takenBy(planOf({ volumes: [...alone, volume({ id: 'vol-2' })] }, { copyTags: false }))).toEqual([
      'vol-1',
      'vol-2',
      'vol-3',
    ]);
  });

  test('one alone is no set', () => {
    expect(takenBy(planOf())).toEqual(['vol-1']);
  });

  test('only those that are due; the others are left out by name', () => {
    const plan = planOf({
      volumes: volumes(3),
      snapshots: [snapshot('03-10T01:00', { volumeId: 'vol-2' })],
    });
    expect(takenBy(plan)).toEqual(['set: vol-1 vol-3']);
    expect(exclusionsOf(plan)).toEqual([{ rootVolume: false, dataVolumeIds: ['vol-2'] }]);
  });

  test('the root volume is left out in AWS’s own way', () => {
    const plan = planOf({
      instances: [instance({ rootVolumeId: 'vol-2' })],
      volumes: volumes(3),
      snapshots: [snapshot('03-10T01:00', { volumeId: 'vol-2' })],
    });
    expect(exclusionsOf(plan)).toEqual([{ rootVolume: true, dataVolumeIds: [] }]);
  });

  test.for([
    ['is ignored', { autosnap_ignore: '' }],
    ['has a problem', { autosnap_retain: 'x' }],
  ] as const)('a volume that %s is left out as well', ([, tags]) => {
    const [first, second, third] = volumes(3);
    const all = [first, second && { ...second, tags }, third].flatMap((one) => one ?? []);
    const plan = planOf({ volumes: all });
    expect(takenBy(plan)).toEqual(['set: vol-1 vol-3']);
    expect(exclusionsOf(plan)).toEqual([{ rootVolume: false, dataVolumeIds: ['vol-2'] }]);
  });

  test('each instance has its own', () => {
    const plan = planOf({
      instances: [instance(), instance({ id: 'i-2' })],
      volumes: [
        ...volumes(2),
        ...volumes(2, { instanceIds: ['i-2'] }).map((one): Volume => ({ ...one, id: `${one.id}b` })),
      ],
    });
    expect(takenBy(plan)).toEqual(['set: vol-1 vol-2', 'set: vol-1b vol-2b']);
  });

  test('detached volumes are taken alone', () => {
    expect(takenBy(planOf({ volumes: [detached(DAILY), detached(DAILY, { id: 'vol-2' })] }))).toEqual([
      'vol-1',
      'vol-2',
    ]);
  });
});

describe('tags of a volume never take it out of the set', () => {
  test.for([
    ['one of ours', { autosnap_retain: '9' }],
    ['one of a cluster', { 'kubernetes.io/cluster/x': 'owned' }],
    ['too many', Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key-${index}`, '']))],
  ] as const)('%s', ([, tags]) => {
    expect(taken({ tags })).toEqual(['set: vol-1 vol-2 vol-3']);
  });
});

describe('what is taken alone, while the rest stay a set', () => {
  test('a volume whose newest copy failed, because a set fails as a whole', () => {
    const snapshots = [snapshot('03-09', { volumeId: 'vol-2', state: 'error' })];
    expect(taken({}, { snapshots })).toEqual(['set: vol-1 vol-3', 'vol-2']);
  });

  test('not one whose older copy failed', () => {
    const snapshots = [
      snapshot('03-08', { volumeId: 'vol-2', state: 'error' }),
      ...['vol-1', 'vol-2', 'vol-3'].map((volumeId) =>
        snapshot('03-09', { id: `snap-${volumeId}`, volumeId }),
      ),
    ];
    expect(taken({}, { snapshots })).toEqual(['set: vol-1 vol-2 vol-3']);
  });

  test('all of them, where consistency is volume', () => {
    expect(taken({}, {}, { consistency: 'volume' })).toEqual(['vol-1', 'vol-2', 'vol-3']);
  });

  test('each of them remembers the other disks of its server', () => {
    const { creates } = planOf({ volumes: volumes(2) }, { consistency: 'volume' });
    expect(creates.map(({ tags }) => tags['autosnap_disks'])).toEqual([
      '1:/dev/sdf:gp3:3000:125: 2:/dev/sdf:gp3:3000:125:x',
      '2:/dev/sdf:gp3:3000:125: 1:/dev/sdf:gp3:3000:125:x',
    ]);
  });
});

describe('AWS takes no more than 40 exclusions', () => {
  test.for([
    [40, undefined, ['set: vol-a vol-b']],
    [41, undefined, ['vol-a', 'vol-b']],
    [41, 'vol-1', ['set: vol-a vol-b']],
    [42, 'vol-1', ['vol-a', 'vol-b']],
  ] as const)('%i unwanted volumes, root %s: %o', ([unwanted, rootVolumeId, expected]) => {
    const plan = planOf({ instances: [instance({ rootVolumeId })], volumes: crowded(unwanted) });
    expect(takenBy(plan)).toEqual(expected);
  });
});

describe('C-15 a Multi-Attach volume', () => {
  const shared = volume({ id: 'vol-shared', instanceIds: ['i-2', 'i-1'] });

  test('is in the set of its first instance only, and left out of the other’s', () => {
    const plan = planOf({
      instances: [instance(), instance({ id: 'i-2' })],
      volumes: [
        volume(),
        shared,
        volume({ id: 'vol-2', instanceIds: ['i-2'] }),
        volume({ id: 'vol-3', instanceIds: ['i-2'] }),
      ],
    });
    expect(takenBy(plan)).toEqual(['set: vol-1 vol-shared', 'set: vol-2 vol-3']);
    expect(exclusionsOf(plan)).toEqual([
      { rootVolume: false, dataVolumeIds: [] },
      { rootVolume: false, dataVolumeIds: ['vol-shared'] },
    ]);
  });

  test('where the first asks for nothing, it is in the set of the one that does', () => {
    const plan = planOf({
      instances: [instance({ tags: {} }), instance({ id: 'i-2' })],
      volumes: [volume(), shared, volume({ id: 'vol-2', instanceIds: ['i-2'] })],
    });
    expect(takenBy(plan)).toEqual(['set: vol-2 vol-shared']);
  });
});

test('the most overdue come first: no copy at all, then the longest wait, then by id', () => {
  const copies = [
    ...dailyCopies(1, { volumeId: 'vol-2' }),
    snapshot('03-07', { volumeId: 'vol-3' }),
    ...dailyCopies(1, { volumeId: 'vol-1' }),
  ];
  const all = ['vol-1', 'vol-2', 'vol-3', 'vol-9'].map((id) => detached(DAILY, { id }));
  expect(takenBy(planOf({ volumes: all.toReversed(), snapshots: copies }))).toEqual([
    'vol-9',
    'vol-3',
    'vol-1',
    'vol-2',
  ]);
});
