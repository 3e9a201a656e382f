import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, resultOf, tagged } from './callers.ts';
import { MINUTE } from './clock.ts';
import { launch, launchable } from './launch.ts';
import type { Launchable, LaunchAsked } from './launch.ts';
import { deregister, makeImage, serverWithDisks } from './images.ts';
import type { Statement } from './iam.ts';

const TRUST = { Version: '2012-10-17', Statement: [] } as const;

async function seen({ cloud }: Pick<Launchable, 'cloud'>, id: string) {
  const sent = new DescribeInstancesCommand({ InstanceIds: [id] });
  return (await ec2Of(cloud).send(sent)).Reservations?.[0]?.Instances?.[0];
}

describe('an instance launched from an image', () => {
  test('is what the call asks for, pending at first', async () => {
    const world = await launchable();
    const { cloud, region, image, snapshots } = world;
    const subnet = region.subnet({ zone: 'eu-west-1b' });
    const group = region.securityGroup({ name: 'web' });
    region.keyPair('ops');
    const role = cloud.account().addRole({ name: 'web', trust: TRUST, policy: 'allow all' });
    const profile = cloud.account().addInstanceProfile('web', role);

    const { Instances, ReservationId } = await launch(world, {
      InstanceType: 'm7i.large',
      SubnetId: subnet.id,
      SecurityGroupIds: [group.id],
      KeyName: 'ops',
      IamInstanceProfile: { Name: 'web' },
      TagSpecifications: [tagged({ Name: 'web' }, 'instance'), tagged({ Name: 'disk' }, 'volume')].flatMap(
        (one) => one.TagSpecifications ?? [],
      ),
    });

    const id = Instances?.[0]?.InstanceId ?? '';
    const told = {
      ImageId: image.id,
      InstanceType: 'm7i.large',
      Placement: { AvailabilityZone: 'eu-west-1b' },
      SubnetId: subnet.id,
      VpcId: subnet.vpcId,
      SecurityGroups: [{ GroupId: group.id, GroupName: 'web' }],
      KeyName: 'ops',
      IamInstanceProfile: { Arn: profile.arn },
      Tags: [{ Key: 'Name', Value: 'web' }],
      RootDeviceName: '/dev/xvda',
    };
    expect([Instances?.length, ReservationId]).toEqual([1, expect.stringMatching(/^r-0/)]);
    expect(Instances).toMatchObject([{ ...told, State: { Name: 'pending' } }]);
    expect(region.volumes().map((one) => [one.fromSnapshot, one.size, one.type, one.zone, one.tags])).toEqual(
      expect.arrayContaining(
        snapshots.map((one) => [one.id, one.size, 'gp3', 'eu-west-1b', { Name: 'disk' }]),
      ),
    );
    cloud.clock.advance(MINUTE);
    expect(await seen(world, id)).toMatchObject({
      ...told,
      State: { Name: 'running' },
      BlockDeviceMappings: expect.arrayContaining([
        expect.objectContaining({
          DeviceName: '/dev/xvda',
          Ebs: expect.objectContaining({ Status: 'attached', DeleteOnTermination: true }),
        }),
      ]),
    });
    expect(image.launchedAt).toEqual([new Date('2026-01-01T03:00:00Z')]);
  });

  test('is in a subnet of the default VPC with its default group where the call asks for neither', async () => {
    const world = await launchable();
    const old = world.region.instance();
    const { Instances } = await launch(world);
    expect(Instances?.[0]).toMatchObject({
      SubnetId: old.subnetId,
      SecurityGroups: [{ GroupId: old.securityGroups[0], GroupName: 'default' }],
    });
  });

  test('has the disks that the image was made of', async () => {
    const { cloud, region, server, root, data } = await serverWithDisks();
    data.iops = 500;
    await makeImage({ cloud, server });
    cloud.clock.advance(20 * MINUTE);
    const [image] = region.images();
    if (!image) throw new Error('there is no image');
    await launch({ cloud, region, image, snapshots: [] });
    const disks = region.volumes().filter(({ fromSnapshot }) => fromSnapshot !== undefined);
    const told = (volumes: readonly (typeof root)[]) =>
      volumes
        .map(({ attachments, type, size, iops, throughput }) => {
          const { device, deleteOnTermination } = attachments[0] ?? {};
          return { device, deleteOnTermination, type, size, iops, throughput };
        })
        .toSorted((a, b) => a.size - b.size);
    expect(told(disks)).toEqual(told([root, data]));
  });

  test('is terminated, with its disks, where the key of one cannot be used', async () => {
    const world = await launchable();
    const { cloud, region } = world;
    const secret = region.snapshot({ kmsKeyId: region.key({ state: 'Disabled' }).arn });
    const image = region.image({ snapshots: [region.snapshot(), secret] });
    expect(await resultOf(launch(world, { ImageId: image.id }))).toBe('ok');
    cloud.clock.advance(MINUTE);
    expect([region.instances()[0]?.state, region.volumes()]).toEqual(['terminated', []]);
  });

  test('is one, however often its token is sent', async () => {
    const world = await launchable();
    const first = await launch(world, { ClientToken: 'one' });
    const second = await launch(world, { ClientToken: 'one' });
    expect(second.Instances?.[0]?.InstanceId).toBe(first.Instances?.[0]?.InstanceId);
    const other = launch(world, { ClientToken: 'one', InstanceType: 't3.small' });
    expect(await resultOf(other)).toBe('IdempotentParameterMismatch 400');
    expect([world.region.instances().length, world.region.volumes().length]).toEqual([1, 2]);
  });

  test('may come of an image that another account shares', async () => {
    const world = await launchable();
    const other = world.cloud.account('222222222222').region('eu-west-1');
    const shared = other.image({ snapshots: [other.snapshot()], sharedWith: ['123456789012'] });
    const secret = other.image({ snapshots: [other.snapshot()] });
    expect(await resultOf(launch(world, { ImageId: shared.id }))).toBe('ok');
    expect(await resultOf(launch(world, { ImageId: secret.id }))).toBe('InvalidAMIID.NotFound 400');
  });
});

