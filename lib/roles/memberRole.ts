import { Duration, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { images } from '../../lambda/aws/images/permissions.ts';
import { role as permissions } from '../../lambda/aws/permissions.ts';
import { DEFAULT_ROLE_NAME } from '../props/members.ts';
import { DEFAULT_PREFIXES } from '../props/environment.ts';
import { documentOf } from '../parts/documentOf.ts';
import { refuseLargePolicies } from '../parts/policySize.ts';

export interface MemberRoleProps {
  /** The ARN of the role of the hub's function: its stack's output `HubRoleArn`. */
  readonly hubRoleArn: string;

  /** What the hub must send as `sts:ExternalId`. */
  readonly externalId: string;

  /** The organisation of the hub. */
  readonly organizationId: string;

  /**
   * The tag prefixes of the hub: only what they mark can be deleted.
   *
   * @default ['autosnap']
   */
  readonly tagPrefixes?: readonly string[] | undefined;

  /**
   * Lets the hub make and delete images here, too; for a hub with `images`.
   *
   * @default false
   */
  readonly images?: boolean | undefined;

  /**
   * The name by which the hub looks for the role.
   *
   * @default 'aws-snapper-member'
   */
  readonly roleName?: string | undefined;
}

/** Lets the role of one hub, and nobody else, do the job in this account. */
export class MemberRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, props: MemberRoleProps) {
    super(scope, id);
    const { partition, account } = Stack.of(this);
    const { tagPrefixes: prefixes = DEFAULT_PREFIXES } = props;
    this.role = new Role(this, 'Role', {
      roleName: props.roleName ?? DEFAULT_ROLE_NAME,
      description: 'Lets the aws-snapper of another account take and prune snapshots here',
      assumedBy: new ArnPrincipal(props.hubRoleArn).withConditions({
        StringEquals: { 'sts:ExternalId': props.externalId, 'aws:PrincipalOrgID': props.organizationId },
      }),
      // A role that is assumed by a role has one hour at most.
      maxSessionDuration: Duration.hours(1),
      inlinePolicies: {
        Snapper: documentOf(permissions({ partition, account, prefixes })),
        ...(props.images ? { Images: documentOf(images({ partition, account, prefixes })) } : {}),
      },
    });
    refuseLargePolicies(this.role, { tagPrefixes: prefixes });
  }
}
