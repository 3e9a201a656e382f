import { placeText } from '../grammar/replicate.ts';
import type { Plan, ReplicaPlan } from '../plan/plan.ts';
import { sparingEach } from '../plan/spared.ts';
import { type Asked, askedIn } from './asking.ts';
import { planReplicas, type SourceRegion } from './planReplicas.ts';
import { isReplica } from './shelf.ts';
import type { ReplicaPlace, ReplicaSettings } from './volumeAtPlace.ts';

/** A region of one account that was read and planned. */
export interface PlannedRegion extends ReplicaPlace {
  readonly plan: Plan;
  /** The ids of all volumes that AWS lists there; absent where only copies are kept there. */
  readonly living?: ReadonlySet<string> | undefined;
}

/** The plans of one region, with what is copied to it. */
export interface RegionPlans {
  readonly plan: Plan;
  /** Absent where no copies are kept there. */
  readonly replicas?: ReplicaPlan | undefined;
}

/** All regions of one account that a run looks at. */
export interface AllRegions {
  readonly read: readonly PlannedRegion[];
  /** The names of those that could not be read. */
  readonly unread: readonly string[];
}

/**
 * Plans the copies between the regions of one account. In the order of `read`.
 *
 * What is being copied, or is copied by this run, is not deleted where it is; neither is what a place would get that could not
 * be read.
 *
 * @param settings.replicas The regions in which copies are kept.
 */
export function withReplicas(
  { read, unread }: AllRegions,
  settings: ReplicaSettings & { readonly replicas: readonly string[] },
  now: Date,
): RegionPlans[] {
  const sources = read.flatMap((one) =>
    one.living === undefined ? [] : { one, living: one.living, asked: askedIn(one.plan, settings) },
  );
  const regions: SourceRegion[] = [
    ...sources.map(
      ({ one: { region }, living, asked: { asking } }): SourceRegion => ({
        status: 'read',
        region,
        asking,
        living,
      }),
    ),
    ...unread.map((region): SourceRegion => ({ status: 'unread', region })),
  ];
  const places = new Map(
    read
      .filter((one) => settings.replicas.includes(one.region) || one.snapshots.some(isReplica))
      .map((one) => [one.region, planReplicas(one, regions, settings, now)]),
  );
  const asked = new Map(sources.map((one) => [one.one.region, one.asked]));
  const copied = copiedSources(read, [...places.values()]);
  return read.map(({ region, plan }) => {
    const needed = new Map([...copied, ...neededByUnread(asked.get(region), unread)]);
    const spared = sparingEach(plan, ({ snapshotId, cause }) =>
      cause === 'failed' ? undefined : needed.get(snapshotId),
    );
    return { plan: withProblems(spared, asked.get(region)), replicas: places.get(region) };
  });
}

/** Why a snapshot must stay, by its id. */
type Needed = ReadonlyMap<string, string>;

function copiedSources(read: readonly PlannedRegion[], plans: readonly ReplicaPlan[]): Needed {
  const running = read.flatMap(({ region, snapshots }) =>
    snapshots.flatMap((one): [string, string][] =>
      isReplica(one) && one.state === 'pending'
        ? [[one.lineage.snapshotId, `it is being copied to ${region}`]]
        : [],
    ),
  );
  const begun = plans.flatMap(({ region, creates }) =>
    creates.flatMap(({ copies }) =>
      copies.map(({ snapshotId }): [string, string] => [snapshotId, `it is copied to ${region} now`]),
    ),
  );
  return new Map([...running, ...begun]);
}

function neededByUnread(asked: Asked | undefined, unread: readonly string[]): Needed {
  const all = (asked?.asking ?? []).flatMap(({ replications, snapshots }) => {
    const place = replications.find((one) => one.account === undefined && unread.includes(one.region));
    return place === undefined ? [] : snapshots.map(({ id }) => ({ id, place }));
  });
  return new Map(
    all.map(({ id, place }) => [
      id,
      `it is not known which copies are in ${placeText(place)}, which could not be read`,
    ]),
  );
}

function withProblems(plan: Plan, asked: Asked | undefined): Plan {
  return asked === undefined || asked.problems.length === 0
    ? plan
    : { ...plan, problems: [...plan.problems, ...asked.problems] };
}
