import { describe, expect, test } from 'vitest';
import {
  DAILY,
  dailyCopies,
  foreign,
  hoursBefore,
  instance,
  NOW,
  planOf,
  snapshot,
  volume,
} from '../fixtures.ts';

describe('C-8 look-alike keys', () => {
  test.for(['Autosnap', 'autosnap_retention', 'autosnap-retain'])('%s on an instance', (key) => {
    expect(planOf({ instances: [instance({ tags: { ...DAILY, [key]: '7' } })] }).hints).toEqual([
      `i-1 has the tag "${key}", which does nothing; keys are exact: autosnap, autosnap_retain, autosnap_ignore`,
    ]);
  });

  test('on a volume that nothing manages', () => {
    const world = {
      instances: [instance({ tags: {} })],
      volumes: [volume({ tags: { Name: 'data', AUTOSNAP: '1' } })],
    };
    expect(planOf(world).hints).toEqual([
      'data (vol-1) has the tag "AUTOSNAP", which does nothing; keys are exact: autosnap, autosnap_retain, autosnap_ignore',
    ]);
  });

  test('not on an instance that is terminated', () => {
    expect(planOf({ instances: [instance({ state: 'terminated', tags: { Autosnap: '1' } })] }).hints).toEqual(
      [],
    );
  });
});

describe('C-7 an ignore that says no', () => {
  test.for(['false', 'no', '0', ' False ', 'off'])('%j ignores all the same, with a hint', (value) => {
    const plan = planOf({ volumes: [volume({ tags: { autosnap_ignore: value } })] });
    expect(plan.managed).toEqual([]);
    expect(plan.hints).toEqual([
      `vol-1 is ignored although autosnap_ignore is "${value.trim().toLowerCase()}": presence counts; remove the tag to have it managed`,
    ]);
  });

  test.for(['', 'true', 'yes', 'scratch space'])('%j is meant', (value) => {
    expect(planOf({ volumes: [volume({ tags: { autosnap_ignore: value } })] }).hints).toEqual([]);
  });
});

function other(id: string, mark: string, volumeId = 'vol-1') {
  return foreign('03-08', { snapshot_tool: mark }, { id, volumeId });
}

describe('C-9 copies under other marks', () => {
  test('are counted for a managed volume', () => {
    const others = ['03-07', '03-08'].map((day) =>
      foreign(day, { snapshot_tool: 'nightly' }, { id: `nightly-${day}` }),
    );
    expect(planOf({ snapshots: [...others, ...dailyCopies(2)] }).hints).toEqual([
      'vol-1 also has snapshots marked snapshot_tool="nightly", which are not ours to count or delete (2)',
    ]);
  });

  test('by volume and by mark', () => {
    const snapshots = [other('a', 'x'), other('b', 'y'), other('c', 'x'), other('d', 'x', 'vol-2')];
    const plan = planOf({ volumes: [volume(), volume({ id: 'vol-2' })], snapshots });
    expect(plan.hints).toEqual([
      'vol-1 also has snapshots marked snapshot_tool="x", which are not ours to count or delete (2)',
      'vol-1 also has snapshots marked snapshot_tool="y", which are not ours to count or delete (1)',
      'vol-2 also has snapshots marked snapshot_tool="x", which are not ours to count or delete (1)',
    ]);
  });

  test('not where there is no mark at all', () => {
    expect(planOf({ snapshots: [foreign('03-08', { Name: 'by hand' })] }).hints).toEqual([]);
  });

  test('not for one that nothing manages', () => {
    const others = [foreign('03-08', { snapshot_tool: 'nightly' })];
    expect(planOf({ instances: [instance({ tags: {} })], snapshots: others }).hints).toEqual([]);
  });
});

