import { openCopier } from '../aws/replicas/openCopier.ts';
import type { Site } from '../aws/clients.ts';
import { errorOf } from '../aws/errors.ts';
import { foundVolumes } from '../aws/volumes.ts';
import { openSharer, sharedWith } from '../aws/replicas/openSharer.ts';
import { carryOutReplicas, type Doing } from '../carryOut/replicas/carryOutReplicas.ts';
import { takeBack } from '../carryOut/replicas/takeBack.ts';
import { placeNamed, regionsAmong } from '../core/grammar/replicate.ts';
import { grouped } from '../core/grouped.ts';
import type { Inventory } from '../core/inventory.ts';
import type { ReplicaOutcome } from '../core/outcome.ts';
import type { Plan, ReplicaPlan } from '../core/plan/plan.ts';
import { sparingEach } from '../core/plan/spared.ts';
import { REPLICAS } from '../core/policy/saved.ts';
import { withReplicas } from '../core/replicas/allPlaces.ts';
import type { ReplicateSettings } from '../core/replicas/asking.ts';
import { isReplica } from '../core/replicas/shelf.ts';
import type { ReplicaPlace, ReplicaSettings } from '../core/replicas/volumeAtPlace.ts';
import { withoutActions } from '../core/replicas/withoutActions.ts';
import type { Plans } from '../core/report/region.ts';
import { type Place, placeText } from '../core/text.ts';
import type { Settings } from '../settings/settings.ts';
import { recheckVanished } from './recheckVolumes.ts';
import { isUnreachable, type Unreachable } from './sites.ts';
import { isPlaceOnly, isSourceOnly, type PlaceOnly } from './onlySites.ts';
import { isVault } from './vault.ts';

/** The settings of a run that keeps copies in other regions. */
export type WithReplicas = Settings & ReplicaSettings & ReplicateSettings;

/** The settings of a run, with what only the run knows. */
export type Replicating = Settings & Pick<ReplicateSettings, 'vaultAccount'>;

/** The account of the vault that a run is of; undefined where it is none. */
export function vaultAccountOf(
  settings: Settings,
  sites: readonly (Site | Unreachable)[],
): string | undefined {
  return isVault(settings)
    ? sites.find((one) => !isUnreachable(one) && isPlaceOnly(one))?.account
    : undefined;
}

/** Whether copies are kept in other regions. */
export function keepsCopies(settings: Settings): settings is WithReplicas {
  return settings.replicas !== undefined;
}

/** The sites of a run, with those of the places that are not among them, in each account. */
export function withPlaces(
  sites: readonly (Site | Unreachable)[],
  { replicas }: Pick<WithReplicas, 'replicas'>,
): (Site | PlaceOnly | Unreachable)[] {
  const added = [...grouped(sites, accountIn).values()].flatMap((ofAccount) => {
    const reached = ofAccount.find((one): one is Site => !isUnreachable(one));
    if (reached === undefined) return [];
    const known = new Set(ofAccount.map(({ region }) => region));
    return regionsAmong(replicas)
      .filter((region) => !known.has(region))
      .map((region): PlaceOnly => ({ ...reached, region, isPlaceOnly: true }));
  });
  return [...sites, ...added];
}

function accountIn({ account }: Site | Unreachable): string {
  return account ?? '';
}

/** Finds the site of a place, with the credentials of its account. */
export type SiteFinder = (place: Place, from: Site) => Site;

/** Finds sites by those of a run. In the account of `from` it has the credentials of `from`; each one is made once. */
export function siteFinder(sites: readonly (Site | Unreachable)[]): SiteFinder {
  const made = new Map<string, Site>();
  const reached = sites.filter((one): one is Site => !isUnreachable(one));
  return ({ account, region }, from) => {
    const owner = account ?? from.account;
    const key = placeText({ account: owner, region });
    const site = made.get(key) ?? {
      ...(owner === from.account ? from : (reached.find((one) => one.account === owner) ?? from)),
      region,
    };
    made.set(key, site);
    return site;
  };
}

/** A region that was read and planned, as far as copies need it. */
export interface LookedAt {
  readonly site: Site;
  /** What this run does there, but for copies. */
  readonly plans: Plans;
  readonly place: ReplicaPlace;
  /** The volumes of which copies may be asked for. */
  readonly managed: Plan['managed'];
  /** The ids of its volumes; absent where only copies are kept there. */
  readonly living?: ReadonlySet<string> | undefined;
  /** Its snapshots that are shared with a vault, each with the vault's account; absent where that could not be read. */
  readonly shared?: ReadonlyMap<string, string> | undefined;
}

/** What copies need of a region. */
export async function lookedAt(
  site: Site,
  { snapshots, holds, locked, volumes, account, region }: Inventory,
  plans: Plans,
  settings: Replicating,
): Promise<LookedAt> {
  const place = { account, region, holds, locked, snapshots: snapshots.filter(isReplica) };
  const { managed } = plans.plan;
  if (isPlaceOnly(site)) return { plans, site, place, managed };
  const living = new Set(volumes.map(({ id }) => id));
  const shared = await sharedWith(site, vaultsOf(settings), settings.prefix).catch(() => undefined);
  const all = isSourceOnly(site) ? { ...plans, plan: withoutActions(plans.plan) } : plans;
  return { plans: all, site, place, managed, living, shared };
}

