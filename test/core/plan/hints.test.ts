import { describe, expect, test } from 'vitest';
import {
  DAILY,
  dailyCopies,
  deletedBy,
  foreign,
  hintsIn,
  hoursBefore,
  instance,
  NOW,
  planOf,
  snapshot,
  volume,
} from '../fixtures.ts';

describe('C-8 look-alike keys', () => {
  test.for(['Autosnap', 'autosnap_retention', 'autosnap-retain'])('%s on an instance', (key) => {
    expect(hintsIn(planOf({ instances: [instance({ tags: { ...DAILY, [key]: '7' } })] }))).toEqual([
      `i-1 has the tag "${key}", which does nothing; keys are exact: autosnap, autosnap_retain, autosnap_ignore`,
    ]);
  });

  test('on a volume that nothing manages', () => {
    const world = {
      instances: [instance({ tags: {} })],
      volumes: [volume({ tags: { Name: 'data', AUTOSNAP: '1' } })],
    };
    expect(hintsIn(planOf(world))).toEqual([
      'i-1 /dev/sdf (vol-1, data) has the tag "AUTOSNAP", which does nothing; keys are exact: autosnap, autosnap_retain, autosnap_ignore',
    ]);
  });

  test('not on an instance that is terminated', () => {
    expect(
      hintsIn(planOf({ instances: [instance({ state: 'terminated', tags: { Autosnap: '1' } })] })),
    ).toEqual([]);
  });
});

describe('C-7 an ignore that says no', () => {
  test.for(['false', 'no', '0', ' False ', 'off'])('%j ignores all the same, with a hint', (value) => {
    const plan = planOf({ volumes: [volume({ tags: { autosnap_ignore: value } })] });
    expect(plan.managed).toEqual([]);
    expect(hintsIn(plan)).toEqual([
      `i-1 /dev/sdf (vol-1) is ignored although autosnap_ignore is "${value.trim().toLowerCase()}": presence counts; remove the tag to have it managed`,
    ]);
  });

  test.for(['', 'true', 'yes', 'scratch space'])('%j is meant', (value) => {
    expect(hintsIn(planOf({ volumes: [volume({ tags: { autosnap_ignore: value } })] }))).toEqual([]);
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
    expect(hintsIn(planOf({ snapshots: [...others, ...dailyCopies(2)] }))).toEqual([
      '2 snapshots of i-1 /dev/sdf (vol-1) (nightly-03-07 and nightly-03-08): each is marked snapshot_tool="nightly", so it is not ours to count or delete',
    ]);
  });

  test('by mark, of all volumes together', () => {
    const snapshots = [other('a', 'x'), other('b', 'y'), other('c', 'x'), other('d', 'x', 'vol-2')];
    const plan = planOf({ volumes: [volume(), volume({ id: 'vol-2' })], snapshots });
    expect(hintsIn(plan)).toEqual([
      '3 snapshots of i-1 /dev/sdf (vol-1) and i-1 /dev/sdf (vol-2) (a, c and d): each is marked snapshot_tool="x", so it is not ours to count or delete',
      'b of i-1 /dev/sdf (vol-1) is marked snapshot_tool="y", so it is not ours to count or delete',
    ]);
  });

  test('not where there is no mark at all', () => {
    expect(hintsIn(planOf({ snapshots: [foreign('03-08', { Name: 'by hand' })] }))).toEqual([]);
  });

  test('not for one that nothing manages', () => {
    const others = [foreign('03-08', { snapshot_tool: 'nightly' })];
    expect(hintsIn(planOf({ instances: [instance({ tags: {} })], snapshots: others }))).toEqual([]);
  });
});

describe('a schedule finer than the trigger', () => {
  const sixHourly = [instance({ tags: { autosnap: '6h', autosnap_retain: '9' } })];

  test('the last copies came a day apart, though six hours were asked for', () => {
    expect(hintsIn(planOf({ instances: sixHourly, snapshots: dailyCopies(3) }))).toEqual([
      expect.stringContaining(
        'i-1 /dev/sdf (vol-1) has autosnap=6h, but its last snapshots lie further apart than that',
      ),
    ]);
  });

  test.for([
    ['one gap is an outage', ['03-08T23:00', '03-09T05:00']],
    ['an outage that is over', ['03-09T05:00', '03-10T01:00']],
    ['one copy tells nothing', ['03-09T05:00']],
    ['no copy tells nothing', []],
  ] as const)('%s', ([, times]) => {
    expect(hintsIn(planOf({ instances: sixHourly, snapshots: times.map((time) => snapshot(time)) }))).toEqual(
      [],
    );
  });

  test('not where the trigger comes as often as that', () => {
    const snapshots = [6, 12].map((hours) => {
      const startedAt = hoursBefore(NOW, hours);
      return snapshot(`${hours}`, { startedAt: startedAt.getTime() });
    });
    expect(hintsIn(planOf({ instances: sixHourly, snapshots }))).toEqual([]);
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
    expect(hintsIn(planOf({ instances, snapshots }))).toEqual([
      `i-1 /dev/sdf (vol-1) has autosnap=${autosnap.trim()}, but its last snapshots lie further apart than that; ${advice}`,
    ]);
  });

  test('a bare number of shorter units that comes to whole days is better written as days', () => {
    const snapshots = [snapshot('03-01'), snapshot('03-05')];
    const instances = [instance({ tags: { autosnap: '48', autosnap_retain: '9' } })];
    expect(hintsIn(planOf({ instances, snapshots }, { interval: 1800 }))).toEqual([
      expect.stringContaining('; write 1d, or let the trigger run more often'),
    ]);
  });

  test('copies that failed are no sign of a slow trigger', () => {
    const failed = dailyCopies(3, { state: 'error' });
    expect(hintsIn(planOf({ instances: sixHourly, snapshots: failed }))).toEqual([]);
    const before = snapshot('03-08', { state: 'error' });
    expect(hintsIn(planOf({ instances: sixHourly, snapshots: [before, snapshot('03-09')] }))).toEqual([]);
  });
});

