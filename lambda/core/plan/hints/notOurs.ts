import { grouped } from '../../grouped.ts';
import type { Inventory, Volume } from '../../inventory.ts';
import { MARK } from '../../keys.ts';
import type { Problem } from '../../policy/policy.ts';
import { descriptionStart } from '../../label.ts';
import type { Snapshot } from '../../snapshot.ts';
import { inQuotes } from '../../text.ts';
import type { Hint } from './hint.ts';

/** Snapshots that carry a mark and are not ours: they are told to a person, and never counted or deleted. */

/** Those of each volume, by what is wrong with them. */
export function notOurs(inventory: Inventory, managed: readonly Volume[]): Hint[] {
  return [...otherMarks(inventory, managed), ...onlyMarked(inventory)];
}

function otherMarks({ snapshots, prefix }: Inventory, managed: readonly Volume[]): Hint[] {
  const ids = new Set(managed.map(({ id }) => id));
  const others = snapshots.filter(
    ({ volumeId, label: { mark } }) => mark !== undefined && mark !== prefix && ids.has(volumeId),
  );
  const groups = grouped(others, ({ volumeId, label: { mark } }) => `${volumeId} ${mark}`);
  return [...groups.values()].map((some) =>
    onSnapshots(
      some,
      `is marked ${MARK}=${inQuotes(some[0].label.mark ?? '')}, so it is not ours to count or delete`,
    ),
  );
}

function onlyMarked(inventory: Inventory): Hint[] {
  const start = inQuotes(descriptionStart(inventory.prefix));
  return [...heirsIn(inventory).values()].map((heirs) =>
    onSnapshots(
      heirs,
      `carries our mark but was not made by us: its description does not begin with ${start}; it is never counted and never deleted; aws-snapper adopt shows what making it ours would change`,
    ),
  );
}

function onSnapshots(some: readonly [Snapshot, ...Snapshot[]], says: string): Hint {
  return { of: 'snapshot', id: some[0].volumeId, snapshotIds: some.map(({ id }) => id), says };
}

/** The problems, where one is a mark in a wrong place with the snapshots that inherited it. */
export function withHeirs(problems: readonly Problem[], inventory: Inventory): Problem[] {
  const heirs = heirsIn(inventory);
  return problems.map((problem) => {
    const own = problem.key === MARK ? heirs.get(problem.volumeId) : undefined;
    if (own === undefined) return problem;
    const remedy = `${problem.remedy}; foreign snapshots that inherited it: ${someIds(own)}`;
    return { ...problem, remedy };
  });
}

function heirsIn({ snapshots }: Inventory): Map<string, [Snapshot, ...Snapshot[]]> {
  const heirs = snapshots.filter(({ label }) => label.ownership === 'only marked');
  return grouped(heirs, ({ volumeId }) => volumeId);
}

const MOST_IDS = 3;

function someIds(snapshots: readonly Snapshot[]): string {
  const ids = snapshots.slice(0, MOST_IDS).map(({ id }) => id);
  const left = snapshots.length - ids.length;
  return `${ids.join(', ')}${left === 0 ? '' : ` and ${left} more`}`;
}
