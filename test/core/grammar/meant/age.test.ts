import { describe, expect, test } from 'vitest';
import { parseAge } from '../../../../lambda/core/grammar/retention.ts';

describe('W03 an age, where it is clear what was meant', () => {
  test.for([
    ['90 days', '90d'],
    ['3 months', '3m'],
    ['P90D', '90d'],
    ['PT12H', '12h'],
    ['older than 90d', '90d'],
    ['90 d', '90d'],
    ['within:30d', '30d'],
    ['within: 30d', '30d'],
    ['9０d', '90d'],
  ] as const)('%j: use %s', ([value, like]) => {
    expect(parseAge(value)).toMatchObject({ ok: false, like });
    expect(parseAge(like).ok).toBe(true);
  });
});

describe('F7 W03 an age, where every value would be a guess', () => {
  test.for([
    '05d',
    '24:00',
    '90',
    '1.5y',
    '0d',
    '10000d',
    'forever',
    '30min',
    '90d 12h',
    '2y6m',
    'quarter',
    'm',
  ])('%j: no value', (value) => {
    expect(parseAge(value)).toMatchObject({ ok: false, like: undefined });
  });
});
