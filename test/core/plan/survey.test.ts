import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import {
  volumeNotesIn,
  care,
  DAILY,
  dailyCopies,
  deletedBy,
  detached,
  foreign,
  instance,
  planOf,
  snapshot,
  takenBy,
  toldOf,
  volume,
} from '../fixtures.ts';

/** Pending copies of yesterday and before, so the volume is due. */
function pendingCopies(count: number): Snapshot[] {
  return dailyCopies(count, { state: 'pending' });
}

const MANAGED = '1 from i-1, keep 3 from i-1';

describe('C-13 states', () => {
  test.for(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'some-new-state'])(
    'an instance that is %s is covered',
    (state) => {
      expect(care({ instances: [instance({ state })] })).toEqual({ 'vol-1': MANAGED });
    },
  );

  test('a terminated instance asks for nothing', () => {
    expect(care({ instances: [instance({ state: 'terminated' })] })).toEqual({});
  });

  test.for([
    ['in-use', MANAGED],
    ['available', MANAGED],
    ['creating', 'passed over: the volume is in state creating'],
    ['deleting', 'passed over: the volume is in state deleting'],
    ['deleted', 'passed over: the volume is in state deleted'],
    ['error', 'passed over: the volume is in state error'],
  ] as const)('a volume that is %s: %s', ([state, expected]) => {
    const plan = planOf({ volumes: [volume({ state })], snapshots: dailyCopies(9) });
    expect(care({ volumes: [volume({ state })] })).toEqual({ 'vol-1': expected });
    expect(plan.creates.length + plan.deletes.length > 0).toBe(expected === MANAGED);
  });

  test('a volume nobody asked about is not passed over, whatever its state', () => {
    expect(care({ instances: [instance({ tags: {} })], volumes: [volume({ state: 'error' })] })).toEqual({});
  });
});

describe('volumes without an instance', () => {
  test('C-14 a detached volume with both tags is taken', () => {
    expect(takenBy(planOf({ instances: [], volumes: [detached(DAILY)] }))).toEqual(['vol-1']);
  });

  test('C-5 one without tags is no problem', () => {
    expect(care({ volumes: [detached({})] })).toEqual({});
  });

  test('the default policy covers it', () => {
    expect(care({ volumes: [detached({})] }, { defaultPolicy: { frequency: '1', retain: '2' } })).toEqual({
      'vol-1': '1 from default, keep 2 from default',
    });
  });
});

describe('an instance that AWS did not list', () => {
  const unlisted = 'passed over: attached to i-9, which AWS did not list, so its tags are unknown';

  test.for([
    ['without own tags', {}, unlisted],
    ['with half of them', { autosnap: '1' }, unlisted],
    ['with all of them', DAILY, '1 from vol-1, keep 3 from vol-1'],
  ] as const)('a volume %s', ([, tags, expected]) => {
    expect(care({ volumes: [volume({ tags, instanceIds: ['i-9'] })] })).toEqual({ 'vol-1': expected });
  });

  test('own tags have it taken, but nothing is deleted: the instance may say that it is ignored', () => {
    const volumes = [volume({ tags: DAILY, instanceIds: ['i-9'] })];
    const plan = planOf({ volumes, snapshots: dailyCopies(9) });
    expect(takenBy(plan)).toEqual(['vol-1']);
    expect(deletedBy(plan)).toEqual([]);
    expect(volumeNotesIn(plan)).toEqual([
      'i-9 /dev/sdf (vol-1) keeps all its snapshots: it is attached to i-9, which AWS did not list, so its tags are unknown',
    ]);
  });

  test('a volume that is ignored itself is an ignored one', () => {
    const plan = planOf({
      volumes: [volume({ tags: { autosnap_ignore: '' }, instanceIds: ['i-9'] })],
      snapshots: [snapshot('03-09')],
    });
    expect(plan.passedOver).toEqual([]);
    expect(plan.orphans.map(({ why }) => why)).toEqual(['ignored']);
  });

  test('the default policy does not speak for tags that nobody saw', () => {
    const defaultPolicy = { frequency: '1', retain: '1' };
    const plan = planOf(
      { volumes: [volume({ instanceIds: ['i-9'] })], snapshots: dailyCopies(9) },
      { defaultPolicy },
    );
    expect(takenBy(plan)).toEqual([]);
    expect(deletedBy(plan)).toEqual([]);
    expect(plan.passedOver).toHaveLength(1);
  });

  test('where another attachment is listed and asks for a copy, it is taken and nothing is deleted', () => {
    const plan = planOf({ volumes: [volume({ instanceIds: ['i-1', 'i-9'] })], snapshots: dailyCopies(9) });
    expect(takenBy(plan)).toEqual(['vol-1']);
    expect(deletedBy(plan)).toEqual([]);
    expect(toldOf(plan.managed[0])['snap-03-06']).toBe(
      'keep: attached to i-9, which AWS did not list, so its tags are unknown',
    );
  });

  test('where another attachment is listed and asks for nothing, it is passed over', () => {
    const plan = planOf(
      {
        instances: [instance({ tags: {} })],
        volumes: [volume({ instanceIds: ['i-1', 'i-9'] })],
        snapshots: dailyCopies(9),
      },
      { defaultPolicy: { frequency: '1', retain: '1' } },
    );
    expect(takenBy(plan)).toEqual([]);
    expect(deletedBy(plan)).toEqual([]);
    expect(plan.passedOver).toHaveLength(1);
    expect(plan.orphans).toEqual([]);
  });
});

