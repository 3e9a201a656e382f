import { styleText } from 'node:util';
import stringWidth from 'string-width';
import { type LineKind, plain, type ReportParts, type ToldLine, wrapped } from '../core/report/told.ts';

/** How lines look on a terminal. */

/** The report with what matters most at its end, where a person looks: first the rest, then the trouble, then the headline. */
export function headlineLast({ headline, trouble, rest }: ReportParts): readonly ToldLine[] {
  const parts = [rest, trouble, [headline]].filter((part) => part.length > 0);
  return parts.flatMap((part, index) => (index === 0 ? part : [plain(''), ...part]));
}

/** The lines of a text, each with what its sign says of it: `  + ` is created, `  - ` is deleted. */
export function toldLines(text: string): readonly ToldLine[] {
  return text.split('\n').map((line) => ({ kind: kindOf(line), text: line }));
}

function kindOf(line: string): LineKind {
  if (line.startsWith('  + ')) return 'created';
  return line.startsWith('  - ') ? 'deleted' : 'plain';
}

/** Each line wrapped at the terminal's width, and coloured by what it is. */
export function laidOut(lines: readonly ToldLine[], columns: number, colours: 'colours' | 'plain'): string {
  return lines
    .flatMap(({ kind, text }) =>
      wrapped(text, columns, stringWidth).map((line) => (colours === 'plain' ? line : painted(line, kind))),
    )
    .join('\n');
}

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Partial<Record<LineKind, Style>>> = {
  FAILURE: 'red',
  WARNING: 'yellow',
  OK: 'green',
  created: 'green',
  deleted: 'red',
  heading: 'bold',
};

/** Whether there are colours was decided for the stream that it goes to. */
function painted(line: string, kind: LineKind): string {
  const style = STYLES[kind];
  return style === undefined ? line : styleText(style, line, { validateStream: false });
}
