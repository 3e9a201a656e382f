import type { Inventory } from '../../../lambda/core/inventory.ts';
import { replicaDescription } from '../../../lambda/core/lineage.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import type { ReplicaPlan } from '../../../lambda/core/plan/plan.ts';
import { type RegionPlans, withReplicas } from '../../../lambda/core/replicas/allPlaces.ts';
import type { ReplicaSettings } from '../../../lambda/core/replicas/volumeAtPlace.ts';
import { type ListedSnapshot, type Snapshot, standsFor } from '../../../lambda/core/snapshot.ts';
import { foreign, inventory, NOW, settings } from '../fixtures.ts';

/** Two regions of one account: the disks are in eu-west-1, and copies are kept in eu-central-1. */

export const PLACE = 'eu-central-1';

/** What the place has of a snapshot. AWS gives it an id of a volume that says nothing. */
export function replicaOf(source: Snapshot, change: Partial<ListedSnapshot> = {}): Snapshot {
  const at = standsFor(source).getTime();
  const lineage = { volumeId: source.volumeId, region: 'eu-west-1', snapshotId: source.id, at };
  return foreign(
    '01-01',
    { snapshot_tool: 'autosnap', ...change.tags },
    {
      id: source.id.replace('snap-', 'snap-copy-'),
      volumeId: 'vol-ffffffff',
      startedAt: NOW.getTime(),
      description: replicaDescription(lineage, 'autosnap'),
      ...change,
    },
  );
}

export interface Regions {
  /** The region of the disks; `unread` where it could not be read, `only copies` where its volumes are not looked at. */
  readonly source?: Partial<Inventory> | 'unread' | 'only copies';
  /** What the place has; `unread` where it could not be read. */
  readonly place?: readonly Snapshot[] | 'unread';
  readonly holds?: Inventory['holds'];
  readonly locked?: Inventory['locked'];
}

export type Wanted = Partial<ReplicaSettings> & { readonly replicas?: readonly string[] };

/** The plans of both regions; absent for one that could not be read. */
export function plansOf(
  { source = {}, place = [], holds = new Map(), locked }: Regions,
  wanted: Wanted = {},
  now = NOW,
): { readonly source: RegionPlans | undefined; readonly place: RegionPlans | undefined } {
  const inForce = { ...settings(), replicaWindow: 15, replicas: [PLACE], ...wanted };
  const read = (world: Inventory, living: ReadonlySet<string> | undefined) => {
    const { region, snapshots, holds: held } = world;
    return {
      region,
      snapshots,
      holds: held,
      locked: world.locked,
      plan: makePlan(world, inForce, now),
      living,
    };
  };
  const onlyCopies = source === 'only copies';
  const world = source === 'unread' ? undefined : inventory(onlyCopies ? { volumes: [] } : source);
  const other =
    place === 'unread'
      ? undefined
      : inventory({ region: PLACE, instances: [], volumes: [], snapshots: place, holds, locked });
  const all = {
    read: [
      ...(world === undefined
        ? []
        : [read(world, onlyCopies ? undefined : new Set(world.volumes.map(({ id }) => id)))]),
      ...(other === undefined ? [] : [read(other, undefined)]),
    ],
    unread: [
      ...(world === undefined ? [{ region: 'eu-west-1' }] : []),
      ...(other === undefined ? [{ region: PLACE }] : []),
    ],
  };
  const plans = withReplicas(all, inForce, now);
  const [first, second] = plans;
  return world === undefined ? { source: undefined, place: first } : { source: first, place: second };
}

/** The ids of the snapshots that are copied to the place, the newest of a volume first. */
export function copiedBy(plan: ReplicaPlan | undefined): string[] {
  return (plan?.creates ?? []).flatMap(({ copies }) => copies.map(({ snapshotId }) => snapshotId));
}
