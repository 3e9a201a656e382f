import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';

const house = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'snapper-synth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npx cdk synth` on a machine that has neither credentials nor a region. */
async function synth(...context: string[]) {
  const bin = join(house, 'node_modules/.bin');
  const output = mkdtempSync(join(folder, 'out-'));
  const child = spawn(
    join(bin, 'cdk'),
    // The bundle is there; to build it again would take it away from the tests beside.
    ['synth', '--quiet', '--no-lookups', '--build', 'node --version', '--output', output, ...context],
    {
      cwd: house,
      env: { PATH: `${bin}:${process.env['PATH']}`, HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  return { status: child.exitCode, stderr, output };
}

test.concurrent('the app is synthesised without credentials, account or region', async ({ expect }) => {
  const { status, stderr, output } = await synth('-c', 'stackName=Snapper-2', '-c', 'email=ops@example.com');
  expect(stderr).not.toMatch(/error|credential/i);
  expect(status).toBe(0);
  const template = readFileSync(join(output, 'Snapper-2.template.json'), 'utf8');
  expect(template).toContain('"ops@example.com"');
  expect(template).not.toContain('arn:aws:');
  expect(readdirSync(output).some((name) => name.startsWith('asset.'))).toBe(true);
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
  const { status, output } = await synth('-c', 'member=true', '-c', 'prefix=autosnap,nightly');
  expect(status).toBe(0);
  const template = readFileSync(join(output, 'AwsSnapperMember.template.json'), 'utf8');
  expect(template).toContain('nightly_keep');
  expect(template).not.toMatch(/BootstrapVersion|AWS::Lambda/);
});

test.concurrent('a key that the member role does not have ends it', async ({ expect }) => {
  const { status, stderr } = await synth('-c', 'member=true', '-c', 'regions=all');
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/aws-snapper: regions does not go with member=true, .*"all"/);
});

test.concurrent('a key that is not ours ends it with the message, and nothing else', async ({ expect }) => {
  const { status, stderr, output } = await synth('-c', 'retention=7');
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/aws-snapper: The context key "retention" .*-c regions=/);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(readdirSync(output)).toEqual([]);
});
