import { Aws } from 'aws-cdk-lib';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { replicaLock, replicas } from '../../lambda/aws/replicas/permissions.ts';
import { lock } from '../../lambda/settings/replicaShape.ts';
import { environmentOf } from '../props/environment.ts';
import type { ReplicasProps } from '../props/replicas.ts';
import type { Statement } from '../../lambda/aws/permissions.ts';
import { documentOf } from './documentOf.ts';

/**
 * The rights of replicas as a policy of a role, with that to lock them only where `lock` is given.
 *
 * The partition is filled in by CloudFormation also where it is known: the CDK's own check refuses a literal star in an ARN
 * that is written out, which IAM takes.
 *
 * @throws ConfigurationError for a lock that the function would refuse.
 */
export function replicaRights(
  prefixes: readonly string[],
  { regions, lock: length }: Pick<ReplicasProps, 'regions' | 'lock'>,
): PolicyDocument {
  const given = { partition: Aws.PARTITION, prefixes, regions };
  return documentOf([...replicas(given), ...lockRights(prefixes, { regions, lock: length })]);
}

/**
 * The right to lock replicas, only where `lock` is given.
 *
 * @throws ConfigurationError for a lock that the function would refuse.
 */
export function lockRights(
  prefixes: readonly string[],
  { regions, lock: length }: Pick<ReplicasProps, 'regions' | 'lock'>,
): Statement[] {
  if (length === undefined) return [];
  environmentOf({ replicas: { regions, lock: length } });
  return replicaLock({ partition: Aws.PARTITION, prefixes, regions, days: lock.parse(length) });
}
