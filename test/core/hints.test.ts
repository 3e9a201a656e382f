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
} from './fixtures.ts';

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
      'vol-1 (data) has the tag "AUTOSNAP", which does nothing; keys are exact: autosnap, autosnap_retain, autosnap_ignore',
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

describe('C-9 copies under other marks', () => {
  test('are counted for a managed volume', () => {
    const others = ['03-07', '03-08'].map((day) =>
      foreign(day, { snapshot_tool: 'nightly' }, { id: `nightly-${day}` }),
    );
    expect(planOf({ snapshots: [...others, ...dailyCopies(2)] }).hints).toEqual([
      'vol-1 also has copies marked snapshot_tool="nightly", which are not ours to count or delete (2)',
    ]);
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
      expect.stringContaining('vol-1 has autosnap=6h, but its last copies lie further apart than that'),
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
      return snapshot(`${hours}`, { startedAt });
    });
    expect(planOf({ instances: sixHourly, snapshots }).hints).toEqual([]);
  });

  test('copies that failed are no sign of a slow trigger', () => {
    const failed = dailyCopies(3, { state: 'error' });
    expect(planOf({ instances: sixHourly, snapshots: failed }).hints).toEqual([]);
  });
});

test.for([['autosnap-keep'], ['autosnap_keep_this'], ['AutosnapKeep']] as const)(
  'a pin that is nearly spelt right pins nothing, and is told: %s',
  ([key]) => {
    const copy = snapshot('03-09', { tags: { [key]: 'legal hold' } });
    expect(planOf({ snapshots: [copy] }).hints).toEqual([
      `${copy.id} is not pinned by its tag "${key}"; autosnap_keep would do`,
    ]);
  },
);

test('C-30 a volume with more tags than fit on its snapshot is told, one with fewer is not', () => {
  expect(planOf({ volumes: [volume({ tags: tagged(46) })] }).hints).toEqual([]);
  expect(planOf({ volumes: [volume({ tags: tagged(50) })] }).hints).toEqual([
    'vol-1 has 4 more tags than fit beside ours on a snapshot (50 in all); its last ones are not copied',
  ]);
});

function tagged(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'x']));
}
