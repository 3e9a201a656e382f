import { authorize } from '../authorize.ts';
import { COOLDOWN, protectionOf } from '../imageLife.ts';
import type { Image } from '../records.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { onImage } from './iamResources.ts';
import { checkOwner, namedImage } from './imageLookup.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableImageDeregistrationProtection.html */
export function enableImageDeregistrationProtection(call: Call, world: World): XmlFields {
  const image = ownImage(call, world);
  image.protection =
    call.params.WithCooldown === 'true' ? 'enabled-with-cooldown' : 'enabled-without-cooldown';
  return { return: image.protection };
}

/** One that was enabled with a cooldown holds for a day more. */
export function disableImageDeregistrationProtection(call: Call, world: World): XmlFields {
  const image = ownImage(call, world);
  const now = world.clock.now();
  if (image.protection === 'enabled-with-cooldown') image.coolsUntil = new Date(now.getTime() + COOLDOWN);
  image.protection = 'disabled';
  return { return: protectionOf(image, now) };
}

function ownImage(call: Call, world: World): Image {
  const image = namedImage(call, world);
  authorize(call, world, [onImage(call, image)]);
  checkOwner(image, call);
  return image;
}
