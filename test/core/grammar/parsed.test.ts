import { describe, expect, test } from 'vitest';
import { parseFrequency } from '../../../lambda/core/grammar/frequency.ts';
import { parsed } from '../../../lambda/core/grammar/parsed.ts';
import { parseAge, parseRetention } from '../../../lambda/core/grammar/retention.ts';

describe('a value longer than any tag, as a setting can have it', () => {
  test.for([
    ['a frequency', parseFrequency, '6h', '1'],
    ['a retention', parseRetention, '3', '7'],
    ['an age', parseAge, '30d', '90d'],
  ] as const)('%s is read up to 512 units of text, and no further', ([, parse, value, like]) => {
    expect(parse(value.padEnd(512))).toEqual(parse(value));
    expect(parse(value.padEnd(513))).toEqual({
      ok: false,
      expected: 'a value has at most 256 characters',
      place: 257,
      like,
    });
  });
});

test('a mistake of ours is not told as one of the person who wrote the value', () => {
  expect(() => parsed('7', { read: broken, repairs: [], example: () => '7' })).toThrow(TypeError);
});

function broken(): never {
  throw new TypeError('not a function');
}
