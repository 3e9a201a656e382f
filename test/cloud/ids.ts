/** Gives out ids in AWS's form; the same story asks in the same order and so gets the same ids. */
export interface Ids {
  next(prefix: string): string;
}

/**
 * Ids do not grow with time, as on AWS: whoever takes their order for an age is
 * found out. Each prefix counts by itself, so one more snapshot renames no volume.
 */
export function createIds(seed: string): Ids {
  const counts = new Map<string, number>();
  return {
    next(prefix) {
      const count = (counts.get(prefix) ?? 0) + 1;
      counts.set(prefix, count);
      return `${prefix}-0${hex(count, `${seed}${prefix}`)}`;
    },
  };
}

/** Sixteen hex digits, no two alike for one salt, since `mix` is a bijection. */
function hex(count: number, salt: string): string {
  let salted = 0;
  for (const character of salt) salted = mix(salted ^ (character.codePointAt(0) ?? 0));
  const low = mix(count ^ salted);
  const high = mix(low ^ 0x9e3779b9);
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/** The finalizer of MurmurHash3. */
function mix(word: number): number {
  let h = word >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
