import { describe, expect, test } from 'vitest';
import type { Inventory } from '../../../lambda/core/inventory.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import { DAILY, deletedBy, foreign, instance, planOf, snapshot, toldOf, volume } from '../fixtures.ts';

const OLD = ['01-01', '01-02', '01-03'];
const MONTH: Partial<PlanSettings> = { orphanRetain: { count: 30, unit: 'days' } };

/** What is told of the copies of volumes that nothing manages, by volume. */
function orphansIn(change: Partial<Inventory>, settings: Partial<PlanSettings> = {}) {
  const { orphans } = planOf(change, settings);
  return Object.fromEntries(orphans.map((one) => [`${one.volumeId} ${one.why}`, toldOf(one)]));
}

/** Three old copies of a volume that AWS does not list. */
function vanished(...changes: Parameters<typeof snapshot>[1][]) {
  return {
    volumes: [],
    snapshots: OLD.map((day, index) => snapshot(day, { volumeId: 'vol-gone', ...changes[index] })),
  };
}

describe('C-40 who is an orphan', () => {
  test('the copies of a volume that is gone', () => {
    expect(orphansIn(vanished())).toEqual({
      'vol-gone gone': {
        'snap-01-03': 'keep: the volume is gone',
        'snap-01-02': 'keep: the volume is gone',
        'snap-01-01': 'keep: the volume is gone',
      },
    });
  });

  test.for([
    ['ignored itself', { volumes: [volume({ tags: { ...DAILY, autosnap_ignore: '' } })] }, 'ignored'],
    ['on an ignored instance', { instances: [instance({ tags: { autosnap_ignore: '' } })] }, 'ignored'],
    ['no longer tagged', { instances: [instance({ tags: {} })] }, 'untagged'],
    ['detached without tags of its own', { volumes: [volume({ instanceIds: [] })] }, 'untagged'],
    ['left by a terminated instance', { instances: [instance({ state: 'terminated' })] }, 'untagged'],
  ] as const)('those of a volume that is %s', ([, change, why]) => {
    expect(orphansIn({ ...change, snapshots: [snapshot('03-09')] })).toEqual({
      [`vol-1 ${why}`]: { 'snap-03-09': `keep: the volume is ${why}` },
    });
  });

  test.for([
    ['managed', {}],
    ['a problem', { instances: [instance({ tags: { autosnap: '1' } })] }],
    ['passed over for its state', { volumes: [volume({ state: 'deleting' })] }],
    ['attached to an instance AWS did not list', { instances: [] }],
  ] as const)('not those of a volume that is %s', ([, change]) => {
    expect(orphansIn({ ...change, snapshots: [snapshot('03-09')] }, MONTH)).toEqual({});
  });

  test('nor anybody else’s snapshots, nor copies under AWS’s placeholder', () => {
    const volumeId = 'vol-ffffffff';
    const others = [
      snapshot('01-01', { volumeId }),
      foreign('01-02', { snapshot_tool: 'other' }, { volumeId: 'vol-gone' }),
      foreign('01-03', {}, { volumeId: 'vol-gone' }),
    ];
    expect(orphansIn({ snapshots: others }, MONTH)).toEqual({});
    expect(deletedBy(planOf({ snapshots: others }, MONTH))).toEqual([]);
  });
});

