import type { OrphanRetain } from '../../../lambda/core/grammar/orphanRetain.ts';
import type { Volume } from '../../../lambda/core/inventory.ts';
import { replicaDescription } from '../../../lambda/core/lineage.ts';
import { type CopyOne, volumesOf } from '../../../lambda/core/plan/creation.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import type { DeleteOne } from '../../../lambda/core/plan/plan.ts';
import { type RegionPlans, withReplicas } from '../../../lambda/core/replicas/allPlaces.ts';
import { withoutActions } from '../../../lambda/core/replicas/withoutActions.ts';
import type { ListedSnapshot, Snapshot, Tags } from '../../../lambda/core/snapshot.ts';
import { detached, inventory, later, listed, settings } from '../fixtures.ts';

/**
 * Some regions in memory: snapshots are taken, copied, fail and go, and runs look at all of them.
 *
 * They are of one account, or those that keep copies are of another one: then a run is that of the source, which takes and
 * deletes, or that of the vault, which shares, copies and takes back.
 */

/** The first has disks only; the second has disks, too, in one account, and keeps copies; the third only keeps copies. */
const SOURCE = '111111111111';
export const VAULT = '222222222222';

export const REGIONS = ['eu-west-1', 'eu-central-1', 'eu-north-1'] as const;

export interface Account {
  readonly kind: 'one account' | 'vault';
  /** How many of the regions there are. */
  readonly count: 2 | 3;
  readonly window: number;
  readonly floor: number | undefined;
  readonly orphanRetain: OrphanRetain | undefined;
}

/** How AWS behaves in one run. */
export interface Weather {
  /**
   * `some refused`: those of the first disk of each region. `lost`: the copy is made, but its answer does not arrive, so the
   * run deletes nothing of its volume.
   */
  readonly copies: 'work' | 'refused' | 'some refused' | 'fails' | 'lost';
  readonly deletes: 'work' | 'refused';
  /** Hours until a copy is complete. */
  readonly hours: number;
  /** The run dies before this call; absent where it lives. */
  readonly diesAt?: number | undefined;
}

/** What AWS has of one region. */
export interface RegionThere {
  readonly name: (typeof REGIONS)[number];
  volumes: Volume[];
  snapshots: Snapshot[];
}

interface Due {
  readonly at: Date;
  readonly state: string;
}

/** Whose run it is, where copies are kept in a vault. */
export type Who = 'source' | 'vault';

export interface PlansOfRun {
  readonly now: Date;
  readonly who: Who;
  /** By the name of its region, for those that were read. */
  readonly plans: ReadonlyMap<string, RegionPlans>;
}

/** How the plans are asked for. */
export interface Asking {
  readonly order?: (some: readonly Snapshot[]) => readonly Snapshot[];
  /** @default that of the account */
  readonly window?: number;
  /** @default the vault; no difference in one account */
  readonly who?: Who;
}

export interface Model {
  readonly regions: readonly RegionThere[];
  readonly places: readonly string[];
  readonly account: Account;
  /** The snapshots that the vault can read. */
  readonly shared: ReadonlySet<string>;
  now: Date;
  /** Completes what is over by now. */
  settle(): void;
  plans(unread?: readonly string[], asked?: Asking): PlansOfRun;
  /** Does what the plans say. @param which `copies`: the sources stay as they are. */
  carryOut(run: PlansOfRun, weather: Weather, which?: 'all' | 'copies'): void;
  /** A person writes a tag on a snapshot. */
  write(id: string, tags: Tags): void;
}

