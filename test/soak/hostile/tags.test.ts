import { expect, test } from 'vitest';
import { tried } from './law.ts';
import { tagsLaw } from './tagsLaw.ts';

test('C-19 C-54 whatever is written in tags costs no other volume its copy, and who reads the report is safe', async () => {
  expect((await tried(tagsLaw, { seed: 1, runs: 2 })).broken).toBeUndefined();
});
