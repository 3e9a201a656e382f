import { type CoverageSettings, regionCoverage } from '../../../lambda/core/coverage/coverage.ts';
import type { CoveredVolume, RegionCoverage } from '../../../lambda/core/coverage/covered.ts';
import type { Inventory } from '../../../lambda/core/inventory.ts';
import type { Maker, Snapshot, Tags } from '../../../lambda/core/snapshot.ts';
import { detached, foreign, inventory, NOW, SETTINGS, snapshot } from '../fixtures.ts';

const HOUR = 3_600_000;

export function hoursAgo(hours: number): number {
  return NOW.getTime() - hours * HOUR;
}

/** A restorable snapshot of ours that began some hours before now, and took ten minutes. */
export function ours(hours: number, volumeId = 'vol-1', change: Partial<Snapshot> = {}): Snapshot {
  const one = snapshot('x', { id: `snap-${hours}-of-${volumeId}`, volumeId, startedAt: hoursAgo(hours) });
  return { ...one, completedAfter: 600_000, ...change };
}

/** The same of another producer. */
export function of(maker: Maker, hours: number, volumeId = 'vol-1'): Snapshot {
  const one = foreign('x', {}, { id: `snap-${hours}-of-${volumeId}`, volumeId, startedAt: hoursAgo(hours) });
  return { ...one, completedAfter: 600_000, maker };
}

/** A region as `coverage` sees it, with the trigger at 05:00. */
export function coverageOf(
  change: Partial<Inventory>,
  given: Partial<CoverageSettings> = {},
  now = NOW,
): RegionCoverage {
  const settings = { ...SETTINGS, runHours: [5], days: 30, of: 'all producers' as const, ...given };
  return regionCoverage(inventory({ instances: [], volumes: [], ...change }), settings, now);
}

/** The row of one volume that nothing holds, created 400 days ago. */
export function rowOf(
  tags: Tags,
  snapshots: readonly Snapshot[],
  given: Partial<CoverageSettings> = {},
): CoveredVolume {
  const volumes = [detached(tags, { createdAt: hoursAgo(400 * 24) })];
  const [row] = coverageOf({ volumes, snapshots }, given).volumes;
  if (row === undefined) throw new Error('the volume is not listed');
  return row;
}
