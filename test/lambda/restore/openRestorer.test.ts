import { describe, expect, test } from 'vitest';
import { openRestorer } from '../../../lambda/aws/restore/openRestorer.ts';
import { begunVolumes } from '../../../lambda/aws/restore/restoredVolumes.ts';
import type { Restorer } from '../../../lambda/carryOut/restore/restorer.ts';
import type { Reply } from '../../../lambda/carryOut/writer.ts';
import type { PlannedDisk } from '../../../lambda/core/restore/restorePlan.ts';
import { freshCloud } from '../../cloud/callers.ts';
import { HOUR, MINUTE, SECOND } from '../../cloud/clock.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { withEnvironment } from '../../scenarios/snapper.ts';
import { callsOf } from '../../scenarios/story.ts';

const SITE = { region: 'eu-west-1' };

async function within<T>(cloud: Cloud, act: (restorer: Restorer) => Promise<T>): Promise<T> {
  return withEnvironment(cloud.env, async () => {
    const restorer = openRestorer(SITE, 'autosnap');
    try {
      return await act(restorer);
    } finally {
      restorer.close();
    }
  });
}

function disk(snapshotId: string, wish: Partial<PlannedDisk> = {}): PlannedDisk {
  return {
    snapshotId,
    volumeId: 'vol-1',
    takenAt: '2026-01-01T02:00:00.000Z',
    isRoot: false,
    isDeletedOnTermination: false,
    zone: { value: 'eu-west-1b', from: 'disk map' },
    type: { value: 'gp3', from: 'disk map' },
    sizeGiB: { value: 20, from: 'snapshot' },
    tags: { autosnap_restored: snapshotId, autosnap_restore: '20260101T030000Z-0badcafe' },
    ...wish,
  };
}

function valueOf<T>(reply: Reply<T>): T {
  if (reply.kind !== 'done') throw new Error(JSON.stringify(reply));
  return reply.value;
}

describe('a new volume', () => {
  test('has every value of the plan', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const key = region.key();
    const snapshot = region.snapshot({ size: 10, encrypted: true, kmsKeyId: key.arn });
    const planned = disk(snapshot.id, {
      iops: { value: 4000, from: 'disk map' },
      throughput: { value: 250, from: 'disk map' },
      key: { value: key.arn, from: 'snapshot' },
      rate: 200,
    });
    const id = valueOf(await within(cloud, async ({ create }) => create(planned, 'one')));
    expect(region.volumes()).toMatchObject([
      {
        id,
        fromSnapshot: snapshot.id,
        zone: 'eu-west-1b',
        type: 'gp3',
        size: 20,
        iops: 4000,
        throughput: 250,
        encrypted: true,
        kmsKeyId: key.arn,
        tags: planned.tags,
      },
    ]);
    const [call] = callsOf(cloud, 'CreateVolume');
    expect(call?.params).toMatchObject({
      Encrypted: 'true',
      KmsKeyId: key.arn,
      VolumeInitializationRate: '200',
      ClientToken: 'one',
    });
  });

  test('of a snapshot that is not encrypted asks for no encryption and no key', async () => {
    const cloud = await freshCloud();
    const { id } = cloud.region('eu-west-1').snapshot();
    await within(cloud, async ({ create }) => create(disk(id), 'one'));
    const params = callsOf(cloud, 'CreateVolume').flatMap((call) => Object.keys(call.params));
    expect(params.filter((name) => /Encrypted|Kms|Iops|Throughput|MultiAttach|Rate/.test(name))).toEqual([]);
    expect(cloud.region('eu-west-1').volumes()).toMatchObject([{ encrypted: false, type: 'gp3' }]);
  });

  test('can be attached to several instances where the plan says so', async () => {
    const cloud = await freshCloud();
    const { id } = cloud.region('eu-west-1').snapshot();
    const planned = disk(id, {
      type: { value: 'io2', from: 'option' },
      iops: { value: 500, from: 'option' },
      isMultiAttach: { value: true, from: 'disk map' },
    });
    await within(cloud, async ({ create }) => create(planned, 'one'));
    expect(cloud.region('eu-west-1').volumes()).toMatchObject([{ type: 'io2', multiAttach: true }]);
  });

  test('is made once for a token, also where the answer of the first call is lost', async () => {
    const cloud = await freshCloud();
    const { id } = cloud.region('eu-west-1').snapshot();
    cloud.fault({ action: 'CreateVolume', effect: 'reset after', times: 1 });
    const [first, second] = await within(cloud, async ({ create }) => [
      await create(disk(id), 'one'),
      await create(disk(id), 'one'),
    ]);
    expect(second).toEqual(first);
    expect(cloud.region('eu-west-1').volumes()).toHaveLength(1);
  });

  test('that AWS refuses is a refusal with its reason', async () => {
    const cloud = await freshCloud();
    const { id } = cloud.region('eu-west-1').snapshot({ size: 40 });
    expect(await within(cloud, async ({ create }) => create(disk(id), 'one'))).toMatchObject({
      kind: 'refused',
      code: 'InvalidParameterValue',
    });
  });

  test('of a type that AWS may not have is not made of the default type', async () => {
    const cloud = await freshCloud();
    const { id } = cloud.region('eu-west-1').snapshot();
    const planned = disk(id, { type: { value: 'gp9', from: 'option' } });
    expect(await within(cloud, async ({ create }) => create(planned, 'one'))).toMatchObject({
      kind: 'unclear',
    });
    expect(cloud.region('eu-west-1').volumes()).toEqual([]);
  });
});

