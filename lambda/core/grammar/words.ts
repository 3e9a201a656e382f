/** A stretch of a tag's value as the grammar reads it: lower case, and without the spaces that mean nothing. */
export interface Word {
  readonly text: string;
  /** Where each character stands in the value a person wrote, and at last where the word ends. */
  readonly places: readonly number[];
}

/**
 * Cuts a value into words.
 *
 * Spaces separate words, but not next to a separator of a list, nor before an `@` whose word already has one:
 * `7@mon, fri @2` is one word. Only ASCII letters become lower case, because the grammar has no others.
 */
export function wordsOf(value: string): Word[] {
  const words: { text: string; places: number[] }[] = [];
  for (let place = 0; place < value.length; place += 1) {
    const written = value.charAt(place);
    if (/\s/.test(written)) continue;
    const character = /[A-Z]/.test(written) ? written.toLowerCase() : written;
    const word = words.at(-1);
    const isApart = /\s/.test(value.charAt(place - 1));
    if (word === undefined || (isApart && !belongsTo(word.text, character))) {
      words.push({ text: character, places: [place, place + 1] });
    } else {
      word.text += character;
      word.places.pop();
      word.places.push(place, place + 1);
    }
  }
  return words;
}

function belongsTo(word: string, character: string): boolean {
  return /[,+]$/.test(word) || /[,+]/.test(character) || (character === '@' && word.includes('@'));
}

/** A part of a word. */
export function slice({ text, places }: Word, from: number, to = text.length): Word {
  return { text: text.slice(from, to), places: places.slice(from, to + 1) };
}

/** The parts of a word between some characters; empty ones, too. */
export function split(word: Word, separator: RegExp): [...Word[], Word] {
  const parts: Word[] = [];
  let from = 0;
  for (const [index, character] of word.text.split('').entries()) {
    if (!separator.test(character)) continue;
    parts.push(slice(word, from, index));
    from = index + 1;
  }
  return [...parts, slice(word, from)];
}