describe('C-40 when they may go', () => {
  test('never, unless a person asked for it', () => {
    expect(deletedBy(planOf(vanished()))).toEqual([]);
  });

  test.for([
    ['65d', ['snap-01-01', 'snap-01-02', 'snap-01-03']],
    ['66d', ['snap-01-01', 'snap-01-02']],
  ] as const)('N05 with last:%s also the last, when it is older than that', ([age, deleted]) => {
    const last = { count: Number(age.slice(0, -1)), unit: 'days' as const };
    const orphanRetain = { count: 30, unit: 'days' as const, last };
    expect(deletedBy(planOf(vanished(), { orphanRetain }))).toEqual(deleted);
  });

  test('N05 no last one that is pinned, held or archived, nor any while a newer one is there', () => {
    const orphanRetain = { count: 30, unit: 'days' as const, last: { count: 30, unit: 'days' as const } };
    const kept = (change: Partial<Inventory>) => deletedBy(planOf(change, { orphanRetain }));
    const older = ['snap-01-01', 'snap-01-02'];
    expect(kept(vanished({}, {}, { tags: { autosnap_keep: '' } }))).toEqual(older);
    expect(kept({ ...vanished(), holds: new Map([['snap-01-03', 'in use by ami-1']]) })).toEqual(older);
    expect(kept(vanished({}, {}, { tier: 'archive' }))).toEqual(older);
    const newer = snapshot('03-01', { volumeId: 'vol-gone', state: 'pending' });
    expect(kept({ volumes: [], snapshots: [...vanished().snapshots, newer] })).toEqual([]);
  });

  test('N05 by the time of AWS where anything is managed: a clock that is ahead makes nothing old', () => {
    const orphanRetain = { count: 30, unit: 'days' as const, last: { count: 30, unit: 'days' as const } };
    const gone = ['12-01', '12-02'].map((day) =>
      snapshot(`${day}T05:00`, { volumeId: 'vol-gone', startedAt: Date.parse(`2025-${day}T05:00Z`) }),
    );
    const lived = (newest: string) =>
      deletedBy(planOf({ snapshots: [...gone, snapshot(newest)] }, { orphanRetain }));
    expect(lived('03-09')).toHaveLength(2);
    // The same snapshots as a clock sees them that is two months ahead.
    expect(
      deletedBy(
        planOf(
          { snapshots: [...gone, snapshot('x', { startedAt: Date.parse('2025-12-20T05:00Z') })] },
          { orphanRetain },
        ),
      ),
    ).toEqual([]);
  });

  test('when the newest is older than orphan_retain; the last stays', () => {
    expect(orphansIn(vanished(), MONTH)).toEqual({
      'vol-gone gone': {
        'snap-01-03': 'keep: last snapshot of a volume that is gone',
        'snap-01-02': 'expire: the volume is gone and its newest snapshot is older than orphan_retain',
        'snap-01-01': 'expire: the volume is gone and its newest snapshot is older than orphan_retain',
      },
    });
  });

  test.for([
    ['a day less than the age of the newest', 65, ['snap-01-01', 'snap-01-02']],
    ['exactly the age of the newest', 66, []],
    ['more', 67, []],
  ] as const)('the newest copy’s age decides for all: %s', ([, count, deleted]) => {
    expect(deletedBy(planOf(vanished(), { orphanRetain: { count, unit: 'days' } }))).toEqual(deleted);
  });

  test('one young copy keeps the old ones, also when it failed', () => {
    const young = snapshot('03-09', { volumeId: 'vol-gone', state: 'error' });
    expect(deletedBy(planOf({ volumes: [], snapshots: [...vanished().snapshots, young] }, MONTH))).toEqual(
      [],
    );
  });

  test.for([
    ['ignored', { instances: [instance({ tags: { autosnap_ignore: '' } })] }],
    ['untagged', { instances: [instance({ tags: {} })] }],
  ] as const)('a living volume that is %s loses none', ([, change]) => {
    const snapshots = OLD.map((day) => snapshot(day));
    expect(deletedBy(planOf({ ...change, snapshots }, MONTH))).toEqual([]);
  });

  test.for([
    ['the last restorable one stays, not a failed one', { state: 'error' }, ['snap-01-01', 'snap-01-03']],
    ['an archived one is not the last, and stays', { tier: 'archive' }, ['snap-01-01']],
    ['one in the Recycle Bin is not the last, and stays', { state: 'recoverable' }, ['snap-01-01']],
    ['a pending one is not the last, and stays', { state: 'pending' }, ['snap-01-01']],
  ] as const)('%s', ([, newest, deleted]) => {
    expect(deletedBy(planOf(vanished({}, {}, newest), MONTH))).toEqual(deleted);
  });

  test('what is pinned, locked or in use by an AMI stays', () => {
    const world = vanished({ tags: { autosnap_keep: '' } });
    const holds = new Map([['snap-01-02', 'in use by ami-1']]);
    expect(orphansIn({ ...world, holds }, MONTH)['vol-gone gone']).toEqual({
      'snap-01-03': 'keep: last snapshot of a volume that is gone',
      'snap-01-02': 'keep: held: in use by ami-1',
      'snap-01-01': 'keep: pinned by autosnap_keep',
    });
  });

  test.for([
    ['gone', { volumes: [] }],
    ['untagged', { instances: [instance({ tags: {} })] }],
  ] as const)('a pinned copy is told as pinned where its volume is %s', ([why, change]) => {
    const pinned = snapshot('03-09', { tags: { autosnap_keep: 'audit' } });
    expect(orphansIn({ ...change, snapshots: [pinned] })).toEqual({
      [`vol-1 ${why}`]: { 'snap-03-09': 'keep: pinned by autosnap_keep' },
    });
  });

  test('each vanished volume is asked for itself', () => {
    const other = ['02-01', '03-09'].map((day) => snapshot(day, { volumeId: 'vol-too' }));
    const plan = planOf({ volumes: [], snapshots: [...vanished().snapshots, ...other] }, MONTH);
    expect(deletedBy(plan)).toEqual(['snap-01-01', 'snap-01-02']);
    expect(plan.deletes.map(({ cause }) => cause)).toEqual(['orphaned', 'orphaned']);
  });
});
