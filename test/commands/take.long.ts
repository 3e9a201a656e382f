import { expect, test } from 'vitest';
import { DAILY, everyDay, HOUR, nth, runSnapper } from '../scenarios/story.ts';
import { personsCloud, show, takeNow } from './person.ts';

test('D-18 a snapshot by hand serves its slot, fills no place and outlives thirty daily runs', async () => {
  const cloud = await personsCloud();
  const region = cloud.region('eu-west-1');
  const attachedTo = region.instance({ tags: { Name: 'web', ...DAILY } });
  const volumes = [region.volume({ attachedTo }), region.volume({ attachedTo })];
  await takeNow(cloud, 'web');
  cloud.clock.advance(HOUR);
  expect((await runSnapper(cloud)).headline.created).toBe(0);
  const [by] = volumes.map((volume) => cloud.snapshotsOf(volume).map(({ id }) => id));
  cloud.clock.advance(23 * HOUR);
  await everyDay(cloud, 30);
  for (const volume of volumes) {
    const pinned = cloud.snapshotsOf(volume).filter(({ tags }) => 'autosnap_keep' in tags);
    expect(cloud.snapshotsOf(volume)).toHaveLength(3 + 1 + pinned.length);
    expect(pinned).toHaveLength(1);
  }
  expect(cloud.snapshotsOf(nth(volumes, 0))[0]?.id).toBe(by?.[0]);
  expect((await show(cloud, nth(volumes, 0).id)).text).toContain('Full: yes');
});
