import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { synth } from './synth.ts';

test.concurrent('the app is synthesised without credentials, account or region', async ({ expect }) => {
  const { status, stderr, output } = await synth('-c', 'stackName=Snapper-2', '-c', 'emails=ops@example.com');
  expect(stderr).not.toMatch(/error|credential/i);
  expect(status).toBe(0);
  const template = readFileSync(join(output, 'Snapper-2.template.json'), 'utf8');
  expect(template).toContain('"ops@example.com"');
  expect(template).not.toContain('arn:aws:');
  expect(readdirSync(output).some((name) => name.startsWith('asset.'))).toBe(true);
});

test.concurrent('U17 S3 what is most likely wrong is a warning, and the template is written', async ({
  expect,
}) => {
  const { status, stderr } = await synth('-c', 'regions=eu-wst-1');
  expect(status).toBe(0);
  expect(stderr).toContain('did you mean eu-west-1?');
  expect(stderr).toContain('Nobody is subscribed to the topic AwsSnapper/Snapper/Reports');
});

test.concurrent('with a bucket for its code it is one template, and the command that puts the code there', async ({
  expect,
}) => {
  const topic = 'topicArn=arn:aws:sns:eu-west-1:111111111111:reports';
  const { status, stderr, output } = await synth('-c', 'assetsBucket=code-of-ours', '-c', topic);
  expect(status).toBe(0);
  const template = readFileSync(join(output, 'AwsSnapper.template.json'), 'utf8');
  expect(template).not.toContain('BootstrapVersion');
  const [, key = 'no key'] = /aws s3 cp - s3:\/\/code-of-ours\/(\S+\.zip)/.exec(stderr) ?? [];
  expect(template).toContain(`"S3Key": "${key}"`);
});

test.concurrent('the member role is a template of its own', async ({ expect }) => {
  const { status, output } = await synth('-c', 'member=true', '-c', 'tagPrefixes=autosnap,nightly');
  expect(status).toBe(0);
  const template = readFileSync(join(output, 'AwsSnapperMember.template.json'), 'utf8');
  expect(template).toContain('nightly_keep');
  expect(template).not.toMatch(/BootstrapVersion|AWS::Lambda/);
});

test.concurrent('a key that the member role does not have ends it', async ({ expect }) => {
  const { status, stderr } = await synth('-c', 'member=true', '-c', 'regions=all');
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/aws-snapper: regions must be absent beside member=true, .*"all"/);
});

test.concurrent('a key that is not ours ends it with the message, and nothing else', async ({ expect }) => {
  const { status, stderr, output } = await synth('-c', 'retention=7');
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/aws-snapper: The context key "retention" .*give one of them/);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(readdirSync(output)).toEqual([]);
});
