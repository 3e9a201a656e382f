import { describe, expect, test } from 'vitest';
import type { Inventory } from '../../../lambda/core/inventory.ts';
import {
  volumeNotesIn,
  care,
  dailyCopies,
  deletedBy,
  inShort,
  instance,
  planOf,
  snapshot,
  takenBy,
  toldOf,
  volume,
  DAILY,
} from '../fixtures.ts';

describe('C-15 a Multi-Attach volume', () => {
  const shared = volume({ type: 'io2', instanceIds: ['i-2', 'i-1'] });

  function attachedTo(first: Inventory['instances'][number]['tags'], second: typeof first) {
    return {
      instances: [instance({ id: 'i-1', tags: first }), instance({ id: 'i-2', tags: second })],
      volumes: [shared],
    };
  }

  test('is judged once where its instances agree', () => {
    const plan = planOf({ ...attachedTo(DAILY, DAILY), snapshots: dailyCopies(4) });
    expect(volumeNotesIn(plan)).toEqual([]);
    expect(plan.managed).toHaveLength(1);
    expect(takenBy(plan)).toEqual(['vol-1']);
    expect(deletedBy(plan)).toEqual(['snap-03-06']);
  });

  test('is due when either says so', () => {
    const weekly = { autosnap: '7', autosnap_retain: '3' };
    for (const world of [attachedTo(DAILY, weekly), attachedTo(weekly, DAILY)]) {
      expect(takenBy(planOf({ ...world, snapshots: dailyCopies(1) }))).toEqual(['vol-1']);
      expect(takenBy(planOf({ ...world, snapshots: [snapshot('03-10T01:00')] }))).toEqual([]);
    }
  });

  test('where both say so, it is due since the earlier of the two', () => {
    const weekly = { autosnap: '7', autosnap_retain: '3' };
    for (const world of [attachedTo(DAILY, weekly), attachedTo(weekly, DAILY)]) {
      const plan = planOf({ ...world, snapshots: [snapshot('03-01')] });
      expect(plan.managed[0]?.due).toMatchObject({ since: new Date('2026-03-02T00:00:00Z'), missed: 8 });
    }
  });

  test('where both are due since the same time, the first instance says how many were missed', () => {
    const sixHourly = { autosnap: '6h', autosnap_retain: '3' };
    const missed = [attachedTo(DAILY, sixHourly), attachedTo(sixHourly, DAILY)].map(
      (world) => planOf({ ...world, snapshots: [snapshot('03-08T18:00')] }).managed[0]?.due.missed,
    );
    expect(missed).toEqual([1, 4]);
  });

  test('where neither does, the next one is the sooner', () => {
    const weekly = { autosnap: '7', autosnap_retain: '3' };
    const plan = planOf({ ...attachedTo(weekly, DAILY), snapshots: [snapshot('03-10T01:00')] });
    expect(plan.managed[0]?.due).toMatchObject({ isDue: false, since: new Date('2026-03-11T00:00:00Z') });
  });

  test('loses only what both let go, and the conflict is told', () => {
    const plan = planOf({
      ...attachedTo({ autosnap: '1', autosnap_retain: '2' }, { autosnap: '1', autosnap_retain: '9' }),
      snapshots: dailyCopies(11),
    });
    expect(deletedBy(plan)).toEqual(['snap-02-27', 'snap-02-28']);
    expect(volumeNotesIn(plan)).toEqual([
      'i-1 (vol-1) is attached to instances that disagree (1 from i-1 keeping 2 from i-1; 1 from i-2 keeping 9 from i-2): it is taken when either is due and a snapshot is deleted only where all agree',
    ]);
  });

  test('of three a copy stays that only the last keeps, and each tells the first reason to stay', () => {
    const instances = ['1', '2', '3'].map((count) =>
      instance({ id: `i-${count}`, tags: { autosnap: '1', autosnap_retain: count } }),
    );
    const plan = planOf({
      instances,
      volumes: [volume({ instanceIds: ['i-3', 'i-2', 'i-1'] })],
      snapshots: dailyCopies(4),
    });
    expect(toldOf(plan.managed[0])).toEqual({
      'snap-03-09': 'keep: 1 of 1',
      'snap-03-08': 'keep: 2 of 2',
      'snap-03-07': 'keep: 3 of 3',
      'snap-03-06': 'expire: beyond 1',
    });
  });

  test('its own tags settle a conflict', () => {
    const world = attachedTo(
      { autosnap: '1', autosnap_retain: '2' },
      { autosnap: '7', autosnap_retain: '9' },
    );
    const plan = planOf({ ...world, volumes: [{ ...shared, tags: DAILY }] });
    expect(plan.managed[0]?.policies.map(inShort)).toEqual(['1 from vol-1, keep 3 from vol-1']);
    expect(volumeNotesIn(plan)).toEqual([]);
  });

  test('one policy that cannot be read means no deletes, and a copy is still taken', () => {
    const plan = planOf({
      ...attachedTo(DAILY, { autosnap: '1', autosnap_retain: '7d' }),
      snapshots: dailyCopies(9),
    });
    expect(takenBy(plan)).toEqual(['vol-1']);
    expect(deletedBy(plan)).toEqual([]);
    expect(plan.problems.map(({ key, source }) => `${key} of ${source}`)).toEqual(['autosnap_retain of i-2']);
    expect(volumeNotesIn(plan)).toEqual([]);
    expect(toldOf(plan.managed[0])).toMatchObject({
      'snap-03-07': 'keep: 3 of 3',
      'snap-03-06': 'keep: another attachment has a tag that cannot be read',
    });
  });

  test('C-6 an ignored instance does not hide it from the other', () => {
    expect(care(attachedTo({ ...DAILY, autosnap_ignore: '' }, DAILY))).toEqual({
      'vol-1': '1 from i-2, keep 3 from i-2',
    });
  });

  test('C-6 where both are ignored it is ignored', () => {
    const ignored = { ...DAILY, autosnap_ignore: '' };
    const plan = planOf({ ...attachedTo(ignored, ignored), snapshots: [snapshot('03-09')] });
    expect(plan.orphans.map(({ why }) => why)).toEqual(['ignored']);
  });

  test('where one is ignored and the other asks for nothing, it is untagged', () => {
    const plan = planOf({ ...attachedTo({ autosnap_ignore: '' }, {}), snapshots: [snapshot('03-09')] });
    expect(plan.orphans.map(({ why }) => why)).toEqual(['untagged']);
  });

  test('a wrong tag of its own is one problem, and each wrong tag of its instances is another', () => {
    const world = attachedTo({ autosnap_retain: 'x' }, { autosnap_retain: 'y' });
    const own = planOf({ ...world, volumes: [{ ...shared, tags: { autosnap: '1', autosnap_retain: 'z' } }] });
    expect(own.problems.map(({ value }) => value)).toEqual(['z']);
    const theirs = planOf({ ...world, volumes: [{ ...shared, tags: { autosnap: '1' } }] });
    expect(theirs.problems.map(({ value }) => value)).toEqual(['x', 'y']);
  });

  test('two instances that AWS did not list are both told', () => {
    const plan = planOf({ volumes: [volume({ instanceIds: ['i-9', 'i-1', 'i-8'] })] });
    expect(volumeNotesIn(plan)).toEqual([
      'i-1 (vol-1) keeps all its snapshots: it is attached to i-8, i-9, which AWS did not list, so its tags are unknown',
    ]);
  });

  test.for([
    ['of the other instance', DAILY, {}],
    ['of the first', {}, DAILY],
  ] as const)('the default policy gives way to the tags %s', ([, first, second]) => {
    const defaultPolicy = { frequency: '1', retain: '1' };
    const plan = planOf({ ...attachedTo(first, second), snapshots: dailyCopies(4) }, { defaultPolicy });
    expect(plan.managed[0]?.policies).toHaveLength(1);
    expect(deletedBy(plan)).toEqual(['snap-03-06']);
  });

  test('the default policy gives way also to a tag of the other instance that cannot be read', () => {
    const defaultPolicy = { frequency: '1', retain: '1' };
    const plan = planOf(
      { ...attachedTo({ autosnap: '1', autosnap_retain: '7d' }, {}), snapshots: dailyCopies(4) },
      { defaultPolicy },
    );
    expect(plan.problems).toHaveLength(1);
    expect(deletedBy(plan)).toEqual([]);
    expect(takenBy(plan)).toEqual([]);
  });
});
