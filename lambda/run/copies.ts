import { openCopier } from '../aws/replicas/openCopier.ts';
import type { Site } from '../aws/clients.ts';
import { foundVolumes } from '../aws/volumes.ts';
import type { Watch } from '../carryOut/carryOut.ts';
import { carryOutReplicas } from '../carryOut/replicas/carryOutReplicas.ts';
import type { Clock } from '../clock.ts';
import { grouped } from '../core/grouped.ts';
import type { Inventory } from '../core/inventory.ts';
import type { Outcome } from '../core/outcome.ts';
import type { ReplicaPlan } from '../core/plan/plan.ts';
import { REPLICAS } from '../core/policy/saved.ts';
import { withReplicas } from '../core/replicas/allPlaces.ts';
import { isReplica } from '../core/replicas/shelf.ts';
import type { ReplicaPlace, ReplicaSettings } from '../core/replicas/volumeAtPlace.ts';
import type { Plans } from '../core/report/region.ts';
import type { Settings } from '../settings/settings.ts';
import { recheckVanished } from './recheckVolumes.ts';
import { isUnreachable, type Unreachable } from './sites.ts';

/** The settings of a run that keeps copies in other regions. */
export type WithReplicas = Settings & ReplicaSettings & { readonly replicas: readonly string[] };

/** Whether copies are kept in other regions. */
export function keepsCopies(settings: Settings): settings is WithReplicas {
  return settings.replicas !== undefined;
}

/** A region in which copies are kept, and nothing else is looked at. */
export type PlaceOnly = Site & { readonly isPlaceOnly: true };

/** The sites of a run, with those of the places that are not among them, in each account. */
export function withPlaces(
  sites: readonly (Site | Unreachable)[],
  { replicas }: Pick<WithReplicas, 'replicas'>,
): (Site | PlaceOnly | Unreachable)[] {
  const added = [...grouped(sites, accountIn).values()].flatMap((ofAccount) => {
    const reached = ofAccount.find((one): one is Site => !isUnreachable(one));
    if (reached === undefined) return [];
    const known = new Set(ofAccount.map(({ region }) => region));
    return replicas
      .filter((region) => !known.has(region))
      .map((region): PlaceOnly => ({ ...reached, region, isPlaceOnly: true }));
  });
  return [...sites, ...added];
}

function accountIn({ account }: Site | Unreachable): string {
  return account ?? '';
}

/** Whether nothing but copies is kept there. */
export function isPlaceOnly(site: Site | PlaceOnly): site is PlaceOnly {
  return 'isPlaceOnly' in site;
}

/** A region that was read and planned, as far as copies need it. */
export interface LookedAt extends Plans {
  readonly site: Site;
  readonly place: ReplicaPlace;
  /** The ids of its volumes; absent where only copies are kept there. */
  readonly living?: ReadonlySet<string> | undefined;
}

/** What copies need of a region. */
export function lookedAt(
  site: Site,
  { snapshots, holds, volumes, account, region }: Inventory,
  plans: Plans,
): LookedAt {
  const place = { account, region, holds, snapshots: snapshots.filter(isReplica) };
  return isPlaceOnly(site)
    ? { ...plans, site, place }
    : { ...plans, site, place, living: new Set(volumes.map(({ id }) => id)) };
}

/** The plans of each region that was looked at, with what is copied between those of its account. */
export async function withCopies(
  looks: readonly LookedAt[],
  unreachable: readonly Unreachable[],
  settings: WithReplicas,
  now: Date,
): Promise<ReadonlyMap<LookedAt, Plans>> {
  const accounts = [...grouped(looks, ({ site }) => accountIn(site))].map(async ([account, some]) => {
    const unread = unreachable.filter((one) => accountIn(one) === account).map(({ region }) => region);
    const read = some.map(({ plan, place, living }) => ({ ...place, plan, living }));
    const plans = withReplicas({ read, unread }, settings, now);
    return Promise.all(
      some.map(async (look, index): Promise<[LookedAt, Plans]> => {
        const { plan = look.plan, replicas } = plans[index] ?? {};
        return [
          look,
          { plan, images: look.images, replicas: replicas && (await recheckSources(replicas, look)) },
        ];
      }),
    );
  });
  return new Map((await Promise.all(accounts)).flat());
}

/** Asks for each volume that is gone, in the region from which it was copied, before its copies are deleted. */
async function recheckSources(plan: ReplicaPlan, { site, place }: LookedAt): Promise<ReplicaPlan> {
  const regions = new Map(
    place.snapshots.flatMap((one) => (isReplica(one) ? [[one.lineage.volumeId, one.lineage.region]] : [])),
  );
  const living = async (ids: readonly string[]) => {
    const byRegion = grouped(ids, (id) => regions.get(id) ?? site.region);
    const found = [...byRegion].map(async ([region, some]) => foundVolumes({ ...site, region }, some));
    return (await Promise.all(found)).flat().map(({ id }) => id);
  };
  return { ...plan, ...(await recheckVanished(plan, living, REPLICAS)) };
}

/** Sends the calls of the plan of one place; undefined where no copies are kept there. */
export async function carryOutCopies(
  plan: ReplicaPlan | undefined,
  site: Site,
  {
    prefix,
    ...doing
  }: { readonly prefix: string; readonly clock: Clock; readonly stopAt: Date; readonly watch: Watch },
): Promise<readonly Outcome[] | undefined> {
  if (plan === undefined) return undefined;
  const copier = openCopier(site, prefix);
  try {
    return await carryOutReplicas(plan, copier, prefix, doing);
  } finally {
    copier.close();
  }
}
