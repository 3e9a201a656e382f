import { arnOf } from '../arns.ts';
import { authorize } from '../authorize.ts';
import { resourceTags } from '../iam.ts';
import { tagsOnCreate } from '../tagRules.ts';
import { notEmulated, required } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { found, VOLUME } from './lookup.ts';
import { snapshotShape } from './shapes.ts';
import { answered, takeSnapshot, wishesForNew } from './takeSnapshots.ts';

/** One snapshot and its tags, both or neither. */
export function createSnapshot(call: Call, world: World): XmlFields {
  notEmulated(call.params, ['OutpostArn', 'Location']);
  const { volumes } = world.place(call.account, call.region);
  const volume = found(volumes, required(call.params, 'VolumeId'), VOLUME);
  const tags = tagsOnCreate(call.params, 'snapshot');
  authorize(call, world, [
    { action: 'ec2:CreateSnapshot', resource: arnOf(volume), context: resourceTags(volume.tags) },
    ...wishesForNew(call, tags, Object.keys(tags).length > 0 ? 'with tags' : 'without tags'),
  ]);
  const snapshot = takeSnapshot(call, world, { volume, tags });
  return answered(world, () => snapshotShape(snapshot));
}
