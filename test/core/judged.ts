import type { Snapshot } from '../../lambda/core/snapshot.ts';
import { judge, type Judging } from '../../lambda/core/plan/retention.ts';
import { everyUnits } from '../../lambda/core/policy/schedule.ts';
import { told, UTC } from './fixtures.ts';

/** A volume with daily snapshots that keeps a number of them. */

export const PINNED = { tags: { autosnap_keep: 'audit' } };

export function judging(count: number, change: Partial<Judging> = {}): Judging {
  return {
    retention: [{ kind: 'slots', count, schedule: everyUnits(1, 86_400) }],
    zone: UTC,
    holds: new Map(),
    ...change,
  };
}

/** What becomes of the copies of one volume that keeps `count`, newest first. */
export function story(count: number, ...snapshots: readonly Snapshot[]): Record<string, string> {
  return told(judge(snapshots, judging(count)).verdicts);
}
