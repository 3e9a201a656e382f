import { keysOf, MARK } from '../core/keys.ts';

/** One statement of an IAM policy, as its JSON has it. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What a deployment's policy is written for. */
export interface Deployment {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly account: string;
  /** The tag prefixes this deployment may use; each has its own mark and its own pin. */
  readonly prefixes: readonly string[];
  /** @default no report is published */
  readonly topicArn?: string;
}

/** The calls that read an inventory. */
export const LOOKS: readonly string[] = [
  'ec2:DescribeImages',
  'ec2:DescribeInstances',
  'ec2:DescribeLockedSnapshots',
  'ec2:DescribeRegions',
  'ec2:DescribeSnapshots',
  'ec2:DescribeVolumes',
];

/** What reading an inventory needs. */
export const LOOK: Statement = { Sid: 'Look', Effect: 'Allow', Action: LOOKS, Resource: ['*'] };

/** Absent tags: AWS Backup and Data Lifecycle Manager put theirs on what they manage, and nobody else can. */
export const OF_OTHER_TOOLS = {
  'aws:ResourceTag/aws:backup:source-resource': 'true',
  'aws:ResourceTag/aws:dlm:lifecycle-policy-id': 'true',
};

/**
 * The rights of the function; without a topic, the rights that a member gives to its hub.
 *
 * It can tag only in the call that creates a snapshot, so it cannot mark anything that exists. It can delete
 * only a snapshot that carries one of its marks, is not pinned, and is not managed by AWS Backup or Data
 * Lifecycle Manager, which can copy the mark from a volume.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function role({ partition, account, prefixes, topicArn }: Deployment): Statement[] {
  const snapshots = `arn:${partition}:ec2:*::snapshot/*`;
  return [
    LOOK,
    {
      Sid: 'SnapshotAnyVolume',
      Effect: 'Allow',
      Action: ['ec2:CreateSnapshot', 'ec2:CreateSnapshots'],
      Resource: [
        `arn:${partition}:ec2:*:${account}:volume/*`,
        `arn:${partition}:ec2:*:${account}:instance/*`,
      ],
    },
    {
      Sid: 'CreateOnlyMarkedSnapshots',
      Effect: 'Allow',
      Action: ['ec2:CreateSnapshot', 'ec2:CreateSnapshots'],
      Resource: [snapshots],
      Condition: { StringEquals: { [`aws:RequestTag/${MARK}`]: prefixes } },
    },
    {
      Sid: 'TagOnlyWhatIsBeingCreated',
      Effect: 'Allow',
      Action: ['ec2:CreateTags'],
      Resource: [snapshots],
      Condition: {
        StringEquals: {
          'ec2:CreateAction': ['CreateSnapshot', 'CreateSnapshots'],
          [`aws:RequestTag/${MARK}`]: prefixes,
        },
      },
    },
    ...deleteOwn({ partition, prefixes }),
    ...report(topicArn),
  ];
}

/** Own snapshots, each prefix by a statement of its own, because each has its own pin. */
export function deleteOwn({ partition, prefixes }: Pick<Deployment, 'partition' | 'prefixes'>): Statement[] {
  return prefixes.map((prefix, index) => ({
    Sid: `DeleteOnlyOwnSnapshots${index + 1}`,
    Effect: 'Allow',
    Action: ['ec2:DeleteSnapshot'],
    Resource: [`arn:${partition}:ec2:*::snapshot/*`],
    Condition: {
      StringEquals: { [`aws:ResourceTag/${MARK}`]: prefix },
      Null: {
        [`aws:ResourceTag/${keysOf(prefix).keep}`]: 'true',
        ...OF_OTHER_TOOLS,
      },
    },
  }));
}

/** None without a topic. */
export function report(topicArn: string | undefined): Statement[] {
  return topicArn === undefined
    ? []
    : [{ Sid: 'Report', Effect: 'Allow', Action: ['sns:Publish'], Resource: [topicArn] }];
}

/** The member roles that a hub works with. */
export interface Members {
  /** ARNs of roles; with an organisation, `*` can stand for the account. */
  readonly roles: readonly string[];
  /** @default the roles are named one by one, and no organisation confines them */
  readonly organizationId?: string | undefined;
}

