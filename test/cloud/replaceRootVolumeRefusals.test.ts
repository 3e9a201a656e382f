import type { CreateReplaceRootVolumeTaskCommandInput } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { messageOf, resultOf } from './callers.ts';
import type { Statement } from './iam.ts';
import { from, replace, serverWithRoot, taskTags } from './replaceRoot.ts';
import type { ServerWithRoot } from './replaceRoot.ts';

const SOLD = [{ id: 'abc', type: 'marketplace' }] as const;
const ACTION = 'ec2:CreateReplaceRootVolumeTask';
const TASK = 'arn:aws:ec2:*:*:replace-root-volume-task/*';
const MARKED = { 'aws:RequestTag/snapshot_tool': 'autosnap' };

/** What is needed to replace a root volume by a volume, with a tag on the task. */
const NEEDED: Readonly<Record<string, Statement>> = {
  instance: { Effect: 'Allow', Action: ACTION, Resource: 'arn:aws:ec2:*:*:instance/*' },
  volume: { Effect: 'Allow', Action: ACTION, Resource: 'arn:aws:ec2:*:*:volume/*' },
  task: { Effect: 'Allow', Action: ACTION, Resource: TASK, Condition: { StringEquals: MARKED } },
  tags: {
    Effect: 'Allow',
    Action: 'ec2:CreateTags',
    Resource: TASK,
    Condition: { StringEquals: { ...MARKED, 'ec2:CreateAction': 'CreateReplaceRootVolumeTask' } },
  },
};

test.for<
  [
    string,
    (world: ServerWithRoot) => Partial<CreateReplaceRootVolumeTaskCommandInput> | void,
    expected: string,
  ]
>([
  ['a volume', () => {}, 'ok'],
  [
    'a volume of another zone',
    ({ disk }) => void (disk.zone = 'eu-west-1b'),
    'InvalidVolume.ZoneMismatch 400',
  ],
  ['an attached volume', ({ region, disk }) => region.attach(disk, region.instance()), 'VolumeInUse 400'],
  ['a volume being made', ({ disk }) => void (disk.state = 'creating'), 'IncorrectState 400'],
  ['no volume', () => ({ VolumeId: 'vol-00000000' }), 'InvalidVolume.NotFound 400'],
  [
    'a plain volume for an encrypted one',
    ({ root }) => void (root.encrypted = true),
    'InvalidParameterValue 400',
  ],
  ['an encrypted volume for a plain one', ({ disk }) => void (disk.encrypted = true), 'ok'],
  ['a Marketplace volume', ({ disk }) => void (disk.productCodes = SOLD), 'InvalidParameterValue 400'],
  [
    'a volume of the same product',
    ({ disk, server }) => {
      disk.productCodes = SOLD;
      server.productCodes = SOLD;
    },
    'ok',
  ],
  ['of a stopped instance', ({ server }) => void (server.state = 'stopped'), 'IncorrectInstanceState 400'],
  ['of no instance', () => ({ InstanceId: 'i-00000000' }), 'InvalidInstanceID.NotFound 400'],
  ['of an instance without root volume', ({ region, root }) => region.detach(root), 'IncorrectState 400'],
  ['no source', () => ({ VolumeId: undefined }), 'UnsupportedOperation 400'],
  ['an image', () => ({ VolumeId: undefined, ImageId: 'ami-00000000' }), 'UnsupportedOperation 400'],
  [
    'two sources',
    ({ region, root }) => ({ SnapshotId: region.snapshot({ of: root }).id }),
    'InvalidParameterCombination 400',
  ],
  ['a snapshot', ({ region, root }) => from(region.snapshot({ of: root })), 'ok'],
  ['a copied snapshot', ({ region }) => from(region.snapshot()), 'InvalidParameterValue 400'],
  [
    'a snapshot of a data volume',
    ({ region, disk }) => from(region.snapshot({ of: disk })),
    'InvalidParameterValue 400',
  ],
  [
    'a pending snapshot',
    ({ region, root }) => from(region.snapshot({ of: root, state: 'pending' })),
    'IncorrectState 400',
  ],
  ['no snapshot', () => from({ id: 'snap-00000000' }), 'InvalidSnapshot.NotFound 400'],
  ['with tags for something else', () => taskTags({ a: 'b' }, 'volume'), 'InvalidParameterValue 400'],
])('replacing a root volume: %s', async ([, change, expected]) => {
  const world = await serverWithRoot();
  const wish = { VolumeId: world.disk.id, ...change(world) };
  expect(await resultOf(replace(world, wish))).toBe(expected);
});

test('only one task at a time works on an instance', async () => {
  const world = await serverWithRoot();
  await replace(world, { VolumeId: world.disk.id });
  expect(await resultOf(replace(world, { VolumeId: world.region.volume().id }))).toBe('IncorrectState 400');
});

test('the words about a foreign snapshot are those that AWS writes', async () => {
  const world = await serverWithRoot();
  expect(await messageOf(replace(world, from(world.region.snapshot())))).toBe(
    `Invalid snapshot for root volume for virt ${world.server.id}. The snapshot should be of one of the root volumes attached to the instance in the past`,
  );
});

describe('who may replace a root volume', () => {
  test.for(['nothing', ...Object.keys(NEEDED)])('with all statements but %s', async (missing) => {
    const world = await serverWithRoot();
    world.cloud.policy = Object.entries(NEEDED).flatMap(([name, statement]) =>
      name === missing ? [] : statement,
    );
    const sent = replace(world, { VolumeId: world.disk.id, ...taskTags({ snapshot_tool: 'autosnap' }) });
    expect(await resultOf(sent)).toBe(missing === 'nothing' ? 'ok' : 'UnauthorizedOperation 403');
  });

  test('the tags of the task are those of the request', async () => {
    const world = await serverWithRoot();
    world.cloud.policy = Object.values(NEEDED);
    const sent = replace(world, { VolumeId: world.disk.id, ...taskTags({ other: 'x' }) });
    expect(await resultOf(sent)).toBe('UnauthorizedOperation 403');
  });

  test('a snapshot is asked for as well', async () => {
    const world = await serverWithRoot();
    const snapshot = world.region.snapshot({ of: world.root });
    const wish = { ...from(snapshot), ...taskTags({ snapshot_tool: 'autosnap' }) };
    world.cloud.policy = Object.values(NEEDED);
    expect(await resultOf(replace(world, wish))).toBe('UnauthorizedOperation 403');
    world.cloud.policy = [
      ...Object.values(NEEDED),
      { Effect: 'Allow', Action: ACTION, Resource: 'arn:aws:ec2:*::snapshot/*' },
    ];
    expect(await resultOf(replace(world, wish))).toBe('ok');
  });
});
