import { expect, test } from 'vitest';
import { amount, isSoak } from '../../amounts.ts';
import { keep } from '../figures.ts';
import { type Flood, floodedFunction, floodedRegions, WIDEST } from './flood.ts';

const ALL = Object.entries(WIDEST);
const FLOODED = ALL.slice(0, isSoak ? ALL.length : 1);
const COUNT = amount({ sample: 2_000, soak: 10_000 });
const REGIONS = amount({ sample: 10, soak: 20 });
const EACH = amount({ sample: 500, soak: 5_000 });

function keepFlood(name: string, { listed, bytes, cpuMilliseconds }: Flood): void {
  keep(name, {
    'listed in message and answer': listed.join(' and '),
    bytes: bytes.join(' and '),
    'seconds of CPU': (cpuMilliseconds / 1000).toFixed(1),
  });
}

test.for(FLOODED)(
  'C-54 thousands of bad tags of 256 characters through the function, %s: each is listed or counted, and the volume that is well has its copy',
  async ([name, value]) => {
    const flood = await floodedFunction(value, COUNT);
    keepFlood(`${COUNT} bad tags over HTTP, ${name}`, flood);
    expect(flood).toMatchObject({ problems: COUNT });
  },
);

test.for(isSoak ? ALL : ALL.slice(2, 3))('C-54 the same over many regions, %s', ([name, value]) => {
  const flood = floodedRegions(value, REGIONS, EACH);
  keepFlood(`${REGIONS} regions of ${2 * EACH} bad tags, ${name}`, flood);
  expect(flood).toMatchObject({ problems: 2 * REGIONS * EACH });
});
