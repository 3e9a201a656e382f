import { Aws } from 'aws-cdk-lib';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { replicas } from '../../lambda/aws/replicas/permissions.ts';
import { documentOf } from './documentOf.ts';

/**
 * The rights of replicas as a policy of a role.
 *
 * The partition is filled in by CloudFormation also where it is known: the CDK's own check refuses a literal star in an ARN
 * that is written out, which IAM takes.
 */
export function replicaRights(prefixes: readonly string[], regions: readonly string[]): PolicyDocument {
  return documentOf(replicas({ partition: Aws.PARTITION, prefixes, regions }));
}
