import { describe, expect, test } from 'vitest';
import type { Volume } from '../../../lambda/core/inventory.ts';
import type { Snapshot, Tags } from '../../../lambda/core/snapshot.ts';
import type { Headline } from '../../../lambda/core/report/headline.ts';
import { reportSubject } from '../../../lambda/core/report/reportText.ts';
import {
  at,
  DAILY,
  dailyCopies,
  instance,
  planOf,
  reportOf,
  reportOn,
  snapshot,
  volume,
} from '../fixtures.ts';

/** What looks like an accident is a warning in the first line, whatever setting allowed it. */

/** The headline of a run without a brake, which leaves a number to keep of one volume. */
function prunedTo(retain: number, snapshots: readonly Snapshot[], mode: 'run' | 'dry run' = 'run'): Headline {
  const instances = [instance({ tags: { autosnap: '1', autosnap_retain: String(retain) } })];
  const plan = planOf({ instances, snapshots }, { maxDeletes: 100 });
  return mode === 'run'
    ? reportOf(plan).headline
    : reportOn([{ status: 'planned', plan }], { dryRun: true }).headline;
}

const TOLD = {
  run: /WARNING: (\d+ of \d+) snapshots in eu-west-1 deleted at once; /,
  'dry run': /WARNING: a run would delete (\d+ of \d+) snapshots in eu-west-1 at once; /,
};

describe('copies that are deleted at once', () => {
  test.for([
    ['nearly all', 30, 2, '28 of 30'],
    ['more than ten, and one more than half', 21, 10, '11 of 21'],
    ['ten, and more than half', 15, 5, undefined],
    ['more than ten, and just half', 22, 11, undefined],
    ['more than ten, and few of all', 40, 29, undefined],
    ['few', 5, 3, undefined],
  ] as const)('%s: of %i all but %i', ([, copies, retain, told]) => {
    for (const mode of ['run', 'dry run'] as const) {
      const { level, line } = prunedTo(retain, dailyCopies(copies), mode);
      expect(level).toBe(told === undefined ? 'OK' : 'WARNING');
      expect(line.match(TOLD[mode])?.[1]).toBe(told);
    }
  });

  test('a dry run tells what would be deleted, and what to do before it is', () => {
    const instances = [instance({ tags: { autosnap: '1', autosnap_retain: '2' } })];
    const plan = planOf({ instances, snapshots: dailyCopies(30) }, { maxDeletes: 100 });
    const report = reportOn([{ status: 'planned', plan }], { dryRun: true });
    expect(report.groups.map(({ text }) => text)).toEqual([
      'a run would delete 28 of 30 snapshots in eu-west-1 at once. Meant? Nothing to do. Not meant? Correct the tags before a run comes',
    ]);
    expect(reportSubject(report)).toContain('PLAN WARNING: 28 to delete at once');
  });

  test('F3 pinned ones, which cannot be deleted, do not hide it', () => {
    const pinned = dailyCopies(30, { volumeId: 'vol-gone', tags: { autosnap_keep: 'audit' } });
    expect(prunedTo(2, [...dailyCopies(30), ...pinned]).line).toContain('WARNING: 28 of 30 snapshots');
  });

  test('those of a volume that is gone are copies of the region, too', () => {
    const others = dailyCopies(3, { volumeId: 'vol-gone' });
    for (const mode of ['run', 'dry run'] as const) {
      expect(prunedTo(2, [...dailyCopies(30), ...others], mode).line).toContain('28 of 33 snapshots');
      expect(prunedTo(10, [...dailyCopies(21), ...others], mode).line).not.toContain(' at once');
    }
  });
});

/** Snapshots of a volume, and what a run wrote on them of its Names. */
function copiesOf(volumeId: string, days: readonly string[], names: Tags = {}): Snapshot[] {
  return days.map((day) => snapshot(day, { id: `snap-${day}-of-${volumeId}`, volumeId, tags: names }));
}

/** The headline where some volumes vanished, whose last snapshots are of these days. */
function afterLoss(days: readonly string[], gone: number, left: number): Headline {
  const volumes = Array.from({ length: left }, (_, index) => volume({ id: `vol-${index}` }));
  const copies = volumes.flatMap(({ id }) => dailyCopies(3, { volumeId: id }));
  const lost = Array.from({ length: gone }, (_, index) => copiesOf(`vol-gone${index}`, days)).flat();
  return reportOf(planOf({ volumes, snapshots: [...copies, ...lost] })).headline;
}

