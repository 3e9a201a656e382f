import type { Clock } from '../clock.ts';
import type { Interruption } from '../carryOut/interruption.ts';
import type { ProofPlan, Proving } from '../core/proof/proving.ts';
import type { Settings } from '../settings/settings.ts';

/** What a door hands to a prover. */
export interface ProveContext {
  readonly settings: Settings;
  readonly clock: Clock;
  /** No snapshot is begun after this. */
  readonly stopAt: Date;
  /** Has the account's id, for when STS does not answer. Absent on a command line. */
  readonly functionArn?: string | undefined;
  /** Only the snapshots for which this is true are proved. @default all own ones */
  readonly only?: ((place: { readonly region: string; readonly snapshotId: string }) => boolean) | undefined;
  /** Also makes a volume of each, measures that, and deletes it. @default blocks alone */
  readonly byVolume?: true | undefined;
  /** Called once before anything is read or written; throws to stop. */
  readonly approve?: (plan: ProofPlan) => Promise<void>;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly interruptible?: (() => Interruption) | undefined;
}

/** Proves the snapshots that come first in the queue over all accounts and regions. */
export async function prove(context: ProveContext): Promise<Proving> {
  throw new Error(`not built yet (${context.settings.prefix})`);
}
