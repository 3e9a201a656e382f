import { expect, test } from 'vitest';
import { flagsLaw } from './flagsLaw.ts';
import { tried } from './law.ts';

test('whatever stands on the command line gives settings, or words that steer no terminal', async () => {
  expect((await tried(flagsLaw, { seed: 1, runs: 200 })).broken).toBeUndefined();
});
