import type { AskedOverall } from '../policy/attachments.ts';
import { isOurs, isPinned, isRestorable, type Snapshot } from '../snapshot.ts';
import { type Objective, withPause } from './objective.ts';

const HOUR = 3_600_000;
const DAY_HOURS = 24;

/**
 * The objective of a volume that runs took snapshots of, and for which no tag can be read any more as a wish.
 *
 * Who wiped its tags asked for nothing, and nobody decided that it needs no snapshots. So it is held to the pace that it
 * had: the time between its two newest own snapshots, or a day where there is one, and the pause between two runs.
 * Undefined where a person stopped it (ignored, paused), and where no run ever took one.
 *
 * @param snapshots Of the volume, newest first.
 */
export function paceOf(
  { policies, without }: AskedOverall,
  snapshots: readonly Snapshot[],
  runHours: readonly number[] | undefined,
): Objective | undefined {
  const isStopped = without === 'ignored' || without === 'paused' || without === 'proof';
  if (policies.length > 0 || isStopped) return undefined;
  const [newest, before] = snapshots.filter((one) => isOurs(one) && isRestorable(one) && !isPinned(one));
  if (newest === undefined) return undefined;
  const slot = before === undefined ? DAY_HOURS : (newest.startedAt - before.startedAt) / HOUR;
  return { hours: withPause(slot, runHours), from: 'pace' };
}
