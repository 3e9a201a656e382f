import type { Image as AwsImage, Snapshot as AwsSnapshot } from '@aws-sdk/client-ec2';
import { imageNameIn } from '../../core/images/imageName.ts';
import { imageSnapshot, ownImage } from '../../core/images/ownImage.ts';
import type { Image, ImageSnapshot } from '../../core/inventory.ts';
import { isReadFromSnapshots, isReserved } from '../../core/keys.ts';
import { isVolumeOfCopies } from '../../core/label.ts';
import { detached, keptOnce, tagsOf } from '../pages.ts';

/**
 * Makes small records of images that are ours; of any other, undefined. Tags are copies of the instance's, so most
 * texts are equal in all images of one instance: each is kept once.
 *
 * One that AWS lists without a date counts as made when the slot in its name began: its slot is served.
 */
export function imageRecords(prefix: string): (one: AwsImage) => Image | undefined {
  const text = keptOnce((value: string) => value, detached);
  return (one) => {
    const { ImageId, Name: name = '', Description: description = '', StateReason } = one;
    const { slot, instanceId } = imageNameIn(name, prefix) ?? {};
    if (ImageId === undefined || slot === undefined) return undefined;
    const [createdAt, lastLaunchedAt] = [
      millisecondsOf(one.CreationDate),
      millisecondsOf(one.LastLaunchedTime),
    ];
    const disks = (one.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs ?? []);
    const listed = {
      id: detached(ImageId),
      name: detached(name),
      description,
      state: text(one.State ?? 'unknown'),
      createdAt: createdAt ?? slot.getTime(),
      sizeGiB: disks.reduce((sum, { VolumeSize = 0 }) => sum + VolumeSize, 0),
      ...(StateReason?.Message ? { failure: text(StateReason.Message) } : {}),
      snapshotIds: disks.flatMap(({ SnapshotId }) =>
        SnapshotId === undefined ? [] : [detached(SnapshotId)],
      ),
      ...(lastLaunchedAt === undefined ? {} : { lastLaunchedAt }),
      isProtected: (one.DeregistrationProtection ?? 'disabled') !== 'disabled',
      isPublic: one.Public ?? false,
      ...(isMadeOf(one, instanceId) ? {} : { isCopy: true as const }),
      tags: tagsOf(one.Tags, text),
    };
    return ownImage(listed, prefix);
  };
}

/**
 * AWS names the instance of what CreateImage made, and the image alone of what CopyImage made.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html
 */
function isMadeOf({ SourceInstanceId, SourceImageId }: AwsImage, instanceId: string | undefined): boolean {
  return SourceInstanceId === undefined ? SourceImageId === undefined : SourceInstanceId === instanceId;
}

/** Undefined also where it is no date of which a calendar knows the year. */
function millisecondsOf(date = ''): number | undefined {
  const time = Date.parse(date);
  return time < LAST_YEAR ? time : undefined;
}

const LAST_YEAR = Date.parse('9999-01-01');

/**
 * Makes small records of snapshots that an image of ours is made of, or was; of any other, undefined. Tags of which
 * nothing is read are left out: they are copies of the instance's. A copy of such a snapshot is a person's.
 */
export function imageSnapshotRecords(prefix: string): (one: AwsSnapshot) => ImageSnapshot | undefined {
  const text = keptOnce((value: string) => value, detached);
  const isRead = (key: string): boolean => isReserved(key, prefix) || isReadFromSnapshots(key, prefix);
  return ({ SnapshotId, StartTime, State, VolumeId = '', Description = '', Tags }) => {
    if (SnapshotId === undefined || StartTime === undefined || isVolumeOfCopies(VolumeId)) return undefined;
    const listed = {
      id: detached(SnapshotId),
      startedAt: StartTime.getTime(),
      description: detached(Description),
      ...(State === 'error' ? { failed: true as const } : {}),
      tags: tagsOf(
        Tags?.filter(({ Key = '' }) => isRead(Key)),
        text,
      ),
    };
    return imageSnapshot(listed, prefix);
  };
}
