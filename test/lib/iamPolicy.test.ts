import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { images } from '../../lambda/aws/images/permissions.ts';
import { operator, role } from '../../lambda/aws/permissions.ts';
import { proofPerson } from '../../lambda/aws/proof/permissions.ts';
import { replicaLock, replicas } from '../../lambda/aws/replicas/permissions.ts';
import { restorer } from '../../lambda/aws/restore/permissions.ts';
import { stackReader } from '../../lambda/aws/stackPermissions.ts';

const deployment = { partition: 'PARTITION', account: 'ACCOUNT_ID', prefixes: ['PREFIX'] };

function policyIn(file: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../..', file), 'utf8'));
}

test('C-60 iam-policy.json says what the program’s own list says', () => {
  const Statement = role({ ...deployment, topicArn: 'TOPIC_ARN' });
  expect(policyIn('iam-policy.json')).toEqual({ Version: '2012-10-17', Statement });
});

test('iam-images-policy.json says what the program’s own list says', () => {
  expect(policyIn('iam-images-policy.json')).toEqual({
    Version: '2012-10-17',
    Statement: images(deployment),
  });
});

test('iam-operator-policy.json says what the program’s own list says', () => {
  expect(policyIn('iam-operator-policy.json')).toEqual({
    Version: '2012-10-17',
    Statement: [...operator(deployment), ...stackReader({ ...deployment, stack: 'STACK_NAME' })],
  });
});

test('iam-proof-policy.json says what the program’s own list says', () => {
  expect(policyIn('iam-proof-policy.json')).toEqual({
    Version: '2012-10-17',
    Statement: proofPerson(deployment),
  });
});

test('iam-replicas-policy.json says what the program’s own list says', () => {
  expect(policyIn('iam-replicas-policy.json')).toEqual({
    Version: '2012-10-17',
    Statement: replicas({ ...deployment, regions: ['REPLICA_REGION'] }),
  });
});

test('iam-replicas-lock-policy.json says what the program’s own list says', () => {
  const [written] = replicaLock({ ...deployment, regions: ['REPLICA_REGION'], days: 1 });
  const Condition = { ...written?.Condition, NumericEquals: { 'ec2:SnapshotLockDuration': 'LOCK_DAYS' } };
  expect(policyIn('iam-replicas-lock-policy.json')).toEqual({
    Version: '2012-10-17',
    Statement: [{ ...written, Condition }],
  });
});

test('iam-restore-policy.json says what the program’s own list says', () => {
  expect(policyIn('iam-restore-policy.json')).toEqual({
    Version: '2012-10-17',
    Statement: restorer(deployment),
  });
});
