import { describe, expect, test } from 'vitest';
import { Zone } from '../../../lambda/core/calendar.ts';
import type { Snapshot, Tags } from '../../../lambda/core/snapshot.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import { dailyCopies, instance, snapshot, volume } from '../fixtures.ts';
import { shownOf } from './page.ts';

/** The day on which each copy goes, newest first, and how far was looked. */
function days(tags: Tags, snapshots: readonly Snapshot[], change: Partial<PlanSettings> = {}) {
  const [shown] = shownOf('vol-1', { instances: [instance({ tags })], snapshots }, change).volumes;
  const goes = shown?.snapshots.map(({ snapshotId, goes: day }) => `${snapshotId} ${day ?? 'stays'}`);
  return [...(goes ?? []), `until ${shown?.lookedUntil}`];
}

function copies(...times: string[]): Snapshot[] {
  return times.map((time) => snapshot(time));
}

/**
 * It is Tuesday, 2026-03-10, 05:00. A copy goes in the follow-up of the run that takes the copy too many; where none
 * comes, in the run after it.
 */
describe('RB-12 the day on which a copy goes', () => {
  test.for<[what: string, tags: Tags, times: string[], days: string[], change?: Partial<PlanSettings>]>([
    [
      'by a count, where today’s run is still to come',
      { autosnap: '1', autosnap_retain: '3' },
      ['03-08', '03-09'],
      ['snap-03-09 2026-03-12', 'snap-03-08 2026-03-11', 'until 2026-03-12'],
    ],
    [
      'by a count, where today’s run is over',
      { autosnap: '1', autosnap_retain: '2' },
      ['03-09', '03-10T01:00'],
      ['snap-03-10T01:00 2026-03-12', 'snap-03-09 2026-03-11', 'until 2026-03-12'],
    ],
    [
      'by a count, where a copy too many waits for tomorrow’s run',
      { autosnap: '1', autosnap_retain: '2' },
      ['03-08', '03-09', '03-10T01:00'],
      ['snap-03-10T01:00 2026-03-12', 'snap-03-09 2026-03-11', 'snap-03-08 2026-03-11', 'until 2026-03-12'],
    ],
    [
      'every three days',
      { autosnap: '3', autosnap_retain: '2' },
      ['03-06', '03-09'],
      ['snap-03-09 2026-03-15', 'snap-03-06 2026-03-12', 'until 2026-03-15'],
    ],
    [
      'every six hours, which come at 0, 6, 12 and 18 o’clock',
      { autosnap: '6h', autosnap_retain: '2' },
      ['03-09T18:00', '03-10T00:00'],
      ['snap-03-10T00:00 2026-03-10', 'snap-03-09T18:00 2026-03-10', 'until 2026-03-10'],
    ],
    [
      'every five hours, which may begin in any hour',
      { autosnap: '5h', autosnap_retain: '1' },
      ['03-09T22:00', '03-10T03:00'],
      ['snap-03-10T03:00 2026-03-10', 'snap-03-09T22:00 2026-03-10', 'until 2026-03-10'],
    ],
    [
      'every five hours, of which the next come at 8, 13 and 18 o’clock',
      { autosnap: '5h', autosnap_retain: '3' },
      ['03-10T03:00'],
      ['snap-03-10T03:00 2026-03-10', 'until 2026-03-10'],
    ],
    [
      'every five hours, so nearly five times a day',
      { autosnap: '5h', autosnap_retain: '24' },
      ['03-10T03:00'],
      ['snap-03-10T03:00 2026-03-15', 'until 2026-03-15'],
    ],
    [
      'every twelve hours, which come at 0 and 12 o’clock',
      { autosnap: '12h', autosnap_retain: '2' },
      ['03-09T12:00', '03-10T00:00'],
      ['snap-03-10T00:00 2026-03-11', 'snap-03-09T12:00 2026-03-10', 'until 2026-03-11'],
    ],
    [
      'by a calendar',
      { autosnap: '@mon+thu@7', autosnap_retain: '2' },
      ['03-05T07:00', '03-09T07:00'],
      ['snap-03-09T07:00 2026-03-16', 'snap-03-05T07:00 2026-03-12', 'until 2026-03-16'],
    ],
    [
      'in the days of a time zone, where it is still the 9th',
      { autosnap: '1', autosnap_retain: '2' },
      ['03-07', '03-08', '03-09'],
      ['snap-03-09 2026-03-10', 'snap-03-08 2026-03-09', 'snap-03-07 2026-03-09', 'until 2026-03-10'],
      { zone: new Zone('America/Los_Angeles') },
    ],
    [
      'by a trigger late in the evening, whose follow-up comes tomorrow',
      { autosnap: '1', autosnap_retain: '2' },
      ['03-08T23:00', '03-09T23:00'],
      ['snap-03-09T23:00 2026-03-12', 'snap-03-08T23:00 2026-03-11', 'until 2026-03-12'],
      { runHours: [23] },
    ],
    [
      'by a trigger that comes too seldom for the tag',
      { autosnap: '6h', autosnap_retain: '2' },
      ['03-09T03:00', '03-10T03:00'],
      ['snap-03-10T03:00 2026-03-12', 'snap-03-09T03:00 2026-03-11', 'until 2026-03-12'],
      { runHours: [3] },
    ],
    [
      'by a trigger that comes too often for follow-ups',
      { autosnap: '1', autosnap_retain: '2' },
      ['03-08T23:00', '03-09T23:00'],
      ['snap-03-09T23:00 2026-03-11', 'snap-03-08T23:00 2026-03-10', 'until 2026-03-11'],
      { runHours: [21, 23] },
    ],
    [
      'by a calendar whose trigger must come too often for follow-ups, where the next run is the next day’s first',
      { autosnap: '@22+23', autosnap_retain: '2' },
      ['03-09T22:00', '03-09T23:00'],
      ['snap-03-09T23:00 2026-03-11', 'snap-03-09T22:00 2026-03-10', 'until 2026-03-11'],
    ],
  ])('%s', ([, tags, times, expected, change]) => {
    expect(days(tags, copies(...times), change)).toEqual(expected);
  });

  test.for([
    ['is still to come', '03-10T04:30', {}, '2026-03-10'],
    ['is over', '03-10T03:30', {}, '2026-03-11'],
    ['does not come, because a person took the newest', '03-10T04:30', { runHours: [3] }, '2026-03-11'],
  ] as const)('the follow-up of the run that took the newest copy %s', ([, newest, change, day]) => {
    const pending = snapshot(newest, { state: 'pending' });
    const [, second] = days({ autosnap: '1', autosnap_retain: '1' }, [pending, ...copies('03-09')], change);
    expect(second).toBe(`snap-03-09 ${day}`);
  });

  test.for([
    [{}, '2026-03-10'],
    [{ runHours: [6] }, '2026-03-10'],
    [{ runHours: [3] }, '2026-03-11'],
  ] as const)('a copy that a person took and pinned puts off no run: %o', ([change, day]) => {
    const taken = snapshot('03-10T04:59', { state: 'pending', tags: { autosnap_keep: 'taken by hand' } });
    const [, , surplus] = days(
      { autosnap: '1', autosnap_retain: '1' },
      [taken, ...copies('03-08', '03-09')],
      change,
    );
    expect(surplus).toBe(`snap-03-08 ${day}`);
  });

  test('a failed copy goes at once, and does not put off the run that is to come', () => {
    const failed = snapshot('03-10T04:00', { state: 'error' });
    expect(days({ autosnap: '1', autosnap_retain: '1' }, [failed, ...copies('03-08', '03-09')])).toEqual([
      'snap-03-10T04:00 2026-03-10',
      'snap-03-09 2026-03-10',
      'snap-03-08 2026-03-10',
      'until 2026-03-10',
    ]);
  });

  test('a year and five weeks of runs are looked at, and what is not gone then stays beyond', () => {
    const archived = snapshot('03-08', { tier: 'archive' });
    expect(days({ autosnap: '1', autosnap_retain: '2' }, [archived, ...copies('03-09')])).toEqual([
      'snap-03-09 2026-03-11',
      'snap-03-08 stays',
      'until 2027-04-13',
    ]);
    expect(days({ autosnap: '12h', autosnap_retain: '2' }, [archived]).at(-1)).toBe('until 2026-09-25');
  });

  test('nobody waits for one that a person pinned or AWS holds', () => {
    const pinned = snapshot('03-08', { tags: { autosnap_keep: '' } });
    expect(days({ autosnap: '1', autosnap_retain: '2' }, [pinned, ...copies('03-09')])).toEqual([
      'snap-03-09 2026-03-11',
      'snap-03-08 stays',
      'until 2026-03-11',
    ]);
  });

  test('without any copy there is nothing to look for', () => {
    expect(days({ autosnap: '1', autosnap_retain: '2' }, [])).toEqual(['until 2026-03-10']);
  });

  test('does not depend on other volumes, also where they brake the region', () => {
    const others = [2, 3, 4].map((id) => volume({ id: `vol-${id}` }));
    const world = {
      volumes: [volume(), ...others],
      snapshots: [
        ...dailyCopies(4),
        ...others.flatMap(({ id }) => dailyCopies(30, { volumeId: id })),
        snapshot('02-01', { volumeId: 'vol-gone' }),
      ],
    };
    const [alone] = shownOf('vol-1', { snapshots: dailyCopies(4) }).volumes;
    const [among] = shownOf('vol-1', world).volumes;
    const goes = (one: typeof alone) => one?.snapshots.map((copy) => `${copy.snapshotId} ${copy.goes}`);
    expect(goes(among)).toEqual(goes(alone));
    expect(among?.lookedUntil).toBe('2026-03-12');
  });
});
