import type { Clock } from '../../clock.ts';
import { INTERRUPTED } from '../../core/outcome.ts';
import { deleteByHand, leftOvers } from '../../core/proof/leftOver.ts';
import type { SweptVolume } from '../../core/proof/proving.ts';
import { said } from '../../core/text.ts';
import type { Interruption } from '../interruption.ts';
import type { VolumeProver } from './prover.ts';
import { removeVolume } from './removeVolume.ts';

/** With what, and where, volumes of proofs are made and deleted. */
export interface Sweeping {
  readonly prover: VolumeProver;
  readonly clock: Clock;
  readonly region: string;
  readonly prefix: string;
  /** When it is asked for, no volume is deleted any more. */
  readonly interruption?: Interruption | undefined;
}

/**
 * Deletes the volumes that earlier proofs left in a region, and says which stay and why.
 *
 * @param own The ids of all own snapshots of the region.
 * @throws the SDK's error where the volumes cannot be listed.
 */
export async function sweep(own: ReadonlySet<string>, sweeping: Sweeping): Promise<SweptVolume[]> {
  const { prover, clock, region, prefix, interruption } = sweeping;
  const swept: SweptVolume[] = [];
  for (const { volumeId, isDeleted, because } of leftOvers(await prover.left(), own, {
    region,
    prefix,
    now: clock.now(),
  })) {
    if (!isDeleted) swept.push({ region, volumeId, status: 'left', because });
    else if (interruption?.isAsked())
      swept.push({
        region,
        volumeId,
        status: 'left',
        because: `${INTERRUPTED}; ${deleteByHand(volumeId, region)}`,
      });
    else swept.push((await removed(volumeId, sweeping)) ?? { region, volumeId, status: 'deleted', because });
  }
  return swept;
}

/** Deletes a volume of a proof. Gives why AWS did not delete it; undefined where it did. */
export async function removed(volumeId: string, sweeping: Sweeping): Promise<SweptVolume | undefined> {
  const { region } = sweeping;
  const trouble = await removeVolume(volumeId, sweeping);
  if (trouble === undefined) return undefined;
  const because = `AWS did not delete it: ${trouble.code}: ${said(trouble.message)}; ${deleteByHand(volumeId, region)}`;
  return { region, volumeId, status: 'left', because };
}
