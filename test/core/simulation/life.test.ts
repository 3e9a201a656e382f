import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clockText } from '../../../lambda/core/calendar.ts';
import { describedEstate } from '../../../lambda/core/simulation/described.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import { completed, everyHours, FOLLOW_UP, lifeOf, runsAt } from '../../../lambda/core/simulation/life.ts';
import { amount } from '../../amounts.ts';
import { aRegion, someSettings } from '../worlds.ts';
import { dailyCopies, inventory, NOW, later, settings, snapshot, UTC, volume } from '../fixtures.ts';

describe('a life, run by run', () => {
  test('each copy is pending when its run ends and complete when the next one begins, and what goes is gone', () => {
    const volumes = [volume(), volume({ id: 'vol-2', sizeGiB: 20 })];
    const failed = snapshot('03-01', { volumeId: 'vol-2', state: 'error', tags: { autosnap_keep: '' } });
    const world = inventory({ volumes, snapshots: [...dailyCopies(3), failed] });
    const runs = [
      ...lifeOf(
        world,
        settings(),
        runsAt(
          [0, 1, 2].map((day) => later(NOW, day * 24 * 60)),
          'alone',
        ),
      ),
    ];
    const inShort = runs.map(({ now, snapshots }) => [
      now.toISOString().slice(0, 10),
      snapshots.map(({ id, volumeId, state }) => `${id} of ${volumeId}: ${state}`),
    ]);
    const [third, second, first] = ['snap-03-07', 'snap-03-08', 'snap-03-09'].map(
      (id) => `${id} of vol-1: completed`,
    );
    const pinned = 'snap-03-01 of vol-2: error';
    expect(inShort).toEqual([
      [
        '2026-03-10',
        [
          first,
          second,
          third,
          pinned,
          'new-eu-west-1-0000001 of vol-2: pending',
          'new-eu-west-1-0000002 of vol-1: pending',
        ],
      ],
      [
        '2026-03-11',
        [
          first,
          second,
          pinned,
          'new-eu-west-1-0000001 of vol-2: completed',
          'new-eu-west-1-0000002 of vol-1: completed',
          'new-eu-west-1-0000003 of vol-1: pending',
          'new-eu-west-1-0000004 of vol-2: pending',
        ],
      ],
      [
        '2026-03-12',
        [
          first,
          pinned,
          'new-eu-west-1-0000001 of vol-2: completed',
          'new-eu-west-1-0000002 of vol-1: completed',
          'new-eu-west-1-0000003 of vol-1: completed',
          'new-eu-west-1-0000004 of vol-2: completed',
          'new-eu-west-1-0000005 of vol-1: pending',
          'new-eu-west-1-0000006 of vol-2: pending',
        ],
      ],
    ]);
    expect(
      runs[0]?.snapshots.find(({ volumeId, state }) => `${volumeId} ${state}` === 'vol-2 pending'),
    ).toEqual({
      id: 'new-eu-west-1-0000001',
      volumeId: 'vol-2',
      state: 'pending',
      tier: 'standard',
      startedAt: NOW.getTime(),
      sizeGiB: 20,
      label: expect.objectContaining({ ownership: 'ours', at: NOW.getTime() }),
      names: { instanceId: 'i-1' },
    });
  });
});

test('each plan is the one that its run makes of what is there, also where a follow-up need not make it anew', () => {
  fc.assert(
    fc.property(aRegion, someSettings, fc.constantFrom(3, 6, 24), (world, some, hours) => {
      let { snapshots } = world;
      for (const run of lifeOf(world, some, everyHours(hours, NOW, later(NOW, 2 * 24 * 60)))) {
        const { followUp, now, plan } = run;
        expect(plan).toEqual(makePlan({ ...world, snapshots }, { ...some, followUp }, now));
        snapshots = run.snapshots.map(completed);
      }
    }),
    { numRuns: amount({ sample: 40, long: 2000 }) },
  );
});

test('what a run spares because one that was not expected was here, its follow-up decides anew', () => {
  const ahead = snapshot('03-10T05:30');
  const world = inventory({ snapshots: [...dailyCopies(5), ahead] });
  const [run, second] = lifeOf(world, settings(), everyHours(24, NOW, later(NOW, 90)));
  expect([run?.plan.deletes.length, run?.plan.creates.length]).toEqual([0, 0]);
  expect(second?.plan).toEqual(makePlan(world, settings({ followUp: FOLLOW_UP }), NOW));
  expect(second?.plan.deletes).not.toEqual([]);
});

/** When each run comes, and the hour for which it decides: `05:00`, `06:00 for 05:00`. */
function runTimes(hours: number, minutes: number): string[] {
  return [...everyHours(hours, NOW, later(NOW, minutes))].map(({ at, now, followUp }) =>
    followUp === undefined
      ? clockText(at, UTC).slice(11)
      : `${clockText(at, UTC).slice(11)} for ${clockText(now, UTC).slice(11)}`,
  );
}

describe('the runs of a trigger', () => {
  test.for([
    [24, 1441, ['05:00', '06:00 for 05:00', '05:00']],
    [3, 240, ['05:00', '06:00 for 05:00', '08:00']],
    [2, 240, ['05:00', '07:00']],
    [24, 60, ['05:00']],
    [24, 61, ['05:00', '06:00 for 05:00']],
    [24, 0, []],
  ] as const)('every %i hours, in %i minutes', ([hours, minutes, expected]) => {
    expect(runTimes(hours, minutes)).toEqual(expected);
  });

  test('the follow-up deletes what is too many as soon as the new one is complete', () => {
    const world = inventory({ snapshots: dailyCopies(3) });
    const counts = [...lifeOf(world, settings(), everyHours(24, NOW, later(NOW, 24 * 60)))].map(
      ({ plan, snapshots }) => [plan.isFollowUp, plan.deletes.length, snapshots.length],
    );
    expect(counts).toEqual([
      [false, 0, 4],
      [true, 1, 3],
    ]);
  });
});

test('an estate in words: so many volumes without copies, with the same tags', () => {
  const disk = { zone: '', isMultiAttach: false, devices: [] };
  const one = { state: 'available', type: 'gp3', sizeGiB: 0, instanceIds: [], disk };
  const tags = { db: '6h', db_retain: '7' };
  expect(describedEstate(2, { frequency: '6h', retain: '7' }, 'db')).toEqual({
    region: 'described',
    prefix: 'db',
    instances: [],
    volumes: [
      { ...one, id: 'vol-1', tags },
      { ...one, id: 'vol-2', tags },
    ],
    snapshots: [],
    holds: new Map(),
    notes: [],
  });
  const many = describedEstate(10, { frequency: '7@sat' }, 'autosnap').volumes;
  expect(many.map(({ id }) => id).slice(0, 2)).toEqual(['vol-01', 'vol-02']);
  expect(many.at(-1)).toStrictEqual({ ...one, id: 'vol-10', tags: { autosnap: '7@sat' } });
});
