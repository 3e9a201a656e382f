import { describe, expect, test } from 'vitest';
import { judge } from '../../../lambda/core/plan/retention.ts';
import { snapshot, told } from '../fixtures.ts';
import { judging, PINNED, story } from '../judged.ts';

describe('places', () => {
  test('C-33 the newest stay, and the rest go', () => {
    expect(story(2, snapshot('03-06'), snapshot('03-07'), snapshot('03-08'), snapshot('03-09'))).toEqual({
      'snap-03-09': 'keep: 1 of 2',
      'snap-03-08': 'keep: 2 of 2',
      'snap-03-07': 'expire: beyond 2',
      'snap-03-06': 'expire: beyond 2',
    });
  });

  test('RA-4 while there are not yet enough, all stay', () => {
    expect(story(3, snapshot('03-08'), snapshot('03-09'))).toEqual({
      'snap-03-09': 'keep: 1 of 3',
      'snap-03-08': 'keep: 2 of 3',
    });
  });

  test('C-18 a volume without copies has no verdicts', () => {
    expect(story(3)).toEqual({});
  });

  test('RA-6 C-36 the oldest go first by time, however AWS lists them', () => {
    expect(story(1, snapshot('03-08'), snapshot('03-09'), snapshot('03-07'))).toEqual({
      'snap-03-09': 'keep: 1 of 1',
      'snap-03-08': 'expire: beyond 1',
      'snap-03-07': 'expire: beyond 1',
    });
  });

  test('C-36 of two that were taken at once on days of their own, the id decides', () => {
    const b = snapshot('03-09', { id: 'snap-b' });
    const a = snapshot('03-09', { id: 'snap-a', tags: { autosnap_at: '2026-03-08T05:00:00Z' } });
    expect(story(1, b, a)).toEqual({
      'snap-b': 'keep: 1 of 1',
      'snap-a': 'expire: beyond 1',
    });
  });

  test('RA-5 C-37 a lower count prunes the surplus, a higher one keeps all', () => {
    const copies = [snapshot('03-07'), snapshot('03-08'), snapshot('03-09')];
    const fates = (count: number): string[] => judge(copies, judging(count)).verdicts.map(({ fate }) => fate);
    expect(fates(3)).toEqual(['keep', 'keep', 'keep']);
    expect(fates(1)).toEqual(['keep', 'expire', 'expire']);
    expect(fates(9)).toEqual(['keep', 'keep', 'keep']);
  });
});

describe('what fills no place', () => {
  test('RA-8 C-34 a failed copy never takes the place of a good one', () => {
    expect(story(1, snapshot('03-08'), snapshot('03-09', { state: 'error' }))).toEqual({
      'snap-03-09': 'expire: failed, restores nothing',
      'snap-03-08': 'keep: 1 of 1',
    });
  });

  test('RA-8 after days of failures the good ones are all there', () => {
    const bad = ['03-06', '03-07', '03-08', '03-09'].map((day) => snapshot(day, { state: 'error' }));
    expect(story(2, snapshot('03-04'), snapshot('03-05'), ...bad)).toMatchObject({
      'snap-03-05': 'keep: 1 of 2',
      'snap-03-04': 'keep: 2 of 2',
    });
  });

  test('C-33 C-35 C-41 the newest is pending: it stays and pushes nothing out', () => {
    expect(story(2, snapshot('03-07'), snapshot('03-08'), snapshot('03-09', { state: 'pending' }))).toEqual({
      'snap-03-09': 'keep: pending',
      'snap-03-08': 'keep: 1 of 2',
      'snap-03-07': 'keep: 2 of 2',
    });
  });

  test('C-41 an old copy that is still pending is not deleted either', () => {
    expect(story(1, snapshot('03-01', { state: 'pending' }), snapshot('03-09'))).toMatchObject({
      'snap-03-01': 'keep: pending',
    });
  });

  test.for([
    ['archived', { tier: 'archive' }, 'archive tier'],
    ['in the Recycle Bin', { state: 'recoverable' }, 'recoverable'],
    ['on its way back from there', { state: 'recovering' }, 'recovering'],
  ] as const)('C-34 C-39 a copy that is %s stays and counts for nothing', ([, change, because]) => {
    expect(story(1, snapshot('03-08'), snapshot('03-09', change))).toEqual({
      'snap-03-09': `keep: ${because}`,
      'snap-03-08': 'keep: 1 of 1',
    });
  });

  test('a pinned copy stays and takes no place, so the others are kept beside it', () => {
    expect(
      story(2, snapshot('03-06'), snapshot('03-07'), snapshot('03-08', PINNED), snapshot('03-09')),
    ).toEqual({
      'snap-03-09': 'keep: 1 of 2',
      'snap-03-08': 'keep: pinned by autosnap_keep',
      'snap-03-07': 'keep: 2 of 2',
      'snap-03-06': 'expire: beyond 2',
    });
  });
});

describe('what may not be deleted', () => {
  test('C-38 C-39 an old copy that AWS holds stays with the reason, the others go', () => {
    const holds = new Map([
      ['snap-03-06', 'in use by ami-1'],
      ['snap-03-07', 'locked (governance)'],
    ]);
    const copies = [snapshot('03-06'), snapshot('03-07'), snapshot('03-08'), snapshot('03-09')];
    expect(told(judge(copies, judging(1, { holds })).verdicts)).toEqual({
      'snap-03-09': 'keep: 1 of 1',
      'snap-03-08': 'expire: beyond 1',
      'snap-03-07': 'keep: held: locked (governance)',
      'snap-03-06': 'keep: held: in use by ami-1',
    });
  });

  test('an AWS service’s tag protects an old copy, and does not make it foreign', () => {
    const tags = { 'aws:service:owner': 'x' };
    expect(story(1, snapshot('03-08', { tags }), snapshot('03-09'))).toEqual({
      'snap-03-09': 'keep: 1 of 1',
      'snap-03-08': 'keep: managed by AWS (aws:service:owner)',
    });
    expect(story(1, snapshot('03-08'), snapshot('03-09', { tags }))).toMatchObject({
      'snap-03-09': 'keep: 1 of 1',
      'snap-03-08': 'expire: beyond 1',
    });
  });

  test('C-41 the newest restorable copy stays when all others failed or are not done', () => {
    expect(
      story(
        1,
        snapshot('03-07'),
        snapshot('03-08', { state: 'error' }),
        snapshot('03-09', { state: 'pending' }),
      ),
    ).toMatchObject({ 'snap-03-07': 'keep: 1 of 1' });
  });
});
