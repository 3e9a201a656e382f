import { shellWord } from '../text.ts';

/** A volume that carries the tag `<prefix>_proof`. */
export interface ProofVolume {
  readonly id: string;
  /** As AWS has it: `creating`, `available`, `error`, … */
  readonly state: string;
  /** The snapshot that AWS made it of. */
  readonly snapshotId: string;
  /** What its tag `<prefix>_proof` says. */
  readonly proofOf: string;
  readonly isAttached: boolean;
  /** In milliseconds since 1970. */
  readonly createdAt: number;
}

/** What becomes of a volume that an earlier proof left, and why. */
export interface LeftOver {
  readonly volumeId: string;
  readonly isDeleted: boolean;
  /** Why it is deleted, or why it stays and what a person can do. */
  readonly because: string;
}

const HOUR = 3_600_000;

/** A younger one may belong to a proof that still runs: it waits for its volume for an hour at most. */
const YOUNGEST = HOUR;

/** An older one has been seen by other sweeps, or by nobody: a person may have made something of it. */
const OLDEST = 24 * HOUR;

const LEAVING = new Set(['deleting', 'deleted']);

/**
 * What is done with the volumes that carry the tag of a proof.
 *
 * Deleted is only what by four signs is left of a proof: its tag names the snapshot of which AWS made it, that snapshot
 * is ours, it is attached to nothing, and it is between 1 and 24 hours old. A tag alone proves nothing: anybody who may
 * tag could have written it on a volume with data.
 *
 * @param own The ids of all own snapshots of the region.
 */
export function leftOvers(
  volumes: readonly ProofVolume[],
  own: ReadonlySet<string>,
  { region, prefix, now }: { readonly region: string; readonly prefix: string; readonly now: Date },
): LeftOver[] {
  return volumes
    .filter(({ state }) => !LEAVING.has(state))
    .map((volume) => {
      const age = now.getTime() - volume.createdAt;
      const why = stays(volume, own, age);
      if (why === undefined) {
        const because = `an earlier proof of ${volume.snapshotId} left it ${ageWords(age)} ago`;
        return { volumeId: volume.id, isDeleted: true, because };
      }
      return {
        volumeId: volume.id,
        isDeleted: false,
        because: `${why(prefix)}; ${remedy(volume, region, age)}`,
      };
    });
}

type Why = (prefix: string) => string;

function stays(volume: ProofVolume, own: ReadonlySet<string>, age: number): Why | undefined {
  const { snapshotId, proofOf, isAttached } = volume;
  if (isAttached) return () => 'it is attached, so somebody uses it';
  if (snapshotId === '' || proofOf !== snapshotId) {
    return (prefix) => `its tag ${prefix}_proof does not name the snapshot that it was made of`;
  }
  if (!own.has(snapshotId)) return () => `its snapshot ${snapshotId} is gone or not ours`;
  if (age < YOUNGEST) return () => 'it is less than an hour old, and another proof may still use it';
  if (age > OLDEST) return () => 'it is more than 24 hours old';
  return undefined;
}

function remedy({ id, isAttached, snapshotId, proofOf }: ProofVolume, region: string, age: number): string {
  if (age < YOUNGEST && !isAttached && snapshotId === proofOf) return 'prove --volume deletes it later';
  return deleteByHand(id, region);
}

/** What a person can do about a volume that stays. AWS deletes none that is attached. */
export function deleteByHand(volumeId: string, region: string): string {
  const command = `aws ec2 delete-volume --region ${shellWord(region)} --volume-id ${shellWord(volumeId)}`;
  return `if it is not needed, delete it: ${command}`;
}

function ageWords(age: number): string {
  const hours = Math.floor(age / HOUR);
  return hours === 1 ? '1 hour' : `${hours} hours`;
}
