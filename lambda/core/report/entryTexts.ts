import { neverReached } from '../neverReached.ts';
import { counted, said } from '../text.ts';
import type { FailureLine, OrphanLine, SnapshotLine, VolumeLine } from './lines.ts';

/** How the entries of the report's lists are told, a line each. */

export interface LineContext {
  readonly place: string;
  /** A volume's id, with its Name where it has one. */
  readonly title: (volumeId: string) => string;
}

export function volumeText({ volumeId, because }: VolumeLine, { title }: LineContext): string {
  return `${title(volumeId)}: ${because}`;
}

export function snapshotText(
  { snapshotId, volumeId, because }: SnapshotLine,
  { title }: LineContext,
): string {
  return `${snapshotId} of ${title(volumeId)}: ${because}`;
}

export function failureText(
  { kind, volumeId, snapshotId, code, message }: FailureLine,
  { title }: LineContext,
): string {
  switch (kind) {
    case 'create':
      return `${title(volumeId)} got no copy: ${code}: ${said(message)}`;
    case 'delete':
      return `${snapshotId} of ${title(volumeId)} was not deleted: ${code}: ${said(message)}`;
    default:
      return neverReached(kind);
  }
}

export function orphanText(
  { volumeId, why, count, sizeGiB, oldest, newest, command }: OrphanLine,
  { title }: LineContext,
): string {
  return `${counted(count, 'copy', 'copies')} of ${title(volumeId)} (${why}), ${sizeGiB} GiB in full, from ${oldest} to ${newest}, kept${command === undefined ? '' : `; to delete them: ${command}`}`;
}
