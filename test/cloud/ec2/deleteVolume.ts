import { authorize } from '../authorize.ts';
import { SECOND } from '../clock.ts';
import { later } from '../upcoming.ts';
import type { Volume } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import { required } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { onVolume } from './iamResources.ts';
import { found, VOLUME } from './lookup.ts';

/** How long a volume is `deleting`. */
const DELETING = 2 * SECOND;

/**
 * Deletes a volume that is attached to nothing. It is `deleting` for a while; its snapshots stay.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVolume.html
 */
export function deleteVolume(call: Call, world: World): XmlFields {
  const place = world.place(call.account, call.region);
  const volume = found(place.volumes, required(call.params, 'VolumeId'), VOLUME);
  authorize(call, world, [onVolume(call, volume)]);
  checkUnused(volume);
  place.newVolumes.delete(volume);
  volume.state = 'deleting';
  later(place, world.clock.now(), DELETING, () => place.volumes.remove(volume));
  return { return: true };
}

/** That it must be available is documented; what AWS says of one that is being made or deleted is not. */
function checkUnused({ id, state, attachments }: Volume): void {
  const [attachment] = attachments;
  if (attachment !== undefined)
    throw new AwsError('VolumeInUse', `Volume ${id} is currently attached to ${attachment.instance.id}`);
  if (state === 'available' || state === 'error') return;
  throw new AwsError('IncorrectState', `The volume '${id}' is in the state '${state}'.`);
}
