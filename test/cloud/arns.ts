import type { Resource } from './records.ts';
import type { Call } from './wire/request.ts';

/** Whoever signed the call: a session of a role, or else the account's only user. */
export function callerArn({
  account,
  region,
  session,
}: Pick<Call, 'account' | 'region' | 'session'>): string {
  if (session === undefined) return `arn:${partitionOf(region)}:iam::${account}:user/snapper`;
  return sessionArn(session.role, session.name);
}

/** A session's ARN does not tell the path of its role. */
export function sessionArn(role: { readonly arn: string; readonly name: string }, session: string): string {
  const [, partition, , , account] = role.arn.split(':');
  return `arn:${partition}:sts::${account}:assumed-role/${role.name}/${session}`;
}

/** The account field of what can be shared, snapshots and images, is empty. */
export function arnOf({
  kind,
  id,
  region,
  account,
}: Pick<Resource, 'id' | 'region' | 'account'> & {
  readonly kind:
    | Resource['kind']
    | 'key-pair'
    | 'network-interface'
    | 'replace-root-volume-task'
    | 'security-group'
    | 'subnet'
    | 'vpc';
}): string {
  const owner = kind === 'snapshot' || kind === 'image' ? '' : account;
  return `arn:${partitionOf(region)}:ec2:${region}:${owner}:${kind}/${id}`;
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
