/**
 * A value in the letters of the grammar: small ones, and ASCII where another sign clearly stands for it.
 *
 * Quotes and brackets mean nothing, but one between two digits may group thousands, and stays.
 */
export function plain(value: string): string {
  return value
    .replaceAll(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .toLowerCase()
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .replaceAll('\u00d7', 'x')
    .replaceAll(/(?<!\d)["'`\u2018-\u201e{}[\]]|["'`\u2018-\u201e{}[\]](?!\d)/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** How a stretch of text becomes a token, by a sticky pattern; undefined where it means nothing to us. */
export type Lexeme<T> = readonly [pattern: RegExp, tokenOf: (match: RegExpExecArray) => T | undefined];

/**
 * Cuts a text into tokens, at each place by the first pattern that fits; spaces only separate.
 *
 * Undefined where any stretch is not understood: what was lost might have been a snapshot.
 */
export function lexed<T>(text: string, lexemes: readonly Lexeme<T>[]): T[] | undefined {
  const tokens: T[] = [];
  let place = 0;
  while (place < text.length) {
    if (text.charAt(place) === ' ') {
      place += 1;
      continue;
    }
    const found = firstAt(place, text, lexemes);
    if (found?.token === undefined) return undefined;
    tokens.push(found.token);
    place = found.end;
  }
  return tokens;
}

function firstAt<T>(
  place: number,
  text: string,
  lexemes: readonly Lexeme<T>[],
): { token: T | undefined; end: number } | undefined {
  for (const [pattern, tokenOf] of lexemes) {
    pattern.lastIndex = place;
    const match = pattern.exec(text);
    if (match !== null) return { token: tokenOf(match), end: place + match[0].length };
  }
  return undefined;
}

/** Words of one meaning each. */
export function dictionary<T>(
  entries: readonly (readonly [meaning: T, words: string])[],
): ReadonlyMap<string, T> {
  return new Map(
    entries.flatMap(([meaning, words]) => words.split(' ').map((word) => [word, meaning] as const)),
  );
}

/** All values of some lists; undefined where one of the lists is. */
export function together<T>(lists: readonly (readonly T[] | undefined)[]): T[] | undefined {
  const known = lists.flatMap((list) => list ?? []);
  return lists.includes(undefined) ? undefined : known;
}
