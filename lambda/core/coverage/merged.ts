import { grouped } from '../grouped.ts';
import type { CoverageSums, CoveredVolume, NewestReplica, RegionCoverage } from './covered.ts';
import { addedSums } from './sums.ts';
import { worstFirst } from './worstFirst.ts';

/** The coverage of several regions, perhaps of several accounts. */
export interface Coverage {
  /** The worst first; perhaps not all. */
  readonly volumes: readonly CoveredVolume[];
  /** How many volumes were left out of the list, though the sums contain them; 0 where the list is whole. */
  readonly left: number;
  readonly sums: CoverageSums;
  /** Snapshots that are copies, but no replicas: nothing says of which volume. */
  readonly copies: number;
}

/** One list of the volumes of all regions, each with its replicas in any of them. */
export function mergedCoverage(regions: readonly RegionCoverage[]): Coverage {
  const replicasOf = openReplicas(regions);
  const volumes = regions.flatMap((one) => one.volumes).map((one) => ({ ...one, replicas: replicasOf(one) }));
  return {
    volumes: volumes.toSorted(worstFirst),
    left: regions.reduce((sum, { left = 0 }) => sum + left, 0),
    sums: addedSums(regions.map(({ sums }) => sums)),
    copies: regions.reduce((sum, { copies }) => sum + copies, 0),
  };
}

/** The same with the worst volumes only. The sums stay whole. */
export function cutTo<
  Listed extends { readonly volumes: readonly CoveredVolume[]; readonly left?: number | undefined },
>(most: number, listed: Listed): Listed {
  const { volumes, left = 0 } = listed;
  if (volumes.length <= most) return listed;
  return { ...listed, volumes: volumes.slice(0, most), left: left + volumes.length - most };
}

function openReplicas(regions: readonly RegionCoverage[]): (volume: CoveredVolume) => NewestReplica[] {
  const all = regions.flatMap(({ account, region, replicas }) =>
    replicas.map((one) => ({ ...one, account, region })),
  );
  const byVolume = grouped(all, ({ volumeId, volumeRegion }) => `${volumeRegion} ${volumeId}`);
  return ({ region, volumeId }) =>
    (byVolume.get(`${region} ${volumeId}`) ?? [])
      .map((one) => ({ account: one.account, region: one.region, snapshotId: one.snapshotId, at: one.at }))
      .toSorted((a, b) => (a.at > b.at ? -1 : 1));
}
