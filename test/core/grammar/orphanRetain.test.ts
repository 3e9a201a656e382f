import { describe, expect, test } from 'vitest';
import { parseOrphanRetain } from '../../../lambda/core/grammar/orphanRetain.ts';

const QUARTER = { count: 90, unit: 'days' };

describe('N05 when the snapshots of a vanished volume can be deleted', () => {
  test.for([
    ['90d', QUARTER],
    ['90d last:2y', { ...QUARTER, last: { count: 2, unit: 'years' } }],
    [' 90D  LAST:90d ', { ...QUARTER, last: QUARTER }],
    ['12h last:1d', { count: 12, unit: 'hours', last: { count: 1, unit: 'days' } }],
    ['1m last:5w', { count: 1, unit: 'months', last: { count: 5, unit: 'weeks' } }],
  ] as const)('%j is read', ([value, meaning]) => {
    expect(parseOrphanRetain(value)).toEqual({ ok: true, value: meaning });
  });

  test.for([
    ['2 years', '2y'],
    ['90 days, last 2 years', '90d last:2y'],
    ['90d last=2y', '90d last:2y'],
    ['90d last: 2y', '90d last:2y'],
    ['last:2y 90d', '90d last:2y'],
    ['last:2y', '2y last:2y'],
    ['90d last:30d', '90d last:90d'],
    ['90d last:never', '90d'],
    [' 90d last: forever ', '90d'],
    ['90d last = 2y', '90d last:2y'],
    ['last:2y  90d', '90d last:2y'],
    ['48h last:1d', '48h last:48h'],
  ] as const)('%j is refused, with %j to use', ([value, like]) => {
    expect(parseOrphanRetain(value)).toMatchObject({ ok: false, like });
    expect(parseOrphanRetain(like).ok).toBe(true);
  });

  test.for([
    '',
    '90',
    '90d last:2',
    '90d last',
    '90d 2y',
    '1.5y',
    '0d',
    'never',
    '90d last:2y last:3y',
    '90d last:not for ever',
    '90d last:never mind',
    '90d last:2y\n30d',
    '30d\n90d last:2y',
    'last:2y 90d 30d',
  ])('%j is refused, and any value to use would be a guess', (value) => {
    expect(parseOrphanRetain(value)).toMatchObject({ ok: false, like: undefined });
  });

  test.for([
    ['', 1, 'an age is expected: a whole number from 1 to 9999 with h, d, w, m (months) or y'],
    ['90d last:2y last:3y', 13, 'nothing is expected after the ages'],
    ['90d 2y', 5, 'last: and an age are expected'],
    ['90d last:30d', 5, 'the last one stays at least as long'],
  ] as const)('%j is wrong at character %i: %s', ([value, place, expected]) => {
    expect(parseOrphanRetain(value)).toMatchObject({ ok: false, place, expected });
  });
});
