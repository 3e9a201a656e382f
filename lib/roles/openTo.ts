import { Duration } from 'aws-cdk-lib';
import { ArnPrincipal, Role, type RoleProps } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { refuseLargePolicies } from '../parts/policySize.ts';

/** The one role of another account that may take on a role, and what it must show. */
export interface Door {
  /** The ARN of the role. */
  readonly to: string;

  /** What it must send as `sts:ExternalId`. */
  readonly externalId: string;

  /** The organisation of its account. */
  readonly organizationId: string;
}

/** A role with policies of its own, which one role of another account may take on, and nobody else. */
export function roleOpenTo(
  scope: Construct,
  id: string,
  { to, externalId, organizationId }: Door,
  { tagPrefixes, ...own }: Omit<RoleProps, 'assumedBy'> & { readonly tagPrefixes: readonly string[] },
): Role {
  const role = new Role(scope, id, {
    ...own,
    assumedBy: new ArnPrincipal(to).withConditions({
      StringEquals: { 'sts:ExternalId': externalId, 'aws:PrincipalOrgID': organizationId },
    }),
    // A role that is assumed by a role has one hour at most.
    maxSessionDuration: Duration.hours(1),
  });
  refuseLargePolicies(role, { tagPrefixes });
  return role;
}
