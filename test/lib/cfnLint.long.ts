import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { AwsSnapperProps } from '../../lib/props/awsSnapperProps.ts';
import { MemberRoleStack } from '../../lib/roles/memberRoleStack.ts';
import { deployment, newApp, removeOutput } from './deployment.ts';
import { PROPS } from './fannedOut.ts';
import { givenVpc } from './network.ts';
import { sourceTemplate, vaultTemplate } from './memberTemplate.ts';

afterAll(removeOutput);

const ANSWERS = {
  hubRoleArn: 'arn:aws:iam::123456789012:role/SnapperRole',
  externalId: 'one-of-ours',
  organizationId: 'o-a1b2c3d4e5',
};

function withResources(stack: Stack, props: AwsSnapperProps): AwsSnapperProps {
  return { ...props, encryptionKey: new Key(stack, 'Key'), vpc: givenVpc(stack), prove: 20 };
}

const isInstalled = spawnSync('cfn-lint', ['--version']).status === 0;

test.runIf(isInstalled).for([
  ['of a deployment', () => deployment({ emails: ['ops@example.com'] }).template()],
  ['of a deployment that makes images', () => deployment({ images: true }).template()],
  ['of a deployment that proves', () => deployment({ prove: 20 }).template()],
  [
    'of a deployment with a dashboard',
    () => deployment({ ...PROPS, dashboard: true, images: true, prove: 20 }).template(),
  ],
  [
    'of a deployment that keeps replicas',
    () => deployment({ replicas: { regions: ['eu-central-1', 'eu-north-1'] } }).template(),
  ],
  [
    'of a vault',
    () =>
      deployment({
        vault: { accounts: ['111111111111', '333333333333'], externalId: 'one-of-ours' },
        replicas: { regions: ['eu-central-1', 'eu-north-1'], min: 7 },
      }).template(),
  ],
  ['of a vault by hand', vaultTemplate],
  ['of the source role', () => sourceTemplate()],
  ['of a deployment that fans out', () => deployment(PROPS).template()],
  [
    'of a deployment with a key and a network of its own',
    () => deployment((stack) => withResources(stack, PROPS)).template(),
  ],
  [
    'of one function with a key and a network of its own',
    () => deployment((stack) => withResources(stack, { emails: ['ops@example.com'] })).template(),
  ],
  ['of the member role', () => Template.fromStack(new MemberRoleStack(newApp(), 'AwsSnapperMember'))],
  [
    'of the member role for images',
    () => Template.fromStack(new MemberRoleStack(newApp(), 'AwsSnapperMember', { images: true })),
  ],
  [
    'of the member role for replicas',
    () =>
      Template.fromStack(new MemberRoleStack(newApp(), 'AwsSnapperMember', { replicas: ['eu-central-1'] })),
  ],
  [
    'of the member role for a prover',
    () => Template.fromStack(new MemberRoleStack(newApp(), 'AwsSnapperMember', { prove: true })),
  ],
  [
    'of the member role with answers',
    () => Template.fromStack(new MemberRoleStack(newApp(), 'AwsSnapperMember', ANSWERS)),
  ],
] as const)('cfn-lint, where it is installed, finds nothing in the template %s', ([, template]) => {
  const folder = mkdtempSync(join(tmpdir(), 'snapper-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'template.json');
  writeFileSync(file, JSON.stringify(template().toJSON()));
  // W3005: the CDK names dependencies that a reference implies anyway.
  const { status, stdout } = spawnSync('cfn-lint', ['-i', 'W3005', '--', file], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
