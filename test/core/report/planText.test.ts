import { expect, test } from 'vitest';
import { Zone } from '../../../lambda/core/calendar.ts';
import { planText } from '../../../lambda/core/report/planText.ts';
import { proved } from '../proof/proved.ts';
import { NOW, DAILY, dailyCopies, detached, instance, planOf, snapshot, volume } from '../fixtures.ts';

test('a line for each thing that would happen, and a closing count', () => {
  const plan = planOf({
    volumes: [
      volume({ tags: { Name: 'data' } }),
      volume({ id: 'vol-2' }),
      volume({ id: 'vol-3' }),
      detached({ ...DAILY, autosnap: '7' }, { id: 'vol-4' }),
    ],
    snapshots: [
      ...dailyCopies(4),
      ...dailyCopies(2, { volumeId: 'vol-2' }),
      snapshot('03-10T01:00', { volumeId: 'vol-3' }),
      snapshot('03-09', { id: 'snap-4', volumeId: 'vol-4' }),
    ],
  });
  expect(planText([{ plan }], NOW)).toBe(`Region eu-west-1
  + i-1 /dev/sdf (vol-1, data): due since 2026-03-10 00:00, last snapshot 2026-03-09 05:00 UTC, in one set of 2; 4 restorable now
  - snap-03-06:                 2026-03-06 05:00 UTC, beyond 3
  + i-1 /dev/sdf (vol-2):       due since 2026-03-10 00:00, last snapshot 2026-03-09 05:00 UTC, in one set of 2; 2 restorable now
  = i-1 /dev/sdf (vol-3):       in 19 h: next due 2026-03-11 00:00, last snapshot 2026-03-10 01:00 UTC; 1 restorable now
  = vol-4:                      in 5 days: next due 2026-03-16 00:00, last snapshot 2026-03-09 05:00 UTC; 1 restorable now

Plan: 2 to create, 1 to delete, 7 to keep.`);
});

test('C-24 a volume that waits says why', () => {
  const plan = planOf({
    volumes: [volume({ type: 'st1' })],
    snapshots: dailyCopies(1, { state: 'pending' }),
  });
  expect(planText([{ plan }], NOW)).toContain(
    '  = i-1 /dev/sdf (vol-1): due, but 1 of its snapshots still pending (limit 1 for st1); 0 restorable now\n',
  );
});

test('what is deleted of a volume is told from the oldest on, by the clocks of the zone', () => {
  const plan = planOf({ snapshots: dailyCopies(6) });
  const lines = planText([{ plan }], NOW, new Zone('Asia/Tokyo')).split('\n');
  expect(lines.filter((line) => line.startsWith('  - ')).map((line) => line.replace(/ +/g, ' '))).toEqual([
    ' - snap-03-04: 2026-03-04 14:00 Asia/Tokyo, beyond 3',
    ' - snap-03-05: 2026-03-05 14:00 Asia/Tokyo, beyond 3',
    ' - snap-03-06: 2026-03-06 14:00 Asia/Tokyo, beyond 3',
  ]);
});

test('C-40 orphans are told with what is kept, and with what goes', () => {
  const snapshots = ['01-01', '01-02', '01-03'].map((day) => snapshot(day, { volumeId: 'vol-gone' }));
  const world = { instances: [instance({ tags: {} })], snapshots: [...snapshots, snapshot('03-09')] };
  expect(
    planText([{ plan: planOf(world, { orphanRetain: { count: 30, unit: 'days' } }) }], NOW),
  ).toBe(`Region eu-west-1
  - snap-01-01 of vol-gone: 2026-01-01 05:00 UTC, the volume is gone and its newest snapshot is older than orphan_retain
  - snap-01-02 of vol-gone: 2026-01-02 05:00 UTC, the volume is gone and its newest snapshot is older than orphan_retain
  = vol-gone:               1 snapshot kept, the volume is gone
  = i-1 /dev/sdf (vol-1):   1 snapshot kept, the volume is untagged

Plan: 0 to create, 2 to delete, 2 to keep.`);
});

