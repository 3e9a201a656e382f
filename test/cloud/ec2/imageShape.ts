import { lastLaunch, protectionOf } from '../imageLife.ts';
import type { Image, Tags } from '../records.ts';
import type { Xml } from '../wire/xml.ts';
import { tagSet } from './shapes.ts';

export function imageShape(image: Image, tags: Tags, now: Date): Xml {
  return {
    imageId: image.id,
    name: image.name,
    imageLocation: `${image.account}/${image.name}`,
    description: image.description,
    imageState: image.state,
    stateReason: reasonOf(image),
    imageOwnerId: image.account,
    creationDate: image.createdAt,
    deprecationTime: image.deprecatedAt,
    isPublic: image.public,
    imageType: 'machine',
    architecture: 'x86_64',
    virtualizationType: 'hvm',
    rootDeviceType: 'ebs',
    rootDeviceName: image.rootDevice,
    blockDeviceMapping: mappingShape(image),
    sourceInstanceId: image.sourceInstance,
    deregistrationProtection: protectionOf(image, now),
    lastLaunchedTime: lastLaunch(image, now),
    tagSet: tagSet(tags),
  };
}

function reasonOf({ state }: Image): Xml {
  if (state !== 'failed') return undefined;
  return { code: 'Server.InternalError', message: 'Server.InternalError: Internal error' };
}

export function mappingShape(image: Image): Xml {
  return listedDevices(image).map((device) => ({
    deviceName: device.device,
    ebs: {
      snapshotId: device.snapshot.id,
      volumeSize: device.size,
      volumeType: device.type,
      iops: device.iops,
      throughput: device.throughput,
      encrypted: device.snapshot.encrypted,
      deleteOnTermination: device.deleteOnTermination,
    },
  }));
}

/**
 * AWS does not document which devices it lists of an image that is pending or failed. We list none, so that nobody
 * counts on them.
 */
export function listedDevices({ state, devices }: Image): Image['devices'] {
  return state === 'pending' || state === 'failed' ? [] : devices;
}
