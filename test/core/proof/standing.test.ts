import { describe, expect, test } from 'vitest';
import {
  type ProofStanding,
  standingOf,
  standingText,
  sumOfStandings,
} from '../../../lambda/core/proof/standing.ts';
import { provedIn } from '../../../lambda/core/snapshot.ts';
import { dailyCopies, NOW } from '../fixtures.ts';

/** A volume with a snapshot for each record, the newest first; empty for none. */
function of(...records: readonly string[]) {
  return {
    snapshots: dailyCopies(records.length).map((one, index) => ({
      ...one,
      ...provedIn(records[index] || undefined),
    })),
  };
}

const NONE = { volumes: 1, thisWeek: 0, never: 0, unsound: 0, opaque: 0, unclear: 0 };

describe('a managed volume counts', () => {
  test.for<[what: string, volume: ReturnType<typeof of>, counts: Partial<ProofStanding>]>([
    ['as never proved without a record', of('', ''), { never: 1 }],
    ['as never proved where its record cannot be read', of('yesterday'), { never: 1 }],
    ['as never proved without a snapshot', of(), { never: 1 }],
    ['as proved this week up to seven days', of('2026-03-03T05:00Z sound ext4'), { thisWeek: 1 }],
    ['as proved before', of('2026-03-03T04:59Z sound ext4'), {}],
    ['by any of its snapshots', of('', '2026-03-09T05:00Z sound ext4'), { thisWeek: 1 }],
    ['though a follow-up decides for an hour before', of('2026-03-10T06:00Z sound ext4'), { thisWeek: 1 }],
    ['as proved, but in no week, where the record is of the future', of('2999-01-01T00:00Z sound ext4'), {}],
    ['as held by a damage of any age', of('2026-01-01T00:00Z damaged x'), { unsound: 1 }],
    [
      'as not sound, not as opaque',
      of('2026-03-09T05:00Z opaque luks', '2026-03-09T05:00Z damaged x'),
      { thisWeek: 1, unsound: 1 },
    ],
    ['as opaque', of('2026-03-09T05:00Z opaque luks'), { thisWeek: 1, opaque: 1 }],
    ['as unclear where it is blank', of('2026-03-09T05:00Z blank'), { thisWeek: 1, unclear: 1 }],
    ['as unclear where it is unknown', of('2026-03-09T05:00Z unknown unknown'), { thisWeek: 1, unclear: 1 }],
    ['by its newest record', of('2026-03-08T05:00Z blank', '2026-03-09T05:00Z sound ext4'), { thisWeek: 1 }],
    ['as sound where a person accepted it', of('2026-03-09T05:00Z accepted xfs'), { thisWeek: 1 }],
  ])('%s', ([, volume, counts]) => {
    const { daysSince: _, ...standing } = standingOf([volume], NOW);
    expect(standing).toEqual({ ...NONE, ...counts });
  });
});

test.for<[what: string, volumes: ReturnType<typeof of>[], days: number | undefined]>([
  ['no record', [of('', '')], undefined],
  ['one', [of('2026-03-03T05:00Z sound ext4')], 7],
  [
    'the newest of several volumes',
    [of('2026-03-01T05:00Z damaged x'), of('2026-03-08T06:00Z sound ext4')],
    1,
  ],
  ['one of a clock that is ahead', [of('2026-03-10T08:00Z sound ext4')], 0],
  ['a forged one of the future', [of('2999-01-01T00:00Z sound ext4'), of('2026-03-08T05:00Z sound ext4')], 2],
])('the days since the last proof, by %s', ([, volumes, days]) => {
  expect(standingOf(volumes, NOW).daysSince).toBe(days);
});

test('of several regions the days since the last proof are those of the last one', () => {
  expect(sumOfStandings([NONE, { ...NONE, daysSince: 9 }, { ...NONE, daysSince: 4 }]).daysSince).toBe(4);
  expect(sumOfStandings([NONE, NONE])).not.toHaveProperty('daysSince');
});

test.for<[counts: Partial<ProofStanding>, text: string]>([
  [{ volumes: 240, thisWeek: 12, never: 3 }, '12 of 240 volumes proved this week, all sound; 3 never'],
  [{ volumes: 240, thisWeek: 12 }, '12 of 240 volumes proved this week, all sound'],
  [{ thisWeek: 1 }, '1 of 1 volume proved this week, sound'],
  [{ thisWeek: 1, daysSince: 2 }, '1 of 1 volume proved this week, sound'],
  [{ thisWeek: 1, daysSince: 3 }, '1 of 1 volume proved this week, sound; the last proof was 3 days ago'],
  [{ daysSince: 40 }, '0 of 1 volume proved this week; the last proof was 40 days ago'],
  [{ volumes: 9, never: 9 }, '0 of 9 volumes proved this week; 9 never'],
  [{ volumes: 9, thisWeek: 5, opaque: 2 }, '5 of 9 volumes proved this week, all sound (2 opaque)'],
  [
    { volumes: 9, thisWeek: 5, unsound: 2, never: 1 },
    '5 of 9 volumes proved this week, 2 not sound; 1 never',
  ],
  [
    { volumes: 9, thisWeek: 5, unsound: 1, unclear: 2, opaque: 1 },
    '5 of 9 volumes proved this week, 1 not sound, 2 blank or unknown, 1 opaque',
  ],
])('a standing in words: %o', ([counts, text]) => {
  expect(standingText({ ...NONE, ...counts })).toBe(text);
});
