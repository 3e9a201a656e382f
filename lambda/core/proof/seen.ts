/** What was seen in a snapshot, by its bytes alone: nothing is compared with other snapshots yet. */
export interface Seen {
  readonly verdict: 'sound' | 'opaque' | 'blank' | 'unknown' | 'damaged';
  /**
   * At most 200 characters: the table, then each partition in its order: `gpt fat32 ext4`. A damaged one is `ext4-damaged`,
   * many of a kind in a row are `ext4:3`, and `+14` are partitions that were not looked at. Empty for a blank disk.
   */
  readonly kinds: string;
  /** What is damaged, as sentences for a person: `the ext4 file system at 1 MiB: the checksum …`; none where nothing is. */
  readonly damages: readonly string[];
}

/** What one place of a disk holds. */
export interface Content {
  /** `gpt`, `ext4`; also `blank`, `reserved` or `unknown`. */
  readonly kind: string;
  /** Sentences; none where nothing is damaged. */
  readonly damages: readonly string[];
  /** @default false */
  readonly isOpaque?: true | undefined;
}

const LONGEST = 200;
const MOST_DAMAGES = 8;

export const BLANK: Seen = { verdict: 'blank', kinds: '', damages: [] };

/** Says all in one verdict: what is damaged before what is unknown, and that before what cannot be seen. */
export function seenIn(contents: readonly Content[], notLookedAt: number): Seen {
  const damages = contents.flatMap((content) => content.damages);
  const kinds = kindsOf(contents, notLookedAt);
  if (damages.length > 0) return { verdict: 'damaged', kinds, damages: fewer(damages) };
  if (contents.some(({ kind }) => kind === 'unknown')) return { verdict: 'unknown', kinds, damages };
  return { verdict: contents.some(({ isOpaque }) => isOpaque) ? 'opaque' : 'sound', kinds, damages };
}

function fewer(damages: readonly string[]): readonly string[] {
  const more = damages.length - MOST_DAMAGES;
  return more > 0 ? [...damages.slice(0, MOST_DAMAGES), `${more} more`] : damages;
}

function kindsOf(contents: readonly Content[], notLookedAt: number): string {
  const runs = runsOf(contents.map(({ kind, damages }) => (damages.length === 0 ? kind : `${kind}-damaged`)));
  for (let kept = runs.length; kept > 0; kept -= 1) {
    const cut = runs.slice(kept).reduce((sum, { count }) => sum + count, notLookedAt);
    const words = runs.slice(0, kept).map(({ word, count }) => (count === 1 ? word : `${word}:${count}`));
    const text = [...words, ...(cut === 0 ? [] : [`+${cut}`])].join(' ');
    if (text.length <= LONGEST) return text;
  }
  return '';
}

interface Run {
  readonly word: string;
  readonly count: number;
}

function runsOf(words: readonly string[]): Run[] {
  const runs: Run[] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last?.word === word) runs[runs.length - 1] = { word, count: last.count + 1 };
    else runs.push({ word, count: 1 });
  }
  return runs;
}
