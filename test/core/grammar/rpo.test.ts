import { describe, expect, test } from 'vitest';
import { parseRpo } from '../../../lambda/core/grammar/rpo.ts';

describe('how old the newest snapshot may become', () => {
  test.for([
    ['26h', 26],
    ['2d', 48],
    [' 1W ', 168],
    ['9999h', 9999],
  ] as const)('%j is read', ([value, hours]) => {
    expect(parseRpo(value)).toEqual({ ok: true, value: hours });
  });

  test.for([
    ['', 1, undefined],
    ['26', 1, undefined],
    ['0h', 1, undefined],
    ['1.5h', 1, undefined],
    ['90m', 1, undefined],
    ['1y', 1, undefined],
    ['26h 2d', 5, undefined],
    ['26 hours', 4, '26h'],
    ['PT26H', 1, '26h'],
    ['2 days', 3, '2d'],
  ] as const)('%j is refused at character %i, and %j is proposed', ([value, place, like]) => {
    expect(parseRpo(value)).toMatchObject({ ok: false, place, like });
  });
});
