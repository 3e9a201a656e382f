import { describe, expect, test } from 'vitest';
import { faultsOn } from './faults.ts';

const FAULTS = await faultsOn('a delete', /^Delete/);

describe('C-38 C-39 C-53 C-55 C-58 a copy cannot be deleted, or nobody knows whether it was', () => {
  test.for(FAULTS)('%s', async ([, life]) => {
    expect(await life()).toEqual([]);
  });
});
