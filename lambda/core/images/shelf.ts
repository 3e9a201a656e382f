import type { Disk, Image, Instance, Inventory, Volume } from '../inventory.ts';
import { keysOf, MARK, NAME } from '../keys.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { IMAGES } from '../policy/saved.ts';
import { grouped } from '../grouped.ts';
import { labelOf } from '../label.ts';
import { namesIn, type Snapshot, type Tags } from '../snapshot.ts';
import { keepersOf } from './keepers.ts';

/**
 * Puts images where snapshots stand, so that the same engine decides for both.
 *
 * An instance stands as a volume, and an image of it as a snapshot of that volume. `<prefix>_image` stands as the
 * prefix, so that the keys of the tags are `<prefix>_image` and `<prefix>_image_retain`.
 */
export interface Shelf {
  readonly inventory: Inventory;
  readonly settings: PlanSettings;
}

export function shelfOf(inventory: Inventory, settings: PlanSettings, now: Date): Shelf {
  const prefix = keysOf(settings.prefix).image;
  const { images, instances, account, region } = inventory;
  const sizes = sizesIn(inventory);
  return {
    settings: { ...settings, prefix, saved: IMAGES, defaultPolicy: undefined, consistency: 'volume' },
    inventory: {
      account,
      region,
      prefix,
      instances: [],
      volumes: instances
        .filter(({ state }) => state !== 'terminated')
        .map((one) => asVolume(one, sizes.get(one.id) ?? 0, settings.prefix)),
      snapshots: (images?.own ?? []).map((one) => asSnapshot(one, settings.prefix)),
      holds: keepersOf(inventory, { ...settings, now }),
      notes: [],
    },
  };
}

function sizesIn({ volumes }: Inventory): ReadonlyMap<string, number> {
  const each = volumes.flatMap(({ instanceIds, sizeGiB }) => instanceIds.map((id) => ({ id, sizeGiB })));
  return new Map(
    [...grouped(each, ({ id }) => id)].map(([id, disks]) => [
      id,
      disks.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0),
    ]),
  );
}

const NO_DISK: Disk = { zone: '', isMultiAttach: false, devices: [] };

/** AWS makes images of instances in these states. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/creating-an-ami-ebs.html */
const IMAGEABLE = new Set(['running', 'stopped']);

function asVolume({ id, state, tags }: Instance, sizeGiB: number, prefix: string): Volume {
  return {
    id,
    state: IMAGEABLE.has(state) ? 'in-use' : state,
    type: 'instance',
    sizeGiB,
    tags: tagsOnShelf(tags, prefix),
    instanceIds: [],
    disk: NO_DISK,
  };
}

function tagsOnShelf(tags: Tags, prefix: string): Tags {
  const { image, imageRetain, ignore } = keysOf(prefix);
  const kept = new Set([image, imageRetain, ignore, MARK, NAME]);
  return Object.fromEntries(Object.entries(tags).filter(([key]) => kept.has(key)));
}

/** What AWS calls an image that restores, and one that restores nothing. Any other state cannot be judged. */
const STATES: Readonly<Record<string, string>> = {
  available: 'completed',
  failed: 'error',
  error: 'error',
  invalid: 'error',
};

function asSnapshot(image: Image, prefix: string): Snapshot {
  const { id, instanceId, state, createdAt, sizeGiB, failure, tags } = image;
  const signs = { id, volumeId: instanceId, tags, described: 'as ours' as const };
  return {
    id,
    volumeId: instanceId,
    state: STATES[state] ?? state,
    tier: 'standard',
    startedAt: createdAt,
    sizeGiB,
    failure,
    label: { ...labelOf(signs, prefix), ownership: 'ours', mark: keysOf(prefix).image },
    names: namesIn(tags, prefix),
  };
}
