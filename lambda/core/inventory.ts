import { NAME } from './keys.ts';
import type { Snapshot, Tags } from './snapshot.ts';
import { titled } from './text.ts';

/** What one region of one account contains. Everything is decided from this. */
export interface Inventory {
  /** Absent in a run that works in its own account only. */
  readonly account?: string | undefined;
  readonly region: string;
  /** The prefix that the labels of the snapshots were read with. */
  readonly prefix: string;
  readonly instances: readonly Instance[];
  readonly volumes: readonly Volume[];
  /** Snapshots of this account that carry anybody's mark of ownership. */
  readonly snapshots: readonly Snapshot[];
  /** Why AWS would refuse to delete a snapshot, by snapshot id: an AMI uses it, or a lock holds it. */
  readonly holds: ReadonlyMap<string, string>;
  /** The snapshots that have or had a lock, by id, and whether it is still in force; absent where AWS did not say. */
  readonly locked?: ReadonlyMap<string, 'in force' | 'expired'> | undefined;
  /** What could not be read, in words for the report. */
  readonly notes: readonly string[];
  /** What is known of the images of servers; absent where images are off. */
  readonly images?: ImageInventory | undefined;
}

/** The images (AMIs) of one region of one account. */
export interface ImageInventory {
  /** Those that are ours by mark, name and description together. */
  readonly own: readonly Image[];
  /** The names of all images of the account by their ids, ours among them, also disabled ones. */
  readonly listed: ReadonlyMap<string, string>;
  /** Snapshots that images of ours are made of, or were. */
  readonly snapshots: readonly ImageSnapshot[];
  /** What starts instances from an image, by its id, in words: a launch template or an Auto Scaling group. */
  readonly uses: ReadonlyMap<string, string>;
  /** Why not all uses are known: then no image can be deleted. Absent where they are. */
  readonly usesUnknown?: string | undefined;
  /** Why the images could not be listed: then nothing is decided about them. Absent where they were. */
  readonly unread?: string | undefined;
}

/** One image of ours. */
export interface Image {
  readonly id: string;
  readonly name: string;
  readonly instanceId: string;
  /** As AWS has it: `pending`, `available`, `failed`, `disabled`, … */
  readonly state: string;
  /** In milliseconds since 1970. */
  readonly createdAt: number;
  /** The sum over its snapshots. */
  readonly sizeGiB: number;
  /** Why AWS failed it; absent where it did not, or did not say. */
  readonly failure?: string | undefined;
  readonly snapshotIds: readonly string[];
  /** In milliseconds since 1970; absent where nothing was ever launched from it, or AWS does not know. */
  readonly lastLaunchedAt?: number | undefined;
  readonly isProtected: boolean;
  readonly isPublic: boolean;
  /** AWS says that it was not made of its instance; absent where it was, or AWS does not say. */
  readonly isCopy?: true;
  readonly tags: Tags;
}

/** One snapshot that carries the name of an image of ours. */
export interface ImageSnapshot {
  readonly id: string;
  readonly imageName: string;
  /** From AWS's own description and the tag of the instance, which agree. */
  readonly instanceId: string;
  /** From AWS's own description. */
  readonly imageId: string;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  /** AWS failed it, so it restores nothing. Absent where it did not. */
  readonly failed?: true;
  readonly tags: Tags;
}

export interface Instance {
  readonly id: string;
  readonly state: string;
  readonly tags: Tags;
  /** Absent for an instance without an EBS root device. */
  readonly rootVolumeId?: string | undefined;
  /** The image that it was launched from; absent where AWS does not say. */
  readonly imageId?: string | undefined;
  /** Absent where AWS does not say. */
  readonly launch?: LaunchFacts | undefined;
}

/** What it takes beside an image to launch an instance again as it was. */
export interface LaunchFacts {
  /** `t3.large` */
  readonly type: string;
  readonly subnetId?: string | undefined;
  /** Ids of security groups. */
  readonly groupIds: readonly string[];
  /** The ARN of its instance profile. */
  readonly profileArn?: string | undefined;
  readonly keyName?: string | undefined;
}

export interface Volume {
  readonly id: string;
  readonly state: string;
  readonly type: string;
  readonly sizeGiB: number;
  /** In milliseconds since 1970; absent where AWS did not say. */
  readonly createdAt?: number | undefined;
  readonly tags: Tags;
  /** More than one for a Multi-Attach volume. */
  readonly instanceIds: readonly string[];
  readonly disk: Disk;
}

/** What it takes beside a snapshot to make a volume again. One object for all volumes that are alike. */
export interface Disk {
  /** The availability zone. */
  readonly zone: string;
  /** Absent where AWS names none. */
  readonly iops?: number | undefined;
  /** MiB a second; absent where AWS names none. */
  readonly throughput?: number | undefined;
  readonly isMultiAttach: boolean;
  /** How it is attached, in the order of `instanceIds`. */
  readonly devices: readonly Device[];
}

/** How a volume is attached to one instance. */
export interface Device {
  /** `/dev/xvda` */
  readonly name: string;
  readonly isDeletedOnTermination: boolean;
}

/**
 * The inventory in the order of ids, each thing once.
 *
 * AWS lists in any order, and a page can repeat an item when another one is deleted meanwhile. The same
 * region must still give the same plan, and no volume two snapshots.
 */
export function inOrder(inventory: Inventory): Inventory {
  const { images } = inventory;
  return {
    ...inventory,
    instances: onceById(inventory.instances),
    volumes: onceById(inventory.volumes),
    snapshots: onceById(inventory.snapshots),
    images: images && {
      ...images,
      own: onceById(images.own),
      snapshots: onceById(images.snapshots),
    },
  };
}

function onceById<Item extends { readonly id: string }>(items: readonly Item[]): readonly Item[] {
  const isNext = ({ id }: Item, index: number): boolean => id > (items[index - 1]?.id ?? '');
  // For a list in order the rest would give the same, more slowly.
  if (items.every(isNext)) return items;
  const byId = new Map(items.map((item) => [item.id, item]));
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The Name of a volume or an instance, or its id where it has none. */
export function nameOf(resource: Volume | Instance): string {
  return givenName(resource.tags) ?? resource.id;
}

/** What a person calls a volume or an instance: `data (vol-1)`. */
export function titleOf(resource: Volume | Instance): string {
  return titled(resource.id, givenName(resource.tags));
}

/** The name a person gave in the tag `Name`. */
export function givenName(tags: Tags): string | undefined {
  return tags[NAME]?.trim() || undefined;
}
