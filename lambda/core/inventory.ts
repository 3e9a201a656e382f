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
  /** What could not be read, in words for the report. */
  readonly notes: readonly string[];
}

export interface Instance {
  readonly id: string;
  readonly state: string;
  readonly tags: Tags;
  /** Absent for an instance without an EBS root device. */
  readonly rootVolumeId?: string | undefined;
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
  return {
    ...inventory,
    instances: onceById(inventory.instances),
    volumes: onceById(inventory.volumes),
    snapshots: onceById(inventory.snapshots),
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
