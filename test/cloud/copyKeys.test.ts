import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';

import { clientOf, freshCloud, makeVolume, resultOf } from './callers.ts';
import { MINUTE } from './clock.ts';
import { copiesThere, copy, THERE } from './copies.ts';
import type { CopyAsked } from './copies.ts';
import type { Cloud } from './cloud.ts';
import type { Statement } from './iam.ts';
import type { KeyState } from './keys.ts';
import type { Snapshot } from './records.ts';

const VAULT = '222222222222';
const UNUSABLE = 'error: Given key ID is not accessible';

function ebsKey(account: string): string {
  return `arn:aws:kms:${THERE}:${account}:key/00000000-0000-4000-8000-000000000000`;
}

/** How a copy ends, with its key or with its reason. */
async function fateOf(
  cloud: Cloud,
  source: Snapshot,
  asked: CopyAsked = {},
  account?: string,
): Promise<string> {
  const result = await resultOf(copy(cloud, source, asked, account));
  if (result !== 'ok') return result;
  cloud.clock.advance(30 * MINUTE);
  const last = (await copiesThere(cloud, account)).at(-1);
  if (last?.State !== 'completed') return `${last?.State}: ${last?.StateMessage}`;
  return last.Encrypted ? (last.KmsKeyId ?? '') : 'plain';
}

describe('which key a copy has', () => {
  /** Names stand for the ARNs of keys. */
  const rows: readonly ['plain' | 'ebs' | 'own', 'off' | 'on', CopyAsked, 'plain' | 'ebs' | 'there'][] = [
    ['plain', 'off', {}, 'plain'],
    ['plain', 'off', { Encrypted: false }, 'plain'],
    ['plain', 'off', { Encrypted: true }, 'ebs'],
    ['plain', 'off', { Encrypted: true, KmsKeyId: 'there' }, 'there'],
    ['plain', 'on', {}, 'ebs'],
    ['plain', 'on', { Encrypted: false }, 'ebs'],
    ['ebs', 'off', {}, 'ebs'],
    ['ebs', 'off', { Encrypted: true, KmsKeyId: 'there' }, 'there'],
    ['own', 'off', {}, 'ebs'],
    ['own', 'off', { Encrypted: false }, 'ebs'],
    ['own', 'on', {}, 'ebs'],
    ['own', 'off', { Encrypted: true, KmsKeyId: 'there' }, 'there'],
    ['own', 'off', { Encrypted: true, KmsKeyId: 'alias/backup' }, 'there'],
  ];
  test.for(rows)(
    'of a source under %s, by default %s, asked %j: %s',
    async ([of, byDefault, asked, expected]) => {
      const cloud = await freshCloud();
      const region = cloud.region('eu-west-1');
      const there = cloud.region(THERE).key({ alias: 'alias/backup' });
      cloud.region(THERE).encryptByDefault = byDefault === 'on';
      const source = region.snapshot(
        of === 'own' ? { kmsKeyId: region.key().arn } : { encrypted: of === 'ebs' },
      );
      const arns = { plain: 'plain', ebs: ebsKey('123456789012'), there: there.arn };
      const wanted = { ...asked, ...(asked.KmsKeyId === 'there' && { KmsKeyId: there.arn }) };
      expect(await fateOf(cloud, source, wanted)).toBe(arns[expected]);
    },
  );

  test('needs Encrypted to be said', async () => {
    const cloud = await freshCloud();
    const { arn: KmsKeyId } = cloud.region(THERE).key();
    const source = cloud.region('eu-west-1').snapshot();
    expect(await fateOf(cloud, source, { KmsKeyId })).toBe('InvalidParameterDependency 400');
    expect(await fateOf(cloud, source, { KmsKeyId, Encrypted: false })).toBe(
      'InvalidParameterDependency 400',
    );
  });
});

test('an alias names a key to other calls as well, in its own region', async () => {
  const cloud = await freshCloud();
  const key = cloud.region('eu-west-1').key({ alias: 'alias/backup' });
  const look = (region: string) =>
    new KMSClient(clientOf(cloud, region)).send(new DescribeKeyCommand({ KeyId: 'alias/backup' }));
  expect((await look('eu-west-1')).KeyMetadata?.Arn).toBe(key.arn);
  expect(await resultOf(look(THERE))).toBe('NotFoundException 400');
  const made = await makeVolume(cloud, { Size: 1, Encrypted: true, KmsKeyId: 'alias/backup' });
  expect(made.KmsKeyId).toBe(key.arn);
});

