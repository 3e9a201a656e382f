import { givenName } from '../inventory.ts';
import { isPinned, type Names, type Snapshot, standsFor } from '../snapshot.ts';
import type { Orphan } from './orphans.ts';
import type { Managed } from './survey.ts';

/** How many volumes vanished since the last run of a day before: together they look like an accident. */
export interface Vanished {
  readonly today: number;
  /** Those of them for which as many managed volumes of the same Name were created. */
  readonly replaced: number;
}

/**
 * Counts the volumes that vanished today: their next snapshot fell due within the 24 hours before `now`.
 *
 * A fleet that is replaced loses all its volumes and gets as many of the same Name. A Name is replaced whole
 * or not at all: three new volumes for four do not say that nothing is wrong.
 */
export function vanishedToday(orphans: readonly Orphan[], managed: readonly Managed[], now: Date): Vanished {
  const vanished = orphans.flatMap(({ why, snapshots }) => (why === 'gone' ? (lastOf(snapshots) ?? []) : []));
  const today = vanished.filter((one) => fellDueToday(one, now));
  const groups = new Map<string, Last[]>();
  for (const one of today) {
    if (namesKnown(one) === 0) continue;
    const key = JSON.stringify([one.names?.server, one.names?.volume]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const free = new Set(managed);
  // Names that say more choose first.
  const inOrder = [...groups.values()].toSorted(([a], [b]) => namesKnown(b) - namesKnown(a));
  let replaced = 0;
  for (const group of inOrder) {
    const successors = successorsOf(group, free);
    if (successors.length < group.length) continue;
    replaced += group.length;
    for (const one of successors.slice(0, group.length)) free.delete(one);
  }
  return { today: today.length, replaced };
}

/** What the snapshots of a vanished volume say of its end. */
interface Last {
  readonly newest: Date;
  /** In milliseconds: the gap before the newest one is that after it, too. */
  readonly gap: number;
  readonly names: Names | undefined;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Two runs a day apart differ by some seconds, and each end of a volume must be told once. */
const TOLERANCE = 300_000;

/** A pinned or failed snapshot says nothing of a schedule, where there are others; nor does a double. */
function lastOf(snapshots: readonly Snapshot[]): Last | undefined {
  const regular = snapshots.filter((one) => !isPinned(one) && one.state !== 'error');
  const [newest, ...others] = (regular.length > 0 ? regular : snapshots).toSorted(
    (a, b) => standsFor(b).getTime() - standsFor(a).getTime(),
  );
  if (newest === undefined) return undefined;
  const gaps = others.map((one) => standsFor(newest).getTime() - standsFor(one).getTime());
  return {
    newest: standsFor(newest),
    gap: gaps.find((gap) => gap >= HOUR - TOLERANCE) ?? DAY,
    names: newest.names,
  };
}

function fellDueToday({ newest, gap }: Last, now: Date): boolean {
  const late = now.getTime() - newest.getTime() - gap + TOLERANCE;
  return late >= 0 && late < DAY;
}

/** The managed volumes that can stand for those of a group: of the same Name, and newer than their last gap. */
function successorsOf(group: readonly Last[], free: ReadonlySet<Managed>): Managed[] {
  const [first] = group;
  const since = Math.min(...group.map(({ newest, gap }) => newest.getTime() - gap));
  return [...free].filter(
    ({ volume, instance }) =>
      volume.createdAt !== undefined &&
      volume.createdAt > since &&
      isSame(first?.names?.volume, givenName(volume.tags)) &&
      isSame(first?.names?.server, instance && givenName(instance.tags)),
  );
}

/** What was not written is not known. */
function isSame(written: string | undefined, name: string | undefined): boolean {
  return written === undefined || written === name;
}

function namesKnown(one: Last | undefined): number {
  return [one?.names?.server, one?.names?.volume].filter((name) => name !== undefined).length;
}
