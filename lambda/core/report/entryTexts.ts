import { counted } from '../text.ts';
import type { SnapshotLine, VolumeLine } from './lines.ts';
import type { OrphanLine } from './orphanLines.ts';
import { type Names, someVolumes } from './titles.ts';

/** How the entries of the report's lists are told, a line each. */

/** What a person calls a volume. */
export type TitleOf = (volumeId: string) => string;

export function volumeText({ volumeId, because }: VolumeLine, title: TitleOf): string {
  return `${title(volumeId)}: ${because}`;
}

export function snapshotText({ snapshotId, volumeId, because }: SnapshotLine, title: TitleOf): string {
  return `${snapshotId} of ${title(volumeId)}: ${because}`;
}

/** New snapshots can be looked up, so they are counted. */
export function createdTogether(entries: readonly [VolumeLine, ...VolumeLine[]], names: Names): string {
  return `${someVolumes(entries, names)}: ${entries[0].because}`;
}

/** What is deleted is gone, so each is named. */
export function deletedTogether(entries: readonly [SnapshotLine, ...SnapshotLine[]], names: Names): string {
  const ids = entries.map(({ snapshotId }) => snapshotId).join(', ');
  return `${entries.length} snapshots of ${someVolumes(entries, names)}: ${entries[0].because}: ${ids}`;
}

/** `from … to …`, and one instant alone where both are the same. */
export function between(oldest: string, newest: string): string {
  return oldest === newest ? `from ${oldest}` : `from ${oldest} to ${newest}`;
}

export function orphanText(
  { volumeId, why, count, pinned, sizeGiB, oldest, newest, command }: OrphanLine,
  title: TitleOf,
): string {
  const kept = pinned === 0 ? 'kept' : pinned === count ? 'kept, pinned' : `kept, ${pinned} of them pinned`;
  const which = pinned === 0 ? 'them' : 'the others';
  const how = command === undefined ? '' : `; to delete ${which}: ${command}`;
  return `${title(volumeId)} (${why}): ${counted(count, 'snapshot')}, ${sizeGiB} GiB in full, ${between(oldest, newest)}, ${kept}${how}`;
}
