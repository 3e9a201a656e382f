import { authorizeOnAll } from '../authorize.ts';
import { filterOf } from '../filters.ts';
import type { Fields } from '../filters.ts';
import { pageOf } from '../paging.ts';
import { listedTags, listedVolumes } from '../lag.ts';
import type { Volume } from '../records.ts';
import { list } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { chosen, VOLUME } from './lookup.ts';
import { attachmentShape, volumeShape } from './shapes.ts';

export function describeVolumes(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  const place = world.place(call.account, call.region);
  const listed = {
    get: (id: string) => place.volumes.get(id),
    inOrder: () => listedVolumes(world, place),
  };
  const tagsOf = (volume: Volume) => listedTags(world, volume);
  const ids = list(call.params, 'VolumeId');
  const page = pageOf(call, world, {
    records: chosen(listed, ids, VOLUME),
    matches: filterOf(call.params, FIELDS, tagsOf),
    byIds: ids.length > 0,
  });
  return {
    volumeSet: page.items.map((one) => ({
      ...volumeShape(one, tagsOf(one), place),
      attachmentSet: one.attachments.map((attachment) => attachmentShape(one, attachment)),
    })),
    nextToken: page.nextToken,
  };
}

const FIELDS: Fields<Volume> = {
  'attachment.attach-time': (volume) => volume.attachments.map(({ attachedAt }) => attachedAt),
  'attachment.delete-on-termination': (volume) =>
    volume.attachments.map(({ deleteOnTermination }) => deleteOnTermination),
  'attachment.device': (volume) => volume.attachments.map(({ device }) => device),
  'attachment.instance-id': (volume) => volume.attachments.map(({ instance }) => instance.id),
  'attachment.status': (volume) => volume.attachments.map(({ state }) => state),
  'availability-zone': (volume) => volume.zone,
  'create-time': (volume) => volume.createdAt,
  encrypted: (volume) => volume.encrypted,
  'multi-attach-enabled': (volume) => volume.multiAttach,
  size: (volume) => volume.size,
  'snapshot-id': (volume) => volume.fromSnapshot,
  status: (volume) => volume.state,
  'volume-id': (volume) => volume.id,
  'volume-type': (volume) => volume.type,
};
