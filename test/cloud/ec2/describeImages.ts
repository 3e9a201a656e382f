import { authorizeOnAll } from '../authorize.ts';
import { filterOf } from '../filters.ts';
import type { Fields } from '../filters.ts';
import { listedImages, listedTags } from '../lag.ts';
import { pageOf } from '../paging.ts';
import type { Image } from '../records.ts';
import { byId } from '../shelf.ts';
import { list, notEmulated } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import { foreignImages } from '../foreign.ts';
import type { World } from '../world.ts';
import { imageShape, listedDevices } from './imageShape.ts';
import { chosen, IMAGE } from './lookup.ts';

/**
 * Disabled images show only on request, deprecated ones of others likewise; one that was deregistered shows no
 * more, and who asks for it by its id gets an empty list.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html
 */
export function describeImages(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  notEmulated(call.params, ['ExecutableBy']);
  const place = world.place(call.account, call.region);
  const foreign = new Map(foreignImages(world, place).map((image) => [image.id, image]));
  const visible = {
    get: (id: string) => place.images.get(id) ?? foreign.get(id),
    inOrder: () => [...listedImages(world, place), ...foreign.values()].toSorted(byId),
  };
  const ids = list(call.params, 'ImageId');
  const existing = ids.filter((id) => !place.deregisteredImages.has(id));
  const tagsOf = (image: Image) => listedTags(world, image);
  const shown = isShown(call, world.clock.now());
  const matches = filterOf(call.params, FIELDS, tagsOf);
  const page = pageOf(call, world, {
    records: ids.length > 0 && existing.length === 0 ? [] : chosen(visible, existing, IMAGE),
    matches: (image) => shown(image) && matches(image),
    byIds: ids.length > 0,
  });
  return {
    imagesSet: page.items.map((image) => imageShape(image, tagsOf(image), world.clock.now())),
    nextToken: page.nextToken,
  };
}

function isShown({ params, account }: Call, now: Date): (image: Image) => boolean {
  const owners = list(params, 'Owner').map((owner) => (owner === 'self' ? account : owner));
  return (image) => {
    if (owners.length > 0 && !owners.includes(image.account)) return false;
    if (image.state === 'deregistered') return false;
    if (image.state === 'disabled' && params.IncludeDisabled !== 'true') return false;
    const deprecated = image.deprecatedAt !== undefined && image.deprecatedAt <= now;
    return !deprecated || image.account === account || params.IncludeDeprecated === 'true';
  };
}

const FIELDS: Fields<Image> = {
  architecture: () => 'x86_64',
  'block-device-mapping.delete-on-termination': (image) =>
    listedDevices(image).map(({ deleteOnTermination }) => deleteOnTermination),
  'block-device-mapping.device-name': (image) => listedDevices(image).map(({ device }) => device),
  'block-device-mapping.encrypted': (image) => listedDevices(image).map(({ snapshot }) => snapshot.encrypted),
  'block-device-mapping.snapshot-id': (image) => listedDevices(image).map(({ snapshot }) => snapshot.id),
  'block-device-mapping.volume-size': (image) => listedDevices(image).map(({ size }) => size),
  'block-device-mapping.volume-type': (image) => listedDevices(image).map(({ type }) => type),
  'creation-date': (image) => image.createdAt,
  description: (image) => image.description,
  'image-id': (image) => image.id,
  'image-type': () => 'machine',
  'is-public': (image) => image.public,
  name: (image) => image.name,
  'owner-id': (image) => image.account,
  'root-device-name': (image) => image.rootDevice,
  'root-device-type': () => 'ebs',
  'source-instance-id': (image) => image.sourceInstance,
  state: (image) => image.state,
};
