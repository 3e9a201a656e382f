import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../lambda/core/inventory.ts';
import { type Judging, judge } from '../../lambda/core/retention.ts';
import { everyUnits, type Schedule } from '../../lambda/core/schedule.ts';
import { snapshot, told } from './fixtures.ts';

const DAILY = everyUnits(1, 86_400);
const PINNED = { tags: { autosnap_keep: 'audit' } };

function judging(
  count: number,
  { schedule = DAILY, ...change }: Partial<Judging> & { readonly schedule?: Schedule } = {},
): Judging {
  return {
    retention: [{ kind: 'slots', count, schedule }],
    prefix: 'autosnap',
    timeZone: 'UTC',
    holds: new Map(),
    ...change,
  };
}

/** What becomes of the copies of one volume that keeps `count`, newest first. */
function story(count: number, ...snapshots: readonly Snapshot[]): Record<string, string> {
  return told(judge(snapshots, judging(count)).verdicts);
}

describe('places', () => {
  test('C-33 the newest stay, and the rest go', () => {
    expect(story(2, snapshot('03-06'), snapshot('03-07'), snapshot('03-08'), snapshot('03-09'))).toEqual({
      'snap-03-09': 'keep: 1 of 2',
      'snap-03-08': 'keep: 2 of 2',
      'snap-03-07': 'expire: beyond 2',
      'snap-03-06': 'expire: beyond 2',
    });
  });

  test('RA-4 while there are not yet enough, all stay', () => {
    expect(story(3, snapshot('03-08'), snapshot('03-09'))).toEqual({
      'snap-03-09': 'keep: 1 of 3',
      'snap-03-08': 'keep: 2 of 3',
    });
  });

  test('C-18 a volume without copies has no verdicts', () => {
    expect(story(3)).toEqual({});
  });

  test('RA-6 C-36 the oldest go first by time, however AWS lists them', () => {
    expect(story(1, snapshot('03-08'), snapshot('03-09'), snapshot('03-07'))).toEqual({
      'snap-03-09': 'keep: 1 of 1',
      'snap-03-08': 'expire: beyond 1',
      'snap-03-07': 'expire: beyond 1',
    });
  });

  test('C-36 of two that were taken at once on days of their own, the id decides', () => {
    const b = snapshot('03-09', { id: 'snap-b' });
    const a = snapshot('03-09', { id: 'snap-a', tags: { autosnap_at: '2026-03-08T05:00:00Z' } });
    expect(story(1, b, a)).toEqual({
      'snap-b': 'keep: 1 of 1',
      'snap-a': 'expire: beyond 1',
    });
  });

  test('RA-5 C-37 a lower count prunes the surplus, a higher one keeps all', () => {
    const copies = [snapshot('03-07'), snapshot('03-08'), snapshot('03-09')];
    const fates = (count: number): string[] => judge(copies, judging(count)).verdicts.map(({ fate }) => fate);
    expect(fates(3)).toEqual(['keep', 'keep', 'keep']);
    expect(fates(1)).toEqual(['keep', 'expire', 'expire']);
    expect(fates(9)).toEqual(['keep', 'keep', 'keep']);
  });
});

