import { grouped } from '../../grouped.ts';
import { type Inventory, titleOf, type Volume } from '../../inventory.ts';
import { MARK } from '../../keys.ts';
import type { Problem } from '../../policy/policy.ts';
import { descriptionStart, type Snapshot } from '../../snapshot.ts';
import { counted, inQuotes } from '../../text.ts';

/** Snapshots that carry a mark and are not ours: they are told to a person, and never counted or deleted. */

/** A sentence for each volume that has such snapshots. */
export function notOurs(inventory: Inventory, managed: readonly Volume[]): string[] {
  return [...otherMarks(inventory, managed), ...onlyMarked(inventory)];
}

function otherMarks({ snapshots, prefix }: Inventory, managed: readonly Volume[]): string[] {
  const volumes = new Map(managed.map((volume) => [volume.id, volume]));
  const counts = new Map<string, number>();
  for (const { volumeId, label } of snapshots) {
    const volume = volumes.get(volumeId);
    const { mark } = label;
    if (volume === undefined || mark === undefined || mark === prefix) continue;
    const about = `${titleOf(volume)} also has snapshots marked ${MARK}=${inQuotes(mark)}, which are not ours to count or delete`;
    counts.set(about, (counts.get(about) ?? 0) + 1);
  }
  return [...counts].map(([about, count]) => `${about} (${count})`);
}

function onlyMarked(inventory: Inventory): string[] {
  const volumes = new Map(inventory.volumes.map((volume) => [volume.id, volume]));
  return [...heirsIn(inventory)].map(([volumeId, heirs]) => {
    const how = heirs.length === 1 ? 'was not made by us: its' : 'were not made by us: their';
    return `${titleIn(volumes, volumeId)} has ${counted(heirs.length, 'snapshot')} with our mark that ${how} description does not begin with ${inQuotes(descriptionStart(inventory.prefix))} (${someIds(heirs)}); never counted, never deleted; aws-snapper adopt shows what making one ours would change`;
  });
}

function titleIn(volumes: ReadonlyMap<string, Volume>, id: string): string {
  const volume = volumes.get(id);
  return volume === undefined ? id : titleOf(volume);
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
