import { expect, test } from 'vitest';
import { settingsLaw } from './settingsLaws.ts';
import { tried } from './law.ts';

test('C-45 C-46 any event gives settings, or messages that lead to some', async () => {
  expect((await tried(settingsLaw, { seed: 1, runs: 250 })).broken).toBeUndefined();
});
