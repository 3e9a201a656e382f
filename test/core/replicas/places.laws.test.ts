import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amount, SEED } from '../../amounts.ts';
import { aStep, anAccount, live, noTally } from './life.ts';

/** Lives of many steps: see life.ts for what happens in them, and laws.ts for what is asked of each run. */

const PARTS = amount({ sample: 1, long: 10 });
const LIVES = amount({ sample: 5, long: 120 });
const LENGTH = amount({ sample: 15, long: 100 });
const MINUTES = amount({ sample: 1, long: 10 });

test.for(Array.from({ length: PARTS }, (_, part) => SEED + part))(
  'seed %i: no random life of two or three regions breaks a law, and after calm days nothing is missing',
  { timeout: MINUTES * 60_000 },
  (seed) => {
    const tally = noTally();
    fc.assert(
      fc.property(anAccount, fc.array(aStep, { maxLength: 2 * LENGTH, size: 'max' }), (account, steps) => {
        live(account, steps, tally);
      }),
      { numRuns: LIVES, seed },
    );
    if (PARTS > 1) process.stderr.write(`replicas: ${JSON.stringify(tally)}\n`);
    expect(Math.min(tally.copied, tally.deleted, tally.died)).toBeGreaterThan(3);
  },
);
