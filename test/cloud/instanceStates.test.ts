import {
  DescribeInstancesCommand,
  DetachVolumeCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';

import { ec2Of, freshCloud, messageOf, resultOf } from './callers.ts';
import type { Cloud } from './cloud.ts';
import { STARTING } from './ec2/startInstances.ts';
import { STOPPING } from './ec2/stopInstances.ts';
import { SHUTTING_DOWN } from './ec2/terminateInstances.ts';
import type { Instance, InstanceState } from './records.ts';

test('stopping and starting take a while, and the answers tell from what to what', async () => {
  const { cloud, server } = await oneServer();
  const launched = server.launchedAt;
  expect((await stop(cloud, server)).StoppingInstances).toEqual([
    {
      InstanceId: server.id,
      CurrentState: { Code: 64, Name: 'stopping' },
      PreviousState: { Code: 16, Name: 'running' },
    },
  ]);
  expect(await resultOf(start(cloud, server))).toBe('IncorrectInstanceState 400');
  cloud.clock.advance(STOPPING);
  expect(await stateOf(cloud)).toBe('stopped');

  expect((await start(cloud, server)).StartingInstances).toEqual([
    {
      InstanceId: server.id,
      CurrentState: { Code: 0, Name: 'pending' },
      PreviousState: { Code: 80, Name: 'stopped' },
    },
  ]);
  expect(await resultOf(stop(cloud, server))).toBe('IncorrectInstanceState 400');
  cloud.clock.advance(STARTING);
  expect(await stateOf(cloud)).toBe('running');
  expect(server.launchedAt.getTime()).toBe(launched.getTime() + STOPPING);
});

test.for<[state: InstanceState, stopped: string, started: string]>([
  ['pending', 'IncorrectInstanceState 400', 'ok'],
  ['running', 'ok', 'ok'],
  ['stopping', 'ok', 'IncorrectInstanceState 400'],
  ['stopped', 'ok', 'ok'],
  ['shutting-down', 'IncorrectInstanceState 400', 'IncorrectInstanceState 400'],
  ['terminated', 'IncorrectInstanceState 400', 'IncorrectInstanceState 400'],
])('of one that is %s: stopping %s, starting %s', async ([state, ...expected]) => {
  const { cloud, server } = await oneServer();
  server.state = state;
  const stopping = await resultOf(stop(cloud, server));
  server.state = state;
  expect([stopping, await resultOf(start(cloud, server))]).toEqual(expected);
});

test('terminating takes a while, and takes the volumes along that are deleted with the instance', async () => {
  const { cloud, server } = await oneServer();
  const region = cloud.region('eu-west-1');
  const data = region.volume({ attachedTo: server, device: '/dev/sdf' });
  const terminating = ec2Of(cloud).send(new TerminateInstancesCommand({ InstanceIds: [server.id] }));
  expect((await terminating).TerminatingInstances?.[0]?.CurrentState?.Name).toBe('shutting-down');
  cloud.clock.advance(SHUTTING_DOWN);
  expect([await stateOf(cloud), region.volumes()]).toEqual(['terminated', [data]]);
});

test('all are stopped or none, and each must exist', async () => {
  const { cloud, server } = await oneServer();
  const sent = ec2Of(cloud).send(new StopInstancesCommand({ InstanceIds: [server.id, 'i-00000000'] }));
  expect(await resultOf(sent)).toBe('InvalidInstanceID.NotFound 400');
  const other = cloud.region('eu-west-1').instance({ state: 'terminated' });
  const both = ec2Of(cloud).send(new StopInstancesCommand({ InstanceIds: [server.id, other.id] }));
  expect(await resultOf(both)).toBe('IncorrectInstanceState 400');
  expect(server.state).toBe('running');
});

test('an instance without its root volume does not start', async () => {
  const { cloud, server, root } = await oneServer();
  server.state = 'stopped';
  await ec2Of(cloud).send(new DetachVolumeCommand({ VolumeId: root.id }));
  expect(await messageOf(start(cloud, server))).toBe(
    `Invalid value '${server.id}' for instanceId. Instance does not have a volume attached at root (/dev/xvda)`,
  );
  cloud.clock.advance(60_000);
  expect(await resultOf(start(cloud, server))).toBe('InvalidParameterValue 400');
  cloud.region('eu-west-1').attach(root, server, '/dev/xvda');
  expect(await resultOf(start(cloud, server))).toBe('ok');
});

test('an instance with a volume whose key cannot be used stops again', async () => {
  const { cloud, server, root } = await oneServer();
  server.state = 'stopped';
  root.encrypted = true;
  root.kmsKeyId = cloud.region('eu-west-1').key({ state: 'Disabled' }).arn;
  expect((await start(cloud, server)).StartingInstances?.[0]?.CurrentState?.Name).toBe('pending');
  cloud.clock.advance(STARTING);
  expect(await stateOf(cloud)).toBe('stopped');
});

test('a volume that the guest did not give back goes when its instance stops', async () => {
  const { cloud, server } = await oneServer();
  const disk = cloud.region('eu-west-1').volume({ attachedTo: server, stuck: 'detaching' });
  await ec2Of(cloud).send(new DetachVolumeCommand({ VolumeId: disk.id }));
  await stop(cloud, server);
  cloud.clock.advance(STOPPING - 1);
  expect(disk.state).toBe('in-use');
  cloud.clock.advance(1);
  expect(disk.state).toBe('available');
});

test.for<[allowed: string, stopped: string, started: string]>([
  ['ec2:StopInstances', 'ok', 'UnauthorizedOperation 403'],
  ['ec2:StartInstances', 'UnauthorizedOperation 403', 'ok'],
])('with %s on tagged instances', async ([Action, ...expected]) => {
  const { cloud, server } = await oneServer();
  const Condition = { StringEquals: { 'aws:ResourceTag/mine': 'yes' } };
  cloud.policy = [{ Effect: 'Allow', Action, Resource: 'arn:aws:ec2:*:*:instance/*', Condition }];
  expect([await resultOf(stop(cloud, server)), await resultOf(start(cloud, server))]).toEqual([
    'UnauthorizedOperation 403',
    'UnauthorizedOperation 403',
  ]);
  server.tags = { mine: 'yes' };
  const stopping = await resultOf(stop(cloud, server));
  cloud.clock.advance(STOPPING);
  expect([stopping, await resultOf(start(cloud, server))]).toEqual(expected);
});

async function oneServer() {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const server = region.instance();
  return { cloud, server, root: region.volume({ attachedTo: server }) };
}

function stop(cloud: Cloud, { id }: Instance) {
  return ec2Of(cloud).send(new StopInstancesCommand({ InstanceIds: [id] }));
}

function start(cloud: Cloud, { id }: Instance) {
  return ec2Of(cloud).send(new StartInstancesCommand({ InstanceIds: [id] }));
}

async function stateOf(cloud: Cloud) {
  const { Reservations } = await ec2Of(cloud).send(new DescribeInstancesCommand({}));
  return Reservations?.[0]?.Instances?.[0]?.State?.Name;
}
