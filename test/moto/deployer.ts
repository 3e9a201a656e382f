import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';
import { type DeployedFunction, fetchFunction } from './deployedFunction.ts';
import { type Moto, startMoto } from './motoServer.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';
/** Where `cdk bootstrap` keeps what is deployed. */
const BUCKET = `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;
const house = join(import.meta.dirname, '../..');
const bin = join(house, 'node_modules/.bin');
const execute = promisify(execFile);

/** What requests are signed with. moto knows an account by the key, and checks no signature. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Keys that moto did not give out are those of its first account. */
export const OWN_KEYS: Keys = { accessKeyId: 'x', secretAccessKey: 'x', sessionToken: 'x' };

/** A query in the old form of AWS's services. */
type Query = Readonly<Record<string, string>>;

/** What a person has who deploys: the CDK, and a moto of this test's own as AWS, bootstrapped. */
export interface Deployer {
  readonly endpoint: string;
  /** Does something at a time of moto's clock, and listens. */
  readonly at: <Answer>(time: Date, act: () => Promise<Answer>) => Promise<Answer>;
  readonly cdk: (...args: string[]) => Promise<void>;
  readonly deploy: (...context: string[]) => Promise<void>;
  /** Asks a service that speaks forms, by default with the keys of the deployer. */
  readonly query: (service: string, params: Query, keys?: Keys) => Promise<string>;
  /** The names of the stacks there are. */
  readonly stacks: () => Promise<string[]>;
  /** An output of any stack; empty where there is none of that name. */
  readonly output: (name: string, keys?: Keys) => Promise<string>;
  /** The deployed function of a handler, to be run here: moto makes functions but cannot run them. */
  readonly deployedFunction: (handler: string) => Promise<DeployedFunction>;
  /** What AssumeRole gives. To moto it is all the same whether there is such a role. */
  readonly keysOf: (roleArn: string) => Promise<Keys>;
  /** The state machine of an ARN, as JSON. */
  readonly stateMachine: (stateMachineArn: string) => Promise<string>;
  /** The forms by which anybody asked for an action while we listened. */
  readonly asked: (action: string) => Promise<URLSearchParams[]>;
}

/** Starts a moto that ends with the test, and bootstraps it. What is deployed is the CDK app in the folder `app`. */
export async function startDeployer(app = house): Promise<Deployer> {
  const moto = await startMoto();
  onTestFinished(() => moto.stop());
  const folder = mkdtempSync(join(tmpdir(), 'snapper-deploy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const deployer = deployerAt(moto, folder, app);
  await deployer.cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`);
  return deployer;
}

function deployerAt({ endpoint, setTime }: Moto, folder: string, app: string): Deployer {
  const env = {
    PATH: `${bin}:${process.env['PATH']}`,
    HOME: folder,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
  };

  async function cdk(...args: string[]): Promise<void> {
    await execute(join(bin, 'cdk'), [...args, '--output', join(folder, 'cdk.out')], {
      cwd: app,
      // moto finds no template at an address of digits.
      env: {
        ...env,
        ...environmentOf(OWN_KEYS),
        AWS_ENDPOINT_URL: endpoint.replace('127.0.0.1', 'localhost'),
      },
    });
  }

  /** Asks without an SDK; moto wants a signature's scope and checks no more. */
  async function ask(
    service: string,
    path: string,
    { headers, ...form }: RequestInit = {},
    { accessKeyId } = OWN_KEYS,
  ): Promise<Response> {
    const scope = `${accessKeyId}/20260101/${REGION}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=x`;
    const response = await fetch(`${endpoint}${path}`, { ...form, headers: { ...headers, authorization } });
    if (!response.ok) throw new Error(`${service}: ${response.status} ${await response.text()}`);
    return response;
  }

  async function query(service: string, params: Query, keys?: Keys): Promise<string> {
    const form = { method: 'POST', body: new URLSearchParams(params) };
    return (await ask(service, '/', form, keys)).text();
  }

  async function record(what: 'start' | 'stop' | 'download'): Promise<string> {
    const method = what === 'download' ? 'GET' : 'POST';
    return (await fetch(`${endpoint}/moto-api/recorder/${what}-recording`, { method })).text();
  }

  async function readText(path: string): Promise<string> {
    return (await ask('lambda', path)).text();
  }

  async function readCode(key: string): Promise<ArrayBuffer> {
    return (await ask('s3', `/${BUCKET}${key}`)).arrayBuffer();
  }

  async function describedStacks(keys?: Keys): Promise<string> {
    return query('cloudformation', { Action: 'DescribeStacks', Version: '2010-05-15' }, keys);
  }

  async function keysOf(RoleArn: string): Promise<Keys> {
    const sts = new STSClient({ endpoint, region: REGION, credentials: OWN_KEYS });
    try {
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    } finally {
      sts.destroy();
    }
  }

  return {
    endpoint,
    cdk,
    keysOf,
    query,
    async deploy(...context) {
      await cdk(
        'deploy',
        '--method=direct',
        '--require-approval=never',
        '--parameters=BootstrapVersion=/cdk-bootstrap/hnb659fds/version',
        ...context,
      );
    },
    async stacks() {
      const found = (await describedStacks()).matchAll(/<StackName>([^<]*)</g);
      return [...found].flatMap(([, name]) => name ?? []);
    },
    async output(name, keys) {
      const pattern = new RegExp(`<OutputKey>${name}</OutputKey>\\s*<OutputValue>([^<]*)</OutputValue>`);
      return pattern.exec(await describedStacks(keys))?.[1] ?? '';
    },
    async deployedFunction(handler) {
      return fetchFunction(handler, folder, { readText, readCode }, async (role) => ({
        ...env,
        ...environmentOf(await keysOf(role)),
      }));
    },
    async stateMachine(stateMachineArn) {
      const response = await ask('states', '/', {
        method: 'POST',
        headers: {
          'x-amz-target': 'AWSStepFunctions.DescribeStateMachine',
          'content-type': 'application/x-amz-json-1.0',
        },
        body: JSON.stringify({ stateMachineArn }),
      });
      return response.text();
    },
    async at(time, act) {
      setTime(time);
      // Only now, because moto mixes up what it records of the CDK's uploads, which are large and side by side.
      await record('start');
      try {
        return await act();
      } finally {
        await record('stop');
      }
    },
    async asked(action) {
      const forms = (await record('download'))
        .trimEnd()
        .split('\n')
        .map((line) => {
          const { body }: { body: string } = JSON.parse(line);
          return new URLSearchParams(Buffer.from(body, 'base64').toString());
        });
      return forms.filter((form) => form.get('Action') === action);
    },
  };
}

function environmentOf({ accessKeyId, secretAccessKey, sessionToken }: Keys): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}
