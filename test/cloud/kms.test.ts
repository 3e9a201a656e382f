import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';

import { clientOf, freshCloud, messageOf, resultOf } from './callers.ts';
import type { Cloud } from './cloud.ts';

const OTHER = '222222222222';
const NOWHERE = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555';

function look(cloud: Cloud, KeyId: string, { region = 'eu-west-1', account = '123456789012' } = {}) {
  return new KMSClient(clientOf(cloud, region, account)).send(new DescribeKeyCommand({ KeyId }));
}

describe('a key', () => {
  test.for([
    ['Enabled', true, 'AWS_KMS'],
    ['Disabled', false, 'AWS_KMS'],
    ['PendingDeletion', false, 'AWS_KMS'],
    ['PendingImport', false, 'EXTERNAL'],
    ['Unavailable', false, 'AWS_CLOUDHSM'],
  ] as const)('that is %s is told to be so', async ([state, Enabled, Origin]) => {
    const cloud = await freshCloud({ at: '2026-01-01T03:00:00Z' });
    const key = cloud.region('eu-west-1').key({ state });
    const told = {
      Arn: key.arn,
      KeyId: key.id,
      AWSAccountId: '123456789012',
      KeyState: state,
      Enabled,
      Origin,
      KeyManager: 'CUSTOMER',
      CreationDate: new Date('2026-01-01T03:00:00Z'),
    };
    expect((await look(cloud, key.arn)).KeyMetadata).toMatchObject(told);
    expect((await look(cloud, key.id)).KeyMetadata).toMatchObject(told);
  });

  test.for(['alias/aws/ebs', 'arn:aws:kms:eu-west-1:123456789012:alias/aws/ebs'])(
    'that EBS made is found by %s',
    async (alias) => {
      const cloud = await freshCloud();
      expect((await look(cloud, alias)).KeyMetadata).toMatchObject({
        KeyManager: 'AWS',
        KeyState: 'Enabled',
      });
    },
  );

  test('changes as the test wishes', async () => {
    const cloud = await freshCloud();
    const key = cloud.region('eu-west-1').key();
    key.state = 'Disabled';
    expect((await look(cloud, key.arn)).KeyMetadata?.KeyState).toBe('Disabled');
  });
});

describe('a look is refused', () => {
  test.for([
    [NOWHERE, 'NotFoundException 400', `Key '${NOWHERE}' does not exist`],
    [
      'alias/mine',
      'NotFoundException 400',
      'Alias arn:aws:kms:eu-west-1:123456789012:alias/mine is not found.',
    ],
    [NOWHERE.replace('eu-west-1', 'us-east-1'), 'NotFoundException 400', 'Invalid arn us-east-1'],
    ['arn:aws:ec2:eu-west-1:123456789012:key/x', 'InvalidArnException 400', 'Invalid arn'],
  ] as const)('at %s: %s', async ([id, result, words]) => {
    const cloud = await freshCloud();
    expect(await resultOf(look(cloud, id))).toBe(result);
    expect(await messageOf(look(cloud, id))).toContain(words);
  });

  test('at a key of another account, until its policy shares it', async () => {
    const cloud = await freshCloud();
    const key = cloud.account(OTHER).region('eu-west-1').key();
    expect(await resultOf(look(cloud, key.arn))).toBe('AccessDeniedException 400');
    key.usableBy.push('123456789012');
    expect((await look(cloud, key.arn)).KeyMetadata?.AWSAccountId).toBe(OTHER);
  });

  test('without kms:DescribeKey on that key', async () => {
    const cloud = await freshCloud();
    const [mine, theirs] = [cloud.region('eu-west-1').key(), cloud.region('eu-west-1').key()];
    cloud.policy = [{ Effect: 'Allow', Action: 'kms:DescribeKey', Resource: mine.arn }];
    expect(await resultOf(look(cloud, mine.arn))).toBe('ok');
    expect(await resultOf(look(cloud, theirs.arn))).toBe('AccessDeniedException 400');
    expect(await messageOf(look(cloud, theirs.arn))).toContain('kms:DescribeKey');
  });
});
