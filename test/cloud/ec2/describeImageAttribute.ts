import { authorize } from '../authorize.ts';
import { lastLaunch, protectionOf } from '../imageLife.ts';
import type { Image } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import { required } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { Xml, XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { onImage } from './iamResources.ts';
import { checkOwner, namedImage } from './imageLookup.ts';
import { mappingShape } from './imageShape.ts';

/**
 * One attribute of an own image, as who may launch it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImageAttribute.html
 */
export function describeImageAttribute(call: Call, world: World): XmlFields {
  const attribute = required(call.params, 'Attribute');
  const image = namedImage(call, world);
  authorize(call, world, [onImage(call, image)]);
  checkOwner(image, call);
  return { imageId: image.id, ...attributeOf(image, attribute, world.clock.now()) };
}

function attributeOf(image: Image, attribute: string, now: Date): XmlFields {
  switch (attribute) {
    case 'blockDeviceMapping':
      return { blockDeviceMapping: mappingShape(image) };
    case 'deregistrationProtection':
      return { deregistrationProtection: { value: protectionOf(image, now) } };
    case 'description':
      return { description: { value: image.description } };
    case 'lastLaunchedTime':
      return { lastLaunchedTime: { value: lastLaunch(image, now) } };
    case 'launchPermission':
      return { launchPermission: permissionsOf(image) };
    default:
      throw new AwsError(
        'UnsupportedOperation',
        `The embedded cloud does not know the attribute ${attribute} of an image`,
      );
  }
}

function permissionsOf({ sharedWith, public: isPublic }: Image): Xml {
  const others = sharedWith.map((whom) => {
    if (whom.includes(':organization/')) return { organizationArn: whom };
    return whom.includes(':ou/') ? { organizationalUnitArn: whom } : { userId: whom };
  });
  return isPublic ? [{ group: 'all' }, ...others] : others;
}
