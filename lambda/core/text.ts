/** `1 volume`, `2 volumes`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** A name without upper case and signs, to find a name that is nearly another. */
export function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** A text as one word for a shell. */
export function shellWord(text: string): string {
  return /^[\w.,:@/+=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Where something is: `eu-west-1`, or `222222222222/eu-west-1` where the account is known. */
export function placeOf({ account, region }: Place): string {
  return account === undefined ? region : `${account}/${region}`;
}

/** The same as it is written in a tag and in a setting: `eu-central-1`, or `222222222222@eu-central-1`. */
export function placeText({ account, region }: Place): string {
  return account === undefined ? region : `${account}@${region}`;
}

/** A region, and the id of its account; the account is absent where it is the only one. */
export interface Place {
  readonly account?: string | undefined;
  readonly region: string;
}

/**
 * Shows by number what a reader could not see, or what could change the line around it.
 *
 * Anybody can write a name or a tag, and a line break, a terminal escape or a mark that turns the writing
 * direction could rewrite the report. By number are: all that has no glyph, blanks but the plain space, marks
 * that overprint or enclose a letter, marks without a letter, from the third on those of one letter, and the
 * sign after the colon of `https:`, so that no program makes a link of it. Scripts stay readable: two marks
 * on a letter are as many as Vietnamese, Arabic or Thai need.
 */
export function visible(text: string): string {
  return seen(text).replaceAll('://', String.raw`:\u{2f}/`);
}

/** Plain ASCII is most of what is told, and the patterns are slow. */
const ALL_SEEN = /^[ -~]*$/;

function seen(text: string): string {
  if (ALL_SEEN.test(text)) return text;
  return text.replaceAll(UNSEEN, byNumber).replaceAll(ASTRAY, byNumber);
}

/**
 * What cannot be seen, with the marks on it, and marks that hide what they stand on.
 *
 * Unicode lists what may be ignored in display. Blank without being listed are U+2800, U+303F, U+FFFC,
 * U+16FE4, U+1D159 and U+13441 to U+13442. The others are the marks of combining class 1, which overprint.
 */
const UNSEEN =
  /(?:(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\p{Me}\u2800\u303F\uFFFC\u{16FE4}\u{1D159}\u{13441}\u{13442}]|[\u0334-\u0338]|[\u1CD4\u1CE2-\u1CE8]|[\u20D2\u20D3\u20D8-\u20DA\u20E5\u20E6\u20EA\u20EB]|[\u{10A39}\u{16AF0}-\u{16AF4}\u{1BC9D}\u{1BC9E}\u{1D167}-\u{1D169}])\p{M}*/gu;

/** Marks that no letter carries, and from the third on those of one letter. */
const ASTRAY = /(?<![\p{L}\p{N}\p{Mc}]\p{Mn}?)\p{Mn}/gu;

function byNumber(text: string): string {
  return Array.from(text, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`).join('');
}

/**
 * Writes a value as JSON that cannot steer a terminal.
 *
 * What `visible` shows by number is written as JSON's own escapes, so a parser gets each character back.
 */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll(UNSEEN, escapesOf).replaceAll(ASTRAY, escapesOf);
}

/** The only line breaks in JSON are those between its values. */
function escapesOf(text: string): string {
  if (text === '\n') return text;
  return Array.from({ length: text.length }, (_, index) => escapeOf(text.charCodeAt(index))).join('');
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/**
 * What can be seen of a person's own text, links and all, up to a length; `…` shows that there is more.
 *
 * Never ends in the middle of a character, of its number, or between a letter and its marks.
 */
export function shortened(text: string, longest: number): string {
  return cutAt(longest, seen(startOf(text, longest)));
}

/** Each character has at most two units, and is shown as one or more. */
function startOf(text: string, longest: number): string {
  return text.slice(0, 2 * (longest + 1));
}

function cutAt(longest: number, shown: string): string {
  const units = unitsOf(shown);
  const start = startIn(units, longest);
  return start.length < units.length ? `${start.join('')}…` : shown;
}

/** What is never cut in two: a character with its marks, or its number. */
export function unitsOf(shown: string): readonly string[] {
  return shown.match(/\\u\{[\da-f]+\}|.\p{Mn}*/gsu) ?? [];
}

/** As many of the first units as have room. */
function startIn(units: readonly string[], longest: number): readonly string[] {
  let length = 0;
  const over = units.findIndex((one) => (length += Array.from(one).length) > longest);
  return over === -1 ? units : units.slice(0, over);
}

/** Somebody's name or reason is told up to this length; `--json` has the whole. */
const LONGEST_NAME = 64;
/** AWS begins with who was refused what, and we end with what to do. */
const LONGEST_END = 500;

/**
 * Somebody else's words as a part of our sentence: at most 64 characters, and nothing that could be taken for ours.
 *
 * A plain name stands as it is. One with other signs than a name needs, such as a bracket, a colon or two spaces,
 * stands in quotes.
 */
export function told(text: string): string {
  const shown = contained(text, LONGEST_NAME);
  return PLAIN.test(shown) ? shown : `"${shown}"`;
}

/** Somebody else's words in quotes, at most 64 characters unless more are asked for. */
export function inQuotes(text: string, longest = LONGEST_NAME): string {
  return `"${contained(text, longest)}"`;
}

const PLAIN = /^[\p{L}\p{N}\p{M} _./@+=,&#'-]*…?$/u;

/** Cannot end the quotes round it, nor push what follows out of sight, nor be a link. */
function contained(text: string, longest: number): string {
  const shown = visible(startOf(text, longest))
    .replaceAll(/"|(?<= ) /g, byNumber)
    .replaceAll(/(?<=\bwww)\./gi, byNumber);
  return cutAt(longest, shown);
}

/** `data (vol-1)`, or the id alone where there is no Name. */
export function titled(id: string, name: string | undefined, own: (words: string) => string = told): string {
  return name === undefined ? id : `${own(name)} (${id})`;
}

/** A message of AWS as the end of a sentence of ours: its first and last 500 characters; `--json` has the whole. */
export function said(message: string): string {
  const units = unitsOf(visible(message).replaceAll(/(?<= ) /g, byNumber));
  if (Array.from(units.join('')).length <= 2 * LONGEST_END) return units.join('');
  const end = startIn(units.toReversed(), LONGEST_END).toReversed();
  return [...startIn(units, LONGEST_END), '…', ...end].join('');
}
