import { keysOf, MARK } from '../../core/keys.ts';
import { type Deployment, LOOKS, type Statement } from '../permissions.ts';

type Restoring = Omit<Deployment, 'topicArn'>;

/**
 * All that a person needs for `restore`; nobody else has it, and least of all the function.
 *
 * Volumes are made only from snapshots of this account that carry one of the marks, and only with the tag
 * `<prefix>_restored`. Nothing can be deleted by name, stopped or modified.
 *
 * The statements whose Sid begins with `InPlace` are for `--in-place` alone. They are wider: a volume that is
 * detached can be any, and is attached again where the new one cannot be. IAM has no condition on
 * DeleteReplacedRootVolume, and none on the tags of a volume that becomes a root.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 *
 * Those whose Sid begins with `Launch` are for `--image` alone. None lets a person hand a role to an instance: that is
 * iam:PassRole, which is given for one role at a time.
 */
export function restorer(restoring: Restoring): Statement[] {
  return [
    ...looks(),
    ...volumes(restoring),
    askAboutKeys(restoring),
    ...keys(restoring),
    ...inPlace(restoring),
    ...launches(restoring),
  ];
}

function looks(): Statement[] {
  return [
    {
      Sid: 'LookBeforeRestoring',
      Effect: 'Allow',
      Action: [
        ...LOOKS,
        'ec2:DescribeAvailabilityZones',
        'ec2:DescribeInstanceTypes',
        'ec2:DescribeReplaceRootVolumeTasks',
        'ec2:DescribeSnapshotAttribute',
        'ec2:DescribeVolumeStatus',
      ],
      Resource: ['*'],
    },
  ];
}

function volumes({ partition, account, prefixes }: Restoring): Statement[] {
  const Resource = [`arn:${partition}:ec2:*:${account}:volume/*`];
  return [
    {
      Sid: 'RestoreOnlyOwnSnapshots',
      Effect: 'Allow',
      Action: ['ec2:CreateVolume'],
      Resource: [`arn:${partition}:ec2:*::snapshot/*`],
      Condition: { StringEquals: { [`aws:ResourceTag/${MARK}`]: prefixes, 'ec2:Owner': account } },
    },
    {
      Sid: 'TagOnlyWhatIsBeingRestored',
      Effect: 'Allow',
      Action: ['ec2:CreateTags'],
      Resource,
      Condition: { StringEquals: { 'ec2:CreateAction': 'CreateVolume' } },
    },
    {
      Sid: 'AttachToAnyInstance',
      Effect: 'Allow',
      Action: ['ec2:AttachVolume'],
      Resource: [`arn:${partition}:ec2:*:${account}:instance/*`],
    },
    ...prefixes.flatMap((prefix, index): Statement[] => [
      {
        Sid: `CreateOnlyRestoredVolumes${index + 1}`,
        Effect: 'Allow',
        Action: ['ec2:CreateVolume'],
        Resource,
        Condition: { Null: { [`aws:RequestTag/${keysOf(prefix).restored}`]: 'false' } },
      },
      {
        Sid: `AttachOnlyRestoredVolumes${index + 1}`,
        Effect: 'Allow',
        Action: ['ec2:AttachVolume'],
        Resource,
        Condition: { Null: { [`aws:ResourceTag/${keysOf(prefix).restored}`]: 'false' } },
      },
    ]),
  ];
}

/** What a call of KMS says that EC2 or EBS makes for somebody. */
export const THROUGH_EC2 = { 'kms:ViaService': ['ec2.*.amazonaws.com', 'ec2.*.amazonaws.com.cn'] };

/**
 * What a volume of an encrypted snapshot needs.
 *
 * Keys of any account, because one that is shared can encrypt a snapshot; its own policy must allow it, too.
 *
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html
 */
export function keys({ partition }: Pick<Restoring, 'partition'>): Statement[] {
  const Resource = [`arn:${partition}:kms:*:*:key/*`];
  return [
    {
      Sid: 'UseKeysOnlyThroughEc2',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      Resource,
      Condition: { StringLike: THROUGH_EC2 },
    },
    {
      Sid: 'GrantKeysOnlyToAws',
      Effect: 'Allow',
      Action: ['kms:CreateGrant'],
      Resource,
      Condition: { StringLike: THROUGH_EC2, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    },
  ];
}

/** What shows whether a key can be used. */
export function askAboutKeys({ partition }: Pick<Restoring, 'partition'>): Statement {
  const Resource = [`arn:${partition}:kms:*:*:key/*`];
  return { Sid: 'AskAboutKeys', Effect: 'Allow', Action: ['kms:DescribeKey'], Resource };
}

function inPlace({ partition, account, prefixes }: Restoring): Statement[] {
  const own = (kind: string) => `arn:${partition}:ec2:*:${account}:${kind}/*`;
  return [
    {
      Sid: 'InPlaceExchange',
      Effect: 'Allow',
      Action: ['ec2:AttachVolume', 'ec2:DetachVolume'],
      Resource: [own('instance'), own('volume')],
    },
    {
      Sid: 'InPlaceReplaceRoot',
      Effect: 'Allow',
      Action: ['ec2:CreateReplaceRootVolumeTask'],
      Resource: [own('instance'), own('volume'), own('replace-root-volume-task')],
    },
    ...prefixes.map(
      (prefix, index): Statement => ({
        Sid: `InPlaceSetAside${index + 1}`,
        Effect: 'Allow',
        Action: ['ec2:CreateTags'],
        Resource: [own('volume')],
        Condition: {
          'ForAllValues:StringEquals': { 'aws:TagKeys': [keysOf(prefix).replaced, keysOf(prefix).ignore] },
          Null: { 'aws:TagKeys': 'false' },
        },
      }),
    ),
  ];
}

/**
 * Instances are launched only from images of this account that carry one of the marks, and only with the tag
 * `<prefix>_restored`.
 *
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html
 */
function launches({ partition, account, prefixes }: Restoring): Statement[] {
  const own = (kind: string) => `arn:${partition}:ec2:*:${account}:${kind}/*`;
  return [
    {
      Sid: 'LaunchLook',
      Effect: 'Allow',
      Action: ['ec2:DescribeKeyPairs', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets'],
      Resource: ['*'],
    },
    {
      Sid: 'LaunchOnlyOwnImages',
      Effect: 'Allow',
      Action: ['ec2:RunInstances'],
      Resource: [`arn:${partition}:ec2:*::image/*`],
      Condition: { StringEquals: { [`aws:ResourceTag/${MARK}`]: prefixes, 'ec2:Owner': account } },
    },
    {
      Sid: 'LaunchWith',
      Effect: 'Allow',
      Action: ['ec2:RunInstances'],
      Resource: ['network-interface', 'volume', 'subnet', 'security-group', 'key-pair'].map(own),
    },
    {
      Sid: 'LaunchTagged',
      Effect: 'Allow',
      Action: ['ec2:CreateTags'],
      Resource: [own('instance')],
      Condition: { StringEquals: { 'ec2:CreateAction': 'RunInstances' } },
    },
    ...prefixes.map(
      (prefix, index): Statement => ({
        Sid: `LaunchOnlyRestoredInstances${index + 1}`,
        Effect: 'Allow',
        Action: ['ec2:RunInstances'],
        Resource: [own('instance')],
        Condition: { Null: { [`aws:RequestTag/${keysOf(prefix).restored}`]: 'false' } },
      }),
    ),
  ];
}
