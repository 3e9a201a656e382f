import { arnOf } from '../arns.ts';
import { authorize } from '../authorize.ts';
import { requestTags, resourceTags } from '../iam.ts';
import { tagsChange } from '../lag.ts';
import type { Resource } from '../records.ts';
import { checkCount, tagsOf } from '../tagRules.ts';
import { AwsError } from '../wire/errors.ts';
import { list, members } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { Place, World } from '../world.ts';
import { found, IMAGE, INSTANCE, SNAPSHOT, VOLUME } from './lookup.ts';

/** Adds tags to resources of any kind, or replaces their values; all resources or none. */
export function createTags(call: Call, world: World): XmlFields {
  const added = tagsOf(call.params);
  const resources = namedIn(call, world);
  authorize(
    call,
    world,
    resources.map((resource) => ({
      action: 'ec2:CreateTags',
      resource: arnOf(resource),
      context: { ...resourceTags(resource.tags), ...requestTags(added) },
    })),
  );
  for (const { tags } of resources) checkCount({ ...tags, ...added });
  for (const resource of resources) {
    tagsChange(world, resource);
    resource.tags = { ...resource.tags, ...added };
  }
  return { return: true };
}

/** Removes tags by key; where a value is given, only if it is the tag's value. */
export function deleteTags(call: Call, world: World): XmlFields {
  const removed = members(call.params, 'Tag');
  if (removed.length === 0) {
    throw new AwsError('UnsupportedOperation', 'The embedded cloud does not remove all tags at once');
  }
  const resources = namedIn(call, world);
  const context = requestTags(Object.fromEntries(removed.map(({ Key = '', Value = '' }) => [Key, Value])));
  authorize(
    call,
    world,
    resources.map((resource) => ({
      action: 'ec2:DeleteTags',
      resource: arnOf(resource),
      context: { ...resourceTags(resource.tags), ...context },
    })),
  );
  for (const resource of resources) {
    tagsChange(world, resource);
    const stays = ([key, value]: [string, string]): boolean =>
      !removed.some(({ Key, Value }) => Key === key && (Value === undefined || Value === value));
    resource.tags = Object.fromEntries(Object.entries(resource.tags).filter(stays));
  }
  return { return: true };
}

function namedIn(call: Call, world: World): Resource[] {
  const place = world.place(call.account, call.region);
  return list(call.params, 'ResourceId').map((id) => resourceIn(place, id));
}

function resourceIn(place: Place, id: string): Resource {
  if (id.startsWith('i-')) return found(place.instances, id, INSTANCE);
  if (id.startsWith('vol-')) return found(place.volumes, id, VOLUME);
  if (id.startsWith('snap-')) return found(place.snapshots, id, SNAPSHOT);
  if (id.startsWith('ami-')) return found(place.images, id, IMAGE);
  throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
}
