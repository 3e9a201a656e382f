import type { Image } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import { required } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import { foreignImages } from '../foreign.ts';
import type { World } from '../world.ts';
import { found, IMAGE } from './lookup.ts';

/** The image that a call names, of the caller or visible to it, and not deregistered. */
export function namedImage(call: Call, world: World): Image {
  const id = required(call.params, 'ImageId');
  const place = world.place(call.account, call.region);
  if (place.deregisteredImages.has(id)) throw unavailable(id);
  const own = place.images.get(id);
  const foreign = own ? undefined : foreignImages(world, place).find((image) => image.id === id);
  const image = foreign ?? found(place.images, id, IMAGE);
  if (image.state === 'deregistered') throw unavailable(id);
  return image;
}

/** What only its owner may ask of an image; the code is what AWS answers who deregisters an image of others. */
export function checkOwner({ id, account }: Image, caller: Call): void {
  if (account !== caller.account) throw new AwsError('AuthFailure', `Not authorized for image:${id}`, 403);
}

export function unavailable(id: string): AwsError {
  return new AwsError('InvalidAMIID.Unavailable', `The image ID '${id}' is no longer available`);
}
