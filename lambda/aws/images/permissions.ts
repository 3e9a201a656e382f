import { keysOf, MARK } from '../../core/keys.ts';
import { type Deployment, OF_OTHER_TOOLS, type Statement } from '../permissions.ts';

type Imaging = Omit<Deployment, 'topicArn'>;

/**
 * What the function needs besides `role` where `images` is on; without it none of this is allowed.
 *
 * Images are made only of instances with the tag `<prefix>_image`, because AWS restarts an instance for one unless the
 * call says NoReboot, and IAM has no condition on that. An image is made only with the mark, its snapshots only with
 * `<prefix>_image_snapshot` and without the mark, and tags are written only in that call, so nothing that exists can be
 * tagged. Only what carries these tags, is not pinned, and is not managed by AWS Backup or Data Lifecycle Manager can be
 * deregistered or deleted. AWS documents no right that DeregisterImage needs to delete the snapshots with the image; it
 * is taken to be DeleteSnapshot.
 *
 * No right to a key is here: the service reference names none for CreateImage, as it names none for CreateSnapshot. That
 * images of encrypted volumes need none was not tried on a real account.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function images(imaging: Imaging): Statement[] {
  return [...looks(), ...making(imaging), ...removing(imaging)];
}

/** What an image is kept for: who may use it, and the launch templates and Auto Scaling groups that name it. */
function looks(): Statement[] {
  return [
    {
      Sid: 'LookWhatUsesImages',
      Effect: 'Allow',
      Action: [
        'autoscaling:DescribeAutoScalingGroups',
        'autoscaling:DescribeLaunchConfigurations',
        'ec2:DescribeImageAttribute',
        'ec2:DescribeLaunchTemplateVersions',
      ],
      Resource: ['*'],
    },
  ];
}

function making({ partition, account, prefixes }: Imaging): Statement[] {
  const { image, snapshot } = resourcesIn(partition);
  const isMarked = { [`aws:RequestTag/${MARK}`]: prefixes };
  return [
    {
      Sid: 'CreateOnlyMarkedImages',
      Effect: 'Allow',
      Action: ['ec2:CreateImage'],
      Resource: [image],
      Condition: { StringEquals: isMarked },
    },
    {
      Sid: 'TagOnlyImagesBeingCreated',
      Effect: 'Allow',
      Action: ['ec2:CreateTags'],
      Resource: [image],
      Condition: { StringEquals: { 'ec2:CreateAction': 'CreateImage', ...isMarked } },
    },
    ...prefixes.flatMap((prefix, index): Statement[] => {
      const keys = keysOf(prefix);
      const isNamed = { [`aws:RequestTag/${keys.imageSnapshot}`]: 'false' };
      return [
        {
          Sid: `ImageOnlyTaggedInstances${index + 1}`,
          Effect: 'Allow',
          Action: ['ec2:CreateImage'],
          Resource: [`arn:${partition}:ec2:*:${account}:instance/*`],
          Condition: { Null: { [`aws:ResourceTag/${keys.image}`]: 'false' } },
        },
        {
          Sid: `CreateOnlyNamedImageSnapshots${index + 1}`,
          Effect: 'Allow',
          Action: ['ec2:CreateImage'],
          Resource: [snapshot],
          Condition: { Null: isNamed },
        },
        {
          Sid: `TagOnlyImageSnapshotsBeingCreated${index + 1}`,
          Effect: 'Allow',
          Action: ['ec2:CreateTags'],
          Resource: [snapshot],
          Condition: {
            StringEquals: { 'ec2:CreateAction': 'CreateImage' },
            Null: { ...isNamed, [`aws:RequestTag/${MARK}`]: 'true' },
          },
        },
      ];
    }),
  ];
}

function removing({ partition, prefixes }: Imaging): Statement[] {
  const { image, snapshot } = resourcesIn(partition);
  return prefixes.flatMap((prefix, index): Statement[] => {
    const { keep, imageSnapshot } = keysOf(prefix);
    const isFree = { [`aws:ResourceTag/${keep}`]: 'true', ...OF_OTHER_TOOLS };
    return [
      {
        Sid: `DeregisterOnlyOwnImages${index + 1}`,
        Effect: 'Allow',
        Action: ['ec2:DeregisterImage'],
        Resource: [image],
        Condition: { StringEquals: { [`aws:ResourceTag/${MARK}`]: prefix }, Null: isFree },
      },
      {
        Sid: `DeleteOnlyImageSnapshots${index + 1}`,
        Effect: 'Allow',
        Action: ['ec2:DeleteSnapshot'],
        Resource: [snapshot],
        Condition: {
          Null: {
            [`aws:ResourceTag/${imageSnapshot}`]: 'false',
            [`aws:ResourceTag/${MARK}`]: 'true',
            ...isFree,
          },
        },
      },
    ];
  });
}

/** Neither belongs to an account in its ARN. */
function resourcesIn(partition: string) {
  return {
    image: `arn:${partition}:ec2:*::image/*`,
    snapshot: `arn:${partition}:ec2:*::snapshot/*`,
  };
}
