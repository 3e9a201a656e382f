import { expect, test } from 'vitest';
import { amount, isSoak } from '../../amounts.ts';
import { CORE, lived } from './histories.ts';

const STEPS = amount({ sample: 1_500, soak: 1_000_000 }, 'STEPS');

test.runIf(STEPS > 0)('RA-4 C-22 C-31 C-33 C-35 C-38 C-41 no random life breaks a law', async () => {
  const tally = await lived('the core, over a model of AWS', CORE, STEPS);
  const least = Math.min(tally.brakes, tally.doubles, tally.crashes, tally.deleted);
  expect(isSoak || least > 10).toBe(true);
});
