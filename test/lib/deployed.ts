import type { Template } from 'aws-cdk-lib/assertions';
import { env } from './deployment.ts';

type OneOrMore = string | readonly string[];

/** One statement of an IAM policy, as a template has it. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action: OneOrMore;
  readonly Resource: OneOrMore;
  readonly Condition?: Conditions;
}

/** One statement of the policy that says who may take on a role. */
export type Trust = Omit<Statement, 'Resource'>;

export type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;

/** One policy of a role. */
export interface Policy {
  readonly name: string;
  readonly statements: readonly Statement[];
}

interface PolicyDocument {
  readonly Statement: readonly Statement[];
}

/** The properties that tests look into; the others are only compared. */
export interface Properties {
  readonly [key: string]: unknown;
  readonly AlarmActions?: readonly string[];
  readonly Code?: { readonly S3Key: string };
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
  readonly KeyPolicy?: PolicyDocument;
  readonly MetricName?: string;
  readonly Namespace?: string;
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: PolicyDocument }[];
  readonly PolicyDocument?: PolicyDocument;
  readonly AssumeRolePolicyDocument?: { readonly Statement: readonly Trust[] };
  readonly DefinitionString?: string;
  readonly Roles?: readonly string[];
  readonly Target?: { readonly Input: string; readonly RoleArn: string };
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Properties;
}

interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** What the template asks for; a list, where it asks for several values. */
  readonly parameters?: Readonly<Record<string, string | readonly string[]>>;
}

const HERE: Place = { partition: 'aws', ...env };

/**
 * What CloudFormation makes of a template: references are names and ARNs, and a resource is named after
 * its construct, like `arn:aws:sns:eu-west-1:123456789012:SnapperReports`.
 */
export function deployed(template: Template, place: Place = HERE) {
  const { Resources, Outputs } = template.toJSON();
  const { resources, outputs }: Deployed = JSON.parse(
    JSON.stringify({ resources: Resources, outputs: Outputs ?? {} }),
    (_, value: unknown) => resolved(value, Resources, place),
  );
  const made = Object.entries(resources).map(([id, { Type, Properties: properties = {} }]) => ({
    name: nameOf(id),
    type: Type,
    properties,
  }));

  /** All of a type, like `AWS::SNS::Topic`. */
  function all(type: string): Properties[] {
    return made.filter((resource) => resource.type === type).map(({ properties }) => properties);
  }

  /** The only one of its type. */
  function one(type: string): Properties {
    const [first, ...others] = all(type);
    if (first === undefined || others.length > 0) throw new Error(`There is not exactly one ${type}`);
    return first;
  }

  /** All that a role may do: what is written into it, and what is attached to it. */
  function policiesOf(role: string): Policy[] {
    const { properties } = made.find(({ name }) => name === role) ?? missing(role);
    if ('ManagedPolicyArns' in properties) throw new Error(`${role} has policies from elsewhere`);
    const inline = (properties.Policies ?? []).map(({ PolicyName, PolicyDocument }) => ({
      name: PolicyName,
      statements: PolicyDocument.Statement,
    }));
    const attached = made
      .filter(
        ({ type, properties: { Roles } }) => /^AWS::IAM::\w*Policy$/.test(type) && Roles?.includes(role),
      )
      .map(({ name, properties: { PolicyDocument } }) => ({
        name,
        statements: PolicyDocument?.Statement ?? [],
      }));
    return [...inline, ...attached];
  }

  return {
    resources: made,
    all,
    one,
    policiesOf,
    outputs: Object.fromEntries(Object.entries(outputs).map(([key, { Value }]) => [key, Value])),
  };
}

interface Deployed {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: Readonly<Record<string, { readonly Value: string }>>;
}

/** What a reference means; everything else is what it is. What is inside is resolved already. */
function resolved(value: unknown, resources: Deployed['resources'], place: Place): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const [[key, inner] = ['', undefined], ...others] = Object.entries(value);
  if (others.length > 0 || !/^(Ref$|Fn::)/.test(key)) return value;
  if (key === 'Ref') {
    const answers = place.parameters?.[String(inner)];
    return typeof answers === 'object' ? answers : referred(String(inner), resources, place);
  }
  if (key === 'Fn::Sub') {
    return String(inner).replaceAll(/\$\{(.*?)\}/g, (_, id: string) => referred(id, resources, place));
  }
  if (Array.isArray(inner)) {
    const [first, second]: unknown[] = inner;
    if (key === 'Fn::Join' && Array.isArray(second)) return second.join(String(first));
    if (key === 'Fn::Split') return String(second).split(String(first));
    if (key === 'Fn::Select' && Array.isArray(second)) return second[Number(first)];
    if (key === 'Fn::GetAtt' && second === 'Arn') return arnOf(String(first), resources, place);
    if (key === 'Fn::GetAtt' && ['QueueName', 'Name', 'GroupId'].includes(String(second))) {
      return nameOf(String(first));
    }
  }
  throw new Error(`What does ${JSON.stringify(value)} mean?`);
}

const CALLED_BY_ARN = new Set(['AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine']);

function referred(id: string, resources: Deployed['resources'], place: Place): string {
  if (id === 'AWS::Partition') return place.partition;
  if (id === 'AWS::AccountId') return place.account;
  if (id === 'AWS::StackName') return 'AwsSnapper';
  if (id === 'AWS::Region') return place.region;
  if (id === 'AWS::URLSuffix') return 'amazonaws.com';
  const parameter = place.parameters?.[id];
  if (typeof parameter === 'string') return parameter;
  const { Type } = resources[id] ?? missing(id);
  return CALLED_BY_ARN.has(Type) ? arnOf(id, resources, place) : nameOf(id);
}

function arnOf(id: string, resources: Deployed['resources'], { partition, account, region }: Place): string {
  const name = nameOf(id);
  const { Type } = resources[id] ?? missing(id);
  if (Type === 'AWS::IAM::Role') return `arn:${partition}:iam::${account}:role/${name}`;
  if (Type === 'AWS::S3::Bucket') return `arn:${partition}:s3:::${name}`;
  const kinds: Record<string, string> = {
    'AWS::SNS::Topic': `sns:${region}:${account}:${name}`,
    'AWS::SQS::Queue': `sqs:${region}:${account}:${name}`,
    'AWS::Lambda::Function': `lambda:${region}:${account}:function:${name}`,
    'AWS::Logs::LogGroup': `logs:${region}:${account}:log-group:${name}:*`,
    'AWS::CloudWatch::Alarm': `cloudwatch:${region}:${account}:alarm:${name}`,
    'AWS::CloudWatch::CompositeAlarm': `cloudwatch:${region}:${account}:alarm:${name}`,
    'AWS::KMS::Key': `kms:${region}:${account}:key/${name}`,
    'AWS::StepFunctions::StateMachine': `states:${region}:${account}:stateMachine:${name}`,
  };
  return `arn:${partition}:${kinds[Type] ?? missing(`The ARN of a ${Type}`)}`;
}

/** A construct's path without the hash that CloudFormation's names need. */
function nameOf(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}

function missing(what: string): never {
  throw new Error(`${what} is not there`);
}
