import { describe, expect, test } from 'vitest';

import type { Cloud } from '../cloud/cloud.ts';
import type { Volume } from '../cloud/records.ts';
import { DAILY, DAY, dice, freshCloud, HOUR, MINUTE, restorable, runSnapper } from './story.ts';

/** Every copy that a volume ever had, by the time it was started. */
class Diary {
  readonly #seen = new Map<string, Date>();
  readonly #cloud: Cloud;
  readonly #volume: Volume;

  constructor(cloud: Cloud, volume: Volume) {
    this.#cloud = cloud;
    this.#volume = volume;
  }

  look(): void {
    for (const { id, startedAt } of this.#cloud.snapshotsOf(this.#volume)) this.#seen.set(id, startedAt);
  }

  slots(slotOf: (instant: Date) => string): string[] {
    return [...this.#seen.values()].map(slotOf);
  }
}

/** The calendar day that a wall in Berlin shows. */
const berlinDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short' });

function utcDay(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

const DAYS = 400;
const LIMPING_DAYS = 60;
const DAYS_OF_CHANGE = 7;

/** From a midnight before the clocks change to one after it. */
const CHANGES = [
  ['spring', '2026-03-26T00:05:00+01:00', '2026-04-02T00:00:00+02:00'],
  ['autumn', '2026-10-22T00:05:00+02:00', '2026-10-29T00:00:00+01:00'],
] as const;

describe('over a long time', () => {
  test('C-19 C-33 many days at 05:00, give or take 15 minutes, with runs of up to 14 minutes: a copy a day, the right number kept', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const instance = region.instance({ tags: { autosnap: '1', autosnap_retain: '7' } });
    const root = region.volume({ attachedTo: instance });
    const data = region.volume({ attachedTo: instance });
    const weekly = region.volume({ tags: { autosnap: '7', autosnap_retain: '2' } });
    const diaries = [root, data, weekly].map((volume) => new Diary(cloud, volume));
    const roll = dice(19);
    const stock: number[][] = [];
    let length = 0;
    cloud.before('CreateSnapshots', () => cloud.clock.advance(length));
    const first = Date.parse('2026-01-01T05:00:00Z');

    for (let day = 0; day < DAYS; day += 1) {
      cloud.clock.set(new Date(first + day * DAY + Math.round((roll() * 2 - 1) * 15 * MINUTE)));
      length = Math.round(roll() * 14 * MINUTE);
      const { headline } = await runSnapper(cloud);
      for (const diary of diaries) diary.look();
      expect(headline).toMatchObject({ failures: 0, skipped: 0, onSchedule: 3, level: 'OK' });
      stock.push([root, data].map((volume) => restorable(cloud, volume).length));
    }

    const days = Array.from({ length: DAYS }, (_, day) => utcDay(new Date(first + day * DAY)));
    const weeks = days.filter((_, day) => day % 7 === 0);
    expect(diaries.map((diary) => diary.slots(utcDay))).toEqual([days, days, weeks]);
    expect(stock).toEqual(days.map((_, day) => [Math.min(day, 7), Math.min(day, 7)]));
    expect(restorable(cloud, weekly)).toHaveLength(2);
  });

  test.for(CHANGES)(
    'C-19 C-21 C-22 the days in which the clocks change in %s: hourly runs, a copy an hour, and a day of Berlin',
    async ([, from, to]) => {
      const cloud = await freshCloud({ at: from });
      const region = cloud.region('eu-central-1');
      const daily = region.volume({ tags: DAILY });
      const hourly = region.volume({ tags: { autosnap: '1h', autosnap_retain: '24' } });
      const diaries = [daily, hourly].map((volume) => new Diary(cloud, volume));
      const hours: string[] = [];
      const end = Date.parse(to);

      while (cloud.clock.now().getTime() < end) {
        hours.push(cloud.clock.now().toISOString().slice(0, 13));
        const { headline } = await runSnapper(cloud, {
          ec2_regions: 'eu-central-1',
          time_zone: 'Europe/Berlin',
        });
        expect(headline).toMatchObject({ level: 'OK', onSchedule: 2, failures: 0 });
        for (const diary of diaries) diary.look();
        cloud.clock.advance(HOUR);
      }

      const days = [...new Set(hours.map((hour) => berlinDay.format(new Date(`${hour}:05:00Z`))))];
      expect(
        diaries.map((diary, index) =>
          diary.slots(index === 0 ? (at) => berlinDay.format(at) : (at) => at.toISOString().slice(0, 13)),
        ),
      ).toEqual([days, hours]);
      expect(days).toHaveLength(DAYS_OF_CHANGE);
      expect(hours.length).toBe((end - Date.parse(from) + 5 * MINUTE) / HOUR);
      expect(restorable(cloud, daily)).toHaveLength(3);
      expect(restorable(cloud, hourly)).toHaveLength(25);
    },
  );

  test('C-20 C-22 a trigger that fails, doubles and limps loses and doubles nothing it need not', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '5' });
    const diary = new Diary(cloud, volume);
    const roll = dice(22);
    const first = cloud.clock.now().getTime();
    const triggered: string[] = [];

    for (let day = 0; day < LIMPING_DAYS; day += 1) {
      const runs = Math.floor(roll() * 4);
      if (runs > 0) triggered.push(utcDay(new Date(first + day * DAY)));
      for (let run = 0; run < runs; run += 1) {
        cloud.clock.set(new Date(first + day * DAY + run * 5 * HOUR + Math.round(roll() * HOUR)));
        await runSnapper(cloud);
        diary.look();
        expect(restorable(cloud, volume).length).toBeGreaterThanOrEqual(Math.min(5, triggered.length - 1));
        expect(restorable(cloud, volume).length).toBeLessThanOrEqual(5);
      }
    }

    expect(diary.slots(utcDay)).toEqual(triggered);
  });
});
