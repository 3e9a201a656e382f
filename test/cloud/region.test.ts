import { expect, test } from 'vitest';

import { freshCloud } from './callers.ts';
import { DAY, HOUR } from './clock.ts';

test('the first volume of an instance is its root, unless told otherwise', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const web = region.instance();
  const devices = [
    region.volume({ attachedTo: web }),
    region.volume({ attachedTo: web }),
    region.volume({ attachedTo: web, device: '/dev/sdz' }),
    region.volume({ attachedTo: region.instance({ rootDevice: '/dev/sda1' }) }),
  ].map(({ attachments }) =>
    attachments.map(({ device, deleteOnTermination }) => [device, deleteOnTermination]),
  );
  expect(devices.flat()).toEqual([
    ['/dev/xvda', true],
    ['/dev/sdf', false],
    ['/dev/sdz', false],
    ['/dev/sda1', true],
  ]);
});

test('a volume is in use while something holds it', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const [a, b] = [region.instance(), region.instance()] as const;
  const volume = region.volume();
  expect(volume.state).toBe('available');
  region.attach(volume, a);
  region.attach(volume, b);
  expect([volume.state, volume.multiAttach]).toEqual(['in-use', true]);
  region.detach(volume, a);
  expect(volume.attachments.map(({ instance }) => instance)).toEqual([b]);
  region.detach(volume);
  expect(volume.state).toBe('available');
});

test('a terminated instance takes its root volume along and lets go of the others', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const root = region.attachedVolume();
  const [web] = region.instances();
  const data = region.volume({ ...(web && { attachedTo: web }) });
  const copy = region.snapshot({ of: root });
  for (const instance of region.instances()) region.terminate(instance);
  expect([web?.state, region.volumes(), data.state]).toEqual(['terminated', [data], 'available']);
  expect(cloud.snapshotsOf(root)).toEqual([copy]);
});

test('what is removed is gone', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const volume = region.attachedVolume();
  const snapshot = region.snapshot({ of: volume });
  const image = region.image({ snapshots: [snapshot] });
  for (const resource of [image, snapshot, volume, ...region.instances()]) region.remove(resource);
  expect([region.images(), region.snapshots(), region.volumes(), region.instances()]).toEqual([
    [],
    [],
    [],
    [],
  ]);
});

test('the snapshots of a volume come oldest first, those of others not at all', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const volume = region.volume();
  const days = ['2025-12-03', '2025-12-01', '2025-12-02'];
  for (const startedAt of days) region.snapshot({ of: volume, startedAt });
  region.snapshot({ of: region.volume() });
  expect(cloud.snapshotsOf(volume).map(({ startedAt }) => startedAt.toISOString().slice(0, 10))).toEqual(
    days.toSorted(),
  );
  expect(cloud.snapshotsOf(volume.id)).toHaveLength(3);
});

test('a pending snapshot stays so, unless it is told when to end', async () => {
  const cloud = await freshCloud({ at: '2026-01-01T00:00:00Z' });
  const region = cloud.region('eu-west-1');
  const stuck = region.snapshot({ state: 'pending' });
  const failing = region.snapshot({ state: 'pending', endsAt: '2026-01-01T01:00:00Z', endsAs: 'error' });
  cloud.clock.advance(HOUR);
  expect([stuck.state, failing.state]).toEqual(['pending', 'error']);
});

test('the clock stands still until it is moved, forwards or back', async () => {
  const cloud = await freshCloud({ at: '2026-03-01T00:00:00Z' });
  cloud.clock.advance(-DAY);
  expect(cloud.clock.now()).toEqual(new Date('2026-02-28T00:00:00Z'));
  cloud.clock.set('2027-01-01T00:00:00Z');
  expect(cloud.clock.now()).toEqual(new Date('2027-01-01T00:00:00Z'));
  expect(() => cloud.clock.set('tomorrow')).toThrow('2026-01-01T03:00:00Z');
});
