import { expect, test } from 'vitest';
import { DAY, everyDay, freshCloud, ownCopy, restorable, runSnapper } from './story.ts';

test('W03 who follows the remedy of a tag that asks for no weeks loses no month', async () => {
  const cloud = await freshCloud({ at: '2027-01-15T03:00:00Z' });
  const region = cloud.region('eu-west-1');
  const volume = region.volume({ tags: { autosnap: '1', autosnap_retain: 'daily:7 weekly:4 monthly:12' } });
  for (let day = 1; day <= 7; day += 1) ownCopy(cloud, volume, day);
  for (let month = 1; month <= 11; month += 1) {
    const startedAt = new Date(Date.UTC(2027, 1 - month, 0, 3));
    region.snapshot({ of: volume, startedAt, tags: { snapshot_tool: 'autosnap' } });
  }
  await everyDay(cloud, 2);
  const [oldest] = restorable(cloud, volume);

  volume.tags['autosnap_retain'] = 'daily:7 weekly:0 monthly:12';
  const report = await runSnapper(cloud);
  const [, remedy = ''] = /; use (.+)$/.exec(report.regions[0]?.problems[0]?.remedy ?? '') ?? [];
  expect(remedy).toBe('daily:7 monthly:12');

  volume.tags['autosnap_retain'] = remedy;
  cloud.clock.advance(DAY);
  await everyDay(cloud, 1);
  expect(restorable(cloud, volume)[0]).toBe(oldest);
});

test('W03 where every value would be a guess the report says what is wrong, and nothing is deleted', async () => {
  const cloud = await freshCloud();
  const volume = cloud
    .region('eu-west-1')
    .volume({ tags: { autosnap: '1', autosnap_retain: 'daily:7 yearly:forever' } });
  for (let day = 1; day <= 9; day += 1) ownCopy(cloud, volume, day);
  const report = await runSnapper(cloud);
  expect(report.regions[0]?.problems).toMatchObject([
    { remedy: 'is wrong at character 16: a whole number from 1 to 9999 is expected' },
  ]);
  expect(restorable(cloud, volume)).toHaveLength(9);
});