describe('a launch is refused', () => {
  const A = 'InvalidParameterValue 400';
  test.for<[LaunchAsked, string]>([
    [{ ImageId: 'ami-0123456789abcdef0' }, 'InvalidAMIID.NotFound 400'],
    [{ ImageId: 'golden' }, 'InvalidAMIID.Malformed 400'],
    [{ ImageId: '' }, 'MissingParameter 400'],
    [{ InstanceType: undefined }, 'MissingParameter 400'],
    [{ InstanceType: 'm4.16xlarge' }, A],
    [{ MaxCount: 2 }, 'UnsupportedOperation 400'],
    [{ SubnetId: 'subnet-0123456789abcdef0' }, 'InvalidSubnetID.NotFound 400'],
    [{ SecurityGroupIds: ['sg-0123456789abcdef0'] }, 'InvalidGroup.NotFound 400'],
    [{ KeyName: 'lost' }, 'InvalidKeyPair.NotFound 400'],
    [{ IamInstanceProfile: { Name: 'nobody' } }, A],
    [{ IamInstanceProfile: { Name: 'a', Arn: 'b' } }, 'InvalidParameterCombination 400'],
    [{ UserData: 'IyEvYmluL3No' }, 'UnsupportedOperation 400'],
    [tagged({ a: 'b' }, 'snapshot'), A],
    [{ DryRun: true }, 'DryRunOperation 412'],
  ])('of %j: %s', async ([asked, result]) => {
    const world = await launchable();
    expect(await resultOf(launch(world, asked))).toBe(result);
    expect([world.region.instances(), world.region.volumes()]).toEqual([[], []]);
  });

  test.for(['pending', 'failed', 'disabled'] as const)('of an image that is %s', async (state) => {
    const world = await launchable();
    world.image.state = state;
    expect(await resultOf(launch(world))).toBe('InvalidAMIID.Unavailable 400');
  });

  test('of one that was deregistered', async () => {
    const world = await launchable();
    await deregister(world.cloud, world.image.id);
    expect(await resultOf(launch(world))).toBe('InvalidAMIID.Unavailable 400');
  });

  test('of one whose snapshot is pending, archived or gone', async () => {
    const world = await launchable();
    const [, data] = world.snapshots;
    if (!data) throw new Error('there is no snapshot');
    data.state = 'pending';
    expect(await resultOf(launch(world))).toBe('IncorrectState 400');
    data.state = 'completed';
    data.tier = 'archive';
    expect(await resultOf(launch(world))).toBe('IncorrectState 400');
    world.region.remove(data);
    expect(await resultOf(launch(world))).toBe('InvalidSnapshot.NotFound 400');
    expect([world.region.instances(), world.region.volumes()]).toEqual([[], []]);
  });

  test('where there is no capacity, no address or no room for its disks', async () => {
    const world = await launchable();
    const { region } = world;
    const full = region.subnet({ freeAddresses: 0 });
    const foreign = region.securityGroup({ vpcId: 'vpc-0123456789abcdef0' });
    expect(await resultOf(launch(world, { SubnetId: full.id }))).toBe(
      'InsufficientFreeAddressesInSubnet 400',
    );
    expect(await resultOf(launch(world, { SecurityGroupIds: [foreign.id] }))).toBe('InvalidParameter 400');
    region.volumeLimits.storage = 27;
    expect(await resultOf(launch(world))).toBe('VolumeLimitExceeded 400');
    region.zone('eu-west-1a').exhausted.push('t3.micro');
    expect(await resultOf(launch(world))).toBe('InsufficientInstanceCapacity 500');
    expect(region.instances()).toEqual([]);
  });
});

