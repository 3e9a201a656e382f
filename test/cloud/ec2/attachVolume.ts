import { beginAttaching } from '../attachmentLife.ts';
import { authorize } from '../authorize.ts';
import { hasRoom } from '../instanceTypes.ts';
import type { Instance, Volume } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import { notEmulated, required } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import { deviceOn, volumesOf } from '../world.ts';
import type { Place, World } from '../world.ts';
import { found, INSTANCE, VOLUME } from './lookup.ts';
import { attachmentShape } from './shapes.ts';
import { keyIsUsable } from './volumeKeys.ts';
import { onInstance, onVolume } from './iamResources.ts';

/**
 * Attaches a volume under a device name that is free. It is `attaching` for a while. That its key cannot be
 * used does not show in the answer: the volume is available again afterwards, and only an event says why.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-cloud-watch-events.html
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-attaching-volume.html
 */
export function attachVolume(call: Call, world: World): XmlFields {
  notEmulated(call.params, ['EbsCardIndex']);
  const place = world.place(call.account, call.region);
  const volume = found(place.volumes, required(call.params, 'VolumeId'), VOLUME);
  const instance = found(place.instances, required(call.params, 'InstanceId'), INSTANCE);
  const device = required(call.params, 'Device');
  authorize(call, world, [onInstance(call, instance), onVolume(call, volume)]);
  checkZone(volume, instance);
  checkVolume(place, volume, instance);
  checkInstance(volume, instance);
  checkDevice(place, instance, device);
  if (!hasRoom(place, instance)) {
    throw new AwsError(
      'AttachmentLimitExceeded',
      `The number of attachments has reached the limit of ${instance.type}, the type of '${instance.id}'.`,
    );
  }
  const attachment = beginAttaching(place, volume, {
    instance,
    device,
    attachedAt: world.clock.now(),
    deleteOnTermination: false,
    key: keyIsUsable(call, world, volume) ? 'usable' : 'unusable',
  });
  return attachmentShape(volume, attachment);
}

export function checkZone(volume: Volume, instance: Instance): void {
  if (volume.zone === instance.zone) return;
  throw new AwsError(
    'InvalidVolume.ZoneMismatch',
    `The volume '${volume.id}' is not in the same availability zone as instance '${instance.id}'`,
  );
}

/** https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volumes-multi.html */
function checkVolume(place: Place, volume: Volume, instance: Instance): void {
  const shared = volume.multiAttach && (volume.type === 'io1' || volume.type === 'io2');
  if (volume.state === 'in-use') {
    const already = volume.attachments.some((attachment) => attachment.instance === instance);
    if (!shared || already) throw inUse(volume);
    // AWS documents how many there may be, and not the code of one too many.
    if (volume.attachments.length >= 16)
      throw new AwsError('AttachmentLimitExceeded', `'${volume.id}' is attached to 16 instances already.`);
  } else if (volume.state !== 'available') {
    throw new AwsError('IncorrectState', `${volume.id} is not 'available'.`);
  }
  if (shared && place.instanceTypes.get(instance.type)?.hypervisor === 'xen') {
    throw new AwsError(
      'UnsupportedOperation',
      `A volume that is enabled for Multi-Attach cannot be attached to an instance of the type ${instance.type}`,
    );
  }
}

function inUse({ id }: Volume): AwsError {
  return new AwsError('VolumeInUse', `${id} is already attached to an instance`);
}

/** The code of a Marketplace volume's refusal is the one that AWS answers when such a volume is detached. */
function checkInstance(volume: Volume, instance: Instance): void {
  if (instance.state !== 'running' && instance.state !== 'stopped')
    throw new AwsError('IncorrectState', `Instance '${instance.id}' is not 'running'.`);
  if (volume.productCodes.length === 0 || instance.state === 'stopped') return;
  throw new AwsError(
    'IncorrectInstanceState',
    `Unable to attach volume '${volume.id}' with Marketplace codes to instance '${instance.id}' as the instance is not in the 'stopped' state.`,
  );
}

/**
 * That /dev/sdf and /dev/xvdf are one is not documented for this call, and is what a guest makes of them.
 * https://docs.aws.amazon.com/ebs/latest/userguide/device_naming.html
 */
function checkDevice(place: Place, instance: Instance, device: string): void {
  if (!/^(\/dev\/)?(sd[a-z]([1-9]|1[0-5])?|xvd[a-d]?[a-z])$/.test(device)) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${device}) for parameter device is invalid. ${device} is not a valid EBS device name.`,
    );
  }
  const taken = volumesOf(place, instance).map((volume) => plain(deviceOn(volume, instance) ?? ''));
  if (!taken.includes(plain(device))) return;
  throw new AwsError(
    'InvalidParameterValue',
    `Invalid value '${device}' for unixDevice. Attachment point ${device} is already in use`,
  );
}

function plain(device: string): string {
  return device.replace(/^\/dev\//, '').replace(/^xvd/, 'sd');
}
