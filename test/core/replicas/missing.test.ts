import { describe, expect, test } from 'vitest';
import { Zone } from '../../../lambda/core/calendar.ts';
import { parseReplicate } from '../../../lambda/core/grammar/replicate.ts';
import { parseFrequency } from '../../../lambda/core/grammar/frequency.ts';
import { inForce } from '../../../lambda/core/policy/policy.ts';
import { scheduleOf } from '../../../lambda/core/policy/schedule.ts';
import { missingAt } from '../../../lambda/core/replicas/missing.ts';
import { isReplica, shelved } from '../../../lambda/core/replicas/shelf.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { dailyCopies, NOW, snapshot, UTC } from '../fixtures.ts';
import { replicaOf } from './place.ts';

/** Which snapshots a place lacks, by the rules of its word: days before a Tuesday. */

interface Asked {
  readonly keep: string;
  /** @default a snapshot a day */
  readonly every?: string;
  readonly there?: readonly Snapshot[];
  readonly zone?: Zone;
}

function missing(
  snapshots: readonly Snapshot[],
  { keep, every = '1', there = [], zone = UTC }: Asked,
): string[] {
  const replicate = parseReplicate(`eu-central-1=${keep}`);
  const frequency = parseFrequency(every);
  const schedule = frequency.ok ? scheduleOf(frequency.value, 86_400) : undefined;
  if (!replicate.ok || schedule === undefined) throw new Error('the test asks wrongly');
  const retention = (replicate.value[0]?.keep ?? []).map(inForce(schedule));
  const replicas = there.filter(isReplica).map(shelved);
  return missingAt({ snapshots, replicas }, { retention, schedule, zone }).map(({ id }) => id);
}

/** Of a day each, from 10 March back. */
const DAYS = [snapshot('03-10'), ...dailyCopies(70)];

function copied(...ids: readonly string[]): Snapshot[] {
  return DAYS.filter(({ id }) => ids.includes(id)).map((one) => replicaOf(one));
}

test.for([
  ['a number', '2', ['snap-03-10', 'snap-03-09']],
  ['days', 'daily:2', ['snap-03-10', 'snap-03-09']],
  ['weeks', 'weekly:3', ['snap-03-10', 'snap-03-08', 'snap-03-01']],
  ['months', 'monthly:3', ['snap-03-10', 'snap-02-28', 'snap-01-31']],
  ['years', 'yearly:1', ['snap-03-10']],
  ['hours', 'hourly:2', ['snap-03-10', 'snap-03-09']],
  ['an age', 'within:2d', ['snap-03-10', 'snap-03-09']],
  [
    'days and months, where one snapshot can serve both',
    'daily:2+monthly:2',
    ['snap-03-10', 'snap-03-09', 'snap-02-28'],
  ],
  ['months and days', 'monthly:2+daily:2', ['snap-03-10', 'snap-03-09', 'snap-02-28']],
  ['a number and an age', '1+within:3d', ['snap-03-10', 'snap-03-09', 'snap-03-08']],
] as const)('of %s a new place lacks the newest of each slot', ([, keep, ids]) => {
  expect(missing(DAYS, { keep })).toEqual(ids);
});

test('a count larger than what there is asks for all that there is', () => {
  expect(missing(DAYS.slice(0, 3), { keep: '40' })).toEqual(['snap-03-10', 'snap-03-09', 'snap-03-08']);
  expect(missing([], { keep: '40' })).toEqual([]);
});

test.for([
  ['5', ['snap-03-10', 'snap-03-09', 'snap-03-08', 'snap-03-07', 'snap-03-06']],
  ['weekly:2', ['snap-03-10', 'snap-03-08']],
  ['within:4d', ['snap-03-10', 'snap-03-09', 'snap-03-08', 'snap-03-07']],
] as const)('of %s, what is there is not asked for again', ([keep, ids]) => {
  for (const id of ids) {
    expect(missing(DAYS, { keep, there: copied(id) })).toEqual(ids.filter((one) => one !== id));
  }
  expect(missing(DAYS, { keep, there: copied(...ids) })).toEqual([]);
});

test('a week that has a replica gets no newer one, or a weekly word cost a copy a day', () => {
  expect(missing(DAYS, { keep: 'weekly:1', there: copied('snap-03-09') })).toEqual([]);
});

test('a place that is ahead of its source wants nothing older than it keeps', () => {
  const ahead = DAYS.slice(0, 3).map((one) => replicaOf(one));
  expect(missing(DAYS.slice(3), { keep: '3', there: ahead })).toEqual([]);
  expect(missing(DAYS.slice(3), { keep: '4', there: ahead })).toEqual(['snap-03-07']);
});

describe('several snapshots of one slot', () => {
  const doubles = [
    snapshot('03-09T04:00', { id: 'snap-a' }),
    snapshot('03-09T05:00', { id: 'snap-b' }),
    snapshot('03-09T06:00', { id: 'snap-c', state: 'pending' }),
    snapshot('03-09T07:00', { id: 'snap-d', state: 'error' }),
    snapshot('03-09T08:00', { id: 'snap-e', tier: 'archive' }),
  ];
  test.for(['1', 'daily:1', 'within:1d'])('%s: the newest that restores is copied, once', (keep) => {
    expect(missing(doubles, { keep })).toEqual(['snap-b']);
    expect(missing(doubles.toReversed(), { keep })).toEqual(['snap-b']);
  });

  test.for([
    ['completed', []],
    ['pending', []],
    ['error', ['snap-b']],
    ['recoverable', ['snap-b']],
  ] as const)('a replica of another one that is %s: still missing is %o', ([state, ids]) => {
    const there = [replicaOf(doubles[0] ?? snapshot('03-09'), { state })];
    expect(missing(doubles, { keep: '1', there })).toEqual(ids);
  });
});

test('a snapshot that a late run took counts for the day that was meant', () => {
  const late = snapshot('03-10T01:30', { id: 'snap-late', tags: { autosnap_at: '2026-03-09T23:00:00Z' } });
  const next = snapshot('03-10T02:00', { id: 'snap-next' });
  expect(missing([late, next], { keep: '2' })).toEqual(['snap-next', 'snap-late']);
  expect(missing([late, next], { keep: '2', there: [replicaOf(late)] })).toEqual(['snap-next']);
});

test('days begin at midnight of the zone', () => {
  const evening = [snapshot('03-09T22:30', { id: 'snap-22' }), snapshot('03-09T23:30', { id: 'snap-23' })];
  expect(missing(evening, { keep: '2' })).toEqual(['snap-23']);
  expect(missing(evening, { keep: '2', zone: new Zone('Europe/Berlin') })).toEqual(['snap-23', 'snap-22']);
});

test('after a change of the schedule its new slots count', () => {
  const hours = [3, 2, 1, 0].map((hour) => snapshot(`03-10T0${hour}:00`, { id: `snap-h${hour}` }));
  const there = hours.slice(2).map((one) => replicaOf(one));
  expect(missing(hours, { keep: '3', every: '1h', there })).toEqual(['snap-h3', 'snap-h2']);
  expect(missing(hours, { keep: '3', every: '1', there })).toEqual([]);
});

test('what is a part of a second too old for a replica is not copied, or it would be deleted at once', () => {
  const newest = snapshot('x', { id: 'snap-new', startedAt: NOW.getTime() + 200 });
  const old = snapshot('x', { id: 'snap-old', startedAt: NOW.getTime() - 2 * 86_400_000 + 900 });
  expect(missing([newest, old], { keep: 'within:2d' })).toEqual(['snap-new']);
});
