import { expect, test } from 'vitest';
import { readSettings } from '../../lambda/settings/settings.ts';
import { runHoursOf } from '../../lambda/settings/trigger.ts';

const ALL = Array.from({ length: 24 }, (_, hour) => hour);

test.for([
  ['cron(0 3 * * ? *)', [3]],
  ['cron(30 3,15 ? * MON-FRI *)', [3, 15]],
  ['cron(0 8-10,22 * * ? *)', [8, 9, 10, 22]],
  ['cron(0 */6 * * ? *)', [0, 6, 12, 18]],
  ['cron(0 2/6 * * ? *)', [2, 8, 14, 20]],
  ['cron(0 * * * ? *)', ALL],
  ['rate(1 hour)', ALL],
  ['rate(15 minutes)', ALL],
  ['rate(6 hours)', undefined],
  ['rate(1 day)', undefined],
  ['at(2026-01-01T03:00:00)', undefined],
  ['cron(0 22-3 * * ? *)', undefined],
  ['cron(0 3# * * ? *)', undefined],
  ['cron(0 99 * * ? *)', undefined],
  ['', undefined],
] as const)('W13 %s starts runs at %j', ([expression, hours]) => {
  expect(runHoursOf(expression)).toEqual(hours);
});

test('W13 the hours of the trigger count only in the zone of the deployment', () => {
  const TRIGGER = 'cron(0 3 * * ? *)';
  expect(readSettings({}, { TRIGGER }).runHours).toEqual([3]);
  expect(readSettings({}, { TRIGGER, TIME_ZONE: 'Europe/Berlin' }).runHours).toEqual([3]);
  expect(readSettings({ time_zone: 'Europe/Berlin' }, { TRIGGER }).runHours).toBeUndefined();
  expect(readSettings({}, {}).runHours).toBeUndefined();
});