async function twoRestores() {
  const cloud = await freshCloud();
  const { id } = cloud.region('eu-west-1').snapshot();
  const restores = ['20260101T030000Z-0badcafe', '20260101T031500Z-0badcafe', '20260101T031500Z-0fee1bad'];
  const ids: string[] = [];
  for (const restore of restores) {
    const planned = disk(id, { tags: { autosnap_restored: id, autosnap_restore: restore } });
    ids.push(valueOf(await within(cloud, async ({ create }) => create(planned, restore))));
    cloud.clock.advance(10 * SECOND);
  }
  return { cloud, ids };
}

describe('what a restore has made', () => {
  test('is found by its id, and by the hash of its order newest last', async () => {
    const { cloud, ids } = await twoRestores();
    const restore = '20260101T031500Z-0badcafe';
    const made = await within(cloud, async (restorer) => restorer.made(restore));
    expect(made).toMatchObject([{ id: ids[1], state: 'available', tags: { autosnap_restore: restore } }]);
    const [begun, ofOrder, ofAnother] = await withEnvironment(cloud.env, async () => [
      await begunVolumes(SITE, 'autosnap', restore),
      await begunVolumes(SITE, 'autosnap', '*-0badcafe'),
      await begunVolumes(SITE, 'autosnap', '*-00000000'),
    ]);
    expect(begun).toEqual(made);
    expect(ofOrder.map((one) => one.id)).toEqual(ids.slice(0, 2));
    expect(ofAnother).toEqual([]);
  });

  test('is read by volume ids, of which some are gone, with attachments', async () => {
    const { cloud, ids } = await twoRestores();
    const region = cloud.region('eu-west-1');
    const attached = region.volume({ attachedTo: region.instance(), device: '/dev/sdf' });
    const found = await within(cloud, async ({ volumes }) =>
      volumes([ids[0] ?? '', 'vol-0cccccccccccccccc', attached.id]),
    );
    const [instance] = region.instances();
    expect(found).toMatchObject([
      { id: ids[0], attached: [] },
      { id: attached.id, attached: [{ instanceId: instance?.id, device: '/dev/sdf', state: 'attached' }] },
    ]);
  });
});

async function serverAndVolume(state: 'running' | 'stopped') {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const instance = region.instance({ state });
  const root = region.volume({ attachedTo: instance, device: instance.rootDevice });
  const volume = region.volume({ zone: instance.zone });
  const at = { volumeId: volume.id, instanceId: instance.id, device: '/dev/sdf' };
  return { cloud, region, instance, root, volume, at };
}

