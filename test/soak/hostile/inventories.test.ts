import { expect, test } from 'vitest';
import { tried } from './law.ts';
import { planLaw } from './planLaw.ts';

test('RA-1 C-31 C-38 C-41 whatever AWS lists, there is a plan, and it deletes nothing that must stay', async () => {
  expect((await tried(planLaw, { seed: 1, runs: 150 })).broken).toBeUndefined();
});
