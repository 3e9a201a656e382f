import type { Site } from '../aws/clients.ts';
import { errorOf } from '../aws/errors.ts';
import { forAside } from '../aws/patience.ts';
import { readAllProducers } from '../aws/readInventory.ts';
import type { Clock } from '../clock.ts';
import { regionCoverage } from '../core/coverage/coverage.ts';
import type { RegionCoverage } from '../core/coverage/covered.ts';
import type { Inventory } from '../core/inventory.ts';
import type { Plans } from '../core/report/region.ts';
import { said } from '../core/text.ts';
import type { Settings } from '../settings/settings.ts';

/** For how many days the ledger of a run tells. */
const DAYS = 30;

/** The coverage of a region and why it is less than was asked for; in words. */
export interface Covered extends Pick<Plans, 'coverage'> {
  readonly notes: readonly string[];
}

/**
 * How well own snapshots cover the managed volumes of a region, before this run takes any; without a call to AWS.
 *
 * A bug in here costs its line in the report, and no snapshot.
 *
 * @param now By the clock: a follow-up decides for an earlier time, and what was completed since counts.
 */
export function ownCoverage(inventory: Inventory, settings: Settings, now: Date): Covered {
  const asked = { ...settings, rpo: undefined, days: DAYS, of: 'ours', keepsPace: true } as const;
  try {
    return {
      coverage: { of: 'ours', found: onlyUncovered(regionCoverage(inventory, asked, now)) },
      notes: [],
    };
  } catch (error) {
    return { notes: [`Coverage is not told, because of a bug: ${reasonOf(error)}; please report it`] };
  }
}

/**
 * The coverage over all producers where the setting asks for it, of a region of which that over own snapshots is known.
 *
 * It takes no time from the snapshots, because it is read beside them, and it ends at `stopAt`. Where it fails, the coverage
 * is that over own snapshots.
 */
export async function allProducers(
  { coverage }: Plans,
  site: Site,
  { settings, clock, stopAt }: { settings: Settings; clock: Clock; stopAt: Date },
): Promise<Covered> {
  if (coverage === undefined || !settings.coverage) return { coverage, notes: [] };
  const inTime = (): void => {
    if (clock.now() >= stopAt) throw new Error('there was no more time to read them');
  };
  try {
    inTime();
    const aside = { ...site, patience: forAside(site.patience) };
    const inventory = await readAllProducers(aside, settings.prefix, inTime);
    const asked = { ...settings, days: DAYS, of: 'all producers', keepsPace: true } as const;
    const found = onlyUncovered(regionCoverage(inventory, asked, clock.now()));
    return { coverage: { of: 'all producers', found }, notes: inventory.notes };
  } catch (error) {
    const unread = reasonOf(error);
    return {
      coverage: { ...coverage, unread },
      notes: [`Coverage is of own snapshots only, because not all snapshots could be read: ${unread}`],
    };
  }
}

/** A report lists no volume that is inside; the sums contain it. */
function onlyUncovered(region: RegionCoverage): RegionCoverage {
  return { ...region, volumes: region.volumes.filter(({ standing }) => standing !== 'inside') };
}

function reasonOf(error: unknown): string {
  const { code, message } = errorOf(error);
  return `${code}: ${said(message)}`;
}

/** Plans with the coverage of their region. What the plan notes already is not said twice. */
export function withCovered<Some extends Plans>(plans: Some, { coverage, notes }: Covered): Some {
  const { plan } = plans;
  const all = [...new Set([...plan.notes, ...notes])];
  return { ...plans, plan: { ...plan, notes: all }, coverage };
}
