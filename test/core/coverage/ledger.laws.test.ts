import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayNumber, type Zone } from '../../../lambda/core/calendar.ts';
import { regionCoverage } from '../../../lambda/core/coverage/coverage.ts';
import type { CoveredVolume } from '../../../lambda/core/coverage/covered.ts';
import { judge } from '../../../lambda/core/plan/retention.ts';
import { askedBy } from '../../../lambda/core/policy/policy.ts';
import { dueAt } from '../../../lambda/core/policy/schedule.ts';
import { servesSlot, type Snapshot, standsFor, type Tags } from '../../../lambda/core/snapshot.ts';
import { amount } from '../../amounts.ts';
import { detached, foreign, inventory, SETTINGS, snapshot, zoneOf } from '../fixtures.ts';
import { MINUTE, type Watched, watched } from './clock.ts';

/** The ledger equals a clock that is read minute by minute. */

const HOUR = 60;
const DAY = 24 * HOUR;

/** Instants soon after the clocks changed, by an hour or half an hour, forward or back; and one of any day. */
const MOMENTS: readonly (readonly [now: string, zone: string])[] = [
  ['2026-03-10T05:00:00Z', 'UTC'],
  ['2026-03-30T01:17:00Z', 'Europe/Berlin'],
  ['2026-10-26T12:00:00Z', 'Europe/Berlin'],
  ['2026-04-06T04:30:00Z', 'America/Santiago'],
  ['2026-09-07T04:30:00Z', 'America/Santiago'],
  ['2026-10-05T09:01:00Z', 'Australia/Lord_Howe'],
];

const aMoment = fc
  .constantFrom(...MOMENTS)
  .map(([now, zone]) => ({ now: new Date(now), zone: zoneOf(zone) }));

/** What became of a snapshot. Only `completed` and `untimed` can be restored from. */
const aFate = fc.oneof(
  { weight: 4, arbitrary: fc.constant('completed') },
  fc.constantFrom('untimed', 'pending', 'error', 'archived', 'recoverable', 'deleted'),
);

const aPast = fc.record({
  moment: aMoment,
  days: fc.integer({ min: 1, max: 3 }),
  /** Minutes before now; absent where AWS does not say. */
  born: fc.option(fc.integer({ min: 0, max: 6 * DAY }), { nil: undefined }),
  objective: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
  taken: fc.array(
    fc.record({
      ago: fc.oneof(
        fc.integer({ min: 0, max: 5 * DAY }),
        fc.integer({ min: 0, max: 120 }).map((n) => n * HOUR),
      ),
      took: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: DAY })),
      fate: aFate,
      isOurs: fc.boolean(),
    }),
    { maxLength: 14 },
  ),
});

type Past = typeof aPast extends fc.Arbitrary<infer One> ? One : never;

const STATES: Readonly<Record<string, string>> = { untimed: 'completed', archived: 'completed' };

function listedOf({ moment: { now }, taken, born = Number.POSITIVE_INFINITY }: Past): Snapshot[] {
  const ofVolume = taken.filter(({ ago }) => ago <= born);
  return ofVolume.flatMap(({ ago, took, fate, isOurs }, index) => {
    // What is not yet complete is pending.
    const isReady = took <= ago;
    if (fate === 'deleted') return [];
    const one = {
      id: `snap-${index}`,
      startedAt: now.getTime() - ago * MINUTE,
      tier: fate === 'archived' ? 'archive' : 'standard',
      state: fate === 'completed' && !isReady ? 'pending' : (STATES[fate] ?? fate),
    };
    const made = isOurs ? snapshot('x', one) : foreign('x', {}, one);
    return [fate === 'completed' && isReady ? { ...made, completedAfter: took * MINUTE } : made];
  });
}

function rowOf(
  tags: Tags,
  snapshots: readonly Snapshot[],
  past: Pick<Past, 'moment' | 'days'>,
  createdAt?: number,
): CoveredVolume {
  const { now, zone } = past.moment;
  const world = inventory({ instances: [], volumes: [detached(tags, { createdAt })], snapshots });
  const { volumes } = regionCoverage(world, { ...SETTINGS, zone, days: past.days, of: 'all producers' }, now);
  const [row] = volumes;
  if (row === undefined) throw new Error('the volume is not listed');
  return row;
}

