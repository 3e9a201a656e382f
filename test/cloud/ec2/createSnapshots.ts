import { arnOf } from '../arns.ts';
import { authorize } from '../authorize.ts';
import { resourceTags } from '../iam.ts';
import type { Instance, Snapshot, Volume } from '../records.ts';
import { tagsOnCreate, withCopied } from '../tagRules.ts';
import { AwsError } from '../wire/errors.ts';
import { list, notEmulated, required } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { Xml, XmlFields } from '../wire/xml.ts';
import { isRoot, volumesOf } from '../world.ts';
import type { Place, World } from '../world.ts';
import { found, INSTANCE } from './lookup.ts';
import { progressOf, tagSet } from './shapes.ts';
import { answered, takeSnapshots, wishesForNew } from './takeSnapshots.ts';

/**
 * A crash-consistent set: one snapshot of each volume of an instance, all or none.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshots.html
 */
export function createSnapshots(call: Call, world: World): XmlFields {
  notEmulated(call.params, ['OutpostArn', 'Location']);
  const place = world.place(call.account, call.region);
  const instance = found(
    place.instances,
    required(call.params, 'InstanceSpecification.InstanceId'),
    INSTANCE,
  );
  const volumes = included(call, place, instance);
  const tags = tagsOnCreate(call.params, 'snapshot');
  const copying = call.params.CopyTagsFromSource === 'volume';
  const orders = volumes.map((volume) => ({ volume, tags: copying ? withCopied(tags, volume.tags) : tags }));
  // Whether copied tags need CreateTags is not documented. We ask for it, and
  // leave them out of aws:RequestTag, so that a policy cannot count on either.
  const tagged = orders.some((order) => Object.keys(order.tags).length > 0);
  authorize(call, world, [
    ...[instance, ...volumes].map((resource) => ({
      action: 'ec2:CreateSnapshots',
      resource: arnOf(resource),
      context: resourceTags(resource.tags),
    })),
    ...wishesForNew(call, tags, tagged ? 'with tags' : 'without tags'),
  ]);
  const snapshots = takeSnapshots(call, world, orders);
  return answered(world, () => ({ snapshotSet: snapshots.map(shapeOf) }));
}

function included(call: Call, place: Place, instance: Instance): Volume[] {
  const excluded = list(call.params, 'InstanceSpecification.ExcludeDataVolumeId');
  if (excluded.length > 40) throw invalid('At most 40 volumes can be excluded in one request');
  const attached = volumesOf(place, instance);
  for (const id of excluded) {
    const volume = attached.find((candidate) => candidate.id === id);
    // Strict where the documents are silent: an exclusion that excludes nothing is a mistake.
    if (!volume) throw invalid(`The volume ${id} is not attached to ${instance.id}`);
    if (isRoot(volume, instance))
      throw invalid(`${id} is the root volume; use ExcludeBootVolume to exclude it`);
  }
  const withoutBoot = call.params['InstanceSpecification.ExcludeBootVolume'] === 'true';
  const volumes = attached.filter(
    (volume) => !excluded.includes(volume.id) && !(withoutBoot && isRoot(volume, instance)),
  );
  if (volumes.length === 0) throw invalid(`No volume of ${instance.id} is left to take a snapshot of`);
  return volumes;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

/** The same as another snapshot, except that the state is called `state` and less is told. */
function shapeOf(snapshot: Snapshot): Xml {
  return {
    snapshotId: snapshot.id,
    volumeId: snapshot.volumeId,
    state: snapshot.state,
    startTime: snapshot.startedAt,
    progress: progressOf(snapshot),
    ownerId: snapshot.account,
    volumeSize: snapshot.size,
    description: snapshot.description,
    encrypted: snapshot.encrypted,
    tagSet: tagSet(snapshot.tags),
  };
}
