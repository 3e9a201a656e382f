/**
 * Makes every character of a text visible.
 *
 * Names and tags are anybody's words: a line break, a terminal escape or a mark that turns the writing
 * direction would let them rewrite the report around them, so such characters are shown by number.
 */
export function visible(text: string): string {
  return text.replaceAll(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/**
 * A value as JSON that steers no terminal: what cannot be seen is written as JSON's own escapes, so whoever
 * parses it gets each character back.
 */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => escapeOf(character.charCodeAt(index))).join(''),
  );
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
