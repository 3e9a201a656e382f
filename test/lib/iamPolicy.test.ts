import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { role } from '../../lambda/aws/permissions.ts';

const policy: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../iam-policy.json'), 'utf8'));

test('C-60 iam-policy.json says what the program’s own list says', () => {
  expect(policy).toEqual({
    Version: '2012-10-17',
    Statement: role({
      partition: 'PARTITION',
      account: 'ACCOUNT_ID',
      prefixes: ['PREFIX'],
      topicArn: 'TOPIC_ARN',
    }),
  });
});
