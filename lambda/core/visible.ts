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
