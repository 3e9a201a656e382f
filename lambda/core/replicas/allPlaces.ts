import type { Plan, ReplicaPlan } from '../plan/plan.ts';
import { sparingEach } from '../plan/spared.ts';
import { type Place, placeText } from '../text.ts';
import { type Asked, askedIn, type ReplicateSettings } from './asking.ts';
import { planReplicas, type SourceRegion } from './planReplicas.ts';
import { isReplica } from './shelf.ts';
import type { ReplicaPlace, ReplicaSettings } from './volumeAtPlace.ts';

/** A region that was read and planned. */
export interface PlannedRegion extends ReplicaPlace {
  /** What this run does there. */
  readonly plan: Plan;
  /** The volumes of which copies may be asked for. @default those of the plan */
  readonly managed?: Plan['managed'] | undefined;
  /** The ids of all volumes that AWS lists there; absent where only copies are kept there. */
  readonly living?: ReadonlySet<string> | undefined;
  /** Own snapshots that are shared with the account of a vault, and with which; absent where that could not be read. */
  readonly shared?: ReadonlyMap<string, string> | undefined;
}

/** The plans of one region, with what is copied to it. */
export interface RegionPlans {
  readonly plan: Plan;
  /** Absent where no copies are kept there. */
  readonly replicas?: ReplicaPlan | undefined;
  /** Own snapshots that the vault has no longer to read, each with its account. */
  readonly takeBack: ReadonlyMap<string, string>;
  /** How many volumes ask a vault for copies; absent where this run is not that of one. */
  readonly asks?: number | undefined;
}

/** All regions that are planned together: those of one account, or in a vault those of its sources and its own. */
export interface AllRegions {
  readonly read: readonly PlannedRegion[];
  /** Those that could not be read. */
  readonly unread: readonly Place[];
}

/**
 * Plans the copies between regions. In the order of `read`.
 *
 * What is being copied, or can be copied by this run, is not deleted where it is; neither is what a vault can read, nor what a place
 * would get that could not be read.
 *
 * A vault takes back the share of each snapshot that is not being copied, unless one of its places could not be read.
 */
export function withReplicas(
  { read, unread }: AllRegions,
  settings: ReplicaSettings & ReplicateSettings,
  now: Date,
): RegionPlans[] {
  const { replicas: kept, vaultAccount } = settings;
  const sources = read.flatMap((one) => {
    const { plan, managed = plan.managed, living } = one;
    return living === undefined ? [] : { one, living, asked: askedIn({ ...one, managed }, settings) };
  });
  const regions: SourceRegion[] = [
    ...sources.map(({ one: { account, region }, living, asked: { asking } }) => ({
      status: 'read' as const,
      account,
      region,
      asking,
      living,
    })),
    ...unread.map((place) => ({ status: 'unread' as const, ...place })),
  ];
  const places = new Map(
    read
      .filter((one) => (vaultAccount === undefined || one.account === vaultAccount) && isPlace(one, kept))
      .map((one) => [one, planReplicas(one, regions, atPlace(one, settings), now)]),
  );
  const asked = new Map(sources.map((one) => [one.one, one.asked]));
  const copied = copiedSources(read, [...places.values()]);
  const areAllPlacesRead = unread.every(
    ({ account, region }) => account !== vaultAccount || !kept.includes(region),
  );
  return read.map((one) => {
    const shared = one.shared ?? new Map<string, string>();
    const needed = new Map([
      ...[...shared].map(([id, account]) => [id, `${account} can read it, and copies it`] as const),
      ...copied,
      ...neededByUnread(asked.get(one), unread),
      ...(one.shared === undefined ? neededByVaults(asked.get(one)) : []),
    ]);
    return {
      asks: vaultAccount === undefined ? undefined : (asked.get(one)?.asking.length ?? 0),
      plan: withProblems(
        withNotes(sparingNeeded(one.plan, needed), sharedSurplus(one.plan, shared)),
        asked.get(one),
      ),
      replicas: places.get(one),
      takeBack:
        vaultAccount === undefined || !areAllPlacesRead
          ? new Map()
          : new Map([...shared].filter(([id]) => !copied.has(id))),
    };
  });
}

/** Says which snapshots stay only because a vault can read them: where it runs no more, nobody takes that back. */
function sharedSurplus({ deletes }: Plan, shared: ReadonlyMap<string, string>): string[] {
  return deletes.flatMap(({ snapshotId, cause }) => {
    const account = shared.get(snapshotId);
    return account === undefined || cause === 'failed'
      ? []
      : `${snapshotId} stays, because the vault ${account} can read it; its next run takes that back. If it runs no more for this account: aws ec2 modify-snapshot-attribute --snapshot-id ${snapshotId} --attribute createVolumePermission --operation-type remove --user-ids ${account}`;
  });
}

function withNotes(plan: Plan, notes: readonly string[]): Plan {
  return notes.length === 0 ? plan : { ...plan, notes: [...plan.notes, ...notes] };
}

function isPlace({ region, snapshots }: PlannedRegion, kept: readonly string[]): boolean {
  return kept.includes(region) || snapshots.some(isReplica);
}

/** Where no copies are kept any more, the role may lock nothing. */
function atPlace({ region }: PlannedRegion, settings: ReplicaSettings & ReplicateSettings): ReplicaSettings {
  return settings.replicas.includes(region) ? settings : { ...settings, replicaLock: undefined };
}

/** Why a snapshot must stay, by its id. */
type Needed = ReadonlyMap<string, string>;

/** A plan that deletes nothing that must stay; what failed restores nothing, and is deleted. */
export function sparingNeeded(plan: Plan, needed: Needed): Plan {
  return sparingEach(plan, ({ snapshotId, cause }) =>
    cause === 'failed' ? undefined : needed.get(snapshotId),
  );
}

/** The snapshots that are being copied to some places, or are copied by this run. */
export function copiedSources(
  places: readonly Pick<ReplicaPlace, 'region' | 'snapshots'>[],
  plans: readonly ReplicaPlan[],
): Needed {
  const running = places.flatMap(({ region, snapshots }) =>
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
  const perhaps = plans.flatMap(({ region, next }) =>
    next.map(({ copy: { snapshotId } }): [string, string] => [
      snapshotId,
      `it may be copied to ${region} now`,
    ]),
  );
  return new Map([...perhaps, ...running, ...begun]);
}

function neededByUnread(asked: Asked | undefined, unread: readonly Place[]): Needed {
  const missed = new Set(unread.map(placeText));
  const all = (asked?.asking ?? []).flatMap(({ account: own, replications, snapshots }) => {
    const place = replications.find(({ account = own, region }) =>
      missed.has(placeText({ account, region })),
    );
    return place === undefined ? [] : snapshots.map(({ id }) => ({ id, place }));
  });
  return new Map(
    all.map(({ id, place }) => [
      id,
      `it is not known which copies are in ${placeText(place)}, which could not be read`,
    ]),
  );
}

function neededByVaults(asked: Asked | undefined): Needed {
  return new Map(
    (asked?.asking ?? []).flatMap(({ account: own, replications, snapshots }) => {
      const vault = replications.find(({ account = own }) => account !== own)?.account;
      return vault === undefined
        ? []
        : snapshots.map(({ id }) => [id, `it is not known which ones ${vault} copies now`] as const);
    }),
  );
}

/** A plan with what is wrong with the tags that ask for copies. */
export function withProblems(plan: Plan, asked: Asked | undefined): Plan {
  return asked === undefined || asked.problems.length === 0
    ? plan
    : { ...plan, problems: [...plan.problems, ...asked.problems] };
}
