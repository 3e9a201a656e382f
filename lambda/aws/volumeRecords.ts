import type { Volume as AwsVolume, VolumeAttachment } from '@aws-sdk/client-ec2';
import type { Disk, Volume } from '../core/inventory.ts';
import { detached, keptOnce, required, tagsOf } from './pages.ts';

/** Makes small records of volumes. A region has thousands of them, and few kinds of disks: each is kept once. */
export function volumeRecords(): (one: AwsVolume) => Volume {
  const disk = keptOnce(
    (one: Disk) => JSON.stringify(one),
    (one): Disk => ({
      ...one,
      zone: detached(one.zone),
      devices: one.devices.map((device) => ({ ...device, name: detached(device.name) })),
    }),
  );
  return (one) => {
    const attached = (one.Attachments ?? []).filter(
      (attachment): attachment is VolumeAttachment & { readonly InstanceId: string } =>
        attachment.State !== 'detached' && attachment.InstanceId !== undefined,
    );
    return {
      id: detached(required(one.VolumeId, 'a volume without id')),
      state: detached(one.State ?? 'unknown'),
      type: detached(one.VolumeType ?? 'unknown'),
      sizeGiB: one.Size ?? 0,
      createdAt: one.CreateTime?.getTime(),
      tags: tagsOf(one.Tags),
      instanceIds: attached.map(({ InstanceId }) => detached(InstanceId)),
      disk: disk({
        zone: one.AvailabilityZone ?? '',
        iops: one.Iops,
        throughput: one.Throughput,
        isMultiAttach: one.MultiAttachEnabled ?? false,
        devices: attached.map(({ Device, DeleteOnTermination }) => ({
          name: Device ?? '',
          isDeletedOnTermination: DeleteOnTermination ?? false,
        })),
      }),
    };
  };
}
