import { commandIn, commandLength, shellWords } from '../grammar/commandText.ts';

/** A report as lines of text, each with what it is, so that a terminal can colour and order them. */

export type Level = 'OK' | 'WARNING' | 'FAILURE';

export interface ToldLine {
  readonly kind: LineKind;
  /** Beginning with its indent; as long as it has to be, see `wrapped`. */
  readonly text: string;
}

/** The level of the headline and of what needs a person; `heading` of a part; what was created and deleted. */
export type LineKind = Level | 'heading' | 'created' | 'deleted' | 'plain';

export interface ReportParts {
  /** Says what is wrong before how much is right. */
  readonly headline: ToldLine;
  /** What needs a person, under a heading, the most dangerous first; empty where nothing does. */
  readonly trouble: readonly ToldLine[];
  /** The job, then each region, with empty lines between them. */
  readonly rest: readonly ToldLine[];
}

export function plain(text: string): ToldLine {
  return { kind: 'plain', text };
}

/** In a mail no line is longer, so that no program breaks it where it likes. */
export const COLUMNS = 100;

/** A line's continuation stands this much further right than its beginning. */
const HANGING = 4;

/** Joins the lines to a text. @param columns No line is longer than this. Default: no limit. */
export function textOf(lines: readonly ToldLine[], columns = Number.POSITIVE_INFINITY): string {
  return lines.flatMap(({ text }) => wrapped(text, columns)).join('\n');
}

/**
 * Breaks a line at its spaces, and indents what follows.
 *
 * A word that is longer than a line stands alone on one: an id must stay whole to be copied. Where a command is
 * broken, each of its lines but the last ends in a backslash, so that a shell takes them as one.
 *
 * @param widthOf How many columns a text takes; on a terminal some characters take two. Default: one each.
 */
export function wrapped(line: string, columns: number, widthOf: WidthOf = lengthOf): string[] {
  if (widthOf(line) <= columns) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  const hanging = ' '.repeat(indent.length + HANGING);
  const text = line.slice(indent.length);
  const parts = partsOf(text);
  const lines: string[] = [];
  for (const [index, { word, end }] of parts.entries()) {
    const last = lines.at(-1);
    const room = columns - (parts[index + 1]?.end ?? '').length;
    if (last === undefined) lines.push(`${indent}${word}`);
    else if (widthOf(`${last} ${word}`) <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.splice(-1, 1, `${last}${end}`, `${hanging}${word}`);
  }
  return lines;
}

/** A word, and what ends the line before it. */
interface Part {
  readonly word: string;
  readonly end: string;
}

function partsOf(text: string): Part[] {
  const begins = commandIn(text) ?? text.length;
  const words = begins === 0 ? [] : text.slice(0, begins).trimEnd().split(' ');
  const rest = text.slice(begins);
  const length = commandLength(rest);
  return [
    ...words.map((word) => ({ word, end: '' })),
    ...shellWords(rest.slice(0, length)).map((word, index) => ({ word, end: index === 0 ? '' : ON })),
    ...(length < rest.length ? partsOf(rest.slice(length).trimStart()) : []),
  ];
}

type WidthOf = (text: string) => number;

function lengthOf({ length }: string): number {
  return length;
}

/** A shell goes on in the next line. */
const ON = ' \\';

/** Breaks each line of a text that is longer than `columns`. */
export function wrappedText(text: string, columns: number, widthOf?: WidthOf): string {
  return text
    .split('\n')
    .flatMap((line) => wrapped(line, columns, widthOf))
    .join('\n');
}