function on(resource: string, Condition = {}): Statement {
  return {
    Effect: 'Allow',
    Action: 'ec2:RunInstances',
    Resource: `arn:aws:ec2:eu-west-1:${resource}`,
    Condition,
  };
}

describe('permission to launch', () => {
  const own = '123456789012';
  const parts: Readonly<Record<string, Statement>> = {
    image: on(':image/*', { StringEquals: { 'aws:ResourceTag/tool': 'ours' } }),
    instance: on(`${own}:instance/*`, { StringEquals: { 'aws:RequestTag/tool': 'ours' } }),
    'network interface': on(`${own}:network-interface/*`),
    subnet: on(`${own}:subnet/*`),
    'security group': on(`${own}:security-group/*`),
    volume: on(`${own}:volume/*`, { StringEquals: { 'ec2:VolumeType': 'gp3' } }),
    'key pair': on(`${own}:key-pair/ops`),
    tags: {
      Effect: 'Allow',
      Action: 'ec2:CreateTags',
      Resource: '*',
      Condition: { StringEquals: { 'ec2:CreateAction': 'RunInstances' } },
    },
    role: {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: `arn:aws:iam::${own}:role/web`,
      Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    },
  };

  test.for(['nothing', ...Object.keys(parts)])('without %s', async (missing) => {
    const world = await launchable();
    const { cloud, region } = world;
    region.keyPair('ops');
    const role = cloud.account().addRole({ name: 'web', trust: TRUST, policy: 'allow all' });
    const { arn: Arn } = cloud.account().addInstanceProfile('web', role);
    cloud.policy = Object.entries(parts).flatMap(([name, part]) => (name === missing ? [] : [part]));
    const asked = { KeyName: 'ops', IamInstanceProfile: { Arn }, ...tagged({ tool: 'ours' }, 'instance') };
    const result = missing === 'nothing' ? 'ok' : 'UnauthorizedOperation 403';
    expect(await resultOf(launch(world, asked))).toBe(result);
    expect(region.instances()).toHaveLength(missing === 'nothing' ? 1 : 0);
  });
});
