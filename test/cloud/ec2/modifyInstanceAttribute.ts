import { authorize } from '../authorize.ts';
import type { Attachment, Instance, Volume } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import { members, required } from '../wire/request.ts';
import type { Call, Params } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import { attachmentTo, volumesOf } from '../world.ts';
import type { Place, World } from '../world.ts';
import { onInstance, onVolume } from './iamResources.ts';
import { found, INSTANCE } from './lookup.ts';

/**
 * Sets whether volumes are deleted with their instance; no other attribute is known here.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configure-root-volume-delete-on-termination.html
 */
export function modifyInstanceAttribute(call: Call, world: World): XmlFields {
  const other = Object.keys(call.params).find(
    (name) =>
      !/^(Action|Version|DryRun|InstanceId)$|^BlockDeviceMapping\.\d+\.(DeviceName|Ebs\.DeleteOnTermination)$/.test(
        name,
      ),
  );
  if (other !== undefined)
    throw new AwsError('UnsupportedOperation', `The embedded cloud does not know the parameter ${other}`);
  const place = world.place(call.account, call.region);
  const instance = found(place.instances, required(call.params, 'InstanceId'), INSTANCE);
  const changes = members(call.params, 'BlockDeviceMapping').map((mapping) =>
    changeOf(place, instance, mapping),
  );
  if (changes.length === 0) throw new AwsError('InvalidParameterCombination', 'No attributes specified.');
  // The volume is an optional resource of this action; we ask for it, so that a policy cannot forget it.
  authorize(call, world, [
    onInstance(call, instance),
    ...changes.map(({ volume }) => onVolume(call, volume)),
  ]);
  for (const { attachment, deleted } of changes) attachment.deleteOnTermination = deleted;
  return { return: true };
}

interface Change {
  readonly volume: Volume;
  readonly attachment: Attachment;
  readonly deleted: boolean;
}

function changeOf(place: Place, instance: Instance, mapping: Params): Change {
  const device = required(mapping, 'DeviceName');
  const deleted = required(mapping, 'Ebs.DeleteOnTermination') === 'true';
  for (const volume of volumesOf(place, instance)) {
    const attachment = attachmentTo(volume, instance);
    if (attachment?.device === device) return { volume, attachment, deleted };
  }
  throw new AwsError('InvalidInstanceAttributeValue', `No device is currently mapped at ${device}`);
}
