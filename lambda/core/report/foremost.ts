import type { RegionReport } from './region.ts';

/**
 * An account has not more regions than that, so those of one account are always shown, however little of each.
 */
export const FEW_REGIONS = 34;

/**
 * The regions that a person reads first, as many as fit in `bytes`, in the order in which they are given.
 *
 * Those with trouble come before those where something was done, and these before the quiet ones. Regions
 * without trouble fill no more than half, so that there is room for more than a line of each trouble.
 */
export function foremost(
  regions: readonly RegionReport[],
  bytesOf: (region: RegionReport) => number,
  bytes: number,
): readonly RegionReport[] {
  const chosen = new Set<RegionReport>();
  let free = bytes;
  const take = (some: readonly RegionReport[], reserve: number): void => {
    for (const region of some) {
      const needed = bytesOf(region);
      if (free - needed < reserve) continue;
      chosen.add(region);
      free -= needed;
    }
  };
  const well = regions.filter((region) => !isTroubled(region));
  take(regions.filter(isTroubled), 0);
  take(well.filter(isBusy), bytes / 2);
  take(
    well.filter((region) => !isBusy(region)),
    bytes / 2,
  );
  return regions.filter((region) => chosen.has(region));
}

/** Whether a region has anything that needs a person. */
export function isTroubled({ status, totals }: RegionReport): boolean {
  return (
    status === 'unreachable' ||
    totals.lostRuns > 0 ||
    totals.bare > 0 ||
    totals.problems > 0 ||
    totals.brakes > 0 ||
    totals.failed > 0 ||
    totals.exceptions > 0 ||
    totals.passedOver > 0 ||
    totals.skipped > 0 ||
    totals.unmanagedVolumes > 0
  );
}

function isBusy({ totals }: RegionReport): boolean {
  return (
    totals.created > 0 ||
    totals.deleted > 0 ||
    totals.wouldCreate > 0 ||
    totals.wouldDelete > 0 ||
    totals.goneLately > 0 ||
    totals.held > 0 ||
    totals.gone > 0
  );
}
