/** What one region of one account told us. Everything that is decided is decided from this. */
export interface Inventory {
  /** Absent in a run that works on no accounts but its own. */
  readonly account?: string | undefined;
  readonly region: string;
  readonly instances: readonly Instance[];
  readonly volumes: readonly Volume[];
  /** Snapshots of this account that carry a mark of ownership, anybody's: `ownership.ts` says which are ours. */
  readonly snapshots: readonly Snapshot[];
  /** Why AWS would refuse to delete a snapshot, by snapshot id: an AMI uses it, or a lock holds it. */
  readonly holds: ReadonlyMap<string, string>;
  /** What could not be looked up, in words fit for the report. */
  readonly notes: readonly string[];
}

export type Tags = Readonly<Record<string, string>>;

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
  readonly tags: Tags;
  /** More than one for a Multi-Attach volume. */
  readonly instanceIds: readonly string[];
}

export interface Snapshot {
  readonly id: string;
  readonly volumeId: string;
  readonly state: string;
  readonly tier: string;
  /** The instant whose data the snapshot holds, as AWS tells it, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly sizeGiB: number;
  readonly tags: Tags;
}

/**
 * The inventory in the order of ids, each thing once.
 *
 * AWS lists in any order, and a page can repeat what the one before had when something goes in between:
 * the same region must still give the same plan, and no volume two copies.
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
  // What is in order already would come to the same, more slowly.
  if (items.every(isNext)) return items;
  const byId = new Map(items.map((item) => [item.id, item]));
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * A restorable copy is a snapshot that a volume can be made from at once.
 *
 * One that is pending or failed restores nothing, and an archived one only after days.
 * https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-archive.html
 */
export function isRestorable(snapshot: Snapshot): boolean {
  return snapshot.state === 'completed' && snapshot.tier === 'standard';
}

/** Ties are broken by id, which no two share, so that the same inventory always gives the same plan. */
export function newestFirst(a: Snapshot, b: Snapshot): number {
  return b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1);
}

export function oldestFirst(a: Snapshot, b: Snapshot): number {
  return newestFirst(b, a);
}

/** The person's name for a volume or instance, or its id where there is none. */
export function nameOf(resource: Volume | Instance): string {
  return givenName(resource.tags) ?? resource.id;
}

/** The id, with the person's name where there is one: `vol-1 (data)`. */
export function titleOf(resource: Volume | Instance): string {
  const name = givenName(resource.tags);
  return name === undefined ? resource.id : `${resource.id} (${name})`;
}

/** The name a person gave in the tag `Name`. */
export function givenName(tags: Tags): string | undefined {
  return tags['Name']?.trim() || undefined;
}
