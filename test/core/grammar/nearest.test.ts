import { BucketLocationConstraint } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, nearest } from '../../../lambda/core/grammar/nearest.ts';
import { isMistyped, KNOWN_REGIONS, regionsNear } from '../../../lambda/core/grammar/regions.ts';

const COMMANDS = ['plan', 'run', 'show', 'pin', 'unpin', 'simulate', 'enable', 'disable'];

describe('a word that is nearly another', () => {
  test.for<[string, string[]]>([
    ['paln', ['plan']],
    ['rnu', ['run']],
    ['shwo', ['show']],
    ['PLAN', ['plan']],
    [' plan ', ['plan']],
    ['pln', ['plan', 'pin']],
    ['simualte', ['simulate']],
    ['dsable', ['disable']],
    ['desable', ['disable']],
    ['ru', []],
    ['p', []],
    ['', []],
    ['delete', []],
    ['eu-west-1', []],
  ])('%s', ([word, meant]) => {
    expect(nearest(word, COMMANDS)).toEqual(meant);
  });

  test('it is found whichever one slip was made, and itself without one', () => {
    const aWord = fc.string({ minLength: 3, maxLength: 30, unit: fc.constantFrom(...'abcdefgh-1') });
    fc.assert(
      fc.property(aWord, fc.nat(), fc.constantFrom(...'xyz'), (word, spot, letter) => {
        const place = spot % word.length;
        const [left, right] = [word.slice(0, place), word.slice(place)];
        const slips = [
          word,
          `${left}${letter}${right}`,
          `${left}${letter}${right.slice(1)}`,
          `${left}${right.slice(1, 2)}${right.slice(0, 1)}${right.slice(2)}`,
          ...(word.length > 3 ? [`${left}${right.slice(1)}`] : []),
        ];
        for (const one of slips) expect(nearest(one, [word])).toEqual([word]);
      }),
    );
  });

  test('the longest Names of a large estate are searched in no time', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `${'x'.repeat(250)}${index}`);
    expect(nearest(`${'x'.repeat(250)}a`, names).length).toBeGreaterThan(0);
  });

  test.for<[string[], string]>([
    [[], ''],
    [['plan'], '; did you mean plan?'],
    [['plan', 'pin'], '; did you mean plan or pin?'],
    [['a, b', 'c', 'd'], '; did you mean a, b, c or d?'],
    [['a', 'b', 'c', 'd'], '; did you mean a, b or one of 2 others?'],
  ])('%j is asked as %j', ([meant, question]) => {
    expect(didYouMean(meant)).toBe(question);
  });
});

describe('a word that is nearly a region', () => {
  test.for<[string, boolean, string[]]>([
    ['eu-wst-1', true, ['eu-west-1']],
    ['us-eats-1', true, ['us-east-1']],
    ['eu-centrall-1', true, ['eu-central-1']],
    ['useast1', true, ['us-east-1']],
    ['US-EAST-1', true, ['us-east-1']],
    ['eu-west-1', false, []],
    ['nowhere-1', false, []],
    ['mars-olympus-1', false, []],
  ])('%s: mistyped for certain %s, near %j', ([word, isCertain, near]) => {
    expect(isMistyped(word)).toBe(isCertain);
    expect(regionsNear(word)).toEqual(near);
  });

  test.for<[string]>([['uk-west-1'], ['eu-west-4'], ['us-central-1'], ['zz-east-1']])(
    '%s may be a region one day, so it is no slip for certain',
    ([region]) => {
      expect(isMistyped(region)).toBe(false);
    },
  );

  test('the SDK knows no region that is not known here', () => {
    const inSdk = Object.values(BucketLocationConstraint).filter((region) => region !== 'EU');
    expect(inSdk.length).toBeGreaterThan(30);
    expect(inSdk.filter((region) => !KNOWN_REGIONS.includes(region))).toEqual([]);
  });
});
