import { Arn, ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IScheduleTarget } from 'aws-cdk-lib/aws-scheduler';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { ResourceProps } from '../props/resources.ts';

/** What all functions of a deployment have in common. */
export interface Shared {
  /** The network and the key of each function. */
  readonly functions: Pick<FunctionProps, 'vpc' | 'vpcSubnets' | 'securityGroups' | 'environmentEncryption'>;
  /** The policies that each of their roles needs for that. */
  readonly rights: Readonly<Record<string, PolicyDocument>>;
  /** Encrypts what is made here. */
  readonly key: IKey | undefined;
  /** An existing log group, in place of those that are made here. */
  readonly logGroup: ILogGroup | undefined;
  readonly logRetention: RetentionDays;
}

/** Reads what the functions share, and lets CloudWatch Logs use the key. */
export function sharedIn(
  scope: Construct,
  props: ResourceProps & { readonly logRetention?: RetentionDays | undefined },
): Shared {
  const { encryptionKey: key, vpc, vpcSubnets, securityGroups, logGroup, logRetention } = props;
  if (key !== undefined) letLogsUse(key, scope);
  const network =
    vpc === undefined
      ? {}
      : {
          vpc,
          ...(vpcSubnets === undefined ? {} : { vpcSubnets }),
          ...(securityGroups === undefined ? {} : { securityGroups: [...securityGroups] }),
        };
  return {
    functions: { ...network, ...(key === undefined ? {} : { environmentEncryption: key }) },
    rights: vpc === undefined ? {} : { Network: new PolicyDocument({ statements: [networkInterfaces()] }) },
    key,
    logGroup,
    logRetention: logRetention ?? RetentionDays.THREE_MONTHS,
  };
}

/** The given log group, or a new one. */
export function logGroupIn(scope: Construct, { logGroup, logRetention: retention, key }: Shared): ILogGroup {
  if (logGroup !== undefined) return logGroup;
  const encryption = key === undefined ? {} : { encryptionKey: key };
  return new LogGroup(scope, 'Log', { retention, removalPolicy: RemovalPolicy.DESTROY, ...encryption });
}

/** A queue of events that failed in every try. */
export function deadLettersIn(scope: Construct, { key }: Shared): Queue {
  return new Queue(scope, 'DeadLetters', {
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    ...(key === undefined ? {} : { encryptionMasterKey: key }),
  });
}

/** Lets a role read and write what the key encrypts. */
export function letUse({ key }: Pick<Shared, 'key'>, role: IRole): void {
  key?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey*');
}

/** A target whose role may use the key of the dead-letter queue. The CDK adds no such right. */
export function withKey(target: IScheduleTarget, shared: Pick<Shared, 'key'>): IScheduleTarget {
  return {
    bind(schedule) {
      const config = target.bind(schedule);
      letUse(shared, config.role);
      return config;
    },
  };
}

/**
 * Lets CloudWatch Logs use a key that is made in this app, for log groups of the account. The policy cannot name the log
 * groups themselves: they name the key.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
function letLogsUse(key: IKey, scope: Construct): void {
  const stack = Stack.of(scope);
  const logs = { service: 'logs', resource: 'log-group', resourceName: '*' };
  const arn = Arn.format({ ...logs, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, stack);
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'LogsMayUseKey',
      principals: [new ServicePrincipal(`logs.${stack.region}.${stack.urlSuffix}`)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn } },
    }),
  );
}

/**
 * Lambda makes the network interfaces of a function with the function's role. Calls of the function's own code carry
 * `lambda:SourceFunctionArn`, so the code itself cannot make any.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice
 */
function networkInterfaces(): PolicyStatement {
  return new PolicyStatement({
    sid: 'NetworkInterfacesByLambda',
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    resources: ['*'],
    conditions: { Null: { 'lambda:SourceFunctionArn': 'true' } },
  });
}
