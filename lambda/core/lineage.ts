import { iso } from './calendar.ts';
import { keysOf } from './keys.ts';
import { type Place, placeText } from './text.ts';

/** Of which snapshot a replica is a copy. */
export interface Lineage extends ReplicaOf {
  /** The volume that the copied snapshot was taken of. */
  readonly volumeId: string;
  /** The time that the copied snapshot stands for, in milliseconds since 1970, whole seconds. */
  readonly at: number;
  /** The key of a tag that says otherwise; absent where each says the same or is not there. */
  readonly contradictedBy?: string | undefined;
}

/** The tags of a replica that say for people what its description says. */
export function lineageTags(
  { volumeId, at, ...of }: Lineage,
  prefix: string,
): Readonly<Record<string, string>> {
  const keys = keysOf(prefix);
  return {
    [keys.at]: iso(new Date(at)),
    [keys.of]: volumeId,
    [keys.from]: sourceText(of),
  };
}

/** The snapshot that was copied, and where it is or was; `account` is absent for the replica's own. */
export interface ReplicaOf extends Place {
  readonly snapshotId: string;
}

/** The snapshot that was copied, without the rest of a lineage. */
export function replicaOf({ account, region, snapshotId }: ReplicaOf): ReplicaOf {
  return { ...(account === undefined ? {} : { account }), region, snapshotId };
}

/** `eu-west-1/snap-1`, or `111111111111@eu-west-1/snap-1` */
export function sourceText({ snapshotId, ...place }: ReplicaOf): string {
  return `${placeText(place)}/${snapshotId}`;
}

/**
 * The description that the copying call writes, and that nobody can change afterwards.
 *
 * `autosnap: replica of vol-1 from eu-west-1/snap-1 of 2026-11-28T02:10:00Z`, and from another account
 * `autosnap: replica of vol-1 from 111111111111@eu-west-1/snap-1 of 2026-11-28T02:10:00Z`
 */
export function replicaDescription({ volumeId, at, ...of }: Lineage, prefix: string): string {
  return `${replicaStart(prefix)}${volumeId} from ${sourceText(of)} of ${iso(new Date(at))}`;
}

/** Whether a description begins as that of a replica: then the snapshot is a replica or foreign, and nothing else. */
export function isReplicaDescription(description: string, prefix: string): boolean {
  return description.startsWith(replicaStart(prefix));
}

function replicaStart(prefix: string): string {
  return `${prefix}: replica of `;
}

const LINEAGE =
  /^(vol-[\w-]{1,40}) from (?:(\d{12})@)?([a-z]{2,4}(?:-[a-z]+)+-\d{1,2})\/(snap-[\w-]{1,40}) of (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/;

/** Reads the description of a replica; undefined for a text that the copying call never writes. */
export function lineageIn(description: string, prefix: string): Lineage | undefined {
  if (!isReplicaDescription(description, prefix)) return undefined;
  const [, volumeId, account, region, snapshotId, written = ''] =
    LINEAGE.exec(description.slice(replicaStart(prefix).length)) ?? [];
  const at = Date.parse(written);
  if (volumeId === undefined || region === undefined || snapshotId === undefined) return undefined;
  // JavaScript takes 31 February for the 3rd of March.
  if (Number.isNaN(at) || iso(new Date(at)) !== written) return undefined;
  return { volumeId, ...(account === undefined ? {} : { account }), region, snapshotId, at };
}
