import { expect, test } from 'vitest';
import { dayText } from '../../../lambda/core/calendar.ts';
import { standsFor } from '../../../lambda/core/snapshot.ts';
import { instance, snapshot } from '../fixtures.ts';
import { startModel } from '../model.ts';

/** Sets of dates, run once a day. */

const DAY = 86_400_000;

function livedFor(days: number, autosnap: string, retain?: string) {
  const tags = { autosnap, ...(retain === undefined ? {} : { autosnap_retain: retain }) };
  const first = Date.parse('2026-01-31T05:00:00Z');
  const model = startModel({
    instances: [instance({ tags })],
    snapshots: [snapshot('before', { startedAt: first - 60_000 })],
  });
  for (let day = 1; day <= days; day += 1)
    model.run(new Date(first + day * DAY), new Date(first + day * DAY));
  const made = model.made.map((one) => dayText(Math.floor(standsFor(one).getTime() / DAY)));
  return { made, kept: model.restorable(new Date(first + (days + 1) * DAY)) };
}

test('twelve firsts of a month are a year of history', () => {
  const { made, kept } = livedFor(600, '12@1st@2');
  expect(made).toEqual(
    Array.from({ length: 20 }, (_, index) =>
      new Date(Date.UTC(2026, index + 1, 1)).toISOString().slice(0, 10),
    ),
  );
  expect(kept).toBe(12);
});

test('the 30th of each month is the last day of February', () => {
  expect(livedFor(90, '@30th@2', '4').made).toEqual(['2026-02-28', '2026-03-30', '2026-04-30']);
});

test('the last day of each month, beside every Sunday', () => {
  const { made } = livedFor(45, 'ends=3@last@2 weeks=4@sun@3');
  expect(made).toEqual([
    '2026-02-01',
    '2026-02-08',
    '2026-02-15',
    '2026-02-22',
    '2026-02-28',
    '2026-03-01',
    '2026-03-08',
    '2026-03-15',
  ]);
});
