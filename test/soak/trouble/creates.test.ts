import { describe, expect, test } from 'vitest';
import { faultsOn } from './faults.ts';

const FAULTS = await faultsOn('a create', /^Create/);

describe('C-29 C-35 C-47 C-55 C-58 RA-7 a copy cannot be taken, or nobody knows whether it was', () => {
  test.for(FAULTS)('%s', async ([, life]) => {
    expect(await life()).toEqual([]);
  });
});
