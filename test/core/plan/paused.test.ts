import { describe, expect, test } from 'vitest';
import { Zone } from '../../../lambda/core/calendar.ts';
import { dueAt, scheduleOf } from '../../../lambda/core/policy/schedule.ts';
import { parseFrequency } from '../../../lambda/core/grammar/frequency.ts';
import {
  volumeNotesIn,
  dailyCopies,
  deletedBy,
  instance,
  later,
  NOW,
  planOf,
  settings,
  volume,
} from '../fixtures.ts';
import { startModel } from '../model.ts';

const DAY = 24 * 60;

/** A volume that lived for some days by one tag, and then for some by another: what it lost of its first life, in the second. */
function lostAfter(before: string, after: string, days: number): string[] {
  const model = startModel({ instances: [instance({ tags: { autosnap: before } })] });
  let now = later(NOW, -days * DAY);
  for (let day = 0; day < days; day += 1, now = later(now, DAY)) model.run(now, now);
  const had = model.inventoryAt(now).snapshots.map(({ id }) => id);
  model.change({ instances: [instance({ tags: { autosnap: after } })] });
  for (let day = 0; day < days; day += 1, now = later(now, DAY)) model.run(now, now);
  const left = new Set(model.inventoryAt(now).snapshots.map(({ id }) => id));
  return had.filter((id) => !left.has(id));
}

describe('D-2 a set that is paused keeps the first copy of each of its slots', () => {
  test.for([
    ['its slot begins before the other’s', 'nightly=2@2 weekly=5@sun@1', 'nightly=2@2 weekly=0@sun@1', 2],
    ['its slot begins at midnight', 'nightly=2@2 weekly=5@sun', 'nightly=2@2 weekly=0@sun', 2],
    ['its slot begins after the other’s', 'nightly=2@2 weekly=5@sun@3', 'nightly=2@2 weekly=0@sun@3', 2],
    ['both begin at once', 'nightly=30@2 weekly=1@sun@2', 'nightly=0@2 weekly=1@sun@2', 0],
    ['the other’s begins on the same day', 'nightly=30@2 weekly=1@sun@3', 'nightly=0@2 weekly=1@sun@3', 0],
  ] as const)('%s', ([, before, after, lost]) => {
    expect(lostAfter(before, after, 35)).toHaveLength(lost);
  });
});

describe('D-2 C-15 one of two instances of a Multi-Attach volume is paused', () => {
  const shared = { volumes: [volume({ instanceIds: ['i-1', 'i-2'] })], snapshots: dailyCopies(9) };
  const paused = instance({ tags: { autosnap: '0@mon' } });

  test('then no copy goes, whatever the other asks', () => {
    const other = instance({ id: 'i-2', tags: { autosnap: '1', autosnap_retain: '2' } });
    const plan = planOf({ ...shared, instances: [paused, other] });
    expect(deletedBy(plan)).toEqual([]);
    expect(plan.creates).toHaveLength(1);
    expect(volumeNotesIn(plan).join()).toContain('an instance whose count is 0');
  });

  test('then the default policy does not speak', () => {
    const plan = planOf(
      { ...shared, instances: [paused, instance({ id: 'i-2', tags: {} })] },
      { defaultPolicy: { frequency: '1', retain: '2' } },
    );
    expect([plan.creates, plan.deletes]).toEqual([[], []]);
    expect(plan.orphans.map(({ why }) => why)).toEqual(['paused']);
  });
});

test('C-41 a tag of a volume that pins in another letter case is not copied to its snapshots', () => {
  const model = startModel({ volumes: [volume({ tags: { Autosnap_Keep: 'yes' } })] });
  for (let day = 0; day < 10; day += 1) model.run(later(NOW, day * DAY), later(NOW, day * DAY));
  expect(model.restorable(later(NOW, 11 * DAY))).toBe(4);
});

test('D-1 one copy that serves two sets leaves no slot of either missed', () => {
  const read = parseFrequency('nightly=7@2 weekly=4@sun@1');
  const schedule = read.ok ? scheduleOf(read.value, settings().interval) : undefined;
  if (schedule === undefined) throw new Error('the frequency asks for copies');
  const missed = (newest: string, now: string) =>
    dueAt(schedule, new Date(newest), new Date(now), new Zone('UTC')).missed;
  expect(missed('2026-03-07T03:00:00Z', '2026-03-08T03:00:00Z')).toBe(0);
  expect(missed('2026-03-06T03:00:00Z', '2026-03-08T03:00:00Z')).toBe(1);
});