describe('what fills no place', () => {
  test('RA-8 C-34 a failed copy never takes the place of a good one', () => {
    expect(story(1, snapshot('03-08'), snapshot('03-09', { state: 'error' }))).toEqual({
      'snap-03-09': 'expire: failed, restores nothing',
      'snap-03-08': 'keep: 1 of 1',
    });
  });

  test('RA-8 after days of failures the good ones are all there', () => {
    const bad = ['03-06', '03-07', '03-08', '03-09'].map((day) => snapshot(day, { state: 'error' }));
    expect(story(2, snapshot('03-04'), snapshot('03-05'), ...bad)).toMatchObject({
      'snap-03-05': 'keep: 1 of 2',
      'snap-03-04': 'keep: 2 of 2',
    });
  });

  test('C-33 C-35 C-41 the newest is pending: it stays and pushes nothing out', () => {
    expect(story(2, snapshot('03-07'), snapshot('03-08'), snapshot('03-09', { state: 'pending' }))).toEqual({
      'snap-03-09': 'keep: pending',
      'snap-03-08': 'keep: 1 of 2',
      'snap-03-07': 'keep: 2 of 2',
    });
  });

  test('C-41 an old copy that is still pending is not deleted either', () => {
    expect(story(1, snapshot('03-01', { state: 'pending' }), snapshot('03-09'))).toMatchObject({
      'snap-03-01': 'keep: pending',
    });
  });

  test.for([
    ['archived', { tier: 'archive' }, 'archive tier'],
    ['in the Recycle Bin', { state: 'recoverable' }, 'recoverable'],
    ['on its way back from there', { state: 'recovering' }, 'recovering'],
  ] as const)('C-34 C-39 a copy that is %s stays and counts for nothing', ([, change, because]) => {
    expect(story(1, snapshot('03-08'), snapshot('03-09', change))).toEqual({
      'snap-03-09': `keep: ${because}`,
      'snap-03-08': 'keep: 1 of 1',
    });
  });

  test('a pinned copy stays and takes no place, so the others are kept beside it', () => {
    expect(
      story(2, snapshot('03-06'), snapshot('03-07'), snapshot('03-08', PINNED), snapshot('03-09')),
    ).toEqual({
      'snap-03-09': 'keep: 1 of 2',
      'snap-03-08': 'keep: pinned by autosnap_keep',
      'snap-03-07': 'keep: 2 of 2',
      'snap-03-06': 'expire: beyond 2',
    });
  });
});

describe('what may not be deleted', () => {
  test('C-38 C-39 an old copy that AWS holds stays with the reason, the others go', () => {
    const holds = new Map([
      ['snap-03-06', 'in use by ami-1'],
      ['snap-03-07', 'locked (governance)'],
    ]);
    const copies = [snapshot('03-06'), snapshot('03-07'), snapshot('03-08'), snapshot('03-09')];
    expect(told(judge(copies, judging(1, { holds })).verdicts)).toEqual({
      'snap-03-09': 'keep: 1 of 1',
      'snap-03-08': 'expire: beyond 1',
      'snap-03-07': 'keep: held: locked (governance)',
      'snap-03-06': 'keep: held: in use by ami-1',
    });
  });

  test('an AWS service’s tag protects an old copy, and does not make it foreign', () => {
    const tags = { 'aws:service:owner': 'x' };
    expect(story(1, snapshot('03-08', { tags }), snapshot('03-09'))).toEqual({
      'snap-03-09': 'keep: 1 of 1',
      'snap-03-08': 'keep: managed by AWS (aws:service:owner)',
    });
    expect(story(1, snapshot('03-08'), snapshot('03-09', { tags }))).toMatchObject({
      'snap-03-09': 'keep: 1 of 1',
      'snap-03-08': 'expire: beyond 1',
    });
  });

  test('C-41 the newest restorable copy stays when all others failed or are not done', () => {
    expect(
      story(
        1,
        snapshot('03-07'),
        snapshot('03-08', { state: 'error' }),
        snapshot('03-09', { state: 'pending' }),
      ),
    ).toMatchObject({ 'snap-03-07': 'keep: 1 of 1' });
  });
});

