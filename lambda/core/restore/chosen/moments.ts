import { grouped } from '../../grouped.ts';
import { disksIn, type RememberedDisk, shortId } from '../../plan/disks.ts';
import { descriptionStart } from '../../label.ts';
import { newestFirst } from '../../snapshot.ts';
import { canBeChosen } from './choice.ts';
import { isUsable, type Source } from '../source.ts';

/** Snapshots of one instance that were taken together. */
export interface TakenTogether {
  /** `set`: of one instant. `single`: the only snapshot of its run. `apart`: one by one in the same run. */
  readonly kind: 'set' | 'single' | 'apart';
  /** When the data was taken, of several the last, in milliseconds since 1970. */
  readonly takenAt: number;
  /** Those that can be restored. */
  readonly members: readonly Source[];
  /** The disks that the server had; none where the snapshots do not remember them. */
  readonly disks: readonly RememberedDisk[];
  /** Disks that were taken and cannot be restored now, and why. */
  readonly missing: readonly MissingDisk[];
}

export interface MissingDisk {
  /** `/dev/xvda`, or the volume where no device is remembered. */
  readonly called: string;
  readonly because: string;
}

/** How snapshots are read. */
export interface Reading {
  readonly prefix: string;
  /** Snapshots of which this restore has made volumes before. */
  readonly begun: ReadonlySet<string>;
}

/** Sorts the snapshots of one instance into those that were taken together, newest first. */
export function takenTogether(sources: readonly Source[], reading: Reading): TakenTogether[] {
  const groups = grouped(sources, (source) =>
    isOfSet(source, reading.prefix)
      ? `set ${source.startedAt}`
      : `run ${source.label.at ?? source.startedAt}`,
  );
  return [...groups.values()]
    .map((members) => momentOf(members.toSorted(newestFirst), reading))
    .toSorted((a, b) => b.takenAt - a.takenAt);
}

function setStart(prefix: string): string {
  return `${descriptionStart(prefix)}set from `;
}

/** A replica remembers only by its map of disks that others were taken with it. */
function isOfSet({ description, lineage, tags }: Source, prefix: string): boolean {
  return lineage === undefined
    ? description.startsWith(setStart(prefix))
    : disksIn(tags, prefix).filter(({ isTaken }) => isTaken).length > 1;
}

/** What is equal for snapshots of one instant. Replicas of one run have one time, also where they were taken one by one. */
export function instantOf(source: Source, prefix: string): number | string {
  return source.lineage === undefined || isOfSet(source, prefix) ? source.startedAt : source.id;
}

/** The instance a snapshot was taken of; undefined where neither a tag nor the description of a set says so. */
export function instanceOf({ names, description }: Source, prefix: string): string | undefined {
  if (names?.instanceId !== undefined) return names.instanceId;
  const start = setStart(prefix);
  if (!description.startsWith(start)) return undefined;
  return /^\S+ of (i-[\w-]+)/.exec(description.slice(start.length))?.[1];
}

function momentOf(all: readonly Source[], { prefix, begun }: Reading): TakenTogether {
  const isThere = (one: Source): boolean => canBeChosen(one, begun);
  const each = [...grouped(all, ({ volumeId }) => volumeId).values()].map(
    (some) => some.find(({ id }) => begun.has(id)) ?? some.find(isUsable) ?? some[0],
  );
  const [first] = each;
  const isSet = first !== undefined && isOfSet(first, prefix);
  const disks = rememberedBy(each, prefix);
  return {
    kind: isSet ? 'set' : each.length === 1 ? 'single' : 'apart',
    takenAt: Math.max(...each.map(({ startedAt }) => startedAt)),
    members: each.filter(isThere),
    disks,
    missing: missingOf(
      disks,
      each.filter((one) => !isThere(one)),
      each,
    ),
  };
}

/** Each disk once; it was taken where any of the snapshots says so. */
function rememberedBy(each: readonly Source[], prefix: string): RememberedDisk[] {
  const words = each.flatMap(({ tags }) => disksIn(tags, prefix));
  return [...grouped(words, ({ volume }) => volume).values()].map(
    (some) => some.find(({ isTaken }) => isTaken) ?? some[0],
  );
}

/** @param unusable Those that were taken and cannot be restored; @param each of all volumes. */
function missingOf(
  disks: readonly RememberedDisk[],
  unusable: readonly Source[],
  each: readonly Source[],
): MissingDisk[] {
  const called = ({ volumeId }: Source): string =>
    disks.find(({ volume }) => volume === shortId(volumeId))?.device || volumeId;
  const isOfReplicas = each.some(({ lineage }) => lineage !== undefined);
  const there = new Set(each.map(({ volumeId }) => shortId(volumeId)));
  return [
    ...unusable.map((one) => ({ called: called(one), because: whyUnusable(one) })),
    ...disks
      .filter(({ isTaken, volume }) => isTaken && !there.has(volume))
      .map((disk) => ({
        called: diskWords(disk),
        because: isOfReplicas ? 'it has no replica here' : 'its snapshot is gone',
      })),
  ];
}

/** `/dev/sdf`, or the end of the volume's id where no device is remembered. */
export function diskWords({ device, volume }: RememberedDisk): string {
  return device === '' ? `vol-…${volume}` : device;
}

/** Why no volume can be made from a snapshot now. */
export function whyUnusable({ id, state, isArchived, failure }: Source): string {
  if (state === 'error') return `AWS failed ${id}${failure === undefined ? '' : ` (${failure})`}`;
  return isArchived ? `${id} is in the archive tier` : `${id} is ${state}`;
}

/** What else is known of the disks of a server. */
export interface Known {
  /** The volumes that it has now. */
  readonly attached: readonly string[];
  /** The volumes that it has snapshots of, at any time. */
  readonly taken: readonly string[];
}

/**
 * Why not all that is taken of the server can be restored as of one instant; undefined where it can.
 *
 * Snapshots that remember no disks are compared with what the server has now. A snapshot that was taken alone is
 * all there is where no other disk has any.
 */
export function whyIncomplete(
  { kind, missing, members, disks }: TakenTogether,
  { attached, taken }: Known,
): string | undefined {
  if (missing.length > 0) return missing.map(({ called, because }) => `${called}: ${because}`).join('; ');
  if (kind === 'apart') return 'the disks were taken one by one';
  const has = new Set(members.map(({ volumeId }) => volumeId));
  const lacking = neededOf({ kind, disks }, { attached, taken }).find((id) => !has.has(id));
  if (lacking !== undefined)
    return kind === 'single' ? `${[...has].join()} was taken alone` : `it has no snapshot of ${lacking}`;
  if (kind !== 'set' || members.length > 1) return undefined;
  return members.some((one) => one.lineage !== undefined)
    ? 'the others of the set have no replica here'
    : 'the other snapshots of the set are gone';
}

/** The volumes of which a set or a single snapshot must have one, beside those that its map says it took. */
function neededOf(
  { kind, disks }: Pick<TakenTogether, 'kind' | 'disks'>,
  { attached, taken }: Known,
): readonly string[] {
  if (disks.length === 0) return kind === 'single' && attached.length === 0 ? taken : attached;
  if (kind === 'set') return [];
  return taken.filter((id) => disks.some(({ volume }) => volume === shortId(id)));
}