describe('a key that the copy is to have', () => {
  test.for<[KeyState, string]>([
    ['Disabled', 'InvalidParameterValue 400'],
    ['PendingDeletion', 'InvalidParameterValue 400'],
  ])('is refused at once when it is %s', async ([state, result]) => {
    const cloud = await freshCloud();
    const { arn: KmsKeyId } = cloud.region(THERE).key({ state });
    const source = cloud.region('eu-west-1').snapshot();
    expect(await fateOf(cloud, source, { Encrypted: true, KmsKeyId })).toBe(result);
  });

  test('is refused at once when it is unknown, of another region or of another account', async () => {
    const cloud = await freshCloud();
    const source = cloud.region('eu-west-1').snapshot();
    const theirs = cloud.account(VAULT).region(THERE).key();
    const elsewhere = cloud.region('eu-west-1').key();
    const fate = (KmsKeyId: string) => fateOf(cloud, source, { Encrypted: true, KmsKeyId });
    expect(await fate('alias/backup')).toBe('InvalidParameterValue 400');
    expect(await fate(elsewhere.arn)).toBe('InvalidParameterValue 400');
    expect(await fate(theirs.arn)).toBe('AuthFailure 403');
    theirs.usableBy.push('123456789012');
    expect(await fate(theirs.arn)).toBe(theirs.arn);
  });
});

describe('the key of the source', () => {
  test('has to be usable when the copy is made', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const key = region.key({ state: 'Disabled' });
    const source = region.snapshot({ kmsKeyId: key.arn, size: 20 });
    expect(await fateOf(cloud, source)).toBe(UNUSABLE);
    expect(await copiesThere(cloud)).toMatchObject([{ VolumeSize: 20, Encrypted: true }]);
    key.state = 'Enabled';
    expect(await fateOf(cloud, source)).toBe(ebsKey('123456789012'));
  });

  test('has to be shared with who copies, which that of EBS cannot be', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const key = region.key();
    const source = region.snapshot({ kmsKeyId: key.arn, sharedWith: [VAULT] });
    const managed = region.snapshot({ encrypted: true, sharedWith: [VAULT] });
    expect(await fateOf(cloud, source, {}, VAULT)).toBe(UNUSABLE);
    key.usableBy.push(VAULT);
    expect(await fateOf(cloud, source, {}, VAULT)).toBe(ebsKey(VAULT));
    expect(await fateOf(cloud, managed, {}, VAULT)).toBe(UNUSABLE);
  });
});

function through(region: string): Statement['Condition'] & {} {
  return { StringEquals: { 'kms:ViaService': `ec2.${region}.amazonaws.com` } };
}

describe('who copies needs rights on both keys', () => {
  const ALL = ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
  const ec2: Statement = { Effect: 'Allow', Action: 'ec2:*', Resource: '*' };
  test.for<[string, readonly string[], readonly string[], string]>([
    ['all on both', ALL, ALL, 'ok'],
    ['none on the source’s', [], ALL, UNUSABLE],
    ['no grants on the source’s', ALL.slice(1), ALL, UNUSABLE],
    ['no grants on the copy’s', ALL, ALL.slice(1), UNUSABLE],
    ['no look at the copy’s', ALL, ALL.filter((right) => right !== 'kms:DescribeKey'), 'AuthFailure 403'],
    ['none on the copy’s', ALL, [], 'AuthFailure 403'],
  ])('%s', async ([, onSource, onCopy, expected]) => {
    const cloud = await freshCloud();
    const [from, to] = [cloud.region('eu-west-1').key(), cloud.region(THERE).key()];
    const source = cloud.region('eu-west-1').snapshot({ kmsKeyId: from.arn });
    cloud.policy = [
      ec2,
      { Effect: 'Allow', Action: onSource, Resource: from.arn, Condition: through('eu-west-1') },
      { Effect: 'Allow', Action: onCopy, Resource: to.arn, Condition: through(THERE) },
    ];
    const fate = await fateOf(cloud, source, { Encrypted: true, KmsKeyId: to.arn });
    expect(fate).toBe(expected === 'ok' ? to.arn : expected);
  });
});
