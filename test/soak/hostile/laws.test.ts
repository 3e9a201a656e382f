import { expect, test } from 'vitest';
import { amount, isSoak, SEED } from '../../amounts.ts';
import { keep } from '../figures.ts';
import { flagsLaw } from './flagsLaw.ts';
import { tried } from './law.ts';
import { namesLaw } from './namesLaw.ts';
import { planLaw } from './planLaw.ts';
import { settingsLaw } from './settingsLaws.ts';
import { tagsLaw } from './tagsLaw.ts';

/** Of regions over HTTP a hundredth is tried. */
const RUNS = amount({ sample: 60, soak: 10_000 }, 'RUNS');
const FEW = isSoak ? Math.ceil(RUNS / 100) : 1;

test.for([
  ['C-45 C-46 any event gives settings, or messages that lead to some', settingsLaw, RUNS],
  ['whatever stands on the command line gives settings, or words that steer no terminal', flagsLaw, RUNS],
  [
    'RA-1 C-31 C-38 C-41 whatever AWS lists, there is a plan, and it deletes nothing that must stay',
    planLaw,
    RUNS,
  ],
  [
    'C-19 C-54 whatever is written in tags costs no other volume its copy, and who reads the report is safe',
    tagsLaw,
    FEW,
  ],
  [
    'whatever things are called, no command steers a terminal, and its JSON and its page are its own',
    namesLaw,
    FEW,
  ],
] as const)('%s', async ([, law, runs]) => {
  const { name, about, broken } = await tried(law, { seed: SEED, runs });
  keep(name, { times: runs, 'what came': about });
  expect(broken).toBeUndefined();
});
