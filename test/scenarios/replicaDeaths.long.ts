import { describe, expect, test } from 'vitest';
import { lineageIn } from '../../lambda/core/lineage.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Volume } from '../cloud/records.ts';
import { DAILY, DAY, freshCloud, ownCopies, runSnapper } from './story.ts';

const PLACE = 'eu-central-1';

const EVENT = { regions: ['eu-west-1'], replicas: [PLACE] };

interface Estate {
  readonly cloud: Cloud;
  readonly volumes: readonly Volume[];
}

/** Two volumes with three snapshots each, of which a place keeps two. It has them from the days before. */
async function estate(): Promise<Estate> {
  const cloud = await freshCloud();
  cloud.policy = 'allow all';
  const volumes = ['books', 'web'].map((Name) =>
    cloud.region('eu-west-1').attachedVolume({ Name, ...DAILY, autosnap_replicate: `${PLACE}=2` }),
  );
  for (const volume of volumes) ownCopies(cloud, volume, 3);
  for (let day = 0; day < 3; day += 1) {
    await runSnapper(cloud, EVENT);
    cloud.clock.advance(DAY);
  }
  cloud.forgetCalls();
  return { cloud, volumes };
}

/** Of each volume how many replicas the place has, by the time that they stand for. */
function slots({ cloud, volumes }: Estate): number[][] {
  const lineages = cloud
    .region(PLACE)
    .snapshots()
    .flatMap(({ description }) => lineageIn(description, 'autosnap') ?? []);
  return volumes.map(({ id }) => {
    const times = lineages.filter(({ volumeId }) => volumeId === id).map(({ at }) => at);
    return [...new Set(times)]
      .toSorted((a, b) => a - b)
      .map((at) => times.filter((one) => one === at).length);
  });
}

/** How many calls such a run sends at most. */
const CALLS = Array.from({ length: 30 }, (_, index) => index + 1);

test('a calm run sends no more calls than are broken below, and copies the newest of each volume', async () => {
  const one = await estate();
  await runSnapper(one.cloud, EVENT);
  expect(one.cloud.calls.length).toBeLessThanOrEqual(CALLS.length);
  expect(slots(one)).toEqual([
    [1, 1, 1],
    [1, 1, 1],
  ]);
});

describe('a run that dies leaves the replicas that there were, and the next one makes no double', () => {
  test.for(CALLS)('at call %s', async (call) => {
    for (const isDone of [false, true]) {
      const one = await estate();
      const deaths = [
        ...(isDone ? [one.cloud.fault({ action: 'any', nth: call, times: 1, effect: 'reset after' })] : []),
        one.cloud.fault({ action: 'any', nth: call + Number(isDone), effect: 'reset before' }),
      ];
      await runSnapper(one.cloud, EVENT).catch(() => undefined);
      for (const death of deaths) death.remove();
      for (const [index, counts] of slots(one).entries()) {
        expect(counts.length, `volume ${index}`).toBeGreaterThanOrEqual(2);
      }
      one.cloud.clock.advance(DAY);
      await runSnapper(one.cloud, EVENT);
      for (const counts of slots(one)) {
        expect(counts.length).toBeGreaterThanOrEqual(2);
        expect(counts.every((count) => count === 1)).toBe(true);
      }
    }
  });
});
