import { afterAll, describe, expect, test } from 'vitest';
import type { Cloud } from '../cloud/cloud.ts';
import { measured } from '../lambda/measured.ts';
import { DAILY, DAY, freshCloud, HOUR, runSnapper } from '../scenarios/story.ts';
import { type Datum, openAlarms, type State } from './cloudWatch.ts';
import { deployed } from './deployed.ts';
import { deployment, removeOutput } from './deployment.ts';

/** Whatever stops, the alarm of the deployed template rings, in the time of the embedded cloud. */

afterAll(removeOutput);

const { resources } = deployed(deployment({}).template());

const REGIONS = 'eu-west-1,eu-central-1';

interface Life {
  readonly cloud: Cloud;
  readonly data: Datum[];
  /** The state of OutsideObjective at each full hour, as `day hour`, where it changes. */
  changes(): readonly string[];
  /** The trigger at three and its follow-up at four, on each of some days. */
  days(count: number, event?: object): Promise<void>;
}

async function newLife(): Promise<Life> {
  const cloud = await freshCloud();
  for (const name of ['eu-west-1', 'eu-central-1']) {
    const volume = cloud.region(name).attachedVolume(DAILY);
    volume.createdAt = new Date(cloud.clock.now().getTime() - 100 * DAY);
  }
  const data: Datum[] = [];
  const began = cloud.clock.now().getTime();
  const run = async (event: object): Promise<void> => {
    const scheduled = { regions: REGIONS, scheduled_time: cloud.clock.now().toISOString(), ...event };
    const tell = (report: Parameters<typeof measured>[0]) =>
      void data.push({ at: cloud.clock.now().getTime(), values: measured(report) });
    await runSnapper(cloud, scheduled, undefined, tell).catch(() => undefined);
  };
  return {
    cloud,
    data,
    changes() {
      const statesAt = openAlarms(resources, data);
      const hours = Math.ceil((cloud.clock.now().getTime() - began) / HOUR);
      let last: State | undefined;
      return Array.from({ length: hours + 1 }, (_, hour) => hour).flatMap((hour) => {
        const state = statesAt(began + hour * HOUR).get('SnapperAlarmsOutsideObjective');
        if (state === last) return [];
        last = state;
        return `${state} at ${hour} h`;
      });
    },
    async days(count, event = {}) {
      for (let day = 0; day < count; day += 1) {
        const start = cloud.clock.now().getTime();
        await run(event);
        cloud.clock.advance(start + HOUR - cloud.clock.now().getTime());
        await run({ follow_up: '1h', ...event });
        cloud.clock.advance(start + DAY - cloud.clock.now().getTime());
      }
    },
  };
}

/** The last good run is that at 48 h, its follow-up at 49 h; a schedule of a day is an objective of 48 h. */
const GOOD_DAYS = 3;
const LAST = 49;
const OBJECTIVE = 48;

/** The hour of the first alarm; undefined where there is none. */
function rangAt(changes: readonly string[]): number | undefined {
  const alarm = changes.find((one) => one.startsWith('ALARM'));
  return alarm === undefined ? undefined : Number(/\d+/.exec(alarm)?.[0]);
}

describe('OutsideObjective', () => {
  test('is quiet from the first hour of a deployment, as long as all is well', async () => {
    const life = await newLife();
    await life.days(6);
    expect(life.changes()).toEqual(['OK at 0 h']);
  });

  test('rings where the trigger is disabled', async () => {
    const life = await newLife();
    await life.days(GOOD_DAYS);
    life.cloud.clock.advance(3 * DAY);
    expect(life.changes()).toEqual(['OK at 0 h', 'ALARM at 76 h']);
  });

  test('rings where the function throws', async () => {
    const life = await newLife();
    await life.days(GOOD_DAYS);
    const before = life.data.length;
    await life.days(3, { interval: 'soon' });
    expect(life.data).toHaveLength(before);
    expect(rangAt(life.changes())).toBeLessThanOrEqual(LAST + OBJECTIVE);
  });

  test('rings where a region refuses to be read', async () => {
    const life = await newLife();
    await life.days(GOOD_DAYS);
    life.cloud.fault({
      action: 'DescribeVolumes',
      region: 'eu-central-1',
      effect: { error: 'UnauthorizedOperation', status: 403 },
    });
    await life.days(3);
    expect(life.data.at(-1)?.values).toMatchObject({ FailedActions: 1 });
    expect(rangAt(life.changes())).toBeLessThanOrEqual(LAST + OBJECTIVE);
  });

  test('rings where the tags of a region are wiped, and ends where a person says that it was meant', async () => {
    const life = await newLife();
    await life.days(GOOD_DAYS);
    const [volume] = life.cloud.region('eu-central-1').volumes();
    const holders =
      volume === undefined ? [] : [volume, ...volume.attachments.map(({ instance }) => instance)];
    for (const { tags } of holders) for (const key of Object.keys(tags)) delete tags[key];
    await life.days(3);
    const outside = life.data.find(({ values }) => Number(values['VolumesOutsideObjective']) > 0);
    expect((outside?.at ?? Number.NaN) - (life.data[0]?.at ?? 0)).toBeLessThanOrEqual(
      (LAST + OBJECTIVE) * HOUR,
    );
    expect(life.data.at(-1)?.values).toMatchObject({ ManagedVolumes: 1, VolumesOutsideObjective: 1 });
    expect(rangAt(life.changes())).toBeLessThanOrEqual(LAST + OBJECTIVE + 1);
    for (const { tags } of holders) tags['autosnap_ignore'] = 'meant';
    await life.days(1);
    expect(life.changes().at(-1)).toMatch(/^OK/);
  });
});
