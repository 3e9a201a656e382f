import { expect, test } from 'vitest';
import { dailyCopies, detached, instance, planOf, snapshot, volume } from '../fixtures.ts';

test.for<[string, Record<string, string>, number, string]>([
  ['no snapshots', { autosnap: '1' }, 0, 'is not set, though autosnap is set; use 7'],
  ['as many as the example keeps', { autosnap: '1' }, 7, 'is not set, though autosnap is set; use 7'],
  [
    'more than the example keeps',
    { autosnap: '1' },
    8,
    'is not set, though autosnap is set; set what it was; fewer than 8 would delete some',
  ],
  ['no snapshots', { autosnap_retain: '30' }, 0, 'is not set, though autosnap_retain is set; use 1'],
  [
    'snapshots of a rhythm that is not known',
    { autosnap_retain: '30' },
    2,
    'is not set, though autosnap_retain is set; set what it was, like 1d or 1w; another rhythm changes how far back they reach',
  ],
])(
  'a tag that was lost is answered without a value that costs a snapshot: %s, %j',
  ([, tags, count, remedy]) => {
    const plan = planOf({ volumes: [detached(tags)], snapshots: dailyCopies(count) });
    expect(plan.problems).toEqual([expect.objectContaining({ remedy })]);
  },
);

test('what is said of an instance counts for the volume with the most snapshots', () => {
  const plan = planOf({
    instances: [instance({ tags: { autosnap: '1' } })],
    volumes: [volume({ tags: {} }), volume({ id: 'vol-2', tags: {} })],
    snapshots: [...dailyCopies(12), snapshot('03-09', { id: 'snap-b', volumeId: 'vol-2' })],
  });
  expect(plan.problems.map(({ remedy }) => remedy)).toEqual(
    Array.from({ length: 2 }, () => expect.stringMatching(/fewer than 12 would delete some$/)),
  );
});
