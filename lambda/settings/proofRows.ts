import { LEAST_BUDGET } from '../core/proof/budget.ts';
import type { Setting } from './setting.ts';
import * as shape from './shape.ts';

const MOST_PROOFS = 10_000;

const MOST_BUDGET = 100_000_000;

/** The settings of a prover, which looks whether snapshots can be restored. */
export const proofRows = {
  prove: {
    inEvents: ['sample'],
    name: 'prove',
    cli: { flags: '--sample <count>', of: 'proofs', as: 'sample' },
    prop: 'prove',
    kind: 'number',
    schema: shape.wholeNumber(1, MOST_PROOFS),
    must: `be a whole number of snapshots from 1 to ${MOST_PROOFS}`,
    like: 20,
    otherwise: 'off; by hand 20',
    words: `how many snapshots one run of the prover proves; in a deployment it comes once a day: 1 to ${MOST_PROOFS}`,
  },
  prove_budget: {
    name: 'proveBudget',
    cli: { flags: '--prove-budget <blocks>', of: 'proofs' },
    prop: 'proveBudget',
    kind: 'number',
    schema: shape.wholeNumber(LEAST_BUDGET, MOST_BUDGET),
    must: `be a whole number of blocks from ${LEAST_BUDGET} to ${MOST_BUDGET}`,
    like: 100_000,
    fallback: 100_000,
    words: `the most blocks (of 512 KiB) that are read in a month, and at most a 31st of them in one run: ${LEAST_BUDGET} to ${MOST_BUDGET}. AWS bills them: 100,000 are about $0.30`,
  },
} as const satisfies Readonly<Record<string, Setting>>;
