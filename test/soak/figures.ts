import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What was lived in a soak, as the tables that `npm run soak` prints at its end. */

/** One row: numbers of rows with the same name are added up. */
export type Cells = Readonly<Record<string, number | string>>;

interface Row {
  readonly name: string;
  readonly cells: Cells;
}

/** Keeps a row where `npm run soak` finds it; in `npm test` nobody asks for figures. */
export function keep(name: string, cells: Cells): void {
  const folder = process.env['SOAK_FIGURES'];
  if (folder === undefined) return;
  const row: Row = { name, cells };
  appendFileSync(join(folder, String(process.pid)), `${JSON.stringify(row)}\n`);
}

/** A table for each set of columns. */
export function figuresText(folder: string): string {
  const rows = new Map<string, Record<string, number | string>>();
  for (const { name, cells } of rowsIn(folder)) {
    const key = JSON.stringify([name, ...Object.keys(cells)]);
    const row = rows.get(key) ?? {};
    for (const [column, cell] of Object.entries(cells)) {
      const before = row[column];
      row[column] = typeof cell === 'number' && typeof before === 'number' ? before + cell : cell;
    }
    rows.set(key, row);
  }
  const tables = new Map<string, string[]>();
  for (const [key, row] of [...rows].toSorted(([a], [b]) => a.localeCompare(b))) {
    const [name, ...columns]: string[] = JSON.parse(key);
    const head = `| what | ${columns.join(' | ')} |\n|${'---|'.repeat(columns.length + 1)}`;
    const cells = Object.values(row).map((cell) =>
      typeof cell === 'number' ? cell.toLocaleString('en') : cell,
    );
    tables.set(head, [...(tables.get(head) ?? []), `| ${[name, ...cells].join(' | ')} |`]);
  }
  return [...tables].map(([head, lines]) => [head, ...lines].join('\n')).join('\n\n');
}

function rowsIn(folder: string): Row[] {
  return readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .flatMap((line): Row[] => (line === '' ? [] : [JSON.parse(line)])),
  );
}
