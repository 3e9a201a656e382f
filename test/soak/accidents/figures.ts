import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One accident in the table that `npm run test:accidents` prints. */
export interface Row {
  readonly accident: string;
  /** Restorable copies of all volumes. */
  readonly before: number;
  /** Of each day. */
  readonly deleted: readonly number[];
  /** The fewest restorable copies that any volume was left with. */
  readonly least: number;
  readonly line: string;
}

/** Puts figures where the end of `npm run test:accidents` finds them. */
export function keepRow(row: Row): void {
  keep('accidents', `${JSON.stringify(row)}\n`);
}

export function keepLine(line: string): void {
  keep('lines', `${line}\n`);
}

function keep(kind: string, text: string): void {
  const folder = process.env['ACCIDENT_FIGURES'];
  if (folder !== undefined) appendFileSync(join(folder, `${kind}-${process.pid}`), text);
}

export function figuresText(folder: string, seconds: number): string {
  const kept = (kind: string): string[] =>
    readdirSync(folder)
      .filter((file) => file.startsWith(kind))
      .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean));
  const rows = kept('accidents').map((line): Row => JSON.parse(line));
  return [
    '| accident | days | copies before | deleted a day | fewest of a volume | first line |',
    '|---|---|---|---|---|---|',
    ...rows
      .toSorted((a, b) => a.accident.localeCompare(b.accident))
      .map(
        ({ accident, before, deleted, least, line }) =>
          `| ${accident} | ${deleted.length} | ${before} | ${inShort(deleted)} | ${least} | ${line} |`,
      ),
    ...kept('lines'),
    `${seconds.toFixed(0)} seconds`,
  ].join('\n');
}

/** `0 ×1, 48 ×9`: the same number on days that follow each other is said once. */
function inShort(numbers: readonly number[]): string {
  const groups: { number: number; times: number }[] = [];
  for (const number of numbers) {
    const last = groups.at(-1);
    if (last?.number === number) last.times += 1;
    else groups.push({ number, times: 1 });
  }
  return groups.map(({ number, times }) => `${number} ×${times}`).join(', ');
}
