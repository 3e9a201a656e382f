import { expect, test } from 'vitest';
import { CORE, failureText, manyLives } from './histories.ts';
import { openTally } from './tally.ts';

/** A few of the lives of `npm run test:laws`, always the same ones. */

test('RA-4 C-22 C-31 C-33 C-35 C-38 C-41 no random life breaks a law', async () => {
  const tally = openTally();
  const failure = await manyLives(CORE, { steps: 6_000, seed: 20_260_310 }, tally);
  expect(failure && failureText(failure)).toBe(undefined);
  expect(tally.steps).toBeGreaterThanOrEqual(6_000);
  expect(Math.min(tally.brakes, tally.doubles, tally.crashes, tally.deleted)).toBeGreaterThan(10);
});
