import { type Keys, keysOf } from '../keys.ts';
import { EXAMPLES, type Problem, remedyOfMissing } from '../policy/policy.ts';
import type { Snapshot } from '../snapshot.ts';

/**
 * Problems of missing tags, without our example where it could cost a snapshot: the tag was lost, not forgotten.
 *
 * Who wrote the example there would keep fewer snapshots, or have another rhythm, than before. One tag can be
 * missing for several volumes; what is said counts for all of them.
 */
export function withLostTags(
  problems: readonly Problem[],
  snapshots: ReadonlyMap<string, readonly Snapshot[]>,
  prefix: string,
): Problem[] {
  const most = new Map<string, number>();
  for (const { source, key, volumeId } of problems) {
    const count = snapshots.get(volumeId)?.length ?? 0;
    most.set(`${source} ${key}`, Math.max(count, most.get(`${source} ${key}`) ?? 0));
  }
  const keys = keysOf(prefix);
  return problems.map((problem) => {
    const { source, key, value } = problem;
    const remedy = value === undefined ? remedyOf(key, most.get(`${source} ${key}`) ?? 0, keys) : undefined;
    return remedy === undefined ? problem : { ...problem, remedy };
  });
}

function remedyOf(key: string, count: number, { every, retain }: Keys): string | undefined {
  if (key === retain && count > Number(EXAMPLES.retain)) {
    return remedyOfMissing(every, `set what it was; fewer than ${count} would delete some`);
  }
  return key === every && count > 0
    ? remedyOfMissing(
        retain,
        'set what it was, like 1d or 1w; another rhythm changes how far back they reach',
      )
    : undefined;
}
