/** As many slips of the keyboard as a word of its length can have. */
function slipsIn(word: string): number {
  return word.length < 3 ? 0 : word.length < 6 ? 1 : word.length < 12 ? 2 : 3;
}

/**
 * The words that a person most likely meant: those with the fewest slips, each once, in the order given.
 *
 * A slip is a letter that is wrong, missing or too much, or two that changed places; upper case is none. A word
 * of fewer than 3 letters is never meant by another, one of up to 5 has one slip, of up to 11 two, a longer one
 * three.
 */
export function nearest(word: string, candidates: Iterable<string>): readonly string[] {
  const wanted = word.trim().toLowerCase();
  let fewest = slipsIn(wanted);
  let found: string[] = [];
  for (const candidate of new Set(candidates)) {
    const slips = slipsBetween(wanted, candidate.toLowerCase(), fewest);
    if (slips > fewest || slips >= wanted.length) continue;
    if (slips < fewest) found = [];
    fewest = slips;
    found.push(candidate);
  }
  return found;
}

/**
 * How many slips lie between two words; more than `most` where that is clear early.
 *
 * https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance#Optimal_string_alignment_distance
 */
function slipsBetween(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const hasSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      next.push(
        Math.min(
          at(last, column) + 1,
          at(next, column - 1) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          hasSwapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    if (Math.min(...next) > most) return most + 1;
    [before, last] = [last, next];
  }
  return at(last, other.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

/** `; did you mean plan or pin?`, or nothing. A person reads no long list, so it ends with a number. */
export function didYouMean(meant: readonly string[]): string {
  const [shown, left] =
    meant.length > SOME ? [meant.slice(0, SOME - 1), meant.length - SOME + 1] : [meant, 0];
  const words = left === 0 ? shown : [...shown, `one of ${left} others`];
  const last = words.at(-1);
  if (last === undefined) return '';
  const others = words.slice(0, -1).join(', ');
  return `; did you mean ${others === '' ? '' : `${others} or `}${last}?`;
}

const SOME = 3;
