import { expect, test } from 'vitest';
import { failureText, manyLives } from './histories.ts';
import { HTTP } from './httpLife.ts';
import { openTally } from './tally.ts';

/** A few of the lives that `npm run test:laws` lives over HTTP, always the same ones. */

test('RA-4 C-31 C-35 C-38 C-55 no random life of the real handler breaks a law', async () => {
  const tally = openTally();
  const failure = await manyLives(HTTP, { steps: 150, seed: 20_260_310 }, tally);
  expect(failure && failureText(failure)).toBe(undefined);
  expect(Math.min(tally.taken, tally.deleted)).toBeGreaterThan(10);
});
