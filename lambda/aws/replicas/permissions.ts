import { MARK } from '../../core/keys.ts';
import type { Deployment, Statement } from '../permissions.ts';
import { askAboutKeys, keys, THROUGH_EC2 } from '../restore/permissions.ts';

/** What the rights of replicas are written for. */
export interface Replicating extends Pick<Deployment, 'partition' | 'prefixes'> {
  /** The regions in which replicas are kept. */
  readonly regions: readonly string[];
}

/**
 * What the function needs besides `role` where `replicas` is on; without it none of this is allowed.
 *
 * A call that copies is judged twice: on the new snapshot, which has no id yet and so is named by a literal star, and on
 * the source. The new one must carry one of the marks and be in one of the regions; the source must carry one of the
 * marks, too, whatever the new one will be called. Tags of snapshots of other accounts cannot be seen, so these cannot be
 * copied. Nothing can be shared or unlocked, and a replica is deleted by the right of `role`, as any own snapshot is.
 * What locks one is in `replicaLock`. That AWS shows the tags of a source in another region to this condition was not tried on a real account.
 * https://docs.aws.amazon.com/ebs/latest/userguide/security_iam_id-based-policy-examples.html
 *
 * Of keys it has what AWS asks for on the source's and on the new one, through EC2 alone. The source can be under any
 * key, also of another account, and IAM does not name keys by aliases; the policy of each key must allow it, too.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
 */
export function replicas({ partition, prefixes, regions }: Replicating): Statement[] {
  const own = { [`aws:ResourceTag/${MARK}`]: prefixes };
  return copies({ partition, prefixes, regions }, 'ReplicateOnlyOwnSnapshots', own);
}

/** @param source What the source of a replica must be. */
export function copies(
  { partition, prefixes, regions }: Replicating,
  Sid: string,
  source: Readonly<Record<string, readonly string[]>>,
): Statement[] {
  const isMarked = { [`aws:RequestTag/${MARK}`]: prefixes };
  const inRegions = (id: string) => regions.map((region) => `arn:${partition}:ec2:${region}::snapshot/${id}`);
  return [
    {
      Sid: 'ReplicateOnlyWithTheMark',
      Effect: 'Allow',
      Action: ['ec2:CopySnapshot'],
      Resource: inRegions(LITERAL_STAR),
      Condition: { StringEquals: isMarked },
    },
    {
      Sid,
      Effect: 'Allow',
      Action: ['ec2:CopySnapshot'],
      Resource: [`arn:${partition}:ec2:*::snapshot/snap-*`],
      Condition: { StringEquals: source },
    },
    {
      Sid: 'TagOnlyReplicasBeingCreated',
      Effect: 'Allow',
      Action: ['ec2:CreateTags'],
      Resource: inRegions('*'),
      Condition: { StringEquals: { 'ec2:CreateAction': 'CopySnapshot', ...isMarked } },
    },
    ...keys({ partition }),
    {
      Sid: 'MakeDataKeysOnlyThroughEc2',
      Effect: 'Allow',
      Action: ['kms:GenerateDataKey'],
      Resource: [`arn:${partition}:kms:*:*:key/*`],
      Condition: { StringLike: THROUGH_EC2 },
    },
    askAboutKeys({ partition }),
  ];
}

/**
 * What the function needs to lock replicas for some days.
 *
 * Who may lock a snapshot may also change its lock in governance mode, so the length is not only bounded: a call for any other
 * number of days, or for a date, is refused. So this right makes no lock end earlier than that many days after the call. IAM
 * has no key for the mode. A cooling-off period, which only compliance mode has, is refused; what remains possible by this
 * right is a lock in compliance mode for as many days, which nobody can undo.
 * https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-lock-iam.html
 */
export function replicaLock({
  partition,
  prefixes,
  regions,
  days,
}: Replicating & { readonly days: number }): Statement[] {
  return [
    {
      Sid: 'LockOnlyOwnSnapshots',
      Effect: 'Allow',
      Action: ['ec2:LockSnapshot'],
      Resource: regions.map((region) => `arn:${partition}:ec2:${region}::snapshot/*`),
      Condition: {
        StringEquals: { [`aws:ResourceTag/${MARK}`]: prefixes },
        NumericEquals: { 'ec2:SnapshotLockDuration': `${days}` },
        NumericLessThanIfExists: { 'ec2:SnapshotCoolOffPeriod': '1' },
      },
    },
  ];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars */
const LITERAL_STAR = '${*}';
