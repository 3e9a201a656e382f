import { styleText } from 'node:util';
import { expect, test } from 'vitest';
import type { ReportParts } from '../../lambda/core/report/told.ts';
import { headlineLast, laidOut, toldLines } from '../../lambda/terminal/layout.ts';

const PARTS: ReportParts = {
  headline: { kind: 'WARNING', text: 'WARNING: 1 of 2 volumes on schedule.' },
  trouble: [
    { kind: 'heading', text: 'WHAT NEEDS A PERSON' },
    { kind: 'FAILURE', text: '  vol-1 has no snapshot' },
  ],
  rest: [
    { kind: 'plain', text: 'Job Default' },
    { kind: 'created', text: '  + snap-1' },
    { kind: 'deleted', text: '  - snap-2' },
  ],
};

test('U7 on a terminal the rest comes first, then what needs a person, and the headline last', () => {
  expect(laidOut(headlineLast(PARTS), 80, 'plain').split('\n')).toEqual([
    'Job Default',
    '  + snap-1',
    '  - snap-2',
    '',
    'WHAT NEEDS A PERSON',
    '  vol-1 has no snapshot',
    '',
    'WARNING: 1 of 2 volumes on schedule.',
  ]);
  expect(headlineLast({ ...PARTS, trouble: [], rest: [] })).toEqual([PARTS.headline]);
});

test('U7 the colour of a line says its level, or what is created and deleted', () => {
  const { headline, trouble, rest } = PARTS;
  expect(laidOut([...rest, ...trouble, headline], 80, 'colours').split('\n')).toEqual([
    'Job Default',
    painted('green', '  + snap-1'),
    painted('red', '  - snap-2'),
    painted('bold', 'WHAT NEEDS A PERSON'),
    painted('red', '  vol-1 has no snapshot'),
    painted('yellow', 'WARNING: 1 of 2 volumes on schedule.'),
  ]);
});

test('U7 a long line is wrapped before it is coloured, and what follows is indented', () => {
  const line = toldLines('  + data (vol-1): its newest snapshot is a day old');
  expect(laidOut(line, 40, 'plain').split('\n')).toEqual([
    '  + data (vol-1): its newest snapshot is',
    '      a day old',
  ]);
  const coloured = laidOut(line, 40, 'plain')
    .split('\n')
    .map((one) => painted('green', one));
  expect(laidOut(line, 40, 'colours').split('\n')).toEqual(coloured);
});

test('a line that has room by the columns it takes stays whole, however many characters it has', () => {
  const row = `${'e\u0301'.repeat(30)}  daily`;
  expect(laidOut([{ kind: 'plain', text: row }], 40, 'plain')).toBe(row);
});

test.for([
  ['  + vol-1', 'created'],
  ['  - snap-1', 'deleted'],
  ['  -1 is a number', 'plain'],
  ['- a list', 'plain'],
  ['  = vol-1', 'plain'],
] as const)('%j is %s', ([text, kind]) => {
  expect(toldLines(text)).toEqual([{ kind, text }]);
});

function painted(style: 'red' | 'yellow' | 'green' | 'bold', text: string): string {
  return styleText(style, text, { validateStream: false });
}
