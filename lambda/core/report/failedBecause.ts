import { grouped } from '../grouped.ts';
import type { Managed } from '../plan/survey.ts';

/** What AWS says of a failure is told up to this length. */
export const LONGEST_CAUSE = 200;

/** Why AWS failed snapshots. */
export interface CauseLine {
  readonly message: string;
  /** Of how many volumes. */
  readonly volumes: number;
}

/** Why AWS failed snapshots of managed volumes, what most volumes met first. */
export function causeLines(managed: readonly Managed[]): CauseLine[] {
  const messages = managed.flatMap(({ snapshots }) => [
    ...new Set(snapshots.flatMap(({ failure }) => failure ?? [])),
  ]);
  return [...grouped(messages, (message) => message)]
    .map(([message, all]) => ({ message, volumes: all.length }))
    .toSorted((a, b) => b.volumes - a.volumes);
}