/**
 * What a hub needs besides `role`: the right to assume the listed member roles, or those of its organisation.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceorgid
 */
export function hub({ roles, organizationId }: Members): Statement[] {
  return [
    {
      Sid: 'BecomeMember',
      Effect: 'Allow',
      Action: ['sts:AssumeRole'],
      Resource: roles,
      ...(organizationId === undefined
        ? {}
        : { Condition: { StringEquals: { 'aws:ResourceOrgID': organizationId } } }),
    },
  ];
}

/**
 * What a person needs besides `role` for `enable`, `disable`, `pin`, `unpin` and `adopt`.
 *
 * On instances and volumes only the three tags of a schedule; on instances also the three of images, on volumes the one
 * that a restore wrote, so that an undo can remove it. On snapshots and images the pin of our own ones, which counts in
 * any letter case, so it can be removed in any. And the two tags of an adoption, both in one call, on what carries no
 * other tool's mark. An adoption cannot be written twice: with the id of another snapshot it would disown what was
 * adopted. For `take --image` an image of any instance, also of one that asks for none by its tag; what else it needs
 * is in `images`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function operator({ partition, account, prefixes }: Omit<Deployment, 'topicArn'>): Statement[] {
  const Action = ['ec2:CreateTags', 'ec2:DeleteTags'];
  const own = prefixes.flatMap((prefix, index): Statement[] => {
    const { every, retain, ignore, replaced, keep, adopted, ...others } = keysOf(prefix);
    const { image, imageRetain, imageReboot } = others;
    const isPin = { 'aws:TagKeys': [keep] };
    return [
      {
        Sid: `ScheduleInstances${index + 1}`,
        Effect: 'Allow',
        Action,
        Resource: [`arn:${partition}:ec2:*:${account}:instance/*`],
        Condition: {
          'ForAllValues:StringEquals': {
            'aws:TagKeys': [every, retain, ignore, image, imageRetain, imageReboot],
          },
          Null: { 'aws:TagKeys': 'false' },
        },
      },
      {
        Sid: `ScheduleVolumes${index + 1}`,
        Effect: 'Allow',
        Action,
        Resource: [`arn:${partition}:ec2:*:${account}:volume/*`],
        Condition: {
          'ForAllValues:StringEquals': { 'aws:TagKeys': [every, retain, ignore, replaced] },
          Null: { 'aws:TagKeys': 'false' },
        },
      },
      {
        Sid: `PinOwnSnapshots${index + 1}`,
        Effect: 'Allow',
        Action,
        Resource: [`arn:${partition}:ec2:*::snapshot/*`],
        Condition: {
          StringEquals: { [`aws:ResourceTag/${MARK}`]: prefix },
          'ForAllValues:StringEqualsIgnoreCase': isPin,
          Null: { 'aws:TagKeys': 'false' },
        },
      },
      {
        Sid: `PinOwnImages${index + 1}`,
        Effect: 'Allow',
        Action,
        Resource: [`arn:${partition}:ec2:*::image/*`],
        Condition: {
          StringEquals: { [`aws:ResourceTag/${MARK}`]: prefix },
          'ForAllValues:StringEqualsIgnoreCase': isPin,
          Null: { 'aws:TagKeys': 'false' },
        },
      },
      {
        Sid: `AdoptSnapshots${index + 1}`,
        Effect: 'Allow',
        Action: ['ec2:CreateTags'],
        Resource: [`arn:${partition}:ec2:*::snapshot/*`],
        Condition: {
          'ForAllValues:StringEquals': { 'aws:TagKeys': [MARK, adopted] },
          StringEquals: { [`aws:RequestTag/${MARK}`]: prefix },
          StringEqualsIfExists: { [`aws:ResourceTag/${MARK}`]: prefix },
          Null: {
            [`aws:RequestTag/${adopted}`]: 'false',
            [`aws:ResourceTag/${adopted}`]: 'true',
            ...OF_OTHER_TOOLS,
          },
        },
      },
    ];
  });
  return [
    ...own,
    {
      Sid: 'ImageAnyInstance',
      Effect: 'Allow',
      Action: ['ec2:CreateImage'],
      Resource: [`arn:${partition}:ec2:*:${account}:instance/*`],
    },
  ];
}