/** The ledger of a row in the clock's terms. */
function inMinutes({ ledger: { known, inside, worst } }: CoveredVolume) {
  return {
    known: Math.round(known * HOUR),
    inside: Math.round(inside * HOUR),
    worst: worst && Math.round(worst.age * HOUR),
  };
}

/** @param least The lowest age, in hours, that is compared. */
function check(row: CoveredVolume, { moment }: Pick<Past, 'moment'>, world: Watched, least = 0): void {
  const { known, inside, worst = 0, days } = watched(world);
  const told = inMinutes(row);
  expect(told).toMatchObject({ known, inside });
  expect(Math.max(told.worst ?? 0, least * HOUR)).toBe(Math.max(worst, least * HOUR));
  const { oldest, percent } = row.ledger;
  const first = dayNumber(moment.now, moment.zone) - oldest.length + 1;
  const seen = oldest.map((_, index) => days.get(first + index));
  const from = (hours: number): number => (hours < 0 ? hours : Math.max(hours, least));
  expect(oldest.map(from)).toEqual(seen.map((day) => (day ? from(Math.floor(day.oldest / HOUR)) : -1)));
  expect(percent).toEqual(
    percent.map((_, index) => {
      const day = seen[index];
      return day === undefined ? -1 : Math.floor((100 * day.inside) / day.known);
    }),
  );
  expect(days.size).toBe(seen.filter((day) => day !== undefined).length);
}

describe('the ledger', () => {
  test('of any past is what a clock shows that is read minute by minute', () => {
    fc.assert(
      fc.property(aPast, (past) => {
        const { moment, days, born, objective } = past;
        const now = moment.now.getTime();
        const snapshots = listedOf(past);
        const createdAt = born === undefined ? undefined : now - born * MINUTE;
        const row = rowOf(
          objective === undefined ? {} : { autosnap_rpo: `${objective}h` },
          snapshots,
          past,
          createdAt,
        );
        const restorable = snapshots.filter(
          ({ state, tier }) => state === 'completed' && tier === 'standard',
        );
        const begins = beginningOf(restorable, createdAt, objective);
        const from = Math.min(now, Math.max(begins ?? now, windowStart(moment, days)));
        expect(row.ledger.since).toBe(begins === undefined ? undefined : textOf(from));
        check(row, past, {
          snapshots: restorable,
          bornAt: createdAt ?? Number.NEGATIVE_INFINITY,
          from,
          until: now,
          objective: objective === undefined ? undefined : objective * HOUR,
          zone: moment.zone,
        });
      }),
      { numRuns: amount({ sample: 200, long: 10_000 }) },
    );
  });

  test('after retention has deleted, what it says of the time that it knows is true', () => {
    fc.assert(
      fc.property(aLife, (life) => {
        const { ever, survivors } = lived(life);
        const row = rowOf(
          { ...life.tags, autosnap_rpo: `${life.objective}h` },
          survivors,
          life,
          life.createdAt,
        );
        const { since } = row.ledger;
        const from = since === undefined ? life.moment.now.getTime() : Date.parse(since);
        expect(row.ledger.isAtLeast).toBe(false);
        // Of a first snapshot that was deleted only this is known: its volume was inside.
        check(
          row,
          life,
          {
            snapshots: ever.filter(({ state }) => state === 'completed'),
            bornAt: life.createdAt,
            from,
            until: life.moment.now.getTime(),
            objective: life.objective * HOUR,
            zone: life.moment.zone,
          },
          life.objective,
        );
      }),
      { numRuns: amount({ sample: 40, long: 3000 }) },
    );
  });
});

function beginningOf(
  restorable: readonly Snapshot[],
  createdAt: number | undefined,
  objective: number | undefined,
): number | undefined {
  if (restorable.length === 0) return createdAt;
  const first = Math.min(
    ...restorable.map(({ startedAt, completedAfter = 0 }) => startedAt + completedAfter),
  );
  if (createdAt === undefined) return first;
  return first - createdAt <= (objective ?? 0) * HOUR * MINUTE ? createdAt : first;
}

