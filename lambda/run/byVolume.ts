import type { Site } from '../aws/clients.ts';
import { openVolumeProver } from '../aws/proof/openVolumeProver.ts';
import { type ByVolume, proveByVolume, type Watching } from '../carryOut/proof/proveByVolume.ts';
import { sweep } from '../carryOut/proof/sweep.ts';
import type { SweptVolume } from '../core/proof/proving.ts';

/** The proofs by volumes of one region. */
export interface VolumeProofs {
  /** Deletes what earlier proofs left. @throws the SDK's error where that cannot be listed. */
  readonly sweep: (own: ReadonlySet<string>) => Promise<SweptVolume[]>;
  readonly prove: (snapshotId: string) => Promise<ByVolume>;
  readonly close: () => void;
}

/** Opens the proofs by volumes of a region. The prover's function has no part of this. */
export function openByVolume(site: Site, run: Omit<Watching, 'prover' | 'region'>): VolumeProofs {
  const prover = openVolumeProver(site, run.prefix);
  const watching = { ...run, prover, region: site.region };
  return {
    sweep: async (own) => sweep(own, watching),
    prove: async (snapshotId) => proveByVolume(snapshotId, watching),
    close: () => prover.close(),
  };
}
