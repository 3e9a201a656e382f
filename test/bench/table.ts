import { type Figure, type Goal, isMet, ratioOf } from './figure.ts';

const HEAD = ['part', 'what', 'measured', '', 'bound', 'ratio', 'goal', ''];
const RIGHT = new Set(['measured', 'bound', 'ratio']);

/** The figures in lines, the columns aligned. */
export function tableText(figures: readonly Figure[]): string {
  const rows = figures.map((figure, index) => [
    figures[index - 1]?.part === figure.part ? '' : figure.part,
    figure.what,
    numberText(figure.value),
    figure.unit,
    figure.bound === undefined ? '' : numberText(figure.bound),
    ratioOf(figure)?.toFixed(3) ?? '',
    figure.goal === undefined ? '' : goalText(figure.goal),
    { true: 'ok', false: 'MISSED', undefined: '' }[String(isMet(figure))] ?? '',
  ]);
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return RIGHT.has(HEAD[column] ?? '') ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(HEAD), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

function goalText({ of, at, limit }: Goal): string {
  return `${at === 'most' ? '<=' : '>='} ${numberText(limit)}${of === 'ratio' ? ' times' : ''}`;
}

/** Whole from a hundred on, below with what tells it apart. */
function numberText(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}
