import { neverProved, type ProofStanding, sumOfStandings } from '../proof/standing.ts';
import type { RegionReport } from './region.ts';

/** The standing over all regions; undefined where none has one. In a region without a record no volume was ever proved. */
export function proofSums(regions: readonly RegionReport[]): ProofStanding | undefined {
  if (regions.every(({ proofs }) => proofs === undefined)) return undefined;
  return sumOfStandings(
    regions.map(({ proofs, condition }) => proofs ?? neverProved(condition.volumesManaged)),
  );
}
