import { Fn, Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { SOURCE, source } from '../../lambda/aws/replicas/vaultPermissions.ts';
import { documentOf } from '../parts/documentOf.ts';
import { DEFAULT_PREFIXES } from '../props/environment.ts';
import { DEFAULT_ROLE_NAME } from '../props/members.ts';
import { refuseLongRoleName } from '../props/proof.ts';
import { OF_SOURCE } from '../props/vault.ts';
import { roleOpenTo } from './openTo.ts';

export interface SourceRoleProps {
  /** The ARN of the role of the vault's function: its stack's output `VaultRoleArn`. Snapshots are shared with its account. */
  readonly vaultRoleArn: string;

  /** What the vault must send as `sts:ExternalId`. */
  readonly externalId: string;

  /** The organisation of the vault. */
  readonly organizationId: string;

  /**
   * The tag prefixes of the vault: only what they mark can be shared.
   *
   * @default ['autosnap']
   */
  readonly tagPrefixes?: readonly string[] | undefined;

  /**
   * The name by which the vault looks for the role, without `-source`.
   *
   * @default 'aws-snapper-member'
   */
  readonly roleName?: string | undefined;
}

/** Lets one vault, and nobody else, look at this account and share own snapshots with the vault's account. */
export class SourceRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, props: SourceRoleProps) {
    super(scope, id);
    const { partition } = Stack.of(this);
    const { tagPrefixes: prefixes = DEFAULT_PREFIXES, roleName = DEFAULT_ROLE_NAME, vaultRoleArn } = props;
    refuseLongRoleName(roleName, 'roleName', OF_SOURCE);
    const vaultAccount = Fn.select(4, Fn.split(':', vaultRoleArn));
    this.role = roleOpenTo(
      this,
      'Role',
      { ...props, to: vaultRoleArn },
      {
        tagPrefixes: prefixes,
        roleName: `${roleName}${SOURCE}`,
        description:
          'Lets the aws-snapper of a vault look at this account and share its snapshots with the vault',
        inlinePolicies: { Source: documentOf(source({ partition, prefixes, vaultAccount })) },
      },
    );
  }
}
