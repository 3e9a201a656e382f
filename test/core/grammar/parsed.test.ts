import { describe, expect, test } from 'vitest';
import { parseFrequency } from '../../../lambda/core/grammar/frequency.ts';
import { fault, parsed } from '../../../lambda/core/grammar/parsed.ts';
import { parseAge, parseRetention } from '../../../lambda/core/grammar/retention.ts';

describe('a value longer than any tag, as a setting can have it', () => {
  test.for([
    ['a frequency', parseFrequency, '6h'],
    ['a retention', parseRetention, '3'],
    ['an age', parseAge, '30d'],
  ] as const)('%s is read up to 512 units of text, and no further', ([, parse, value]) => {
    expect(parse(value.padEnd(512))).toEqual(parse(value));
    expect(parse(value.padEnd(513))).toEqual({
      ok: false,
      expected: 'a value has at most 256 characters',
      place: 257,
      like: undefined,
    });
  });

  test('what is longer than 100 characters is not mended', () => {
    expect(parseFrequency('@saturday'.padEnd(100))).toMatchObject({ ok: false, like: '@sat' });
    expect(parseFrequency('@saturday'.padEnd(101))).toMatchObject({ ok: false, like: undefined });
  });
});

test('what was meant is a value to use only where it can be read', () => {
  const form = { read: parseInto, meant: (value: string) => value.replace('!', '') };
  expect(parsed('7!', form)).toMatchObject({ ok: false, like: '7' });
  expect(parsed('x!', form)).toMatchObject({ ok: false, like: undefined });
});

function parseInto(value: string): number {
  const read = parseRetention(value);
  return read.ok ? 1 : fault(undefined, read.expected);
}

test('a mistake of ours is not told as one of the person who wrote the value', () => {
  expect(() => parsed('7', { read: broken, meant: () => '7' })).toThrow(TypeError);
});

function broken(): never {
  throw new TypeError('not a function');
}
