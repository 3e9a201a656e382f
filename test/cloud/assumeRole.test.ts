import { CreateSnapshotCommand, DescribeSnapshotsCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';

import { ec2Of, messageOf, resultOf, snsOf, stsOf } from './callers.ts';
import type { Caller } from './callers.ts';
import { HOUR, MINUTE } from './clock.ts';
import type { Cloud } from './cloud.ts';
import { assume, assumed, HUB, hubAndMember, MEMBER } from './hubAndMember.ts';

describe('a session of a role in another account', () => {
  test('works on that account, and its calls are logged for it', async () => {
    const { cloud, member, role, lambda } = await hubAndMember();
    const volume = member.region('us-east-1').volume();
    const keys = await assumed(cloud, role, { as: lambda });
    const { Volumes = [] } = await ec2Of(cloud, 'us-east-1', keys).send(new DescribeVolumesCommand({}));
    expect(Volumes.map(({ VolumeId }) => VolumeId)).toEqual([volume.id]);
    expect(cloud.calls.map(({ action, account, session }) => [action, account, session])).toEqual([
      ['AssumeRole', HUB, 'snapper'],
      ['DescribeVolumes', MEMBER, 'nightly'],
    ]);
  });

  test('may do what the policy of the role says, now and not when it began', async () => {
    const { cloud, member, role, lambda } = await hubAndMember();
    const keys = await assumed(cloud, role, { as: lambda });
    const VolumeId = member.region('eu-west-1').volume().id;
    const take = () =>
      resultOf(ec2Of(cloud, 'eu-west-1', keys).send(new CreateSnapshotCommand({ VolumeId })));
    expect(await take()).toBe('UnauthorizedOperation 403');
    role.policy = 'allow all';
    expect(await take()).toBe('ok');
    role.remove();
    expect(await take()).toBe('UnauthorizedOperation 403');
  });

  test('is told who it is', async () => {
    const { cloud, role, hubRole, lambda } = await hubAndMember();
    const keys = await assumed(cloud, role, { as: lambda });
    const who = (caller: Caller) => stsOf(cloud, 'eu-west-1', caller).send(new GetCallerIdentityCommand({}));
    expect(await who(keys)).toMatchObject({
      Account: MEMBER,
      Arn: `arn:aws:sts::${MEMBER}:assumed-role/aws-snapper-member/nightly`,
      UserId: `${role.id}:nightly`,
    });
    expect(await who(lambda)).toMatchObject({
      Account: HUB,
      Arn: `arn:aws:sts::${HUB}:assumed-role/hub/snapper`,
    });
    expect(hubRole.arn).toBe(`arn:aws:iam::${HUB}:role/snapper/hub`);
  });

  test('has keys as AWS gives them', async () => {
    const { cloud, role, lambda } = await hubAndMember();
    const first = await assume(cloud, role, { as: lambda });
    expect(first.Credentials?.AccessKeyId).toMatch(/^ASIA[0-9A-Z]{16}$/);
    expect(first.Credentials?.Expiration).toEqual(new Date('2026-01-01T04:00:00Z'));
    expect(first.AssumedRoleUser).toEqual({
      Arn: `arn:aws:sts::${MEMBER}:assumed-role/aws-snapper-member/nightly`,
      AssumedRoleId: `${role.id}:nightly`,
    });
    const second = await assume(cloud, role, { as: lambda });
    expect(second.Credentials?.AccessKeyId).not.toBe(first.Credentials?.AccessKeyId);
  });
});

describe('keys of a session', () => {
  const looks = {
    ec2: (cloud: Cloud, keys: Caller) =>
      ec2Of(cloud, 'eu-west-1', keys).send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] })),
    sts: (cloud: Cloud, keys: Caller) =>
      stsOf(cloud, 'eu-west-1', keys).send(new GetCallerIdentityCommand({})),
    sns: (cloud: Cloud, keys: Caller) =>
      snsOf(cloud, 'eu-west-1', keys).send(new PublishCommand({ TopicArn: 'arn:x', Message: 'x' })),
  };

  test.for([
    ['ec2', 'RequestExpired 400'],
    ['sts', 'ExpiredToken 403'],
    ['sns', 'ExpiredToken 403'],
  ] as const)('expire for %s after the time that was asked for: %s', async ([service, expected]) => {
    const { cloud, role, lambda } = await hubAndMember();
    role.policy = 'allow all';
    const keys = await assumed(cloud, role, { as: lambda, DurationSeconds: 900 });
    const look = () => resultOf(looks[service](cloud, keys));
    cloud.clock.advance(15 * MINUTE - 1);
    expect(await look()).not.toBe(expected);
    cloud.clock.advance(1);
    expect(await look()).toBe(expected);
  });

  test('of a function do not expire, as Lambda renews them', async () => {
    const { cloud, lambda } = await hubAndMember();
    cloud.clock.advance(24 * HOUR);
    expect(await resultOf(looks.sts(cloud, lambda))).toBe('ok');
  });

  test.for([
    ['ec2', 'AuthFailure 401'],
    ['sts', 'InvalidClientTokenId 403'],
    ['sns', 'InvalidClientTokenId 403'],
  ] as const)(
    'that nobody gave out, or whose token is another, are unknown to %s',
    async ([service, expected]) => {
      const { cloud, lambda } = await hubAndMember();
      const made = { accessKeyId: 'ASIA0123456789ABCDEF', secretAccessKey: 'x', sessionToken: 'x' };
      expect(await resultOf(looks[service](cloud, made))).toBe(expected);
      expect(await resultOf(looks[service](cloud, { ...lambda, sessionToken: 'x' }))).toBe(expected);
    },
  );
});

