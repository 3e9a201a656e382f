/** Reasons in place of kinds: nothing could be seen. */
const REASONS = new Set(['key', 'checksum']);

/** No prover looks at a thousand partitions, so a longer count is a forgery. */
const RUN = /^(.+):(\d{1,3})$/;

/**
 * What two snapshots are compared by: each kind once for each partition, whether it is damaged or not.
 *
 * So a file system that was repaired is of the same kind as before. Undefined where the words are no kinds but the
 * reason why nothing could be seen.
 */
export function comparable(kinds: string): string | undefined {
  if (REASONS.has(kinds)) return undefined;
  return kinds.split(' ').filter(Boolean).flatMap(each).join(' ');
}

function each(word: string): string[] {
  const [, one = word, count = '1'] = RUN.exec(word) ?? [];
  return Array.from({ length: Number(count) }, () => one.replace(/-damaged$/, ''));
}
