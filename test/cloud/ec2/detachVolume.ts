import { beginDetaching } from '../attachmentLife.ts';
import { authorize } from '../authorize.ts';
import type { Attachment, Volume } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import { required } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { found, INSTANCE, VOLUME } from './lookup.ts';
import { attachmentShape } from './shapes.ts';
import { onInstance, onVolume } from './iamResources.ts';

/**
 * Detaches a volume from an instance. It is `detaching` for a while.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-detaching-volume.html
 */
export function detachVolume(call: Call, world: World): XmlFields {
  const place = world.place(call.account, call.region);
  const volume = found(place.volumes, required(call.params, 'VolumeId'), VOLUME);
  const { InstanceId } = call.params;
  if (InstanceId !== undefined) found(place.instances, InstanceId, INSTANCE);
  const forced = call.params.Force === 'true' ? 'forced' : 'not forced';
  // The instance is an optional resource of this action; we ask for it wherever the volume is attached.
  const attachments = volume.attachments.filter(
    ({ instance }) => InstanceId === undefined || instance.id === InstanceId,
  );
  authorize(call, world, [
    onVolume(call, volume),
    ...attachments.map(({ instance }) => onInstance(call, instance)),
  ]);
  const attachment = chosen(call, volume, attachments);
  checkDetachable(volume, attachment, forced);
  beginDetaching(place, volume, attachment, { from: world.clock.now(), forced });
  return attachmentShape(volume, attachment);
}

function chosen({ params }: Call, volume: Volume, attachments: readonly Attachment[]): Attachment {
  if (volume.attachments.length === 0)
    throw new AwsError('IncorrectState', `Volume '${volume.id}' is in the '${volume.state}' state.`);
  // That the id is needed is documented, and the code is not.
  if (volume.multiAttach && params['InstanceId'] === undefined) {
    throw new AwsError(
      'MissingParameter',
      `The request must contain the parameter InstanceId, since '${volume.id}' is enabled for Multi-Attach`,
    );
  }
  const attachment = attachments.find(
    ({ device }) => params['Device'] === undefined || device === params['Device'],
  );
  if (attachment !== undefined) return attachment;
  const { InstanceId: instance = 'any instance', Device } = params;
  throw new AwsError(
    'InvalidAttachment.NotFound',
    `The volume '${volume.id}' is not attached to '${instance}'${Device === undefined ? '' : ` as ${Device}`}.`,
  );
}

function checkDetachable(volume: Volume, attachment: Attachment, forced: 'forced' | 'not forced'): void {
  const { instance, device, state } = attachment;
  if (instance.state !== 'stopped' && instance.state !== 'terminated') {
    // Force does not help a root volume. Both this code and IncorrectState are reported; AWS documents neither.
    if (device === instance.rootDevice) {
      throw new AwsError(
        'OperationNotPermitted',
        `Unable to detach root volume '${volume.id}' from instance '${instance.id}'`,
      );
    }
    if (volume.productCodes.length > 0) {
      throw new AwsError(
        'IncorrectInstanceState',
        `Unable to detach volume '${volume.id}' with Marketplace codes from instance '${instance.id}' as the instance is not in the 'stopped' state.`,
      );
    }
  }
  // Strict where the documents are silent: only what is attached can be detached, unless by force.
  if (state === 'attached' || forced === 'forced') return;
  throw new AwsError('IncorrectState', `The attachment of '${volume.id}' is in the '${state}' state.`);
}
