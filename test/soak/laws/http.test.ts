import { expect, test } from 'vitest';
import { amount, isSoak } from '../../amounts.ts';
import { lived } from './histories.ts';
import { HTTP } from './httpLife.ts';

const STEPS = amount({ sample: 80, soak: 20_000 }, 'STEPS_HTTP');

test.runIf(STEPS > 0)(
  'RA-4 C-31 C-35 C-38 C-55 no random life of the real handler breaks a law',
  async () => {
    const tally = await lived('the function, over HTTP', HTTP, STEPS);
    expect(isSoak || Math.min(tally.taken, tally.deleted) > 10).toBe(true);
  },
);