describe('RA-13 C-22 two copies of one slot fill one place', () => {
  test('the younger goes as soon as enough copies stand without it', () => {
    expect(
      story(2, snapshot('03-07'), snapshot('03-08'), snapshot('03-08T06:00'), snapshot('03-09')),
    ).toEqual({
      'snap-03-09': 'keep: 1 of 2',
      'snap-03-08T06:00': 'expire: second copy of one slot, beyond 2',
      'snap-03-08': 'keep: 2 of 2',
      'snap-03-07': 'expire: beyond 2',
    });
  });

  test('RA-4 C-35 but never where that left fewer copies than were asked for', () => {
    expect(story(3, snapshot('03-08'), snapshot('03-08T06:00'), snapshot('03-09'))).toEqual({
      'snap-03-09': 'keep: 1 of 3',
      'snap-03-08T06:00': 'keep: 2 of 3',
      'snap-03-08': 'keep: 3 of 3',
    });
  });

  test('of several doubles the newest fill the places that are left', () => {
    expect(
      story(
        3,
        snapshot('03-08'),
        snapshot('03-08T06:00'),
        snapshot('03-08T07:00'),
        snapshot('03-08T08:00'),
        snapshot('03-09'),
      ),
    ).toEqual({
      'snap-03-09': 'keep: 1 of 3',
      'snap-03-08T08:00': 'keep: 2 of 3',
      'snap-03-08T07:00': 'expire: second copy of one slot, beyond 3',
      'snap-03-08T06:00': 'expire: second copy of one slot, beyond 3',
      'snap-03-08': 'keep: 3 of 3',
    });
  });

  test('the newest restorable copy stays, also where it is the double', () => {
    expect(story(2, snapshot('03-08'), snapshot('03-09'), snapshot('03-09T06:00'))).toEqual({
      'snap-03-09T06:00': 'keep: newest restorable copy',
      'snap-03-09': 'keep: 1 of 2',
      'snap-03-08': 'keep: 2 of 2',
    });
  });

  test('a slot is the one its run was meant for, not the one its data is of', () => {
    const late = snapshot('03-09T00:10', { tags: { autosnap_at: '2026-03-08T23:55:00Z' } });
    expect(story(2, snapshot('03-07'), snapshot('03-08'), late, snapshot('03-09'))).toEqual({
      'snap-03-09': 'keep: 1 of 2',
      'snap-03-09T00:10': 'expire: second copy of one slot, beyond 2',
      'snap-03-08': 'keep: 2 of 2',
      'snap-03-07': 'expire: beyond 2',
    });
  });

  test('a double that is still pending, or pinned, makes none of the other', () => {
    expect(
      story(
        1,
        snapshot('03-08T06:00', PINNED),
        snapshot('03-08T07:00'),
        snapshot('03-09', { state: 'pending' }),
      ),
    ).toEqual({
      'snap-03-09': 'keep: pending',
      'snap-03-08T07:00': 'keep: 1 of 1',
      'snap-03-08T06:00': 'keep: pinned by autosnap_keep',
    });
  });

  test('C-37 hourly copies are not lost at once where the schedule becomes daily', () => {
    const hours = Array.from({ length: 24 }, (_, hour) =>
      snapshot(`03-09T${String(hour).padStart(2, '0')}:00`),
    );
    expect(judge(hours, judging(24)).verdicts.every(({ fate }) => fate === 'keep')).toBe(true);
  });

  test('the next slot’s copy sends the oldest double away, and then the next', () => {
    const doubles = [snapshot('03-07'), snapshot('03-07T06:00'), snapshot('03-07T07:00')];
    expect(story(3, ...doubles, snapshot('03-08'))).toMatchObject({
      'snap-03-07T06:00': 'expire: second copy of one slot, beyond 3',
    });
    expect(story(3, ...doubles, snapshot('03-08'), snapshot('03-09'))).toMatchObject({
      'snap-03-07T07:00': 'expire: second copy of one slot, beyond 3',
      'snap-03-07': 'keep: 3 of 3',
    });
  });

  describe('a run that was meant for yesterday and began after today’s', () => {
    const yesterday = snapshot('03-08');
    const today = snapshot('03-09T00:10');
    const late = snapshot('03-09T00:20', { tags: { autosnap_at: '2026-03-08T23:55:00Z' } });

    test('what stays now stays at the next look, though its elder of the slot is gone', () => {
      const stays = judge([yesterday, today, late], judging(1)).verdicts.filter(
        ({ fate }) => fate === 'keep',
      );
      expect(
        judge(
          stays.map((verdict) => verdict.snapshot),
          judging(1),
        ).verdicts.map(({ fate }) => fate),
      ).toEqual(stays.map(() => 'keep'));
    });

    test('C-22 the copy of today’s slot is not the one that goes, so today is not due again', () => {
      expect(story(1, today, late)).toMatchObject({ 'snap-03-09T00:10': 'keep: 1 of 1' });
    });
  });

  test('the day of a slot is that of the zone', () => {
    const copies = [snapshot('03-08T22:30'), snapshot('03-08T23:30'), snapshot('03-09T12:00')];
    const fates = (timeZone: string): string[] =>
      judge(copies, judging(2, { timeZone })).verdicts.map(({ because }) => because);
    expect(fates('UTC')).toEqual(['1 of 2', 'second copy of one slot, beyond 2', '2 of 2']);
    expect(fates('Europe/Berlin')).toEqual(['newest restorable copy', '1 of 2', '2 of 2']);
  });
});
