import { describe, expect, test } from 'vitest';
import { faultsOn } from './faults.ts';

const FAULTS = await faultsOn('a look, STS or publish', /^(Describe|Get|Publish)/);

describe('C-47 C-52 C-53 C-55 C-58 a look, or the report, goes wrong', () => {
  test.for(FAULTS)('%s', async ([, life]) => {
    expect(await life()).toEqual([]);
  });
});
