import { describe, expect, test } from 'vitest';
import type { Report } from '../../lambda/core/report/report.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Tags } from '../cloud/records.ts';
import { DAILY, everyDay, freshCloud, hostOf } from './story.ts';

/** A fleet of four that is replaced once a week; `launch` starts the next four. */
async function weeks(
  count: number,
  event: object,
  tags: Tags = DAILY,
): Promise<{ cloud: Cloud; reports: Report[]; left: number[] }> {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const launch = () => [0, 1, 2, 3].map(() => region.attachedVolume(tags));
  const reports: Report[] = [];
  const left: number[] = [];
  let fleet = launch();
  for (let week = 0; week < count; week += 1) {
    reports.push(...(await everyDay(cloud, 7, event)));
    for (const volume of fleet) region.terminate(hostOf(volume));
    fleet = launch();
    left.push(region.snapshots().length);
  }
  return { cloud, reports, left };
}

describe('a fleet that is replaced every week', () => {
  test('W08 is told on the day', async () => {
    const { reports } = await weeks(3, { orphan_retain: '3d' });
    const told = reports.flatMap(({ headline }, day) => (headline.level === 'OK' ? [] : [day]));
    expect(told).toEqual([7, 14]);
  });

  test('N05 leaves no snapshots for ever where the last one may be deleted, too', async () => {
    const { left } = await weeks(4, { orphan_retain: '3d last:5d' });
    expect(left.at(-1)).toBe(left[1]);
  });

  test('W08 is a remark where the new instances have its Name', async () => {
    const { reports } = await weeks(2, {}, { ...DAILY, Name: 'web' });
    expect(reports.map(({ headline }) => headline.level)).toEqual(reports.map(() => 'OK'));
    const told = reports.flatMap(({ headline }, day) =>
      headline.line.includes('was replaced') ? [day] : [],
    );
    expect(told).toEqual([7]);
  });
});
