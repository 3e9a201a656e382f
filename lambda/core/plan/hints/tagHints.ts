import type { Inventory, Volume } from '../../inventory.ts';
import { copies, isOfCluster } from '../../grammar/tagPatterns.ts';
import { counted } from '../../text.ts';
import { type Hint, onVolume } from './hint.ts';
import { type CreateOne, type CreateSet, volumesOf } from '../creation.ts';
import { isCopiable, isLong, MOST_TAGS, type TagSettings, wanted } from '../tags.ts';

/** Which tags of volumes are not on the snapshots that are taken, although nobody said so. */
export function tagHints(
  creates: readonly (CreateOne | CreateSet)[],
  inventory: Inventory,
  settings: TagSettings,
): Hint[] {
  const byId = new Map(inventory.volumes.map((volume) => [volume.id, volume]));
  const taken = creates.flatMap(volumesOf).flatMap((id) => byId.get(id) ?? []);
  const alone = creates.flatMap((one) => {
    const volume = one.kind === 'create one' ? byId.get(one.volumeId) : undefined;
    return volume === undefined ? [] : [{ volume, tags: one.tags }];
  });
  return [
    ...alone.flatMap(({ volume, tags }) => tooManyTags(volume, tags, settings)),
    ...alone.flatMap(({ volume }) => tooLongKeys(volume, settings)),
    ...taken.flatMap((volume) => tagsOfCluster(volume, settings)),
    ...creates.flatMap(sharedTags),
  ];
}

function tooManyTags(volume: Volume, tags: CreateOne['tags'], settings: TagSettings): Hint[] {
  const left = wanted(volume, undefined, settings).filter(([key]) => !Object.hasOwn(tags, key)).length;
  return left === 0
    ? []
    : [
        onVolume(
          volume,
          `has ${left} more tags than fit beside ours on a snapshot (${MOST_TAGS} in all); its last ones are not copied`,
        ),
      ];
}

function tooLongKeys(volume: Volume, { copyTags, prefix }: TagSettings): Hint[] {
  const long = Object.keys(volume.tags).filter(
    (key) => isLong(key) && isCopiable(key, prefix) && copies(copyTags, key),
  );
  return long.length === 0
    ? []
    : [
        onVolume(
          volume,
          `has ${counted(long.length, 'tag')} with a key of more than 127 characters, not copied to its snapshots`,
        ),
      ];
}

function tagsOfCluster(volume: Volume, { copyTags }: TagSettings): Hint[] {
  const keys = Object.keys(volume.tags).filter((key) => isOfCluster(copyTags, key));
  return keys.length === 0
    ? []
    : [
        onVolume(
          volume,
          `has tags that tell a cluster to delete the snapshot, so they are not copied: ${some(keys.toSorted())}; the patterns "*" in copy_tags copy these, too`,
        ),
      ];
}

function sharedTags(create: CreateOne | CreateSet): Hint[] {
  return create.kind === 'create set' && create.sharedBecause !== undefined
    ? [
        {
          of: 'instance',
          id: create.instanceId,
          says: `gets snapshots with only the tags that all volumes of its set share, because ${create.sharedBecause}`,
        },
      ]
    : [];
}

/** The first three of a list, and how many more there are. */
function some(list: readonly string[]): string {
  const more = list.length > MOST_NAMED ? ` and ${list.length - MOST_NAMED} more` : '';
  return `${list.slice(0, MOST_NAMED).join(', ')}${more}`;
}

const MOST_NAMED = 3;
