import { describe, expect, test } from 'vitest';
import type { Snapshot, Tags } from '../../../lambda/core/snapshot.ts';
import { BERLIN, snapshot, NOW, detached } from '../fixtures.ts';
import { coverageOf, hoursAgo, of, ours, rowOf } from './rows.ts';

/** How far back the ledger of a volume is certain. */

const DAY = 24;

/** One snapshot a day, the newest of now. */
function daily(days: number, from = 0): Snapshot[] {
  return Array.from({ length: days }, (_, index) => ours((from + index) * DAY));
}

/** Hours before now, to the start of the snapshot that is the first that counts. */
function since(tags: Tags, snapshots: readonly Snapshot[]): number | undefined {
  const { since: text } = rowOf(tags, snapshots).ledger;
  return text === undefined ? undefined : (NOW.getTime() - Date.parse(text)) / 3_600_000;
}

const TOOK = 1 / 6;

describe('the ledger is known since', () => {
  test.for<readonly [string, Tags, readonly Snapshot[], number]>([
    ['the oldest that a number keeps', { autosnap: '1', autosnap_retain: '7' }, daily(7), 6 * DAY],
    ['a number that is not full', { autosnap: '1', autosnap_retain: '30' }, daily(7), 6 * DAY],
    [
      'a number, over a pause',
      { autosnap: '1', autosnap_retain: '7' },
      [...daily(3), ...daily(4, 13)],
      16 * DAY,
    ],
    [
      'what the finest tier keeps, not what is left of the others',
      { autosnap: '1', autosnap_retain: 'daily:3 weekly:4' },
      [...daily(3), ours(9 * DAY), ours(16 * DAY)],
      2 * DAY,
    ],
    [
      'a pinned one fills no place',
      { autosnap: '1', autosnap_retain: 'daily:3' },
      [
        ours(0),
        { ...ours(DAY), ...pinned(DAY) },
        ours(2 * DAY),
        ours(3 * DAY),
        { ...ours(9 * DAY), ...pinned(9 * DAY) },
      ],
      3 * DAY,
    ],
    [
      'only the newest, where tiers leave out what the schedule takes',
      { autosnap: '6h', autosnap_retain: 'daily:7' },
      [ours(2), ours(DAY), ours(2 * DAY)],
      2,
    ],
    [
      'the number beside such tiers',
      { autosnap: '6h', autosnap_retain: '3 daily:7' },
      [ours(2), ours(8), ours(14), ours(DAY), ours(2 * DAY)],
      14,
    ],
    ['an age', { autosnap: '1', autosnap_retain: 'within:3d' }, daily(9), 2 * DAY],
    [
      'the set that reaches back the least',
      { autosnap: 'nightly=9@mon-sat@2 weekly=1@sun@3' },
      // Now is a Tuesday, 05:00: the newest are of Tuesday and Monday 02:00, Sunday 03:00 and Saturday 02:00.
      [ours(3), ours(27), ours(50), ours(75), ours(99)],
      50,
    ],
    [
      'the oldest of others, without a policy',
      {},
      [of({ producer: 'DLM' }, 3), of({ producer: 'DLM' }, 90)],
      90,
    ],
    ['the oldest of ours, without a policy', {}, [ours(3), ours(90)], 90],
    ['at most as long as is asked for', { autosnap: '1', autosnap_retain: '90' }, daily(60), 30 * DAY + TOOK],
  ])('%s', ([, tags, snapshots, hours]) => {
    expect(since(tags, snapshots)).toBeCloseTo(hours - TOOK, 6);
  });

  test('the creation of a volume whose first snapshot came in time', () => {
    const one = detached({ autosnap: '1', autosnap_retain: '7' }, { createdAt: hoursAgo(60) });
    const sinceOf = (hours: number) =>
      coverageOf({ volumes: [one], snapshots: [ours(hours)] }).volumes[0]?.ledger.since;
    expect([sinceOf(20), sinceOf(2)]).toEqual(['2026-03-07T17:00:00Z', '2026-03-10T03:10:00Z']);
  });

  test('the creation of a volume that never had a snapshot: all its hours beyond the objective are outside', () => {
    const volumes = [detached({ autosnap_rpo: '1d' }, { createdAt: hoursAgo(5 * DAY) })];
    const { ledger, standing, age } = coverageOf({ volumes }).volumes[0] ?? {};
    expect({ standing, age, known: ledger?.known, inside: ledger?.inside, worst: ledger?.worst }).toEqual({
      standing: 'outside',
      age: 5 * DAY,
      known: 5 * DAY,
      inside: DAY,
      worst: { age: 5 * DAY, at: '2026-03-10T05:00:00Z' },
    });
  });

  test('nothing, where AWS does not say when a volume without snapshots was created', () => {
    const { ledger, standing } = coverageOf({ volumes: [detached({ autosnap_rpo: '1d' })] }).volumes[0] ?? {};
    expect({ standing, since: ledger?.since, known: ledger?.known }).toEqual({
      standing: 'outside',
      since: undefined,
      known: 0,
    });
  });
});

