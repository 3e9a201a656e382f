import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Deed, INSTANCE, OURS, SNAPSHOT, VOLUME } from './deeds.ts';
import type { Policy, Statement } from './deployed.ts';
import { mutantsOf } from './mutants.ts';
import { KEY, on } from './proofDeeds.ts';
import { judged } from './rows.ts';
import { verdictUnder } from './simulator.ts';

const roleOf = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const [VAULT, DEPLOYING, ADMIN] = [
  roleOf('AwsSnapper-SnapperRole'),
  roleOf('cdk-hnb659fds-cfn-exec-role-123456789012-eu-west-1'),
  roleOf('Admin'),
];
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:AwsSnapper-SnapperFunction-1';
const RULE = 'arn:aws:rbin:eu-west-1:123456789012:rule/one';

/** The policy of the document, filled in as its reader would. */
const text = /### Guard the vault[\s\S]*?```json\n([\s\S]*?)```/.exec(
  readFileSync(join(import.meta.dirname, '../../docs/replicas.md'), 'utf8'),
)?.[1];
const filled = (text ?? '')
  .replaceAll('VAULT_ACCOUNT', '123456789012')
  .replaceAll('VAULT_ROLE', 'AwsSnapper-SnapperRole')
  .replaceAll('DEPLOYING_ROLE', 'cdk-hnb659fds-cfn-exec-role-*')
  .replaceAll('STACK_NAME', 'AwsSnapper');
const document: { Statement: readonly Statement[] } = JSON.parse(filled);
const guard: Policy[] = [{ name: 'Guard', statements: document.Statement }];

type Row = readonly [is: 'allowed' | 'denied', who: string, what: string, deed: Deed];

