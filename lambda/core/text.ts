/** `1 volume`, `2 volumes`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** A name without upper case and signs, to find a name that is nearly another. */
export function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Where something is: `eu-west-1`, or `222222222222/eu-west-1` where the account is known. */
export function placeOf({ account, region }: Place): string {
  return account === undefined ? region : `${account}/${region}`;
}

interface Place {
  readonly account?: string | undefined;
  readonly region: string;
}

/**
 * Makes every character of a text visible.
 *
 * Anybody can write a name or a tag. A line break, a terminal escape or a mark that turns the writing
 * direction could rewrite the report around it, so such characters are shown by number.
 */
export function visible(text: string): string {
  return text.replaceAll(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/**
 * Writes a value as JSON that cannot steer a terminal.
 *
 * Characters that cannot be seen are written as JSON's own escapes, so a parser gets each of them back.
 */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => escapeOf(character.charCodeAt(index))).join(''),
  );
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
