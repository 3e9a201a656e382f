import { describe, expect, test } from 'vitest';
import { parseReplicate, replicateText } from '../../../lambda/core/grammar/replicate.ts';

const SEVEN = [{ kind: 'last', count: 7 }];

describe('where copies are kept, and which', () => {
  test.for<[string, unknown]>([
    ['eu-central-1=7', [{ region: 'eu-central-1', keep: SEVEN }]],
    [
      'eu-central-1=daily:7+monthly:12',
      [
        {
          region: 'eu-central-1',
          keep: [
            { kind: 'tier', per: 'daily', count: 7 },
            { kind: 'tier', per: 'monthly', count: 12 },
          ],
        },
      ],
    ],
    [
      ' EU-CENTRAL-1=7  222222222222@eu-west-1=within:30d ',
      [
        { region: 'eu-central-1', keep: SEVEN },
        {
          account: '222222222222',
          region: 'eu-west-1',
          keep: [{ kind: 'within', age: { count: 30, unit: 'days' } }],
        },
      ],
    ],
    [
      'eu-west-1=7 222222222222@eu-west-1=7',
      [
        { region: 'eu-west-1', keep: SEVEN },
        { account: '222222222222', region: 'eu-west-1', keep: SEVEN },
      ],
    ],
  ])('%j is read', ([value, meaning]) => {
    expect(parseReplicate(value)).toEqual({ ok: true, value: meaning });
  });

  test.for([
    ['eu-central-1:7', 'eu-central-1=7'],
    ['eu-central-1 7', 'eu-central-1=7'],
    ['eu-central-1 = 7', 'eu-central-1=7'],
    ['eu-central-1=7, eu-west-1=8', 'eu-central-1=7 eu-west-1=8'],
    ['eu-central-1=daily:7 weekly:4', 'eu-central-1=daily:7+weekly:4'],
    ['eu-central-1=30 days', 'eu-central-1=within:30d'],
    ['222222222222@eu-west-1: 7', '222222222222@eu-west-1=7'],
  ] as const)('%j is refused, with %j to use', ([value, like]) => {
    expect(parseReplicate(value)).toMatchObject({ ok: false, like });
    expect(parseReplicate(like).ok).toBe(true);
  });

  test.for([
    ['', 1],
    ['eu-central-1', 1],
    ['=7', 1],
    ['frankfurt=7', 1],
    ['eu-central-1=0', 14],
    ['eu-central-1=', 14],
    ['eu-central-1=7 eu-central-1=8', 16],
    ['2222@eu-west-1=7', 1],
    ['eu-central-1=7+8', 16],
    ['no', 1],
  ] as const)('%j is refused at character %i, and nothing is proposed', ([value, place]) => {
    expect(parseReplicate(value)).toMatchObject({ ok: false, place, like: undefined });
  });

  test.for(['eu-central-1=7', 'eu-central-1=daily:7+monthly:12 222222222222@eu-west-1=within:30d'])(
    '%s is written as it was',
    (value) => {
      const read = parseReplicate(value);
      expect(read.ok && replicateText(read.value)).toBe(value);
    },
  );
});