test.for([['autosnap-keep'], ['autosnap_keep_this'], ['AutosnapKeep']] as const)(
  'a pin that is nearly spelt right pins nothing, and is told: %s',
  ([key]) => {
    const copy = snapshot('03-09', { tags: { [key]: 'legal hold' } });
    expect(hintsIn(planOf({ snapshots: [copy] }))).toEqual([
      `${copy.id} of i-1 /dev/sdf (vol-1) is not pinned by its tag "${key}"; use autosnap_keep`,
    ]);
  },
);

test.for([
  ['that is no pin', { 'autosnap-at': '2026' }],
  ['beside a pin that is right', { autosnap_keep: '', 'autosnap-keep': '' }],
  ['that has nothing to do with us', { keeper: 'me', pinned: 'yes' }],
] as const)('a tag of a copy %s is not told as a pin', ([, tags]) => {
  expect(hintsIn(planOf({ snapshots: [snapshot('03-09', { tags })] }))).toEqual([]);
});

test('only the tag that was meant as a pin is told', () => {
  const copy = snapshot('03-09', { tags: { 'autosnap-at': '2026', AutosnapHold: '', 'Autosnap-Keep': '' } });
  expect(hintsIn(planOf({ snapshots: [copy] }))).toEqual([
    `${copy.id} of i-1 /dev/sdf (vol-1) is not pinned by its tag "Autosnap-Keep"; use autosnap_keep`,
  ]);
});

describe('D-2 a paused set', () => {
  test.for([
    [1, '0 snapshots stay'],
    [2, '1 snapshot stays'],
    [3, '2 snapshots stay'],
  ] as const)('where %i copies are there: %s', ([copies, kept]) => {
    const instances = [instance({ tags: { autosnap: 'nightly=0@2 weekly=1@sun@3' } })];
    expect(hintsIn(planOf({ instances, snapshots: dailyCopies(copies) }))).toEqual([
      `i-1 /dev/sdf (vol-1) has the paused set nightly (count 0): no new snapshots, and ${kept} for it until the set is removed from the tag`,
    ]);
  });
});

test.for([
  [1, '1 tag'],
  [2, '2 tags'],
] as const)('C-30 a key that may be too long for AWS is told: %i of them', ([count, told]) => {
  const long = Array.from({ length: count }, (_, index) => [`${index}`.padEnd(128, 'x'), 'a']);
  const volumes = [volume({ tags: { ['x'.repeat(127)]: 'a', ...Object.fromEntries(long) } })];
  expect(hintsIn(planOf({ volumes }))).toEqual([
    `i-1 /dev/sdf (vol-1) has ${told} with a key of more than 127 characters, not copied to its snapshots`,
  ]);
  expect(hintsIn(planOf({ volumes }, { copyTags: false }))).toEqual([]);
});

test('C-30 a volume with more tags than fit on its snapshot is told, one with fewer is not', () => {
  expect(hintsIn(planOf({ volumes: [volume({ tags: tagged(42) })] }))).toEqual([]);
  expect(hintsIn(planOf({ volumes: [volume({ tags: tagged(50) })] }))).toEqual([
    'i-1 /dev/sdf (vol-1) has 8 more tags than fit beside ours on a snapshot (48 in all); its last ones are not copied',
  ]);
});

function tagged(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'x']));
}

test.for([['sound'], ['2026-02-31T00:00Z sound ext4'], ['2026-03-09T12:00Z damaged <b>']] as const)(
  'a record that no prover writes holds nothing, and is told: %s',
  ([written]) => {
    const copies = dailyCopies(12);
    const forged = snapshot('03-08', { tags: { autosnap_proved: written } });
    const plan = planOf({ snapshots: [...copies.filter(({ id }) => id !== forged.id), forged] });
    expect(deletedBy(plan)).toEqual(deletedBy(planOf({ snapshots: copies })));
    expect(hintsIn(plan)).toEqual([
      `${forged.id} of i-1 /dev/sdf (vol-1) counts as not proved and holds nothing: its tag autosnap_proved is "${written}", which no prover writes; a proof writes it anew`,
    ]);
  },
);
