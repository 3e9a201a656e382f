import {
  BootstraplessSynthesizer,
  CfnOutput,
  type FileAssetLocation,
  Fn,
  type IStackSynthesizer,
} from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import type { Construct, IConstruct } from 'constructs';
import { SOURCE } from '../../lambda/aws/replicas/vaultPermissions.ts';
import { AwsSnapper } from '../awsSnapper.ts';
import { addOutputs } from '../watch/outputs.ts';
import { DEFAULT_ROLE_NAME } from '../props/members.ts';
import { externalId, PlainStack, type Question } from './plainStack.ts';

/** What stands in the settings until the template is deployed; each is a value that the settings take. */
const ANY = {
  accounts: ['111111111111'],
  externalId: 'answered',
  emails: ['ops@example.com'],
  region: 'eu-west-1',
};

/** What the template asks for. What the program itself checks is checked by it, in each run. */
const QUESTIONS = {
  codeBucket: {
    description: 'The bucket, in the region of this stack, that has the code',
    allowedPattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
  },
  codeKey: {
    description:
      'The key of the code in that bucket: a ZIP file of dist/lambda. Another version needs another key',
    allowedPattern: '^.+$',
  },
  sources: {
    description: 'The ids of the accounts whose snapshots are kept, separated by commas',
    allowedPattern: '^[0-9]{12}$',
  },
  regions: {
    description: 'The regions of their volumes, separated by commas, or all',
    allowedPattern: '^[a-z0-9,! -]+$',
  },
  replicaRegions: {
    description: 'The regions of this account that keep replicas, separated by commas',
    allowedPattern: '^[a-z]{2,}(-[a-z]+)+-[0-9]+$',
  },
  replicaKeys: {
    description: 'The KMS key of each of these regions, like eu-west-1=alias/vault, separated by commas',
    allowedPattern: '^.*$',
  },
  replicaMin: {
    description:
      'The newest replicas that stay of each volume in each region, whatever its tag says: 1 to 1000',
    allowedPattern: '^([1-9][0-9]{0,2}|1000)$',
  },
  externalId: externalId('What the source roles require as the external id'),
  email: {
    description: 'Who gets the reports and the alarms',
    allowedPattern: '^[^@ ]+@[^@ ]+$',
  },
} as const satisfies Readonly<Record<string, Question>>;

/** A whole vault as one template, for those who deploy without the CDK. In the partition `aws` alone. */
export class VaultStack extends PlainStack {
  readonly snapper: AwsSnapper;

  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'aws-snapper: a vault, which keeps replicas of the snapshots of other accounts',
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the CDK is typed without exactOptionalPropertyTypes
      synthesizer: new CodeByParameters() as IStackSynthesizer,
    });
    const answer = (name: keyof typeof QUESTIONS, given?: string) =>
      this.answer(name, QUESTIONS[name], given);
    answer('codeBucket');
    answer('codeKey');
    const sources = this.answers('sources', QUESTIONS.sources);
    const regions = this.answers('replicaRegions', QUESTIONS.replicaRegions);
    this.snapper = new AwsSnapper(this, 'Snapper', {
      vault: { accounts: ANY.accounts, externalId: ANY.externalId },
      replicas: { regions: [ANY.region], min: 1 },
      emails: ANY.emails,
    });
    override(only(this.snapper.fn, isFunction), 'Environment.Variables', {
      VAULT: Fn.join(',', [...sources]),
      REPLICAS: Fn.join(',', [...regions]),
      REGIONS: answer('regions', 'all'),
      REPLICA_KEYS: answer('replicaKeys', ''),
      REPLICA_MIN: answer('replicaMin'),
      EXTERNAL_ID: answer('externalId'),
    });
    override(only(this.snapper.topic, isSubscription), '', { Endpoint: answer('email') });
    this.rightsFor(sources, regions);
    this.tell('VaultRoleArn', this.snapper.hubRole.roleArn, 'What the template of the source role asks for');
    this.tell('FunctionName', this.snapper.fn.functionName, 'The function');
    this.tell('TopicArn', this.snapper.topic.topicArn, 'Where the reports go');
    addOutputs(this, this.snapper);
  }

  /** The statements that name the sources, or the regions. */
  private rightsFor(sources: readonly string[], regions: readonly string[]): void {
    const rights: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
      ReplicateOnlyWithTheMark: { Resource: arns('arn:aws:ec2:', regions, '::snapshot/${*}') },
      TagOnlyReplicasBeingCreated: { Resource: arns('arn:aws:ec2:', regions, '::snapshot/*') },
      ReplicateOnlyFromTheSources: { 'Condition.StringEquals.ec2:Owner': sources },
      BecomeMember: { Resource: arns('arn:aws:iam::', sources, `:role/${DEFAULT_ROLE_NAME}${SOURCE}`) },
    };
    const role = only(this.snapper.hubRole, isRole);
    const [first]: readonly Inline[] = this.resolve(role.policies);
    first?.policyDocument.Statement.forEach(({ Sid }, index) =>
      override(role, `Policies.0.PolicyDocument.Statement.${index}`, rights[Sid] ?? {}),
    );
  }

  private tell(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}

/** Leaves to the person who deploys where the code is. */
class CodeByParameters extends BootstraplessSynthesizer {
  override addFileAsset(): FileAssetLocation {
    const [bucketName, objectKey] = [Fn.ref('CodeBucket'), Fn.ref('CodeKey')];
    return { bucketName, objectKey, httpUrl: '', s3ObjectUrl: '' };
  }
}

/** An ARN for each item; CloudFormation has no other way to write a list of them. */
function arns(before: string, items: readonly string[], behind: string): string[] {
  return Fn.split(',', `${before}${Fn.join(`${behind},${before}`, [...items])}${behind}`);
}

interface Inline {
  readonly policyDocument: { readonly Statement: readonly { readonly Sid: string }[] };
}

type Overridable = CfnFunction | CfnRole | CfnSubscription;

/** The only resource of a kind in a construct. */
function only<T extends Overridable>(inside: IConstruct, isOne: (one: IConstruct) => one is T): T {
  const [found, ...others] = inside.node.findAll().filter(isOne);
  if (found === undefined || others.length > 0) throw new Error(`${inside.node.path} has not exactly one`);
  return found;
}

const isFunction = (one: IConstruct) => one instanceof CfnFunction;
const isRole = (one: IConstruct) => one instanceof CfnRole;
const isSubscription = (one: IConstruct) => one instanceof CfnSubscription;

function override(resource: Overridable, path: string, changes: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(changes)) {
    resource.addPropertyOverride([path, key].filter(Boolean).join('.'), value);
  }
}