test.for<[string, Partial<AssumeRoleCommandInput>, string]>([
  ['a name of two characters', { RoleSessionName: 'a_' }, 'ok'],
  ['a name of 64 characters', { RoleSessionName: `${'a'.repeat(58)}+=,.@-` }, 'ok'],
  ['a name of one', { RoleSessionName: 'a' }, 'ValidationError 400'],
  ['a name of 65', { RoleSessionName: 'a'.repeat(65) }, 'ValidationError 400'],
  ['a name with a colon', { RoleSessionName: 'a:b' }, 'ValidationError 400'],
  ['an external id of 2 characters', { ExternalId: 'a/' }, 'ok'],
  ['an external id of 1224', { ExternalId: 'a'.repeat(1224) }, 'ok'],
  ['one of 1', { ExternalId: 'a' }, 'ValidationError 400'],
  ['one of 1225', { ExternalId: 'a'.repeat(1225) }, 'ValidationError 400'],
  ['one with a space', { ExternalId: 'a b' }, 'ValidationError 400'],
  ['15 minutes', { DurationSeconds: 900 }, 'ok'],
  ['less', { DurationSeconds: 899 }, 'ValidationError 400'],
  ['an hour', { DurationSeconds: 3600 }, 'ok'],
  ['more than twelve hours', { DurationSeconds: 43_201 }, 'ValidationError 400'],
  ['no ARN of a role', { RoleArn: 'arn:aws:iam::222222222222:user/x' }, 'ValidationError 400'],
  ['a policy of its own', { Policy: '{}' }, 'UnsupportedOperation 400'],
])('%s: %s', async ([, input, expected]) => {
  const { cloud, role, lambda } = await hubAndMember();
  expect(await resultOf(assume(cloud, role, { as: lambda, ...input }))).toBe(expected);
});

test('who is in a session already gets another for an hour at most', async () => {
  const { cloud, role, lambda } = await hubAndMember();
  expect(await messageOf(assume(cloud, role, { as: lambda, DurationSeconds: 3601 }))).toBe(
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
  );
  expect(await messageOf(assume(cloud, role, { as: HUB, DurationSeconds: 3601 }))).toBe(
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  );
});
