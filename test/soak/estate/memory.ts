import type { Listing } from './listing.ts';
import type { Instance, Volume } from '../../../lambda/core/inventory.ts';
import type { ListedSnapshot, Tags } from '../../../lambda/core/snapshot.ts';

/** A small region in memory that is true to itself, and may answer late about it. */

/** A snapshot as it is, whatever a list says of it. */
export interface True {
  snapshot: ListedSnapshot;
  /** When a pending one comes to its end, and how. */
  endsAt: number;
  readonly endsAs: 'completed' | 'error';
  /** Lists do not show it before. */
  readonly listedFrom: number;
  /** Until then lists show the tags it had. */
  tagsListedFrom: number;
  tagsBefore: Tags;
  held: 'in use by ami-1' | 'locked (governance)' | undefined;
}

export interface Cloud {
  now: number;
  instances: Instance[];
  volumes: Volume[];
  readonly snapshots: Map<string, True>;
  /** What becomes of new copies of a volume; absent is as usual. */
  readonly fates: Map<string, 'error' | 'slow'>;
  readonly hidden: Set<string>;
  /** How long lists lag behind, in milliseconds. */
  lag: number;
  /** Until then some list may show what is no more so. */
  staleUntil: number;
  settle(): void;
  list(): Listing;
  add(change: Partial<ListedSnapshot> & Pick<ListedSnapshot, 'volumeId' | 'tags'>, endsAt?: number): True;
  retag(one: True, tags: Tags): void;
  remove(one: True): void;
}

export function startCloud(now: number): Cloud {
  let count = 0;
  const gone: { readonly one: True; readonly until: number }[] = [];

  const cloud: Cloud = {
    now,
    instances: [],
    volumes: [],
    snapshots: new Map(),
    fates: new Map(),
    hidden: new Set(),
    lag: 0,
    staleUntil: 0,
    settle() {
      for (const one of cloud.snapshots.values()) {
        if (one.snapshot.state !== 'pending' || one.endsAt > cloud.now) continue;
        one.snapshot = { ...one.snapshot, state: one.endsAs };
      }
    },
    list() {
      cloud.settle();
      const snapshots: ListedSnapshot[] = [];
      const holds = new Map<string, string>();
      for (const one of cloud.snapshots.values()) {
        if (one.listedFrom > cloud.now) continue;
        snapshots.push(
          one.tagsListedFrom > cloud.now ? { ...one.snapshot, tags: one.tagsBefore } : one.snapshot,
        );
        if (one.held !== undefined) holds.set(one.snapshot.id, one.held);
      }
      for (const { one, until } of gone) if (until > cloud.now) snapshots.push(one.snapshot);
      return {
        region: 'eu-west-1',
        instances: cloud.instances.filter(({ id }) => !cloud.hidden.has(id)),
        volumes: cloud.volumes,
        snapshots: snapshots.filter(({ tags }) => 'snapshot_tool' in tags),
        holds,
        notes: [],
      };
    },
    add(change, endsAt) {
      count += 1;
      const one: True = {
        snapshot: {
          id: `snap-${scrambled(count)}`,
          state: endsAt === undefined ? 'completed' : 'pending',
          tier: 'standard',
          startedAt: cloud.now,
          sizeGiB: 8,
          description: '',
          ...change,
        },
        endsAt: endsAt ?? 0,
        endsAs: cloud.fates.get(change.volumeId) === 'error' ? 'error' : 'completed',
        listedFrom: endsAt === undefined ? 0 : cloud.now + cloud.lag,
        tagsListedFrom: 0,
        tagsBefore: {},
        held: undefined,
      };
      cloud.snapshots.set(one.snapshot.id, one);
      return one;
    },
    retag(one, tags) {
      if (cloud.lag > 0 && one.tagsListedFrom <= cloud.now) {
        one.tagsBefore = one.snapshot.tags;
        one.tagsListedFrom = cloud.now + cloud.lag;
        cloud.staleUntil = Math.max(cloud.staleUntil, one.tagsListedFrom);
      }
      one.snapshot = { ...one.snapshot, tags };
    },
    remove(one) {
      cloud.snapshots.delete(one.snapshot.id);
      if (cloud.lag === 0) return;
      gone.push({ one, until: cloud.now + cloud.lag });
      cloud.staleUntil = Math.max(cloud.staleUntil, cloud.now + cloud.lag);
    },
  };
  return cloud;
}

/** AWS gives ids in no order. */
function scrambled(count: number): string {
  return (Math.imul(count, 0x9e_37_79_b1) >>> 0).toString(16).padStart(8, '0');
}