describe('C-24 RA-17 copies that do not complete', () => {
  test.for([
    ['st1', 0, true],
    ['st1', 1, false],
    ['sc1', 1, false],
    ['gp3', 1, true],
    ['gp3', 2, true],
    ['gp3', 3, false],
    ['io2', 3, false],
    ['standard', 4, false],
  ] as const)('%s with %i pending: another is started: %s', ([type, count, isTaken]) => {
    const plan = planOf({ volumes: [volume({ type })], snapshots: pendingCopies(count) });
    expect(takenBy(plan)).toEqual(isTaken ? ['vol-1'] : []);
    expect(plan.managed[0]?.waits !== undefined).toBe(!isTaken);
  });

  test('the words say how many and how many may be', () => {
    const plan = planOf({ volumes: [volume({ type: 'st1' })], snapshots: pendingCopies(1) });
    expect(plan.managed[0]?.waits).toBe('1 of its snapshots still pending (limit 1 for st1)');
  });

  test('a volume that is not due does not wait for anything', () => {
    const plan = planOf({
      volumes: [volume({ type: 'st1' })],
      snapshots: [snapshot('03-10T04:00', { state: 'pending' })],
    });
    expect(plan.managed[0]?.waits).toBeUndefined();
  });
});

describe('which copy serves a slot', () => {
  const today = '03-10T04:00';

  test.for([
    ['C-23 a completed one', snapshot(today), []],
    ['C-23 a pending one', snapshot(today, { state: 'pending' }), []],
    ['C-23 not a failed one', snapshot(today, { state: 'error' }), ['vol-1']],
    ['an archived one', snapshot(today, { tier: 'archive' }), []],
    ['a pinned one', snapshot(today, { tags: { autosnap_keep: '' } }), []],
    ['C-32 not a foreign one', foreign(today, { snapshot_tool: 'other' }), ['vol-1']],
    ['C-32 not one without tags', foreign(today, {}), ['vol-1']],
    ['not one of AWS Backup', snapshot(today, { tags: { 'aws:backup:x': '' } }), ['vol-1']],
    ['C-31 not another volume’s', snapshot(today, { volumeId: 'vol-2' }), ['vol-1']],
    [
      'a run that was late: its own day',
      snapshot(today, { tags: { autosnap_at: '2026-03-09T23:00:00Z' } }),
      ['vol-1'],
    ],
  ] as const)('%s', ([, copy, taken]) => {
    expect(takenBy(planOf({ snapshots: [copy, snapshot('03-09')] }))).toEqual(taken);
  });

  test('RA-13 C-22 a copy started after now shows that another run was here already', () => {
    const late = snapshot('03-10T05:10', { tags: { autosnap_at: '2026-03-09T23:50:00Z' } });
    const plan = planOf({ snapshots: [late] });
    expect(takenBy(plan)).toEqual([]);
    expect(plan.managed[0]?.due).toMatchObject({
      isDue: false,
      because: 'snap-03-10T05:10 was started after 2026-03-10 05:00 UTC',
    });
  });

  test('one started at that very moment does not', () => {
    const late = snapshot('03-10T05:00', { tags: { autosnap_at: '2026-03-09T23:50:00Z' } });
    expect(takenBy(planOf({ snapshots: [late] }))).toEqual(['vol-1']);
  });

  test('a failed copy started after now shows nothing of the kind', () => {
    expect(takenBy(planOf({ snapshots: [snapshot('03-10T05:10', { state: 'error' })] }))).toEqual(['vol-1']);
  });
});

describe('a volume with the tag of a proof', () => {
  const MADE = { ...DAILY, autosnap_proof: 'snap-1' };
  const everywhere = { defaultPolicy: { frequency: '1', retain: '3' } };

  test('that is attached to nothing is never taken, whatever asks for it', () => {
    const plan = planOf({ instances: [], volumes: [detached(MADE)] }, everywhere);
    expect(takenBy(plan)).toEqual([]);
    expect(plan.unmanaged.get('vol-1')?.why).toBe('proof');
  });

  test('that is attached has data, so its schedule stays', () => {
    expect(takenBy(planOf({ volumes: [volume({ tags: MADE })] }, everywhere))).toEqual(['vol-1']);
  });
});
