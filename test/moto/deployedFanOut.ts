import * as z from 'zod/mini';
import { list } from '../../lambda/fanOut/list.ts';
import { merge } from '../../lambda/fanOut/merge.ts';
import { createShard } from '../../lambda/handler.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import type { Account } from '../cloud/accounts.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { PolicyDocument } from '../cloud/iam.ts';
import type { Role } from '../cloud/roles.ts';
import type { TrustDocument } from '../cloud/trust.ts';
import { deployed, type Trust } from '../lib/deployed.ts';
import { deployment } from '../lib/deployment.ts';
import { memberTemplate } from '../lib/memberTemplate.ts';
import { clockOf, withEnvironment } from '../scenarios/snapper.ts';

export const HUB = '123456789012';
const EXTERNAL_ID = 'only-the-hub-knows';
const ORGANIZATION = 'o-a1b2c3d4e5';
const REGION = 'eu-west-1';

/** The fan-out as its templates say it is: roles, environments, bucket, topic and state machine. */
export interface DeployedFanOut {
  readonly definition: unknown;
  readonly topicArn: string;
  readonly bucket: string;
  /** Deploys the member template into an account. */
  readonly addMember: (id: string) => Account;
  /** What the merging function told its log. */
  readonly told: readonly Report[];
}

const asked = z.object({ account: z.string(), region: z.string(), run: z.int() });

/** What a story puts before the real shard. */
export type BeforeShard = (shard: z.infer<typeof asked>) => {
  /** @default fifteen minutes */
  readonly milliseconds?: number;
};

/** Puts into a cloud what `cdk deploy -c fanOut=true` would put into AWS, with replicas in some regions. */
export function deployFanOut(
  cloud: Cloud,
  accounts: readonly string[],
  before: BeforeShard,
  places?: readonly string[],
): DeployedFanOut {
  const template = deployment({
    members: { accounts, externalId: EXTERNAL_ID, organizationId: ORGANIZATION },
    fanOut: { runsPerShard: 4 },
    ...(places === undefined ? {} : { replicas: { regions: places } }),
  }).template();
  const hub = deployed(template);
  const account = cloud.account(HUB);
  account.organization = ORGANIZATION;
  account.policy = [...hub.policiesOf('SnapperFanOutRunsRole')].flatMap(({ statements }) => statements);
  const bucket = 'SnapperFanOutBucket';
  cloud.region(REGION).bucket(bucket);
  const topicArn = cloud.region(REGION).topic('SnapperReports');
  const told: Report[] = [];

  const run = async <Answer>(handler: string, act: () => Promise<Answer>): Promise<Answer> => {
    const fn = hub.all('AWS::Lambda::Function').find(({ Handler }) => Handler === handler);
    const role = roles.get(handler === 'index.merge' ? 'SnapperFanOutMergeRole' : 'SnapperRole');
    const keys = role?.credentials('function');
    const env = {
      ...cloud.env,
      ...fn?.Environment?.Variables,
      AWS_ACCESS_KEY_ID: keys?.accessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: keys?.secretAccessKey ?? '',
      AWS_SESSION_TOKEN: keys?.sessionToken ?? '',
    };
    return withEnvironment(env, act);
  };
  const roles = new Map(
    ['SnapperRole', 'SnapperFanOutMergeRole'].map((name): [string, Role] => [
      name,
      account.addRole({ name, trust: BY_LAMBDA, policy: { Statement: statementsOf(hub, name) } }),
    ]),
  );
  const door = {
    clock: clockOf(cloud),
    env: () => process.env,
    tell: (report: Report) => void told.push(report),
  };
  const shard = createShard(door.clock, () => undefined);
  account.functions.set('SnapperFanOutList', (input) => run('index.list', () => list(input, door)));
  account.functions.set('SnapperFanOutMerge', (input) => run('index.merge', () => merge(input, door)));
  account.functions.set('SnapperFunction', (input) => {
    const { milliseconds = 900_000 } = before(asked.parse(input));
    const context = { functionName: 'SnapperFunction', getRemainingTimeInMillis: () => milliseconds };
    return run('index.shard', () => shard(input, context));
  });

  return {
    definition: JSON.parse(hub.one('AWS::StepFunctions::StateMachine').DefinitionString ?? ''),
    topicArn,
    bucket,
    told,
    addMember: (id) => addMember(cloud, id, places),
  };
}

const BY_LAMBDA: TrustDocument = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

function statementsOf(hub: ReturnType<typeof deployed>, role: string): PolicyDocument['Statement'] {
  return hub.policiesOf(role).flatMap(({ statements }) => statements);
}

function addMember(cloud: Cloud, id: string, places: readonly string[] | undefined): Account {
  const parameters = {
    HubRoleArn: `arn:aws:iam::${HUB}:role/SnapperRole`,
    ExternalId: EXTERNAL_ID,
    OrganizationId: ORGANIZATION,
  };
  const member = deployed(memberTemplate({ replicas: places }), {
    partition: 'aws',
    region: REGION,
    account: id,
    parameters,
  });
  const { AssumeRolePolicyDocument, Policies = [] } = member.one('AWS::IAM::Role');
  const account = cloud.account(id);
  account.organization = ORGANIZATION;
  account.addRole({
    name: 'aws-snapper-member',
    trust: trustIn(AssumeRolePolicyDocument),
    policy: {
      Statement: Policies.flatMap(({ PolicyDocument: { Statement } }) => Statement),
    },
  });
  return account;
}

/** Of principals, the template names only ARNs. */
function trustIn(document: { readonly Statement: readonly Trust[] } | undefined): TrustDocument {
  const principals = z.object({ AWS: z.string() });
  const statements = document?.Statement ?? [];
  return { Statement: statements.map((one) => ({ ...one, Principal: principals.parse(one.Principal) })) };
}
