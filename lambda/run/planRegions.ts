import type { LimitFunction } from 'p-limit';
import type { Site } from '../aws/clients.ts';
import { readInventory } from '../aws/readInventory.ts';
import type { Clock } from '../clock.ts';
import { planImages } from '../core/images/planImages.ts';
import { makePlan } from '../core/plan/makePlan.ts';
import { onlyAgreed } from '../core/plan/spared.ts';
import { onlyReplicas } from '../core/replicas/shelf.ts';
import type { Plans, RegionResult } from '../core/report/region.ts';
import { placeOf } from '../core/text.ts';
import type { Settings } from '../settings/settings.ts';
import {
  keepsCopies,
  type Replicating,
  vaultAccountOf,
  type LookedAt,
  lookedAt,
  withCopies,
  type WithReplicas,
} from './copies.ts';
import { ownCoverage, withCovered } from './covered.ts';
import { isPlaceOnly, isSourceOnly } from './onlySites.ts';
import type { Progress } from './progress.ts';
import { recheckImages } from './recheckImages.ts';
import { recheckVolumes } from './recheckVolumes.ts';
import { isUnreachable, type Unreachable } from './sites.ts';
import type { unreachableTeller } from './unreachable.ts';

export type Planned = Exclude<RegionResult, { status: 'done' }>;

/** What planning needs beside the sites. */
export interface Planning {
  readonly settings: Settings;
  readonly progress: Progress;
  readonly unreachable: ReturnType<typeof unreachableTeller>;
  readonly limit: LimitFunction;
  readonly clock: Clock;
  /** The ids of what a person agreed to delete. @default nobody was asked */
  readonly agreed?: ReadonlySet<string> | undefined;
}

/** One site of a run, and what is planned there. */
export interface PlannedSite {
  readonly site: Site | Unreachable;
  readonly planned: Planned;
}

/**
 * Reads and plans all sites at the same time. In their order.
 *
 * Without copies in other regions none waits for another one. With them all wait for the last, because what is copied, and which
 * snapshots must stay for that, is known only then.
 */
export function planRegions(
  sites: readonly (Site | Unreachable)[],
  now: Date,
  planning: Planning,
): Promise<PlannedSite>[] {
  const { limit } = planning;
  const settings = { ...planning.settings, vaultAccount: vaultAccountOf(planning.settings, sites) };
  const looks = sites.map(async (site) => ({
    site,
    look: isUnreachable(site) ? site : await limit(async () => lookAt(site, now, { ...planning, settings })),
  }));
  const all = keepsCopies(settings)
    ? copiesBetween(Promise.all(looks.map(async (one) => (await one).look)), settings, now)
    : undefined;
  return looks.map(async (looking) => {
    const { site, look } = await looking;
    if ('status' in look) return { site, planned: look };
    const plans = (await all)?.get(look) ?? look.plans;
    const planned: Planned = { status: 'planned', ...agreedOf(plans, planning.agreed) };
    return { site, planned };
  });
}

async function lookAt(
  site: Site,
  now: Date,
  { settings, progress, unreachable, clock }: Planning & { readonly settings: Replicating },
): Promise<LookedAt | Unreachable> {
  progress.reading(placeOf(site));
  try {
    const read = await readInventory(site, settings);
    const inventory = isPlaceOnly(site) ? onlyReplicas(read) : read;
    const images = planImages(inventory, settings, now);
    const plans: Plans = {
      plan: await recheckVolumes(makePlan(inventory, settings, now), site),
      images: images && (await recheckImages(images, site)),
    };
    const isElsewhere = isPlaceOnly(site) || isSourceOnly(site);
    const covered = isElsewhere ? plans : withCovered(plans, ownCoverage(read, settings, clock.now()));
    return await lookedAt(site, inventory, covered, settings);
  } catch (error) {
    return unreachable(site, error);
  } finally {
    progress.read(placeOf(site));
  }
}

async function copiesBetween(
  looking: Promise<readonly (LookedAt | Unreachable)[]>,
  settings: WithReplicas,
  now: Date,
): Promise<ReadonlyMap<LookedAt, Plans>> {
  const all = await looking;
  const looks = all.flatMap((one) => ('status' in one ? [] : one));
  const unread = all.flatMap((one) => ('status' in one ? one : []));
  return withCopies(looks, unread, settings, now);
}

function agreedOf(plans: Plans, agreed: ReadonlySet<string> | undefined): Plans {
  if (agreed === undefined) return plans;
  const { plan, images, replicas } = plans;
  return {
    ...plans,
    plan: onlyAgreed(plan, agreed),
    images: images && onlyAgreed(images, agreed),
    replicas: replicas && { ...replicas, ...onlyAgreed(replicas, agreed) },
  };
}
