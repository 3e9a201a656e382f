import type { PlanSettings } from '../plan/planSettings.ts';
import { unitsOf, visible } from '../text.ts';

/** How many columns of a terminal a text takes. */
export type WidthOf = (text: string) => number;

/** Where lines are written: in how many columns, and how many of them a text takes. */
export interface Room {
  readonly width: number;
  readonly widthOf: WidthOf;
}

/** How and when an answer is written. */
export interface Writing extends Pick<PlanSettings, 'zone'>, Room {
  readonly now: Date;
  /** Options that every command line of this person needs, like `--prefix nightly`. */
  readonly options: readonly string[];
}

/** A sentence in lines of the terminal's width. A word that is longer than a line is cut. */
export function wrapped(text: string, { width, widthOf }: Room): string[] {
  const lines: string[] = [];
  for (const word of visible(text).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(cutTo(word, width, { widthOf }));
  }
  return lines;
}

/** A command line that a person can copy: a shell goes on after a backslash. */
export function commandLines(words: readonly string[], { width }: Room): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 3 <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${last === undefined ? '  ' : '    '}${word}`);
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line));
}

const MORE = '…';
const MORE_WIDTH = 1;

/** A text in some columns of a terminal; `…` shows that there is more. Cuts no character and no number in two. */
export function cutTo(text: string, width: number, { widthOf }: Pick<Room, 'widthOf'>): string {
  if (widthOf(text) <= width) return text;
  let start = '';
  for (const unit of unitsOf(text)) {
    if (widthOf(`${start}${unit}`) + MORE_WIDTH > width) break;
    start += unit;
  }
  return `${start}${MORE}`;
}
