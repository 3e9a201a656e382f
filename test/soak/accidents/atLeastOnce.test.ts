import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../cloud/clock.ts';
import { restorable, runSnapper } from '../../scenarios/story.ts';
import { amount } from '../../amounts.ts';
import { keep } from '../figures.ts';
import {
  callsOfCleanRun,
  daysOf,
  EVENT,
  KEEPS,
  type Lived,
  overlapped,
  OVERLAPS,
  smallEstate,
} from './overlap.ts';

/**
 * Lambda starts a function at least once for each event.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */

/** How many calls lie between two places where the other run comes in. */
const EVERY = amount({ sample: 17, soak: 1 }, 'EVERY');

describe('one after the other: one copy for each volume and slot', () => {
  test('an hour later', async () => {
    const { cloud, volumes } = await smallEstate();
    const event = { ...EVENT, time: cloud.clock.now().toISOString() };
    await runSnapper(cloud, event);
    cloud.clock.advance(HOUR);
    const again = await runSnapper(cloud, event);
    expect(again.headline).toMatchObject({ created: 0, failures: 0 });
    for (const volume of volumes) {
      const copies = restorable(cloud, volume);
      expect([copies.length, daysOf(copies).size]).toEqual([KEEPS, KEEPS]);
    }
  });

  test.for([
    ['a day later, before the run of that day', 1],
    ['a day later, and the run of that day was there', 2],
  ] as const)('%s', async ([, runs]) => {
    const { cloud, volumes } = await smallEstate();
    const stale = { ...EVENT, time: cloud.clock.now().toISOString() };
    await runSnapper(cloud, stale);
    cloud.clock.advance(DAY - HOUR);
    if (runs === 2) await runSnapper(cloud, { ...EVENT, time: cloud.clock.now().toISOString() });
    cloud.clock.advance(HOUR);
    const late = await runSnapper(cloud, stale);
    // It is meant for yesterday, which has its copy.
    expect(late.headline).toMatchObject({ created: 0, failures: 0 });
    cloud.clock.advance(HOUR);
    await runSnapper(cloud, { ...EVENT, time: cloud.clock.now().toISOString() });
    cloud.clock.advance(HOUR);
    for (const volume of volumes) {
      const copies = restorable(cloud, volume);
      expect(daysOf(copies).size).toBe(copies.length);
      expect(copies.length).toBeGreaterThanOrEqual(KEEPS);
    }
  });

  test('two days later: the clock decides, and says so', async () => {
    const { cloud, volumes } = await smallEstate();
    const stale = { ...EVENT, time: cloud.clock.now().toISOString() };
    await runSnapper(cloud, stale);
    cloud.clock.advance(2 * DAY);
    const late = await runSnapper(cloud, stale);
    expect(late.headline.created).toBe(volumes.length);
    expect(late.notes).toEqual([expect.stringContaining('is more than 24 hours old, so the clock decides')]);
    expect((await runSnapper(cloud, EVENT)).headline.created).toBe(0);
  });
});

describe('one into the other: at most one double for each run that overlaps, it costs no copy and goes by itself', () => {
  test.for(OVERLAPS)('%s', async ([name, overlap]) => {
    const calls = await callsOfCleanRun();
    const lives: Lived[] = [];
    for (const how of ['wholly', 'beside'] as const) {
      for (let k = how === 'wholly' ? 1 : 2; k <= calls; k += EVERY) {
        lives.push(await overlapped(k, { ...overlap, how }));
      }
    }
    const doubles = lives.reduce((sum, one) => sum + one.doubles, 0);
    const longest = Math.max(...lives.map(({ daysUntilGone }) => daysUntilGone));
    keep(name, { interleavings: lives.length, doubles, 'days until gone': longest });
    expect(longest).toBeLessThanOrEqual(2);
    // AWS's own limit keeps apart what comes within 15 seconds.
    expect(doubles > 0).toBe(overlap.after > 0);
  });
});