const ROWS: readonly Row[] = [
  ['allowed', VAULT, 'deletes a replica', on('ec2:DeleteSnapshot', SNAPSHOT, { has: OURS })],
  ['denied', ADMIN, 'deletes a replica', on('ec2:DeleteSnapshot', SNAPSHOT, { has: OURS })],
  ['denied', DEPLOYING, 'deletes a replica', on('ec2:DeleteSnapshot', SNAPSHOT, { has: OURS })],
  [
    'denied',
    roleOf('AwsSnapper-SnapperRole2'),
    'deletes a replica, by a name that begins alike',
    on('ec2:DeleteSnapshot', SNAPSHOT),
  ],
  ['denied', 'arn:aws:iam::123456789012:root', 'deletes a replica', on('ec2:DeleteSnapshot', SNAPSHOT)],
  ...[ADMIN, DEPLOYING, VAULT].flatMap((who): Row[] => [
    ['denied', who, 'shares a replica', on('ec2:ModifySnapshotAttribute', SNAPSHOT)],
    ['denied', who, 'resets a share', on('ec2:ResetSnapshotAttribute', SNAPSHOT)],
    ['denied', who, 'archives a replica', on('ec2:ModifySnapshotTier', SNAPSHOT)],
    ['denied', who, 'unlocks a replica', on('ec2:UnlockSnapshot', SNAPSHOT)],
    ['denied', who, 'lets replicas become public', on('ec2:DisableSnapshotBlockPublicAccess', '*')],
    ['denied', who, 'disables a key', on('kms:DisableKey', KEY)],
    ['denied', who, 'deletes a key', on('kms:ScheduleKeyDeletion', KEY)],
    ['denied', who, 'leaves the organisation', on('organizations:LeaveOrganization', '*')],
    ['denied', who, 'deletes a rule of the recycle bin', on('rbin:DeleteRule', RULE)],
    ['denied', who, 'unlocks a rule of it', on('rbin:UnlockRule', RULE)],
    ['denied', who, 'changes a rule of it', on('rbin:UpdateRule', RULE)],
  ]),
  ...[
    ...['iam:AttachRolePolicy', 'iam:PassRole', 'iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy'].map(
      (action) => on(action, VAULT),
    ),
    ...['lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration'].map((action) =>
      on(action, FUNCTION),
    ),
  ].flatMap((deed): Row[] => [
    ['denied', ADMIN, 'changes the vault', deed],
    ['denied', VAULT, 'changes itself', deed],
    ['allowed', DEPLOYING, 'changes the vault', deed],
  ]),
  ['allowed', VAULT, 'marks a replica', on('ec2:CreateTags', SNAPSHOT, { asks: OURS })],
  ['denied', ADMIN, 'marks a snapshot', on('ec2:CreateTags', SNAPSHOT, { asks: OURS })],
  ['denied', DEPLOYING, 'marks a snapshot', on('ec2:CreateTags', SNAPSHOT, { asks: OURS })],
  ['denied', ADMIN, 'marks one it makes', on('ec2:CreateTags', SNAPSHOT, { asks: { ...OURS, Name: 'x' } })],
  ['allowed', ADMIN, 'makes a snapshot', on('ec2:CreateSnapshot', SNAPSHOT, { asks: OURS })],
  ['allowed', ADMIN, 'marks a volume', on('ec2:CreateTags', VOLUME, { asks: OURS })],
  ['allowed', ADMIN, 'gives rights to another role', on('iam:PutRolePolicy', roleOf('Other'))],
  [
    'allowed',
    ADMIN,
    'changes another function',
    on('lambda:UpdateFunctionCode', FUNCTION.replace('AwsSnapper', 'other')),
  ],
  ['allowed', VAULT, 'makes a replica', on('ec2:CopySnapshot', SNAPSHOT, { asks: OURS })],
  ['allowed', VAULT, 'locks a replica', on('ec2:LockSnapshot', SNAPSHOT, { has: OURS })],
  ['allowed', ADMIN, 'looks', on('ec2:DescribeSnapshots', '*')],
  ['allowed', ADMIN, 'pins a replica', on('ec2:CreateTags', SNAPSHOT, { asks: { autosnap_keep: 'x' } })],
  ['allowed', ADMIN, 'restores a volume', on('ec2:CreateVolume', SNAPSHOT, { has: OURS })],
  ['allowed', ADMIN, 'deletes a restored volume', on('ec2:DeleteVolume', VOLUME)],
  ['allowed', ADMIN, 'attaches it to an instance', on('ec2:AttachVolume', INSTANCE)],
  ['allowed', ADMIN, 'makes a rule of the recycle bin', on('rbin:CreateRule', RULE)],
  ['allowed', ADMIN, 'looks at a key', on('kms:DescribeKey', KEY)],
  ['allowed', ADMIN, 'looks at the organisation', on('organizations:DescribeOrganization', '*')],
  ['allowed', ADMIN, 'starts a run', on('lambda:InvokeFunction', FUNCTION)],
  ['allowed', ADMIN, 'looks at the role', on('iam:GetRole', VAULT)],
];

describe('with the service control policy of docs/replicas.md', () => {
  test.for(ROWS.map(([is, who, what, deed]) => [is, who.split('/').pop(), what, who, deed] as const))(
    '%s: %s %s',
    async ([is, , , who, deed]) => {
      expect(await verdictUnder(guard, deed, who)).toBe(is);
    },
  );

  test('is one that AWS takes: at most 5,120 characters', () => {
    expect(JSON.stringify(document).length).toBeLessThan(5120);
  });
});

test('the embedded cloud judges the same', () => {
  expect(judgedUnder(guard)).toEqual(ROWS.map(([is]) => is));
});

/** A table that stays green whatever becomes of the policy would prove nothing. */
describe('the table notices that', () => {
  test.for(mutantsOf(guard).map((mutant) => [mutant.change, mutant] as const))('%s', ([, { policies }]) => {
    expect(judgedUnder(policies)).not.toEqual(ROWS.map(([is]) => is));
  });
});

/** What is said to each row where the account itself would allow everything. */
function judgedUnder(policies: readonly Policy[]): string[] {
  const all = { name: 'All', statements: [{ Effect: 'Allow', Action: '*', Resource: '*' } as const] };
  return ROWS.flatMap(([is, who, what, deed]) => {
    const asked = { ...deed, context: { ...deed.context, 'aws:PrincipalArn': who } };
    return judged([all, ...policies], [[is, what, asked]]).map(([said = '']) => said);
  });
}
