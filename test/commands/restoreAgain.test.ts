import { expect, test } from 'vitest';
import { callsOf, freshCloud, ownCopy, SECOND } from '../scenarios/story.ts';
import { restore } from './person.ts';

test('in place, from snapshots that name no instance, the same command goes on where it ended', async () => {
  const cloud = await freshCloud();
  cloud.policy = 'allow all';
  const region = cloud.region('eu-west-1');
  const server = region.instance({ tags: { Name: 'web' }, state: 'stopped' });
  const olds = [region.volume({ attachedTo: server }), region.volume({ attachedTo: server })];
  for (const old of olds) ownCopy(cloud, old, 1);
  const fault = cloud.fault({ action: 'DetachVolume', nth: 2, effect: { error: 'InternalError' } });
  const flags = { inPlace: true, partial: true } as const;
  expect((await restore(cloud, 'web', flags)).status).toBe(3);
  expect(olds.filter(({ attachments }) => attachments.length > 0)).toHaveLength(1);
  fault.remove();

  const { text, status } = await restore(cloud, 'web', flags);
  expect([status, text]).toEqual([0, expect.stringContaining('Restored 2 of 2 volumes.')]);
  expect(olds.filter(({ attachments }) => attachments.length > 0)).toEqual([]);
  expect(region.volumes()).toHaveLength(4);
  expect((await restore(cloud, 'web', flags)).status).toBe(0);
  expect(region.volumes()).toHaveLength(4);
});

test('given again while a listing does not show what was made, it makes no second volume', async () => {
  const cloud = await freshCloud({ at: '2026-01-01T03:04:00Z' });
  cloud.policy = 'allow all';
  const region = cloud.region('eu-west-1');
  const volume = region.volume();
  ownCopy(cloud, volume, 1);
  cloud.listLag = 40 * SECOND;
  const isAsked = (): boolean => callsOf(cloud, 'CreateVolume').length > 0;
  const interruptible = () => ({ isAsked, asked: Promise.resolve() });
  expect((await restore(cloud, volume.id, {}, { interruptible })).status).toBe(3);
  cloud.clock.advance(5 * SECOND);
  expect((await restore(cloud, volume.id)).status).toBe(0);
  expect(region.volumes()).toHaveLength(2);
});
