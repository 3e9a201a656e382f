import {
  CreateSnapshotCommand,
  CreateSnapshotsCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DescribeVolumesCommand,
} from '@aws-sdk/client-ec2';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, messageOf, resultOf, snsOf, stsOf, tagged } from './callers.ts';
import type { Cloud } from './cloud.ts';
import { isAllowed } from './iam.ts';
import type { Statement } from './iam.ts';
import type { Tags } from './records.ts';

/** What a function like ours should have: it marks what it makes, and deletes what is marked and not pinned. */
const ROLE: readonly Statement[] = [
  { Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' },
  {
    Effect: 'Allow',
    Action: ['ec2:CreateSnapshot', 'ec2:CreateSnapshots'],
    Resource: ['arn:*:ec2:*:*:volume/*', 'arn:*:ec2:*:*:instance/*'],
  },
  {
    Effect: 'Allow',
    Action: ['ec2:CreateSnapshot', 'ec2:CreateSnapshots'],
    Resource: 'arn:*:ec2:*::snapshot/*',
    Condition: { StringEquals: { 'aws:RequestTag/snapshot_tool': 'autosnap' } },
  },
  {
    Effect: 'Allow',
    Action: 'ec2:CreateTags',
    Resource: 'arn:*:ec2:*::snapshot/*',
    Condition: {
      StringEquals: {
        'ec2:CreateAction': ['CreateSnapshot', 'CreateSnapshots'],
        'aws:RequestTag/snapshot_tool': 'autosnap',
      },
    },
  },
  {
    Effect: 'Allow',
    Action: 'ec2:DeleteSnapshot',
    Resource: 'arn:*:ec2:*::snapshot/*',
    Condition: {
      StringEquals: { 'aws:ResourceTag/snapshot_tool': ['autosnap', 'other'] },
      Null: { 'aws:ResourceTag/autosnap_keep': 'true' },
    },
  },
];

async function guardedCloud(): Promise<Cloud> {
  const cloud = await freshCloud();
  cloud.policy = ROLE;
  return cloud;
}

describe('under a role that may touch only its own', () => {
  test.for<[Tags, string]>([
    [{ snapshot_tool: 'autosnap' }, 'ok'],
    [{ snapshot_tool: 'autosnap', Name: 'web' }, 'ok'],
    [{ snapshot_tool: 'Autosnap' }, 'UnauthorizedOperation 403'],
    [{ Name: 'web' }, 'UnauthorizedOperation 403'],
    [{}, 'UnauthorizedOperation 403'],
  ])('making copies tagged %j: %s', async ([tags, expected]) => {
    const cloud = await guardedCloud();
    const volume = cloud.region('eu-west-1').attachedVolume();
    const VolumeId = volume.id;
    const InstanceSpecification = { InstanceId: volume.attachments[0]?.instance.id };
    const ec2 = ec2Of(cloud);
    expect(
      await resultOf(ec2.send(new CreateSnapshotsCommand({ InstanceSpecification, ...tagged(tags) }))),
    ).toBe(expected);
    cloud.clock.advance(60_000);
    expect(await resultOf(ec2.send(new CreateSnapshotCommand({ VolumeId, ...tagged(tags) })))).toBe(expected);
    expect(cloud.snapshotsOf(volume)).toHaveLength(expected === 'ok' ? 2 : 0);
  });

  test.for<[Tags, string]>([
    [{ snapshot_tool: 'autosnap' }, 'ok'],
    [{ snapshot_tool: 'other' }, 'ok'],
    [{ snapshot_tool: 'AUTOSNAP' }, 'UnauthorizedOperation 403'],
    [{ Snapshot_Tool: 'autosnap' }, 'ok'],
    [{ snapshot_tool: 'autosnap', autosnap_keep: '' }, 'UnauthorizedOperation 403'],
    [{}, 'UnauthorizedOperation 403'],
  ])('deleting a snapshot tagged %j: %s', async ([tags, expected]) => {
    const cloud = await guardedCloud();
    const region = cloud.region('eu-west-1');
    const { id } = region.snapshot({ tags });
    expect(await resultOf(ec2Of(cloud).send(new DeleteSnapshotCommand({ SnapshotId: id })))).toBe(expected);
    expect(region.snapshots()).toHaveLength(expected === 'ok' ? 0 : 1);
  });

  test('what exists cannot be marked', async () => {
    const cloud = await guardedCloud();
    const { id } = cloud.region('eu-west-1').snapshot();
    const Tags = [{ Key: 'snapshot_tool', Value: 'autosnap' }];
    const sent = ec2Of(cloud).send(new CreateTagsCommand({ Resources: [id], Tags }));
    expect(await resultOf(sent)).toBe('UnauthorizedOperation 403');
  });

  test('a snapshot that is gone is told to be gone', async () => {
    const cloud = await guardedCloud();
    const sent = ec2Of(cloud).send(new DeleteSnapshotCommand({ SnapshotId: 'snap-00000000' }));
    expect(await resultOf(sent)).toBe('InvalidSnapshot.NotFound 400');
  });

  test("a volume's copied tags do not stand in for the mark", async () => {
    const cloud = await guardedCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({}, { snapshot_tool: 'autosnap' });
    const sent = ec2Of(cloud).send(
      new CreateSnapshotsCommand({
        InstanceSpecification: { InstanceId: volume.attachments[0]?.instance.id },
        CopyTagsFromSource: 'volume',
      }),
    );
    expect(await resultOf(sent)).toBe('UnauthorizedOperation 403');
  });

  test('a refusal says who may not do what', async () => {
    const cloud = await guardedCloud();
    const { id } = cloud.region('eu-west-1').snapshot();
    expect(await messageOf(ec2Of(cloud).send(new DeleteSnapshotCommand({ SnapshotId: id })))).toContain(
      `User: arn:aws:iam::123456789012:user/snapper is not authorized to perform: ec2:DeleteSnapshot on resource: arn:aws:ec2:eu-west-1::snapshot/${id}`,
    );
  });

  test('a report needs a permission of its own, and one always learns who one is', async () => {
    const cloud = await guardedCloud();
    const TopicArn = cloud.region('eu-west-1').topic('reports');
    const publish = () => resultOf(snsOf(cloud).send(new PublishCommand({ TopicArn, Message: 'x' })));
    expect(await publish()).toBe('AuthorizationErrorException 403');
    cloud.policy = [...ROLE, { Effect: 'Allow', Action: 'sns:Publish', Resource: TopicArn }];
    expect(await publish()).toBe('ok');
    cloud.policy = [{ Effect: 'Deny', Action: '*', Resource: '*' }];
    expect(await resultOf(stsOf(cloud).send(new GetCallerIdentityCommand({})))).toBe('ok');
    expect(await resultOf(ec2Of(cloud).send(new DescribeVolumesCommand({})))).toBe(
      'UnauthorizedOperation 403',
    );
  });

  test.for<[Tags, string]>([
    [{ snapshot_tool: 'autosnap' }, 'DryRunOperation 412'],
    [{}, 'UnauthorizedOperation 403'],
  ])('a dry run of a copy tagged %j: %s', async ([tags, expected]) => {
    const cloud = await guardedCloud();
    const volume = cloud.region('eu-west-1').volume();
    const input = { VolumeId: volume.id, DryRun: true, ...tagged(tags) };
    expect(await resultOf(ec2Of(cloud).send(new CreateSnapshotCommand(input)))).toBe(expected);
    expect(cloud.snapshotsOf(volume)).toEqual([]);
  });
});

test.for<[string, Statement[], boolean]>([
  ['nothing', [], false],
  ['an allow', [allow('ec2:DeleteSnapshot')], true],
  ['an allow in other letters', [allow('EC2:deletesnapshot')], true],
  ['an allow of another action', [allow('ec2:DeleteSnap')], false],
  ['an allow of another resource', [allow('*', 'arn:aws:ec2:*:*:volume/*')], false],
  ['an allow of a pattern', [allow('ec2:Delete*', 'arn:*:ec2:*::snapshot/snap-?')], true],
  ['an allow of a literal star', [allow('*', 'arn:*:ec2:*::snapshot/${*}')], false],
  ['an allow of a literal dollar', [allow('*', 'arn:*:ec2:*::snapshot/${$}*')], false],
  ['a deny after an allow', [allow('*'), { ...allow('ec2:*'), Effect: 'Deny' }], false],
  ['a deny of another action', [allow('*'), { ...allow('ec2:CreateTags'), Effect: 'Deny' }], true],
])('%s', ([, policy, allowed]) => {
  const resource = 'arn:aws:ec2:eu-west-1::snapshot/snap-1';
  expect(isAllowed(policy, { action: 'ec2:DeleteSnapshot', resource, context: {} })).toBe(allowed);
});

test.for<[string, string, boolean]>([
  ['snapshot/${*}', 'snapshot/*', true],
  ['snapshot/${*}', 'snapshot/snap-1', false],
  ['snapshot/${*}', 'snapshot/${*}', false],
  ['${$}${?}*', '$?x', true],
  ['${$}${?}*', '$xx', false],
  ['snapshot/snap-*', 'snapshot/*', false],
])('the resource %s is %s: %s', ([pattern, resource, allowed]) => {
  expect(isAllowed([allow('*', pattern)], { action: 'ec2:CopySnapshot', resource, context: {} })).toBe(
    allowed,
  );
});

function allow(Action: string, Resource = '*'): Statement {
  return { Effect: 'Allow', Action, Resource };
}
