import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateVolumeCommand, DescribeSnapshotsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect, onTestFinished, test } from 'vitest';
import { startMoto } from './motoServer.ts';

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
/** Where `cdk bootstrap` keeps what is deployed. */
const BUCKET = `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;
const house = join(import.meta.dirname, '../..');
const execute = promisify(execFile);

/**
 * moto makes the function but cannot run it, so its zip is fetched and run here.
 *
 * It makes no trigger, alarms, subscriptions and policies of resources: those are asked for in test/lib.
 */
test('what is deployed, updated and destroyed is the function that takes snapshots', {
  timeout: 300_000,
}, async () => {
  const moto = await startMoto();
  onTestFinished(() => moto.stop());
  moto.setTime(new Date());
  const folder = mkdtempSync(join(tmpdir(), 'snapper-deploy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const endpoint = moto.endpoint.replace('127.0.0.1', 'localhost');
  const aws = awsAt(endpoint, folder);
  const ec2 = new EC2Client({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  onTestFinished(() => ec2.destroy());

  await aws.cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`);
  await aws.deploy('-c', 'prefix=autosnap', '-c', 'email=ops@example.com');
  const first = await aws.deployedFunction();
  expect(first.Configuration).toMatchObject({
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Timeout: 900,
    Environment: { Variables: { TAG_PREFIX: 'autosnap' } },
  });

  await aws.deploy('-c', 'prefix=nightly', '-c', 'email=boss@example.com');
  const updated = await aws.deployedFunction();
  expect(updated.Configuration.FunctionName).toBe(first.Configuration.FunctionName);
  expect(updated.Configuration.Environment.Variables).toMatchObject({
    TAG_PREFIX: 'nightly',
    TAG_PREFIXES: 'nightly',
    SNS_ARN: await aws.output('TopicArn'),
  });

  const { VolumeId = '' } = await ec2.send(
    new CreateVolumeCommand({
      AvailabilityZone: `${REGION}a`,
      Size: 8,
      TagSpecifications: [
        {
          ResourceType: 'volume',
          Tags: [
            { Key: 'nightly', Value: '1' },
            { Key: 'nightly_retain', Value: '2' },
          ],
        },
      ],
    }),
  );
  const report = await aws.invoke(updated);
  expect(report).toMatchObject({ verdict: { level: 'OK', created: 1 }, prefix: 'nightly', notes: [] });
  const snapshots = async () => {
    const Filters = [{ Name: 'volume-id', Values: [VolumeId] }];
    const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ Filters }));
    return Snapshots.map(({ Tags = [] }) => Tags);
  };
  expect(await snapshots()).toEqual([expect.arrayContaining([{ Key: 'snapshot_tool', Value: 'nightly' }])]);

  await aws.cdk('destroy', '--force');
  expect(await aws.stacks()).toEqual(['CDKToolkit']);
  expect(await snapshots()).toHaveLength(1);
});

interface DeployedFunction {
  readonly Configuration: {
    readonly FunctionName: string;
    readonly CodeSha256: string;
    readonly Environment: { readonly Variables: Readonly<Record<string, string>> };
  };
  readonly Code: { readonly Location: string };
}

/** What a person has who deploys: the CDK, and AWS behind an endpoint. */
function awsAt(endpoint: string, folder: string) {
  const bin = join(house, 'node_modules/.bin');
  const env = {
    PATH: `${bin}:${process.env['PATH']}`,
    HOME: folder,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
  };

  /** Asks without an SDK; moto wants a signature's scope and checks no more. */
  async function ask(
    service: string,
    path: string,
    params?: Readonly<Record<string, string>>,
  ): Promise<Response> {
    const scope = `x/20260101/${REGION}/${service}/aws4_request`;
    const response = await fetch(`${endpoint}${path}`, {
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=x` },
      ...(params && { method: 'POST', body: new URLSearchParams(params) }),
    });
    if (!response.ok) throw new Error(`${service}: ${response.status} ${await response.text()}`);
    return response;
  }

  async function cdk(...args: string[]): Promise<void> {
    await execute(join(bin, 'cdk'), [...args, '--output', join(folder, 'cdk.out')], { cwd: house, env });
  }

  async function describedStacks(): Promise<string> {
    const response = await ask('cloudformation', '/', { Action: 'DescribeStacks', Version: '2010-05-15' });
    return response.text();
  }

  async function output(name: string): Promise<string> {
    const pattern = new RegExp(`<OutputKey>${name}</OutputKey>\\s*<OutputValue>([^<]*)</OutputValue>`);
    return pattern.exec(await describedStacks())?.[1] ?? '';
  }

  return {
    cdk,
    output,
    deploy: (...context: string[]) =>
      cdk(
        'deploy',
        '--method=direct',
        '--require-approval=never',
        '--parameters=BootstrapVersion=/cdk-bootstrap/hnb659fds/version',
        ...context,
      ),
    async stacks(): Promise<string[]> {
      return [...(await describedStacks()).matchAll(/<StackName>([^<]*)</g)].flatMap(
        ([, name]) => name ?? [],
      );
    },
    async deployedFunction(): Promise<DeployedFunction> {
      const response = await ask('lambda', `/2015-03-31/functions/${await output('FunctionName')}`);
      const found: DeployedFunction = JSON.parse(await response.text());
      return found;
    },
    /** Runs the deployed code alone in an empty folder, as Lambda would. */
    async invoke({ Configuration, Code }: DeployedFunction): Promise<unknown> {
      const place = mkdtempSync(join(folder, 'function-'));
      const zip = `${place}.zip`;
      const key = new URL(Code.Location).pathname;
      const bytes = Buffer.from(await (await ask('s3', `/${BUCKET}${key}`)).arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('base64')).toBe(Configuration.CodeSha256);
      writeFileSync(zip, bytes);
      await execute(process.env['MOTO_PYTHON'] ?? 'python3', ['-m', 'zipfile', '-e', zip, place]);
      expect(readdirSync(place)).toContain('index.mjs');
      const invoke = `
        import { handler } from './index.mjs';
        const event = { scheduled_time: new Date().toISOString() };
        const report = await handler(event, { functionName: 'snapper', getRemainingTimeInMillis: () => 900000 });
        process.stdout.write('\\n' + JSON.stringify(report));`;
      const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', invoke], {
        cwd: place,
        env: { ...env, ...Configuration.Environment.Variables },
      });
      const report: unknown = JSON.parse(stdout.split('\n').at(-1) ?? '');
      return report;
    },
  };
}
