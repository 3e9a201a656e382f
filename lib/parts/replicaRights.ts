import { Aws } from 'aws-cdk-lib';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { replicaLock, replicas } from '../../lambda/aws/replicas/permissions.ts';
import { lock } from '../../lambda/settings/replicaShape.ts';
import { environmentOf } from '../props/environment.ts';
import type { ReplicasProps } from '../props/replicas.ts';
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
  environmentOf({ replicas: { regions, lock: length } });
  const locks = length === undefined ? [] : replicaLock({ ...given, days: lock.parse(length) });
  return documentOf([...replicas(given), ...locks]);
}