/** Two disks in each region that has disks. */
export function startAccount(account: Account, asking: Tags, now: Date): Model {
  const isVault = account.kind === 'vault';
  const sources = isVault ? 1 : 2;
  const shared = new Set<string>();
  const regions: RegionThere[] = REGIONS.slice(0, account.count).map((name, index) => ({
    name,
    volumes: index >= sources ? [] : [1, 2].map((disk) => detached(asking, { id: `vol-${index}${disk}` })),
    snapshots: [],
  }));
  const places = REGIONS.slice(1, account.count);
  const listings = new Map<string, ListedSnapshot>();
  const underWay = new Map<string, Due>();
  let count = 0;

  function make(
    region: RegionThere,
    one: Omit<ListedSnapshot, 'id' | 'state' | 'tier' | 'sizeGiB'>,
    due: Due,
  ): void {
    const id = `snap-${count}`;
    count += 1;
    const made = { id, state: 'pending', tier: 'standard', sizeGiB: 8, ...one };
    listings.set(id, made);
    underWay.set(id, due);
    region.snapshots = [...region.snapshots, listed(made)];
  }

  function copy(
    region: RegionThere,
    volumeId: string,
    { account: owner, region: from, snapshotId, at }: CopyOne,
    weather: Weather,
  ): void {
    const lineage = { volumeId, account: owner, region: from, snapshotId, at };
    const isReadable = owner === undefined || shared.has(snapshotId);
    const fails = weather.copies === 'fails' || !isReadable;
    make(
      region,
      {
        volumeId: 'vol-ffffffff',
        startedAt: model.now.getTime() + 7_321,
        tags: { snapshot_tool: 'autosnap' },
        description: replicaDescription(lineage, 'autosnap'),
      },
      { at: later(model.now, 60 * weather.hours), state: fails ? 'error' : 'completed' },
    );
  }

  const model: Model = {
    regions,
    places,
    account,
    shared,
    now,
    settle() {
      const over = new Map([...underWay].filter(([, due]) => due.at <= model.now));
      if (over.size === 0) return;
      for (const id of over.keys()) underWay.delete(id);
      for (const region of regions) {
        region.snapshots = region.snapshots.map((one) => ({
          ...one,
          state: over.get(one.id)?.state ?? one.state,
        }));
      }
    },
    plans(unread = [], { order, window = account.window, who = 'vault' } = {}) {
      const isOfSource = isVault && who === 'source';
      const isOfVault = isVault && who === 'vault';
      const { floor, orphanRetain } = account;
      const inForce = {
        ...settings({ consistency: 'volume' }),
        replicas: isOfSource ? places.map((place) => `${VAULT}@${place}`) : places,
        vaultAccount: isOfVault ? VAULT : undefined,
        replicaWindow: window,
        replicaMin: floor,
        replicaOrphanRetain: orphanRetain,
      };
      const isPlace = (name: string): boolean => places.some((place) => place === name);
      const accountOf = (name: string) => (isOfVault ? (isPlace(name) ? VAULT : SOURCE) : undefined);
      const looked = regions.filter(({ name }) => !isOfSource || !isPlace(name));
      const seen = looked.filter(({ name }) => !unread.includes(name));
      const read = seen.map(({ name, volumes, snapshots }) => {
        const world = inventory({
          account: accountOf(name),
          region: name,
          instances: [],
          volumes,
          snapshots: order?.(snapshots) ?? snapshots,
        });
        const plan = makePlan(world, inForce, model.now);
        const ids = snapshots.map(({ id }) => id).filter((id) => shared.has(id));
        const hasDisks = REGIONS.indexOf(name) < sources;
        return {
          account: accountOf(name),
          region: name,
          snapshots: world.snapshots,
          holds: world.holds,
          plan: isOfVault ? withoutActions(plan) : plan,
          managed: plan.managed,
          living: hasDisks ? new Set(volumes.map(({ id }) => id)) : undefined,
          shared: new Map(ids.map((id) => [id, VAULT])),
        };
      });
      const missed = looked.flatMap(({ name: region }) =>
        unread.includes(region) ? { account: accountOf(region), region } : [],
      );
      const plans = withReplicas({ read, unread: missed }, inForce, model.now);
      return { now: model.now, who, plans: new Map(plans.map((one) => [one.plan.region, one])) };
    },
    carryOut({ plans }, weather, which = 'all') {
      let calls = 0;
      const isDead = (): boolean => {
        calls += 1;
        return weather.diesAt !== undefined && calls > weather.diesAt;
      };
      const remove = (region: RegionThere, deletes: readonly DeleteOne[]): boolean => {
        for (const { snapshotId } of deletes) {
          if (isDead()) return false;
          if (weather.deletes === 'refused') continue;
          region.snapshots = region.snapshots.filter(({ id }) => id !== snapshotId);
        }
        return true;
      };
      for (const region of regions) {
        const { plan, replicas, takeBack = new Map() } = plans.get(region.name) ?? {};
        for (const id of takeBack.keys()) {
          if (isDead()) return;
          shared.delete(id);
        }
        if (plan !== undefined && which === 'all') {
          for (const create of plan.creates) {
            if (isDead()) return;
            const { description } = create;
            for (const volumeId of volumesOf(create)) {
              const made = {
                volumeId,
                startedAt: model.now.getTime() + 1_234,
                tags: create.tags,
                description,
              };
              make(region, made, { at: later(model.now, 40), state: 'completed' });
            }
          }
          if (!remove(region, plan.deletes)) return;
        }
        if (replicas === undefined) continue;
        const bereft = new Set<string>();
        const next = [...replicas.next];
        const all = replicas.creates.flatMap(({ volumeId, copies }) =>
          copies.map((one) => ({ volumeId, copy: one })),
        );
        for (const { volumeId, copy: one } of all) {
          if (isDead()) return;
          const isThere = regions.some(({ snapshots }) => snapshots.some(({ id }) => id === one.snapshotId));
          const isRefused =
            weather.copies === 'refused' || (weather.copies === 'some refused' && volumeId.endsWith('1'));
          if (isVault && isThere) shared.add(one.snapshotId);
          if (isRefused || !isThere) all.push(...next.splice(0, 1));
          else {
            if (isDead()) return;
            copy(region, volumeId, one, weather);
          }
          if (isRefused || weather.copies === 'lost' || !isThere) bereft.add(volumeId);
        }
        const going = replicas.deletes.filter(
          ({ cause, volumeId }) => cause === 'failed' || !bereft.has(volumeId),
        );
        if (!remove(region, going)) return;
      }
    },
    write(id, tags) {
      const before = listings.get(id);
      if (before === undefined) return;
      const written = { ...before, tags: { ...before.tags, ...tags } };
      listings.set(id, written);
      for (const region of regions) {
        region.snapshots = region.snapshots.map((one) =>
          one.id === id ? listed({ ...written, state: one.state }) : one,
        );
      }
    },
  };
  return model;
}