describe('a schedule finer than the trigger', () => {
  const sixHourly = [instance({ tags: { autosnap: '6h', autosnap_retain: '9' } })];

  test('the last copies came a day apart, though six hours were asked for', () => {
    expect(planOf({ instances: sixHourly, snapshots: dailyCopies(3) }).hints).toEqual([
      expect.stringContaining('vol-1 has autosnap=6h, but its last snapshots lie further apart than that'),
    ]);
  });

  test.for([
    ['one gap is an outage', ['03-08T23:00', '03-09T05:00']],
    ['an outage that is over', ['03-09T05:00', '03-10T01:00']],
    ['one copy tells nothing', ['03-09T05:00']],
    ['no copy tells nothing', []],
  ] as const)('%s', ([, times]) => {
    expect(planOf({ instances: sixHourly, snapshots: times.map((time) => snapshot(time)) }).hints).toEqual(
      [],
    );
  });

  test('not where the trigger comes as often as that', () => {
    const snapshots = [6, 12].map((hours) => {
      const startedAt = hoursBefore(NOW, hours);
      return snapshot(`${hours}`, { startedAt: startedAt.getTime() });
    });
    expect(planOf({ instances: sixHourly, snapshots }).hints).toEqual([]);
  });

  test.for([
    ['6h', 'let the trigger run more often'],
    ['24h', 'write 1d, or let the trigger run more often'],
    [' 48H ', 'write 2d, or let the trigger run more often'],
    ['36h', 'let the trigger run more often'],
    ['1', 'let the trigger run more often'],
    ['2d', 'let the trigger run more often'],
  ] as const)('with autosnap=%j the advice is to %s', ([autosnap, advice]) => {
    const instances = [instance({ tags: { autosnap, autosnap_retain: '9' } })];
    const snapshots = [snapshot('03-01'), snapshot('03-05')];
    expect(planOf({ instances, snapshots }).hints).toEqual([
      `vol-1 has autosnap=${autosnap.trim()}, but its last snapshots lie further apart than that; ${advice}`,
    ]);
  });

  test('a bare number of shorter units that comes to whole days is better written as days', () => {
    const snapshots = [snapshot('03-01'), snapshot('03-05')];
    const instances = [instance({ tags: { autosnap: '48', autosnap_retain: '9' } })];
    expect(planOf({ instances, snapshots }, { interval: 1800 }).hints).toEqual([
      expect.stringContaining('; write 1d, or let the trigger run more often'),
    ]);
  });

  test('copies that failed are no sign of a slow trigger', () => {
    const failed = dailyCopies(3, { state: 'error' });
    expect(planOf({ instances: sixHourly, snapshots: failed }).hints).toEqual([]);
    const before = snapshot('03-08', { state: 'error' });
    expect(planOf({ instances: sixHourly, snapshots: [before, snapshot('03-09')] }).hints).toEqual([]);
  });
});

test.for([['autosnap-keep'], ['autosnap_keep_this'], ['AutosnapKeep']] as const)(
  'a pin that is nearly spelt right pins nothing, and is told: %s',
  ([key]) => {
    const copy = snapshot('03-09', { tags: { [key]: 'legal hold' } });
    expect(planOf({ snapshots: [copy] }).hints).toEqual([
      `${copy.id} is not pinned by its tag "${key}"; use autosnap_keep`,
    ]);
  },
);

test.for([
  ['that is no pin', { 'autosnap-at': '2026' }],
  ['beside a pin that is right', { autosnap_keep: '', 'autosnap-keep': '' }],
  ['that has nothing to do with us', { keeper: 'me', pinned: 'yes' }],
] as const)('a tag of a copy %s is not told as a pin', ([, tags]) => {
  expect(planOf({ snapshots: [snapshot('03-09', { tags })] }).hints).toEqual([]);
});

test('only the tag that was meant as a pin is told', () => {
  const copy = snapshot('03-09', { tags: { 'autosnap-at': '2026', AutosnapHold: '', 'Autosnap-Keep': '' } });
  expect(planOf({ snapshots: [copy] }).hints).toEqual([
    `${copy.id} is not pinned by its tag "Autosnap-Keep"; use autosnap_keep`,
  ]);
});

describe('D-2 a paused set', () => {
  test.for([
    [1, '0 snapshots stay'],
    [2, '1 snapshot stays'],
    [3, '2 snapshots stay'],
  ] as const)('where %i copies are there: %s', ([copies, kept]) => {
    const instances = [instance({ tags: { autosnap: 'nightly=0@2 weekly=1@sun@3' } })];
    expect(planOf({ instances, snapshots: dailyCopies(copies) }).hints).toEqual([
      `vol-1 has the paused set nightly (count 0): no new snapshots, and ${kept} for it until the set is removed from the tag`,
    ]);
  });
});

test.for([
  [1, '1 tag'],
  [2, '2 tags'],
] as const)('C-30 a key that may be too long for AWS is told: %i of them', ([count, told]) => {
  const long = Array.from({ length: count }, (_, index) => [`${index}`.padEnd(128, 'x'), 'a']);
  const volumes = [volume({ tags: { ['x'.repeat(127)]: 'a', ...Object.fromEntries(long) } })];
  expect(planOf({ volumes }).hints).toEqual([
    `vol-1 has ${told} with a key of more than 127 characters, not copied to its snapshots`,
  ]);
  expect(planOf({ volumes }, { copyTags: false }).hints).toEqual([]);
});

test('C-30 a volume with more tags than fit on its snapshot is told, one with fewer is not', () => {
  expect(planOf({ volumes: [volume({ tags: tagged(42) })] }).hints).toEqual([]);
  expect(planOf({ volumes: [volume({ tags: tagged(50) })] }).hints).toEqual([
    'vol-1 has 8 more tags than fit beside ours on a snapshot (48 in all); its last ones are not copied',
  ]);
});

function tagged(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'x']));
}