/** The accounts that may read snapshots for a while. */
function vaultsOf({
  replicas = [],
  vaultAccount,
}: Pick<Replicating, 'replicas' | 'vaultAccount'>): readonly string[] {
  if (vaultAccount !== undefined) return [vaultAccount];
  return [...new Set(replicas.flatMap((place) => placeNamed(place)?.account ?? []))];
}

/**
 * The plans of each region that was looked at, with what is copied between those of its account.
 *
 * What goes wrong there costs an account its replicas in this run, and no volume of it a snapshot.
 */
export async function withCopies(
  looks: readonly LookedAt[],
  unreachable: readonly Unreachable[],
  settings: WithReplicas,
  now: Date,
): Promise<ReadonlyMap<LookedAt, Plans>> {
  const together = settings.vaultAccount === undefined ? accountIn : () => '';
  const sites = siteFinder(looks.map(({ site }) => site));
  const accounts = [...grouped(looks, ({ site }) => together(site))].map(async ([group, some]) => {
    const unread = unreachable.filter((one) => together(one) === group);
    try {
      return await plansWithCopies(some, unread, { settings, now, sites });
    } catch (error) {
      return some.map((look): [LookedAt, Plans] => [look, withoutCopies(look, settings, error)]);
    }
  });
  return new Map((await Promise.all(accounts)).flat());
}

async function plansWithCopies(
  looks: readonly LookedAt[],
  unread: readonly Place[],
  { settings, now, sites }: { settings: WithReplicas; now: Date; sites: SiteFinder },
): Promise<[LookedAt, Plans][]> {
  const read = looks.map(({ place, plans: { plan }, ...look }) => ({ ...look, ...place, plan }));
  const planned = withReplicas({ read, unread }, settings, now);
  return Promise.all(
    looks.map(async (look, index): Promise<[LookedAt, Plans]> => {
      const plans = { ...look.plans, ...planned[index] };
      const { replicas } = plans;
      return [look, { ...plans, replicas: replicas && (await recheckSources(replicas, look, sites)) }];
    }),
  );
}

/** The plans of a region where those of the replicas failed: its snapshots are taken, and none but failed ones is deleted. */
function withoutCopies(
  { plans, site }: LookedAt,
  { replicas }: Pick<WithReplicas, 'replicas'>,
  error: unknown,
): Plans {
  const { code, message } = errorOf(error);
  const plan = sparingEach(plans.plan, ({ cause }) =>
    cause === 'failed' ? undefined : 'it is not known whether it is being copied',
  );
  const unplanned = replicas.includes(site.region) ? `${code}: ${message}` : undefined;
  return { ...plans, plan, unplanned };
}

/** Asks for each volume that is gone, in the region from which it was copied, before its copies are deleted. */
async function recheckSources(
  plan: ReplicaPlan,
  { site, place }: LookedAt,
  siteOf: SiteFinder,
): Promise<ReplicaPlan> {
  const homes = new Map(
    place.snapshots.flatMap((one) => (isReplica(one) ? [[one.lineage.volumeId, one.lineage] as const] : [])),
  );
  const living = async (ids: readonly string[]) => {
    const bySite = grouped(ids, (id) => siteOf(homes.get(id) ?? site, site));
    const found = [...bySite].map(async ([home, some]) => foundVolumes(home, some));
    return (await Promise.all(found)).flat().map(({ id }) => id);
  };
  return { ...plan, ...(await recheckVanished(plan, living, REPLICAS)) };
}

/** Sends the calls of the plan of one place; undefined where no copies are kept there. */
export async function carryOutCopies(
  plan: ReplicaPlan | undefined,
  site: Site,
  { prefix, siteOf, ...doing }: Doing & { readonly prefix: string; readonly siteOf: SiteFinder },
): Promise<readonly ReplicaOutcome[] | undefined> {
  if (plan === undefined) return undefined;
  const copier = openCopier(site, prefix, (place) => siteOf(place, site));
  try {
    return await carryOutReplicas(plan, copier, prefix, doing);
  } finally {
    copier.close();
  }
}

/** Takes back the shares of snapshots of one region, and says in words which ones stay, and why. */
export async function carryOutTakeBack(
  shares: Plans['takeBack'],
  site: Site,
  doing: Doing,
): Promise<readonly string[]> {
  const byAccount = grouped([...(shares ?? [])], ([, account]) => account);
  const notes = [...byAccount].map(async ([account, some]) => {
    const sharer = openSharer(site, account);
    try {
      return await takeBack(
        some.map(([snapshotId]) => snapshotId),
        sharer,
        doing,
      );
    } finally {
      sharer.close();
    }
  });
  return (await Promise.all(notes)).flat();
}
