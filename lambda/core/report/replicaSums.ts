import type { ReplicaStanding, ReplicaTroubleKind } from './replicaLines.ts';
import type { RegionReport } from './region.ts';

/** The replicas of all regions in numbers. A volume counts once for each region that keeps copies of it. */
export interface ReplicaSums extends Omit<ReplicaStanding, 'trouble' | 'unplanned'> {
  /** Copies that were begun. */
  readonly created: number;
  readonly deleted: number;
  /** What AWS refused to copy, to lock or to delete. */
  readonly failures: number;
  /** Replicas that AWS could not finish. */
  readonly failedReplicas: number;
  /** Tags that ask for copies and cannot be followed. */
  readonly problems: number;
  /** Volumes without a replica that restores, though there is a snapshot to copy. */
  readonly withoutReplica: number;
  /** Regions in which nothing was decided about replicas. */
  readonly unplannedRegions: number;
}

/** The sums over some regions; undefined where none keeps replicas. */
export function replicaSums(regions: readonly RegionReport[]): ReplicaSums | undefined {
  const standings = regions.flatMap(({ replicas }) => replicas ?? []);
  if (standings.length === 0) return undefined;
  const sum = (name: keyof Omit<ReplicaStanding, 'trouble' | 'unplanned'>): number =>
    standings.reduce((all, one) => all + one[name], 0);
  const total = (name: 'replicated' | 'replicasDeleted'): number =>
    regions.reduce((all, { totals }) => all + (totals[name] ?? 0), 0);
  const trouble = (...kinds: ReplicaTroubleKind[]): number =>
    standings.reduce((all, one) => all + kinds.reduce((count, kind) => count + one.trouble[kind], 0), 0);
  return {
    volumes: sum('volumes'),
    full: sum('full'),
    filling: sum('filling'),
    bare: sum('bare'),
    kept: sum('kept'),
    pending: sum('pending'),
    waiting: sum('waiting'),
    unasked: sum('unasked'),
    deletable: sum('deletable'),
    newLocks: sum('newLocks'),
    keptByLock: sum('keptByLock'),
    created: total('replicated'),
    deleted: total('replicasDeleted'),
    failures: trouble('not copied', 'not deleted', 'not locked'),
    failedReplicas: trouble('failed'),
    problems: trouble('unreadable tag', 'other tag'),
    withoutReplica: trouble('no replica'),
    unplannedRegions: standings.filter(({ unplanned }) => unplanned !== undefined).length,
  };
}
