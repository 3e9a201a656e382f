import { describe, expect, test } from 'vitest';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import { hintsIn, BERLIN, instance, planOf, snapshot } from '../fixtures.ts';

/** The hints for a volume with a tag, whose snapshots were taken at these times. Now it is 05:00. */
function hints(
  autosnap: string,
  times: readonly string[],
  change: Partial<PlanSettings> = {},
): readonly string[] {
  const snapshots = times.map((time) => snapshot(time));
  return hintsIn(planOf({ instances: [instance({ tags: { autosnap } })], snapshots }, change));
}

const AT_FIVE = ['03-07', '03-08', '03-09'];

describe('W13 hours at which no run comes', () => {
  test.for([
    ['7@22', AT_FIVE, {}, '22:00 (UTC), only at 05:00'],
    ['7@22', [], { runHours: [3] }, '22:00 (UTC), only at 03:00'],
    ['7@8,12+20', [], { runHours: [8, 20] }, '12:00 (UTC), only at 08:00, 20:00'],
    ['late=7@22 early=7@8', [], { runHours: [3] }, '08:00, 22:00 (UTC), only at 03:00'],
    ['7@22', ['03-06T04:00', ...AT_FIVE], {}, '22:00 (UTC), only at 05:00'],
    ['nightly=7@22 early=7@3', [], { runHours: [3] }, '22:00 (UTC), only at 03:00'],
    ['7@22', AT_FIVE, { zone: BERLIN }, '22:00 (Europe/Berlin), only at 06:00'],
  ] as const)('%s after %j, %j', ([tag, times, change, told]) => {
    expect(hints(tag, times, change)).toContainEqual(
      expect.stringContaining(`i-1 /dev/sdf (vol-1) has autosnap=${tag}, but no run comes at ${told}: `),
    );
  });

  test.for([
    ['a run that comes at that hour', '7@5', AT_FIVE, {}],
    [
      'a trigger that comes every hour',
      '7@22',
      AT_FIVE,
      { runHours: Array.from({ length: 24 }, (_, hour) => hour) },
    ],
    ['no hours', '7@mon-fri', AT_FIVE, {}],
    ['midnight, which is what no hours mean', '7@mon-fri', [], { runHours: [3] }],
    ['the snapshot of this run is none before it', '7@22', [...AT_FIVE.slice(1), '03-10'], {}],
    ['no calendar', '1', AT_FIVE, { runHours: [3] }],
    ['too few snapshots', '7@22', AT_FIVE.slice(1), {}],
    ['late runs after an outage', '7@22', ['03-07T22:00', '03-08T22:00', '03-09T05:00'], {}],
    ['a run by hand', '7@22', ['03-07T22:00', '03-08T22:00', '03-09T22:00'], {}],
    ['hours that differ', '7@22', ['03-07T04:00', '03-08T05:00', '03-09T05:00'], {}],
  ] as const)('%s: no hint', ([, tag, times, change]) => {
    expect(hints(tag, times, change).filter((hint) => hint.includes('no run comes'))).toEqual([]);
  });
});
