import { execFileSync } from 'node:child_process';
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

describe('a command that is broken', () => {
  const ids = Array.from({ length: 30 }, (_, index) => `snap-${String(index).padStart(17, '0')}`);
  const echo = `printf '%s\\n' ${ids.join(' ')} | xargs -n1 echo --region eu-west-1 --snapshot-id`;

  test.for([40, 80, 100] as const)('is one command for a shell, at %i columns', (columns) => {
    const lines = wrapped(`    ${echo}`, columns);
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.slice(0, -1).every((line) => line.endsWith(' \\'))).toBe(true);
    expect(lines.every((line) => line.length <= columns)).toBe(true);
    expect(execFileSync('sh', ['-c', lines.join('\n')], { encoding: 'utf8' })).toBe(
      ids.map((id) => `--region eu-west-1 --snapshot-id ${id}\n`).join(''),
    );
  });

  test('begins where the sentence before it ends, and stays whole in its quotes', () => {
    expect(
      wrapped("  Two words. Not meant? aws-snapper enable 'my old server' --every 1 --retain 7", 40),
    ).toEqual([
      '  Two words. Not meant? aws-snapper \\',
      "      enable 'my old server' --every 1 \\",
      '      --retain 7',
    ]);
  });

  test('a command of the AWS CLI is one, too', () => {
    expect(wrapped('  aws ec2 attach-volume --volume-id vol-1 --device /dev/sdf', 40)).toEqual([
      '  aws ec2 attach-volume --volume-id \\',
      '      vol-1 --device /dev/sdf',
    ]);
  });

  test('a sentence can go on after one, and have another', () => {
    const line =
      '  Look; to restore it: aws-snapper restore snap-1 --region eu-west-1; if it was meant: aws-snapper prove --accept snap-2';
    expect(wrapped(line, 44)).toEqual([
      '  Look; to restore it: aws-snapper restore \\',
      '      snap-1 --region eu-west-1; if it was',
      '      meant: aws-snapper prove --accept \\',
      '      snap-2',
    ]);
    expect(wrapped("  aws-snapper pin 'a; b' --because c; then d", 24)).toEqual([
      '  aws-snapper pin \\',
      "      'a; b' --because \\",
      '      c; then d',
    ]);
  });

  test('words that only look like one are all there', () => {
    const words = "the Name is aws-snapper take 'x and it's never closed, or so";
    expect(
      wrapped(words, 20)
        .join(' ')
        .replaceAll(/ \\|(?<= ) +/g, ''),
    ).toBe(words);
  });
});
