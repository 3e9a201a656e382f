import { authorizeOnAll } from '../authorize.ts';
import { filterOf } from '../filters.ts';
import type { Fields } from '../filters.ts';
import { pageOf } from '../paging.ts';
import type { Image } from '../records.ts';
import { byId } from '../shelf.ts';
import { list, notEmulated } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { Xml, XmlFields } from '../wire/xml.ts';
import { foreignImages } from '../world.ts';
import type { World } from '../world.ts';
import { chosen, IMAGE } from './lookup.ts';
import { tagSet } from './shapes.ts';

/**
 * Disabled images show only on request, deprecated ones of others likewise.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html
 */
export function describeImages(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  notEmulated(call.params, ['ExecutableBy']);
  const place = world.place(call.account, call.region);
  const foreign = new Map(foreignImages(world, place).map((image) => [image.id, image]));
  const visible = {
    get: (id: string) => place.images.get(id) ?? foreign.get(id),
    inOrder: () => [...place.images.inOrder(), ...foreign.values()].toSorted(byId),
  };
  const ids = list(call.params, 'ImageId');
  const shown = isShown(call, world.clock.now());
  const matches = filterOf(call.params, FIELDS, ({ tags }) => tags);
  const page = pageOf(call, world, {
    records: chosen(visible, ids, IMAGE),
    matches: (image) => shown(image) && matches(image),
    byIds: ids.length > 0,
  });
  return { imagesSet: page.items.map(shapeOf), nextToken: page.nextToken };
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
  'block-device-mapping.device-name': (image) => image.snapshots.map((_, index) => deviceName(index)),
  'block-device-mapping.encrypted': (image) => image.snapshots.map(({ encrypted }) => encrypted),
  'block-device-mapping.snapshot-id': (image) => image.snapshots.map(({ id }) => id),
  'block-device-mapping.volume-size': (image) => image.snapshots.map(({ size }) => size),
  'creation-date': (image) => image.createdAt,
  description: (image) => image.description,
  'image-id': (image) => image.id,
  'is-public': (image) => image.public,
  name: (image) => image.name,
  'owner-id': (image) => image.account,
  'root-device-name': () => deviceName(0),
  state: (image) => image.state,
};

function shapeOf(image: Image): Xml {
  return {
    imageId: image.id,
    name: image.name,
    description: image.description,
    imageState: image.state,
    imageOwnerId: image.account,
    creationDate: image.createdAt,
    deprecationTime: image.deprecatedAt,
    isPublic: image.public,
    imageType: 'machine',
    architecture: 'x86_64',
    rootDeviceType: 'ebs',
    rootDeviceName: deviceName(0),
    blockDeviceMapping: image.snapshots.map((snapshot, index) => ({
      deviceName: deviceName(index),
      ebs: {
        snapshotId: snapshot.id,
        volumeSize: snapshot.size,
        volumeType: 'gp3',
        encrypted: snapshot.encrypted,
        deleteOnTermination: true,
      },
    })),
    tagSet: tagSet(image.tags),
  };
}

/** /dev/xvda, /dev/xvdb, … */
function deviceName(index: number): string {
  return `/dev/xvd${String.fromCodePoint('a'.charCodeAt(0) + index)}`;
}
