import { grouped } from '../grouped.ts';
import { disksIn, type RememberedDisk, shortId } from '../plan/disks.ts';
import { descriptionStart, newestFirst } from '../snapshot.ts';
import { isUsable, type Source } from './source.ts';

/** Snapshots of one instance that were taken together. */
export interface TakenTogether {
  /** `set`: of one instant. `single`: the only snapshot of its run. `apart`: one by one in the same run. */
  readonly kind: 'set' | 'single' | 'apart';
  /** When the data was taken, of several the last, in milliseconds since 1970. */
  readonly takenAt: number;
  readonly members: readonly Source[];
  /** The disks that the server had; none where the snapshots do not remember them. */
  readonly disks: readonly RememberedDisk[];
  /** Disks that were taken and cannot be restored now, and why. */
  readonly missing: readonly MissingDisk[];
}

export interface MissingDisk {
  readonly disk: RememberedDisk;
  readonly because: string;
}

/** Sorts the snapshots of one instance into those that were taken together, newest first. */
export function takenTogether(sources: readonly Source[], prefix: string): TakenTogether[] {
  const groups = grouped(sources, (source) =>
    isOfSet(source, prefix) ? `set ${source.startedAt}` : `run ${source.label.at ?? source.startedAt}`,
  );
  return [...groups.values()]
    .map((members) => momentOf(members.toSorted(newestFirst), prefix))
    .toSorted((a, b) => b.takenAt - a.takenAt);
}

function isOfSet({ description }: Source, prefix: string): boolean {
  return description.startsWith(`${descriptionStart(prefix)}set from `);
}

function momentOf(all: readonly Source[], prefix: string): TakenTogether {
  const members = [...grouped(all, ({ volumeId }) => volumeId).values()].map(
    (some) => some.find(isUsable) ?? some[0],
  );
  const [first] = members;
  const isSet = first !== undefined && isOfSet(first, prefix);
  const disks = rememberedBy(members, prefix);
  return {
    kind: isSet ? 'set' : members.length === 1 ? 'single' : 'apart',
    takenAt: Math.max(...members.map(({ startedAt }) => startedAt)),
    members: members.filter(isUsable),
    disks,
    missing: missingOf(disks, members),
  };
}

/** Each disk once; it was taken where any of the snapshots says so. */
function rememberedBy(members: readonly Source[], prefix: string): RememberedDisk[] {
  const each = members.flatMap(({ tags }) => disksIn(tags, prefix));
  return [...grouped(each, ({ volume }) => volume).values()].map(
    (words) => words.find(({ isTaken }) => isTaken) ?? words[0],
  );
}

function missingOf(disks: readonly RememberedDisk[], members: readonly Source[]): MissingDisk[] {
  const byVolume = new Map(members.map((one) => [shortId(one.volumeId), one]));
  return disks
    .filter(({ isTaken }) => isTaken)
    .flatMap((disk) => {
      const source = byVolume.get(disk.volume);
      if (source !== undefined && isUsable(source)) return [];
      return { disk, because: source === undefined ? 'its snapshot is gone' : whyUnusable(source) };
    });
}

/** Why no volume can be made from a snapshot now. */
export function whyUnusable({ id, state, isArchived, failure }: Source): string {
  if (state === 'error') return `AWS failed ${id}${failure === undefined ? '' : ` (${failure})`}`;
  return isArchived ? `${id} is in the archive tier` : `${id} is ${state}`;
}

/**
 * Whether all that was taken of the server can be restored, as of one instant.
 *
 * @param attached The volumes that it has now, for a snapshot that remembers no disks.
 */
export function isComplete(
  { kind, missing, members, disks }: TakenTogether,
  attached: readonly string[],
): boolean {
  const [only] = members;
  if (only === undefined || missing.length > 0) return false;
  if (kind === 'set') return true;
  if (kind === 'apart') return false;
  return disks.length === 0 ? attached.every((id) => id === only.volumeId) : disks.length === 1;
}
