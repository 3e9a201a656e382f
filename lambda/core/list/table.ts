import { visible } from '../text.ts';
import { cutTo, type Room } from './lines.ts';

/** One column of a table, from its widest form to its narrowest. */
export interface Column<Row> {
  readonly forms: readonly Form<Row>[];
  readonly isNumber?: true;
}

export interface Form<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** The width to which longer texts can be cut. @default they stay whole */
  readonly least?: number;
}

export interface Table {
  readonly title: string;
  /** One for each row. */
  readonly lines: readonly string[];
}

/**
 * Lays a table out so that no line is wider than its room.
 *
 * Each step takes the next form of a column, or leaves the column out after its last, until the table has room. What
 * is too wide even then is cut at the end.
 */
export function tableOf<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  steps: readonly Column<Row>[],
  room: Room,
): Table {
  const all = columns.map((column) => ({
    column,
    forms: column.forms.map((form) => laid(column, form, rows, room)),
  }));
  const after = (taken: number): Laid[] =>
    all.flatMap(
      ({ column, forms }) => forms[steps.slice(0, taken).filter((one) => one === column).length] ?? [],
    );
  let taken = 0;
  while (taken < steps.length && leastOf(after(taken)) > room.width) taken += 1;
  const chosen = after(taken);
  const widths = widthsIn(chosen, room.width);
  const line = (cells: readonly string[]): string =>
    cutTo(lineOf(chosen, widths, cells, room), room.width, room);
  return {
    title: line(chosen.map(({ title }) => title)),
    lines: rows.map((_, index) => line(chosen.map(({ cells }) => cells[index] ?? ''))),
  };
}

interface Laid {
  readonly title: string;
  readonly cells: readonly string[];
  readonly isNumber: boolean;
  readonly width: number;
  readonly least: number;
}

function laid<Row>(
  { isNumber = false }: { readonly isNumber?: boolean },
  { title, text, least = Number.POSITIVE_INFINITY }: Form<Row>,
  rows: readonly Row[],
  { widthOf }: Room,
): Laid {
  const cells = rows.map((row) => visible(text(row)));
  const width = cells.reduce((most, cell) => Math.max(most, widthOf(cell)), title.length);
  return { title, cells, isNumber, width, least: Math.min(width, Math.max(least, title.length)) };
}

const GAP = '  ';

function leastOf(all: readonly Laid[]): number {
  return sumOf(all.map(({ least }) => least));
}

function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, one) => sum + one, 0) + GAP.length * (widths.length - 1);
}

/** The column with the most to spare gives first. */
function widthsIn(all: readonly Laid[], room: number): readonly number[] {
  const widths = all.map(({ width }) => width);
  for (let over = sumOf(widths) - room; over > 0; over -= 1) {
    const spare = all.map(({ least }, index) => (widths[index] ?? 0) - least);
    const most = spare.indexOf(Math.max(...spare));
    if ((spare[most] ?? 0) === 0) break;
    widths[most] = (widths[most] ?? 0) - 1;
  }
  return widths;
}

function lineOf(
  all: readonly Laid[],
  widths: readonly number[],
  cells: readonly string[],
  room: Room,
): string {
  const padded = all.map(({ isNumber }, index) => {
    const width = widths[index] ?? 0;
    const text = cutTo(cells[index] ?? '', width, room);
    const blank = ' '.repeat(width - room.widthOf(text));
    return isNumber ? blank + text : text + blank;
  });
  return padded.join(GAP).trimEnd();
}
