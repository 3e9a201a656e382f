import { describe, expect, test } from 'vitest';
import { judge } from '../../../lambda/core/plan/retention.ts';
import { snapshot, zoneOf } from '../fixtures.ts';
import { judging, PINNED, story } from '../judged.ts';

describe('RA-13 C-22 two copies of one slot fill one place', () => {
  test('the younger goes as soon as enough copies stand without it', () => {
    expect(
      story(2, snapshot('03-07'), snapshot('03-08'), snapshot('03-08T06:00'), snapshot('03-09')),
    ).toEqual({
      'snap-03-09': 'keep: 1 of 2',
      'snap-03-08T06:00': 'expire: second snapshot of one slot, beyond 2',
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
      'snap-03-08T07:00': 'expire: second snapshot of one slot, beyond 3',
      'snap-03-08T06:00': 'expire: second snapshot of one slot, beyond 3',
      'snap-03-08': 'keep: 3 of 3',
    });
  });

  test('the newest restorable copy stays, also where it is the double', () => {
    expect(story(2, snapshot('03-08'), snapshot('03-09'), snapshot('03-09T06:00'))).toEqual({
      'snap-03-09T06:00': 'keep: newest restorable snapshot',
      'snap-03-09': 'keep: 1 of 2',
      'snap-03-08': 'keep: 2 of 2',
    });
  });

  test('a slot is the one its run was meant for, not the one its data is of', () => {
    const late = snapshot('03-09T00:10', { tags: { autosnap_at: '2026-03-08T23:55:00Z' } });
    expect(story(2, snapshot('03-07'), snapshot('03-08'), late, snapshot('03-09'))).toEqual({
      'snap-03-09': 'keep: 1 of 2',
      'snap-03-09T00:10': 'expire: second snapshot of one slot, beyond 2',
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
      'snap-03-07T06:00': 'expire: second snapshot of one slot, beyond 3',
    });
    expect(story(3, ...doubles, snapshot('03-08'), snapshot('03-09'))).toMatchObject({
      'snap-03-07T07:00': 'expire: second snapshot of one slot, beyond 3',
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
      judge(copies, judging(2, { zone: zoneOf(timeZone) })).verdicts.map(({ because }) => because);
    expect(fates('UTC')).toEqual(['1 of 2', 'second snapshot of one slot, beyond 2', '2 of 2']);
    expect(fates('Europe/Berlin')).toEqual(['newest restorable snapshot', '1 of 2', '2 of 2']);
  });
});
