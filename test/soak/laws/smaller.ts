/**
 * The smallest list that still fails, as far as leaving things out can tell: halves first, then single ones.
 *
 * fast-check shrinks values well, but a history of hundreds of steps becomes small much sooner like this.
 */
export async function smaller<T>(
  list: readonly T[],
  fails: (shorter: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let best = list;
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let isShorter = true; isShorter; ) {
      isShorter = false;
      for (let from = best.length - size; from > -size; from -= size) {
        const shorter = [...best.slice(0, Math.max(0, from)), ...best.slice(Math.max(0, from + size))];
        if (shorter.length < best.length && (await fails(shorter))) {
          best = shorter;
          isShorter = true;
        }
      }
    }
  }
  return best;
}
