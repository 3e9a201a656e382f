import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';

import { freshCloud, stsOf } from './callers.ts';
import type { Caller } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { PolicyDocument } from './iam.ts';
import type { Role } from './roles.ts';
import type { TrustDocument, TrustStatement } from './trust.ts';

export const [HUB, MEMBER] = ['123456789012', '222222222222'] as const;
export const HUB_ROOT = `arn:aws:iam::${HUB}:root`;

/** A hub whose function has a role, and a member with one that lets this account in. */
export async function hubAndMember(door: Partial<TrustStatement> = {}) {
  const cloud = await freshCloud();
  const [hub, member] = [cloud.account(HUB), cloud.account(MEMBER)];
  const hubRole = hub.addRole({
    name: 'hub',
    path: '/snapper/',
    trust: trusting({ Service: 'lambda.amazonaws.com' }),
    policy: allowing('sts:AssumeRole', 'arn:aws:iam::*:role/aws-snapper-member'),
  });
  const role = member.addRole({
    name: 'aws-snapper-member',
    trust: {
      Statement: [{ Effect: 'Allow', Principal: { AWS: HUB_ROOT }, Action: 'sts:AssumeRole', ...door }],
    },
    policy: allowing('ec2:Describe*', '*'),
  });
  return { cloud, hub, member, hubRole, role, lambda: hubRole.credentials('snapper') };
}

export function trusting(Principal: TrustStatement['Principal']): TrustDocument {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] };
}

export function allowing(Action: string, Resource: string): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] };
}

interface Attempt extends Partial<AssumeRoleCommandInput> {
  readonly as: Caller;
}

export function assume(cloud: Cloud, { arn }: Pick<Role, 'arn'>, { as, ...input }: Attempt) {
  const command = new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'nightly', ...input });
  return stsOf(cloud, 'eu-west-1', as).send(command);
}

/** The keys that it was given. */
export async function assumed(cloud: Cloud, role: Role, attempt: Attempt) {
  const { Credentials } = await assume(cloud, role, attempt);
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}
