import { DescribeInstancesCommand, DescribeReplaceRootVolumeTasksCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, resultOf } from './callers.ts';
import { replace, serverWithRoot, taskTags } from './replaceRoot.ts';
import type { ServerWithRoot } from './replaceRoot.ts';
import { STEP } from './rootReplacement.ts';

describe('replacing the root volume of a running instance', () => {
  test('by a volume: the old one is kept, and the new one is never deleted with the instance', async () => {
    const world = await serverWithRoot();
    const { cloud, server, root, disk } = world;
    const { ReplaceRootVolumeTask } = await replace(world, {
      VolumeId: disk.id,
      ...taskTags({ why: 'restore' }),
    });
    expect(ReplaceRootVolumeTask).toMatchObject({
      InstanceId: server.id,
      TaskState: 'pending',
      DeleteReplacedRootVolume: false,
      Tags: [{ Key: 'why', Value: 'restore' }],
    });
    expect(await progress(world)).toEqual([
      ['pending', `${root.id} attached`],
      ['in-progress', `${root.id} detaching`],
      ['in-progress', `${disk.id} attaching`],
      ['succeeded', `${disk.id} attached`],
      ['succeeded', `${disk.id} attached`],
    ]);
    expect([root.state, root.attachments, disk.type]).toEqual(['available', [], 'io2']);
    expect(disk.attachments[0]).toMatchObject({ device: '/dev/xvda', deleteOnTermination: false });
    expect([server.state, cloud.region('eu-west-1').volumes()]).toEqual([
      'running',
      expect.arrayContaining([root]),
    ]);
  });

  test('by a volume that outlives the instance', async () => {
    const world = await serverWithRoot();
    await replace(world, { VolumeId: world.disk.id });
    await progress(world);
    world.region.terminate(world.server);
    expect(world.region.volumes().map(({ state }) => state)).toEqual(['available', 'available']);
  });

  test('by a snapshot: the new volume is what the old one was', async () => {
    const world = await serverWithRoot();
    const { region, root } = world;
    const snapshot = region.snapshot({ of: root, size: 20 });
    await replace(world, { SnapshotId: snapshot.id });
    const fresh = region.volumes().find(({ fromSnapshot }) => fromSnapshot === snapshot.id);
    expect(fresh).toMatchObject({ state: 'creating', size: 20, type: 'gp3' });
    expect((await progress(world)).at(-1)).toEqual(['succeeded', `${fresh?.id} attached`]);
    expect(fresh?.attachments[0]).toMatchObject({ device: '/dev/xvda', deleteOnTermination: true });
  });

  test('by a snapshot of a root volume that it had before', async () => {
    const world = await serverWithRoot();
    const { region, root, disk } = world;
    const snapshot = region.snapshot({ of: root });
    await replace(world, { VolumeId: disk.id });
    await progress(world);
    expect(await resultOf(replace(world, { SnapshotId: snapshot.id }))).toBe('ok');
  });

  test('the old volume is deleted where the call says so', async () => {
    const world = await serverWithRoot();
    await replace(world, { VolumeId: world.disk.id, DeleteReplacedRootVolume: true });
    await progress(world);
    expect(world.region.volumes()).not.toContain(world.root);
  });

  test('it can fail with the old volume attached, or with none', async () => {
    const kept = await serverWithRoot();
    kept.server.rootReplacement = 'failed';
    await replace(kept, { VolumeId: kept.disk.id });
    expect(await progress(kept)).toEqual([
      ['pending', `${kept.root.id} attached`],
      ['in-progress', `${kept.root.id} detaching`],
      ['failing', `${kept.root.id} attached`],
      ['failed', `${kept.root.id} attached`],
      ['failed', `${kept.root.id} attached`],
    ]);
    expect(kept.disk.state).toBe('available');

    const lost = await serverWithRoot();
    lost.server.rootReplacement = 'failed-detached';
    await replace(lost, { VolumeId: lost.disk.id });
    expect(await progress(lost)).toEqual([
      ['pending', `${lost.root.id} attached`],
      ['in-progress', `${lost.root.id} detaching`],
      ['failing-detached', 'nothing'],
      ['failed-detached', 'nothing'],
      ['failed-detached', 'nothing'],
    ]);
    expect([lost.root.state, lost.disk.state]).toEqual(['available', 'available']);
  });

  test('it fails where the key of the new volume cannot be used', async () => {
    const world = await serverWithRoot();
    const { region, root, disk } = world;
    disk.encrypted = true;
    disk.kmsKeyId = region.key({ state: 'Disabled' }).arn;
    await replace(world, { VolumeId: disk.id });
    expect((await progress(world)).at(-1)).toEqual(['failed', `${root.id} attached`]);
  });

  test('it fails when the volume is taken before its time has come', async () => {
    const world = await serverWithRoot();
    const { region, disk } = world;
    await replace(world, { VolumeId: disk.id });
    region.attach(disk, region.instance(), '/dev/sdf');
    expect((await progress(world)).map(([state]) => state)).toEqual([
      'pending',
      'failing',
      'failed',
      'failed',
      'failed',
    ]);
  });

  test('one token makes one task', async () => {
    const world = await serverWithRoot();
    const wish = { VolumeId: world.disk.id, ClientToken: 'once' };
    const first = await replace(world, wish);
    await progress(world);
    const again = await replace(world, wish);
    expect(again.ReplaceRootVolumeTask).toMatchObject({
      ReplaceRootVolumeTaskId: first.ReplaceRootVolumeTask?.ReplaceRootVolumeTaskId,
      TaskState: 'succeeded',
      CompleteTime: new Date(world.cloud.clock.now().getTime() - STEP).toISOString(),
    });
    expect(await resultOf(replace(world, { ...wish, DeleteReplacedRootVolume: true }))).toBe(
      'IdempotentParameterMismatch 400',
    );
    expect(await tasks(world)).toHaveLength(1);
  });
});

async function tasks({ cloud, server }: ServerWithRoot) {
  const Filters = [{ Name: 'instance-id', Values: [server.id] }];
  const sent = new DescribeReplaceRootVolumeTasksCommand({ Filters });
  return (await ec2Of(cloud).send(sent)).ReplaceRootVolumeTasks ?? [];
}

/** The task's state and what the instance tells of its root device, now and after each of four steps. */
async function progress(world: ServerWithRoot): Promise<[string | undefined, string][]> {
  const seen: [string | undefined, string][] = [];
  for (let step = 0; step < 5; step += 1) {
    if (step > 0) world.cloud.clock.advance(STEP);
    const [task] = await tasks(world);
    const sent = new DescribeInstancesCommand({ InstanceIds: [world.server.id] });
    const { Reservations } = await ec2Of(world.cloud).send(sent);
    const devices = Reservations?.[0]?.Instances?.[0]?.BlockDeviceMappings ?? [];
    const roots = devices.map(({ Ebs }) => `${Ebs?.VolumeId} ${Ebs?.Status}`);
    seen.push([task?.TaskState, roots.join(', ') || 'nothing']);
  }
  return seen;
}