/** The same time of day some days ago; a time that was skipped is the one after it. */
function windowStart({ now, zone }: { readonly now: Date; readonly zone: Zone }, days: number): number {
  const wall = now.getTime() + zone.offsetAt(now.getTime());
  const then = wall - days * DAY * MINUTE;
  return then - zone.offsetAt(then - zone.offsetAt(now.getTime()));
}

function textOf(instant: number): string {
  return new Date(instant).toISOString().replace('.000', '');
}

/** A volume that our runs look after for some days, with pauses. */
const aLife = fc
  .record({
    moment: aMoment,
    days: fc.integer({ min: 6, max: 16 }),
    objective: fc.integer({ min: 1, max: 60 }),
    tags: fc.constantFrom<Tags>(
      { autosnap: '1', autosnap_retain: '3' },
      { autosnap: '1', autosnap_retain: 'daily:3 weekly:2' },
      { autosnap: '6h', autosnap_retain: 'daily:4' },
      { autosnap: '6h', autosnap_retain: '5 daily:4' },
      { autosnap: '3h', autosnap_retain: 'hourly:12 daily:3' },
      { autosnap: '1', autosnap_retain: 'within:4d' },
      { autosnap: '6h', autosnap_retain: 'within:2d daily:4' },
      { autosnap: '@8,20', autosnap_retain: '5' },
      { autosnap: '3', autosnap_retain: 'weekly:2' },
      { autosnap: 'nightly=3@mon-fri@2 weekly=2@sun@3' },
      { autosnap: 'nightly=6@mon-sat@2 weekly=1@sun@3' },
      { autosnap: 'nightly=3@mon-sat@2 weekly=0@sun@3' },
    ),
    lived: fc.integer({ min: 1, max: 14 }),
    runs: fc.array(
      fc.record({
        fate: fc.oneof(
          { weight: 9, arbitrary: fc.constant('completed') },
          { weight: 4, arbitrary: fc.constant('no run') },
          { weight: 1, arbitrary: fc.constant('error') },
        ),
        late: fc.integer({ min: 0, max: 20 }),
        took: fc.integer({ min: 0, max: 39 }),
      }),
      { minLength: 1, maxLength: 40 },
    ),
  })
  .map((life) => ({ ...life, createdAt: life.moment.now.getTime() - life.lived * DAY * MINUTE }));

type Life = typeof aLife extends fc.Arbitrary<infer One> ? One : never;

/** A run comes at each full hour of UTC; what was drawn for runs is repeated. */
function lived({ moment: { now, zone }, tags, createdAt, runs }: Life) {
  const asked = askedBy(detached(tags), undefined, SETTINGS);
  if (asked.kind !== 'managed') throw new Error(`the tags ask for nothing: ${asked.kind}`);
  const { schedule, retention } = asked.policy;
  const ever: Snapshot[] = [];
  let survivors: Snapshot[] = [];
  let index = 0;
  const firstRun = Math.ceil(createdAt / (HOUR * MINUTE)) * HOUR * MINUTE;
  for (let run = firstRun; run + HOUR * MINUTE <= now.getTime(); run += HOUR * MINUTE) {
    const newest = survivors
      .filter(servesSlot)
      .map(standsFor)
      .toSorted((a, b) => b.getTime() - a.getTime())[0];
    if (!dueAt(schedule.value, newest, new Date(run), zone).isDue) continue;
    const drawn = runs[index % runs.length];
    index += 1;
    if (drawn === undefined || drawn.fate === 'no run') continue;
    const { fate, late, took } = drawn;
    const made = snapshot('x', {
      id: `snap-${String(index).padStart(4, '0')}`,
      state: fate,
      startedAt: run + late * MINUTE,
      tags: { autosnap_at: new Date(run).toISOString() },
    });
    const one = fate === 'completed' ? { ...made, completedAfter: took * MINUTE } : made;
    ever.push(one);
    const { verdicts } = judge([...survivors, one], { retention: retention.value, zone, holds: new Map() });
    survivors = verdicts.filter(({ fate: verdict }) => verdict === 'keep').map((each) => each.snapshot);
  }
  return { ever, survivors };
}
