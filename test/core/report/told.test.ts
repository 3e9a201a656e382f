import { describe, expect, test } from 'vitest';
import { reportParts } from '../../../lambda/core/report/reportText.ts';
import { wrapped } from '../../../lambda/core/report/told.ts';
import { dailyCopies, planOf, reportOf, volume } from '../fixtures.ts';

test('a report is lines with their kinds, so that a terminal can colour and order them', () => {
  const plan = planOf({
    volumes: [volume(), volume({ id: 'vol-2', tags: { autosnap_retain: '7d' } })],
    snapshots: dailyCopies(4),
  });
  const { headline, trouble, rest } = reportParts(reportOf(plan));
  expect(headline.kind).toBe('FAILURE');
  expect(trouble.map(({ kind }) => kind)).toEqual(['heading', 'FAILURE']);
  expect(rest.map(({ kind }) => kind).filter((kind) => kind !== 'plain')).toEqual([
    'heading',
    'created',
    'deleted',
  ]);
});

describe('a long line', () => {
  test('is broken at spaces, and what follows is indented', () => {
    expect(wrapped('  one two three four', 12)).toEqual(['  one two', '      three', '      four']);
    expect(wrapped('  one two', 12)).toEqual(['  one two']);
  });

  test('keeps a word that is longer than a line', () => {
    expect(wrapped('a arn:aws:sns:eu-west-1 b', 9)).toEqual(['a', '    arn:aws:sns:eu-west-1', '    b']);
  });
});
