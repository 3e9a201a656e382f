import { ConfigurationError } from './configurationError.ts';
import { table } from '../../lambda/settings/table.ts';

/** The settings of the prover, which looks whether snapshots can be restored. */
export interface ProofSettings {
  /**
   * Proves this many snapshots a day: a function of its own reads a few blocks of each. No other role may read blocks.
   *
   * @default - there is no prover
   */
  readonly prove?: number | undefined;

  /**
   * The most blocks of 512 KiB that the prover reads in a month, and at most a 31st of them in a day; with `prove`.
   *
   * @default 100000
   */
  readonly proveBudget?: number | undefined;
}

/**
 * @throws ConfigurationError for a budget that nothing uses.
 */
export function refuseBudgetAlone({ prove, proveBudget }: ProofSettings): void {
  if (proveBudget === undefined || prove !== undefined) return;
  throw new ConfigurationError({
    code: 'missing',
    key: 'prove',
    must: 'be given beside proveBudget',
    remedy: { prove: table.prove.like },
  });
}
