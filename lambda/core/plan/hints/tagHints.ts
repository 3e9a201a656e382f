import { grouped } from '../../grouped.ts';
import { type Inventory, titleOf, type Volume } from '../../inventory.ts';
import { copies, isOfCluster } from '../../tagPatterns.ts';
import { counted } from '../../text.ts';
import { type CreateOne, type CreateSet, volumesOf } from '../creation.ts';
import { isCopiable, isLong, MOST_TAGS, type TagSettings, wanted } from '../tags.ts';

/** Which tags of volumes are not on the snapshots that are taken, although nobody said so. */
export function tagHints(
  creates: readonly (CreateOne | CreateSet)[],
  inventory: Inventory,
  settings: TagSettings,
): string[] {
  const byId = new Map(inventory.volumes.map((volume) => [volume.id, volume]));
  const taken = creates.flatMap(volumesOf).flatMap((id) => byId.get(id) ?? []);
  const alone = creates.flatMap((one) => {
    const volume = one.kind === 'create one' ? byId.get(one.volumeId) : undefined;
    return volume === undefined ? [] : [{ volume, tags: one.tags }];
  });
  return [
    ...alone.flatMap(({ volume, tags }) => tooManyTags(volume, tags, settings)),
    ...alone.flatMap(({ volume }) => tooLongKeys(volume, settings)),
    ...tagsOfClusters(taken, settings),
    ...setsThatShare(creates, inventory),
  ];
}

function tooManyTags(volume: Volume, tags: CreateOne['tags'], settings: TagSettings): string[] {
  const left = wanted(volume, undefined, settings).filter(([key]) => !Object.hasOwn(tags, key)).length;
  return left === 0
    ? []
    : [
        `${titleOf(volume)} has ${left} more tags than fit beside ours on a snapshot (${MOST_TAGS} in all); its last ones are not copied`,
      ];
}

function tooLongKeys(volume: Volume, { copyTags, prefix }: TagSettings): string[] {
  const long = Object.keys(volume.tags).filter(
    (key) => isLong(key) && isCopiable(key, prefix) && copies(copyTags, key),
  );
  return long.length === 0
    ? []
    : [
        `${titleOf(volume)} has ${counted(long.length, 'tag')} with a key of more than 127 characters, not copied to its snapshots`,
      ];
}

function tagsOfClusters(volumes: readonly Volume[], { copyTags }: TagSettings): string[] {
  const keysOn = ({ tags }: Volume) => Object.keys(tags).filter((key) => isOfCluster(copyTags, key));
  const having = volumes.filter((volume) => keysOn(volume).length > 0);
  const keys = [...new Set(having.flatMap(keysOn))].toSorted();
  return having.length === 0
    ? []
    : [
        `${counted(having.length, 'volume')} (${some(having.map(titleOf))}) ${having.length === 1 ? 'has' : 'have'} tags by which a cluster deletes what it owns, so they are not copied: ${some(keys)}; the patterns "*" in copy_tags copy these, too`,
      ];
}

function setsThatShare(creates: readonly (CreateOne | CreateSet)[], { instances }: Inventory): string[] {
  const byId = new Map(instances.map((instance) => [instance.id, instance]));
  const sharing = creates.flatMap((one) =>
    one.kind === 'create set' && one.sharedBecause !== undefined
      ? [{ because: one.sharedBecause, instance: byId.get(one.instanceId) }]
      : [],
  );
  return [...grouped(sharing, ({ because }) => because)].map(([because, sets]) => {
    const titles = sets.flatMap(({ instance }) => (instance === undefined ? [] : titleOf(instance)));
    return `The snapshots of ${some(titles)} have only the tags that all volumes of a set share, because ${because}`;
  });
}

/** The first three of a list, and how many more there are. */
function some(list: readonly string[]): string {
  const more = list.length > MOST_NAMED ? ` and ${list.length - MOST_NAMED} more` : '';
  return `${list.slice(0, MOST_NAMED).join(', ')}${more}`;
}

const MOST_NAMED = 3;
