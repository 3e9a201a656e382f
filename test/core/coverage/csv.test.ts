import { expect, test } from 'vitest';
import { coverageCsv } from '../../../lambda/core/coverage/csv.ts';
import { mergedCoverage } from '../../../lambda/core/coverage/merged.ts';
import { DAILY, detached, instance, volume } from '../fixtures.ts';
import { ATTACKS } from '../../soak/estate/texts.ts';
import { coverageOf, hoursAgo, of, ours } from './rows.ts';

function linesOf(names: readonly string[]): string[] {
  const volumes = names.map((Name, index) =>
    detached({ ...DAILY, Name }, { id: `vol-${index}`, createdAt: hoursAgo(1000) }),
  );
  return coverageCsv(mergedCoverage([coverageOf({ volumes })])).split('\r\n');
}

/** The cells of a line, as RFC 4180 reads them. */
function cellsOf(line: string): string[] {
  const cells = [''];
  let isQuoted = false;
  for (const [index, sign] of line.split('').entries()) {
    const last = cells.length - 1;
    if (sign === '"') {
      if (!isQuoted && line[index - 1] === '"' && cells[last] !== '') cells[last] += sign;
      isQuoted = !isQuoted;
    } else if (sign === ',' && !isQuoted) cells.push('');
    else cells[last] += sign;
  }
  return cells;
}

test('a volume is a line, and each cell is under its name', () => {
  const { volumes } = mergedCoverage([
    coverageOf({
      account: '123456789012',
      instances: [instance({ tags: { ...DAILY, Name: 'web, 1' } })],
      volumes: [volume({ createdAt: hoursAgo(1000) })],
      snapshots: [ours(60), of({ producer: 'other', hint: { program: 'CSI driver' } }, 50)],
    }),
  ]);
  const [names = '', line = '', end] = coverageCsv({ volumes }).split('\r\n');
  expect(end).toBe('');
  const cells = cellsOf(line);
  expect(Object.fromEntries(cellsOf(names).map((name, index) => [name, cells[index]]))).toEqual({
    account: '123456789012',
    region: 'eu-west-1',
    volume: 'vol-1',
    name: '',
    instance: 'i-1',
    instance_name: 'web, 1',
    device: '/dev/sdf',
    size_gib: '8',
    standing: 'outside',
    asked: 'scheduled',
    objective_hours: '48',
    objective_from: 'schedule',
    age_hours: '50',
    newest_by: 'other',
    newest_snapshot: 'snap-50-of-vol-1',
    newest_at: '2026-03-08T03:00:00Z',
    all_producers: 'other + ours',
    looks_like: 'CSI driver',
    replica_region: '',
    replica_at: '',
    proved: '',
    proved_at: '',
    known_since: '2026-03-07T17:10:00Z',
    known_hours: '59.83',
    inside_hours: '57.83',
    at_least: 'yes',
    worst_age_hours: '50',
    worst_until: '2026-03-10T05:00:00Z',
  });
});

test.for(['=cmd|"/c calc"!A1', '+1+1', '-1', '@SUM(1)', ' =1+1', '\t=1', '\r\n=1', '＝1＋1', '|x', "'=1"])(
  'a Name that a spreadsheet could take for a formula is a text: %j',
  (name) => {
    const [, line = ''] = linesOf([name]);
    const [, , , cell] = cellsOf(line);
    expect(cell).toMatch(/^['\\]/);
  },
);

test('quotes, commas and line breaks of a Name end no cell and no line', () => {
  const lines = linesOf(['a,b', 'a"b', '"', 'a\nb', 'a\r\nb,c', ...Object.values(ATTACKS)]);
  const counts = lines.slice(0, -1).map((line) => cellsOf(line).length);
  expect(new Set(counts).size).toBe(1);
  expect(lines.length).toBe(Object.keys(ATTACKS).length + 7);
});