describe('a volume and a server', () => {
  test('are joined and parted by one call each', async () => {
    const { cloud, volume, instance, at } = await serverAndVolume('stopped');
    expect(await within(cloud, async ({ attach }) => attach(at))).toMatchObject({ kind: 'done' });
    cloud.clock.advance(MINUTE);
    expect(await within(cloud, async ({ volumes }) => volumes([volume.id]))).toMatchObject([
      { state: 'in-use', attached: [{ instanceId: instance.id, device: '/dev/sdf', state: 'attached' }] },
    ]);
    expect(await within(cloud, async ({ detach }) => detach(at))).toMatchObject({ kind: 'done' });
    cloud.clock.advance(MINUTE);
    expect(volume).toMatchObject({ state: 'available', attachments: [] });
    expect(callsOf(cloud, 'DetachVolume').flatMap(({ params }) => Object.keys(params))).not.toContain(
      'Force',
    );
  });

  test.for(['AttachVolume', 'DetachVolume'] as const)(
    '%s is sent once, and after a lost answer nobody knows whether it was done',
    async (action) => {
      const { cloud, at } = await serverAndVolume('stopped');
      cloud.fault({ action, effect: 'reset after' });
      const reply = await within(cloud, async ({ attach, detach }) =>
        action === 'AttachVolume' ? attach(at) : detach(at),
      );
      expect(reply.kind).toBe('unclear');
      expect(callsOf(cloud, action)).toHaveLength(1);
    },
  );

  test('the root of a running one is replaced once for a token, and the old one stays', async () => {
    const { cloud, region, instance, root, volume } = await serverAndVolume('running');
    const replace = async () =>
      within(cloud, async ({ replaceRoot }) => replaceRoot(instance.id, volume.id, 'one'));
    const task = valueOf(await replace());
    expect(valueOf(await replace())).toBe(task);
    cloud.clock.advance(HOUR);
    const [only, another] = await within(cloud, async ({ rootTasks }) => rootTasks(instance.id));
    expect(only).toMatchObject({ id: task, state: 'succeeded', startedAt: expect.any(Number) });
    expect(another).toBeUndefined();
    expect(region.volumes()).toContain(root);
    expect(root.attachments).toEqual([]);
    expect(volume.attachments).toMatchObject([{ device: instance.rootDevice }]);
    expect(await within(cloud, async ({ rootTasks }) => rootTasks('i-0cccccccccccccccc'))).toEqual([]);
  });

  test('the volume is tagged beside the tags that it has', async () => {
    const { cloud, region } = await serverAndVolume('stopped');
    const volume = region.volume({ tags: { Name: 'data' } });
    await within(cloud, async ({ tag }) => tag(volume.id, { autosnap_ignore: '', autosnap_replaced: 'now' }));
    expect(volume.tags).toEqual({ Name: 'data', autosnap_ignore: '', autosnap_replaced: 'now' });
  });
});

test('how far AWS is with the blocks is read also where another volume is gone', async () => {
  const cloud = await freshCloud();
  const { id } = cloud.region('eu-west-1').snapshot({ size: 20 });
  const read = async (...ids: string[]) =>
    within(cloud, async ({ initialisation }) => initialisation([...ids, 'vol-0cccccccccccccccc']));
  const made = valueOf(await within(cloud, async ({ create }) => create(disk(id, { rate: 100 }), 'one')));
  cloud.clock.advance(MINUTE);
  const found = (await read(made)).get(made);
  expect(found?.percent).toBeGreaterThanOrEqual(0);
  cloud.clock.advance(24 * HOUR);
  expect((await read(made)).get(made)?.percent).toBe(100);
  expect(await read()).toEqual(new Map());
});

test('a key that cannot be used is told with the reason, and one that nobody may ask about is not', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const [good, bad] = [region.key(), region.key({ state: 'Disabled' })];
  const why = async () =>
    within(cloud, async ({ unusableKey }) => [await unusableKey(good.arn), await unusableKey(bad.arn)]);
  expect(await why()).toEqual([undefined, expect.stringContaining('it is Disabled')]);
  cloud.fault({ action: 'DescribeKey', effect: { error: 'AccessDeniedException', status: 400 } });
  expect(await why()).toEqual([undefined, undefined]);
});