test('C-40 what is left of several volumes that are gone, and nothing of one that loses all', () => {
  const snapshots = [
    ...['01-01', '01-02'].map((day) => snapshot(day, { volumeId: 'vol-8', state: 'error' })),
    ...['03-01', '03-02'].map((day) => snapshot(day, { volumeId: 'vol-9' })),
  ];
  const world = { instances: [instance({ tags: {} })], snapshots };
  expect(
    planText([{ plan: planOf(world, { orphanRetain: { count: 30, unit: 'days' } }) }], NOW),
  ).toBe(`Region eu-west-1
  - snap-01-01 of vol-8: 2026-01-01 05:00 UTC, the volume is gone and its newest snapshot is older than orphan_retain
  - snap-01-02 of vol-8: 2026-01-02 05:00 UTC, the volume is gone and its newest snapshot is older than orphan_retain
  = vol-9:               2 snapshots kept, the volume is gone

Plan: 0 to create, 2 to delete, 2 to keep.`);
});

test('a volume that is taken by itself is in no set', () => {
  expect(planText([{ plan: planOf() }], NOW)).toBe(`Region eu-west-1
  + i-1 /dev/sdf (vol-1): has no snapshot yet; 0 restorable now

Plan: 1 to create, 0 to delete, 0 to keep.`);
});

test('max_deletes: what is not deleted is not shown as deleted', () => {
  const plan = planOf({ snapshots: dailyCopies(9) }, { maxDeletes: 1 });
  const text = planText([{ plan }], NOW);
  expect(text.match(/^ {2}- /gm)).toHaveLength(1);
  expect(text).toContain('Plan: 1 to create, 1 to delete, 8 to keep.');
});

test('several regions are counted together', () => {
  const other = { ...planOf({ snapshots: dailyCopies(4) }), region: 'us-east-1' };
  expect(planText([{ plan: planOf({}) }, { plan: other }], NOW)).toContain(
    'Plan: 2 to create, 1 to delete, 3 to keep.',
  );
});

test('U16 regions without tagged volumes are one line', () => {
  const empty = ['eu-north-1', 'us-west-2'].map((region) => ({
    plan: planOf({ region, instances: [], volumes: [] }),
  }));
  const text = planText([...empty, { plan: planOf() }], NOW);
  expect(text.split('\n').filter((line) => /region/i.test(line))).toEqual([
    'Region eu-west-1',
    '2 regions without tagged volumes: eu-north-1, us-west-2',
  ]);
});

test('a name cannot write a line of its own', () => {
  const plan = planOf({ volumes: [volume({ tags: { Name: 'data\n  - snap-1 of vol-9: beyond 3' } })] });
  expect(planText([{ plan }], NOW).split('\n')).toHaveLength(4);
});

test('U24 by the Name of the instance and the device, numbers as numbers, and one that is very long out of line', () => {
  const plan = planOf({
    instances: [10, 2].map((number) =>
      instance({ id: `i-${number}`, tags: { ...DAILY, Name: `web-${number}` } }),
    ),
    volumes: [
      onInstance('vol-1', 10, '/dev/sda1'),
      onInstance('vol-2', 2, '/dev/sdg'),
      onInstance('vol-3', 2, '/dev/sda1'),
      detached({ ...DAILY, Name: `a ${'very '.repeat(9)}long name` }, { id: 'vol-4' }),
    ],
  });
  const titles = planText([{ plan }], NOW)
    .split('\n')
    .slice(1, 5)
    .map((line) => line.split(': ')[0]);
  expect(titles).toEqual([
    expect.stringContaining('  + a very very'),
    '  + web-2 /dev/sda1 (vol-3)',
    '  + web-2 /dev/sdg (vol-2)',
    '  + web-10 /dev/sda1 (vol-1)',
  ]);
});

function onInstance(id: string, number: number, device: string) {
  return volume({
    id,
    instanceIds: [`i-${number}`],
    disk: { ...volume().disk, devices: [{ name: device, isDeletedOnTermination: false }] },
  });
}

test('nothing of a volume that a proof holds is deleted, and its line says why, also of one that is gone', () => {
  const snapshots = [
    proved('03-09', 'changed unknown'),
    ...dailyCopies(6).slice(1),
    proved('03-01', 'damaged ext4-damaged', { volumeId: 'vol-9' }),
  ];
  const plan = planOf({ snapshots }, { orphanRetain: { count: 1, unit: 'days' } });
  expect(planText([{ plan }], NOW)).toBe(`Region eu-west-1
  + i-1 /dev/sdf (vol-1): due since 2026-03-10 00:00, last snapshot 2026-03-09 05:00 UTC; 6 restorable now; nothing of it is deleted, because snap-03-09 is changed
  = vol-9:                1 snapshot kept, the volume is gone; nothing of it is deleted, because snap-03-01 is damaged

Plan: 1 to create, 0 to delete, 7 to keep.`);
});