describe('volumes that are gone', () => {
  test.for([
    ['two of three', ['03-09'], 2, 1, 'WARNING'],
    ['just half', ['03-09'], 2, 2, 'WARNING'],
    ['less than half', ['03-09'], 2, 3, 'OK'],
    ['one, as any day', ['03-09'], 1, 1, 'OK'],
    ['told yesterday', ['03-08'], 2, 1, 'OK'],
    ['with a snapshot of today', ['03-10'], 2, 1, 'OK'],
    ['taken some seconds late', ['03-09T05:01'], 2, 1, 'WARNING'],
    ['taken some seconds late, told yesterday', ['03-08T05:01'], 2, 1, 'OK'],
    ['weekly, a week ago', ['02-24', '03-03'], 2, 1, 'WARNING'],
    ['weekly, two days ago', ['03-01', '03-08'], 2, 1, 'OK'],
    ['weekly, eight days ago', ['02-23', '03-02'], 2, 1, 'OK'],
    ['hourly, twenty hours ago', ['03-09T08:00', '03-09T09:00'], 2, 1, 'WARNING'],
    ['taken twice at once', ['03-08', '03-09', '03-09T05:02'], 2, 1, 'WARNING'],
  ] as const)('W08 %s', ([, days, gone, left, level]) => {
    const { level: found, line } = afterLoss(days, gone, left);
    expect(found).toBe(level);
    const told = `: ${gone} of ${gone + left} volumes of eu-west-1 are gone since their last snapshot`;
    expect(line.includes(told)).toBe(level === 'WARNING');
  });

  test('W08 a snapshot that a person took and pinned does not move the day', () => {
    const lost = ['vol-8', 'vol-9'].flatMap((id) => [
      ...copiesOf(id, ['03-08', '03-09']),
      ...copiesOf(id, ['03-09T20:00'], { autosnap_keep: 'by hand' }),
    ]);
    expect(reportOf(planOf({ snapshots: [...dailyCopies(3), ...lost] })).headline.level).toBe('WARNING');
  });

  test('not those of living volumes that nothing manages any more', () => {
    const instances = [instance({ tags: {} })];
    const volumes = [volume(), volume({ id: 'vol-2' })];
    const snapshots = [...dailyCopies(3), ...dailyCopies(3, { volumeId: 'vol-2' })];
    expect(reportOf(planOf({ instances, volumes, snapshots })).headline.line).not.toContain('are gone');
  });
});

describe('W08 a fleet that is replaced', () => {
  const server = { autosnap_server: 'web' };
  /** Four volumes vanished, and others were created yesterday at ten, on instances of a Name. */
  function replacedBy(
    count: number,
    change: Partial<Volume> = {},
    names: Tags = server,
    Name = 'web',
  ): Headline {
    const volumes = Array.from({ length: count }, (_, index) =>
      volume({ id: `vol-new${index}`, createdAt: at('03-09T10:00').getTime(), ...change }),
    );
    const lost = ['a', 'b', 'c', 'd'].flatMap((id) => copiesOf(`vol-${id}`, ['03-08', '03-09'], names));
    return reportOf(planOf({ instances: [instance({ tags: { ...DAILY, Name } })], volumes, snapshots: lost }))
      .headline;
  }

  test('by as many of its Name is a remark with both numbers', () => {
    const { level, line } = replacedBy(4);
    expect(level).toBe('OK');
    expect(line).toContain(
      '; 4 of 8 volumes of eu-west-1 are gone since their last snapshot and 4 of the same Name are new: a fleet that was replaced.',
    );
  });

  test.for([
    ['by fewer', replacedBy(3)],
    ['by another Name', replacedBy(4, {}, server, 'db')],
    ['by volumes of another Name', replacedBy(4, {}, { ...server, autosnap_named: 'data' })],
    ['by volumes that were there before', replacedBy(4, { createdAt: at('03-08T04:00').getTime() })],
    ['by volumes of which AWS does not say since when', replacedBy(4, { createdAt: undefined })],
    ['of no Name', replacedBy(4, {}, {})],
    ['of no Name, on a known instance', replacedBy(4, {}, { autosnap_instance: 'i-7' })],
  ] as const)('%s is a warning', ([, { level, line }]) => {
    expect(level).toBe('WARNING');
    expect(line).toMatch(/: 4 of [78] volumes of eu-west-1 are gone since their last snapshot/);
  });

  test('by volumes of the same Name, too', () => {
    const names = { ...server, autosnap_named: 'data' };
    expect(replacedBy(4, { tags: { Name: 'data' } }, names).level).toBe('OK');
  });

  test('no volume replaces two', () => {
    const data = { tags: { Name: 'data' }, createdAt: at('03-09T10:00').getTime() };
    const volumes = ['1', '2'].map((id) => volume({ id: `vol-${id}`, ...data }));
    const instances = [instance({ tags: { ...DAILY, Name: 'web' } })];
    const both = { ...server, autosnap_named: 'data' };
    const lost = [
      ...['a', 'b', 'c', 'd'].flatMap((id) => copiesOf(`vol-${id}`, ['03-09'], server)),
      ...['g', 'h'].flatMap((id) => copiesOf(`vol-${id}`, ['03-09'], both)),
    ];
    expect(reportOf(planOf({ instances, volumes, snapshots: lost })).headline).toMatchObject({
      level: 'WARNING',
      line: expect.stringMatching(
        /: 4 of 8 volumes .* are gone .*; 2 of 8 volumes .* a fleet that was replaced/,
      ),
    });
  });
});
