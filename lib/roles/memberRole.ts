import { Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { images } from '../../lambda/aws/images/permissions.ts';
import { role as permissions } from '../../lambda/aws/permissions.ts';
import { PROVER, prover } from '../../lambda/aws/proof/permissions.ts';
import { regionsAmong } from '../../lambda/core/grammar/replicate.ts';
import { table } from '../../lambda/settings/table.ts';
import { ConfigurationError } from '../props/configurationError.ts';
import { refuseLongRoleName } from '../props/proof.ts';
import { DEFAULT_ROLE_NAME } from '../props/members.ts';
import { DEFAULT_PREFIXES } from '../props/environment.ts';
import { documentOf } from '../parts/documentOf.ts';
import { replicaRights } from '../parts/replicaRights.ts';
import { roleOpenTo } from './openTo.ts';

export interface MemberRoleProps {
  /** The ARN of the role of the hub's function: its stack's output `HubRoleArn`. */
  readonly hubRoleArn: string;

  /**
   * The ARN of the role of the hub's prover, its stack's output `ProverRoleArn`: makes a second role, by which that
   * function, and no other, may read blocks of snapshots here. Its name is `roleName` and `-prover`.
   *
   * @default - there is no such role
   */
  readonly proverRoleArn?: string | undefined;

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
   * Lets the hub keep replicas of this account's snapshots in these regions, too; for a hub with `replicas`.
   *
   * @default - in none
   */
  readonly replicas?: readonly string[] | undefined;

  /**
   * Lets the hub lock these replicas for exactly this time, like `14d`; the same as in the hub. Only with `replicas`.
   *
   * @default - it can lock nothing
   */
  readonly replicaLock?: string | undefined;

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
  /** By which the hub's prover works here. */
  readonly proverRole: Role | undefined;

  constructor(scope: Construct, id: string, props: MemberRoleProps) {
    super(scope, id);
    const { partition, account } = Stack.of(this);
    const { tagPrefixes: prefixes = DEFAULT_PREFIXES, roleName = DEFAULT_ROLE_NAME, proverRoleArn } = props;
    const regions = regionsAmong(props.replicas ?? []);
    refuseLockAlone(props);
    this.role = roleOpenTo(
      this,
      'Role',
      { ...props, to: props.hubRoleArn },
      {
        tagPrefixes: prefixes,
        roleName,
        description: 'Lets the aws-snapper of another account take and prune snapshots here',
        inlinePolicies: {
          Snapper: documentOf(permissions({ partition, account, prefixes })),
          ...(props.images ? { Images: documentOf(images({ partition, account, prefixes })) } : {}),
          ...(regions.length === 0
            ? {}
            : { Replicas: replicaRights(prefixes, { regions, lock: props.replicaLock }) }),
        },
      },
    );
    if (proverRoleArn === undefined) return;
    refuseLongRoleName(roleName);
    this.proverRole = roleOpenTo(
      this,
      'ProverRole',
      { ...props, to: proverRoleArn },
      {
        tagPrefixes: prefixes,
        roleName: `${roleName}${PROVER}`,
        description: 'Lets the prover of the aws-snapper of another account look into snapshots here',
        inlinePolicies: { Prover: documentOf(prover({ partition, account, prefixes })) },
      },
    );
  }
}

function refuseLockAlone({ replicas, replicaLock }: MemberRoleProps): void {
  if (replicaLock === undefined || replicas !== undefined) return;
  throw new ConfigurationError({
    code: 'missing',
    key: 'replicaLock',
    found: replicaLock,
    must: 'be given together with replicas, which names the regions',
    remedy: { replicas: table.replicas.like },
  });
}