function pinned(hours: number): Pick<Snapshot, 'label'> {
  return snapshot('x', { startedAt: hoursAgo(hours), tags: { autosnap_keep: 'audit' } });
}

describe('what it says', () => {
  test('a pause of a daily volume is in its days, its worst hours and its share', () => {
    const { ledger } = rowOf({ autosnap: '1', autosnap_retain: '7', autosnap_rpo: '26h' }, [
      ...daily(3),
      ...daily(4, 5),
    ]);
    // The one of two days ago ended a gap of three: it is 72 h and ten minutes after the one before.
    expect(ledger.worst).toEqual({ age: 72 + TOOK, at: '2026-03-08T05:10:00Z' });
    expect(ledger.percent.slice(-9)).toEqual([100, 100, 100, 100, 29, 0, 78, 100, 100]);
    expect(ledger).toMatchObject({ isAtLeast: false, firstDay: '2026-02-08' });
  });

  test.for<readonly [string, string, string]>([
    // A day of 23 hours, of which 11.5 were inside, and one of 25, of which 12.5 were.
    ['2026-03-30T01:00:00+02:00', '2026-03-29T00:00:00+01:00', '2026-03-29T12:30:00+02:00'],
    ['2026-10-26T01:00:00+01:00', '2026-10-25T00:00:00+02:00', '2026-10-25T11:30:00+01:00'],
  ])('half of a day is half of its 23 or 25 hours: until %s', ([now, midnight, noon]) => {
    const objective = (Date.parse(noon) - Date.parse(midnight)) / 3_600_000;
    const taken = { ...ours(0), startedAt: Date.parse(midnight), completedAfter: 0 };
    const { volumes } = coverageOf(
      { volumes: [detached({})], snapshots: [taken] },
      { zone: BERLIN, rpo: objective, days: 2 },
      new Date(now),
    );
    expect(volumes[0]?.ledger.percent).toEqual([-1, 50, 0]);
  });

  test.for<readonly [string, readonly Snapshot[], boolean]>([
    ['ours alone', daily(3), false],
    ['another producer', [...daily(3), of({ producer: 'other' }, 30)], true],
    ['one that was archived', [...daily(3), ours(30, 'vol-1', { tier: 'archive' })], true],
  ])('it is "at least" where more cannot be seen: %s', ([, snapshots, isAtLeast]) => {
    const tags = { autosnap: '1', autosnap_retain: '3', autosnap_rpo: '12h' };
    expect(rowOf(tags, snapshots).ledger.isAtLeast).toBe(isAtLeast);
  });

  test('without a time of completion a snapshot counts from its start, and that is told', () => {
    const untimed = ours(30, 'vol-1', { completedAfter: undefined });
    expect(rowOf({}, [ours(3), untimed]).ledger).toMatchObject({ assumed: 1, since: '2026-03-08T23:00:00Z' });
  });
});
