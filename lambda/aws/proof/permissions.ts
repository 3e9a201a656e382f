import { keysOf, MARK } from '../../core/keys.ts';
import { type Deployment, LOOKS, OF_OTHER_TOOLS, type Statement } from '../permissions.ts';
import { askAboutKeys, keys, THROUGH_EC2 } from '../restore/permissions.ts';

type Proving = Omit<Deployment, 'topicArn'>;

/** What the name of a prover's role ends with; before it stands the name of the member role. */
export const PROVER = '-prover';

/** The calls that read what can be proved. */
const PROVER_LOOKS: readonly string[] = ['ec2:DescribeRegions', 'ec2:DescribeSnapshots'];

/**
 * All rights of the prover, also in a member account; the function that takes and deletes snapshots has none of them but
 * the looks.
 *
 * It can read the blocks of snapshots that carry one of the marks, and write one tag on these: what it saw. It can make
 * and delete nothing, and write no block.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebsapi-permissions.html
 */
export function prover(proving: Proving): Statement[] {
  return [lookWith('LookWhatCanBeProved', PROVER_LOOKS), ...proofs(proving)];
}

/**
 * All that a person needs for `prove`.
 *
 * The statements whose Sid begins with `ByVolume` are for `--volume` alone: a volume is made only of own snapshots and only
 * with the tag `<prefix>_proof`, and only what carries this tag can be deleted.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function proofPerson(proving: Proving): Statement[] {
  return [lookWith('LookBeforeProving', LOOKS), ...proofs(proving), ...byVolume(proving)];
}

function lookWith(Sid: string, Action: readonly string[]): Statement {
  return { Sid, Effect: 'Allow', Action, Resource: ['*'] };
}

/**
 * Keys of any account, because one that is shared can encrypt a snapshot; its own policy must allow it, too. AWS names the
 * volume or snapshot in the encryption context of each call that EBS makes, so the right opens nothing else. That these
 * conditions fit the calls of the direct APIs, too, was not tried on a real account.
 *
 * https://docs.aws.amazon.com/kms/latest/developerguide/services-ebs.html
 */
function proofs({ partition, prefixes }: Proving): Statement[] {
  const Resource = [`arn:${partition}:ec2:*::snapshot/*`];
  return [
    {
      Sid: 'ReadOwnBlocks',
      Effect: 'Allow',
      Action: ['ebs:ListSnapshotBlocks', 'ebs:GetSnapshotBlock'],
      Resource,
      Condition: { StringEquals: { [`aws:ResourceTag/${MARK}`]: prefixes } },
    },
    {
      Sid: 'DecryptOnlyForEbs',
      Effect: 'Allow',
      Action: ['kms:Decrypt'],
      Resource: [`arn:${partition}:kms:*:*:key/*`],
      Condition: {
        StringLike: THROUGH_EC2,
        'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'aws:ebs:id' },
      },
    },
    ...prefixes.map(
      (prefix, index): Statement => ({
        Sid: `RecordOnlyProofs${index + 1}`,
        Effect: 'Allow',
        Action: ['ec2:CreateTags'],
        Resource,
        Condition: {
          StringEquals: { [`aws:ResourceTag/${MARK}`]: prefix },
          'ForAllValues:StringEquals': { 'aws:TagKeys': [keysOf(prefix).proved] },
          Null: { 'aws:TagKeys': 'false', ...OF_OTHER_TOOLS },
        },
      }),
    ),
  ];
}

function byVolume({ partition, account, prefixes }: Proving): Statement[] {
  const Resource = [`arn:${partition}:ec2:*:${account}:volume/*`];
  return [
    lookWith('ByVolumeLook', ['ec2:DescribeAvailabilityZones']),
    {
      Sid: 'ByVolumeOnlyOwnSnapshots',
      Effect: 'Allow',
      Action: ['ec2:CreateVolume'],
      Resource: [`arn:${partition}:ec2:*::snapshot/*`],
      Condition: { StringEquals: { [`aws:ResourceTag/${MARK}`]: prefixes, 'ec2:Owner': account } },
    },
    ...prefixes.flatMap((prefix, index): Statement[] => {
      const { proof } = keysOf(prefix);
      const onlyProof = { 'ForAllValues:StringEquals': { 'aws:TagKeys': [proof] } };
      const isProof = { [`aws:RequestTag/${proof}`]: 'false' };
      return [
        {
          Sid: `ByVolumeMake${index + 1}`,
          Effect: 'Allow',
          Action: ['ec2:CreateVolume'],
          Resource,
          Condition: { ...onlyProof, Null: isProof },
        },
        {
          Sid: `ByVolumeTag${index + 1}`,
          Effect: 'Allow',
          Action: ['ec2:CreateTags'],
          Resource,
          Condition: { StringEquals: { 'ec2:CreateAction': 'CreateVolume' }, ...onlyProof, Null: isProof },
        },
        {
          Sid: `ByVolumeDelete${index + 1}`,
          Effect: 'Allow',
          Action: ['ec2:DeleteVolume'],
          Resource,
          Condition: { Null: { [`aws:ResourceTag/${proof}`]: 'false' } },
        },
      ];
    }),
    ...[...keys({ partition }), askAboutKeys({ partition })].map((statement) => ({
      ...statement,
      Sid: `ByVolume${statement.Sid}`,
    })),
  ];
}
