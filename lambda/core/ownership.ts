import type { Snapshot, Tags } from './inventory.ts';

/** The tag key that says which tool made a snapshot. The Python aws-snapper wrote the same one. */
export const MARK = 'snapshot_tool';

/** CopySnapshot gives every copy this volume id, so it says nothing about where a snapshot came from. */
const VOLUME_OF_COPIES = /^vol-f+$/;

/** The tag keys that one prefix stands for. */
export interface Keys {
  readonly every: string;
  readonly retain: string;
  readonly ignore: string;
  readonly keep: string;
  readonly at: string;
  readonly instance: string;
}

export function keysOf(prefix: string): Keys {
  return {
    every: prefix,
    retain: `${prefix}_retain`,
    ignore: `${prefix}_ignore`,
    keep: `${prefix}_keep`,
    at: `${prefix}_at`,
    instance: `${prefix}_instance`,
  };
}

/**
 * A reserved key is one that this tool writes or reads, so it is never copied from a volume to its snapshots.
 *
 * In any letter case, because a pin counts in any.
 */
export function isReserved(key: string, prefix: string): boolean {
  const lower = key.toLowerCase();
  return lower === MARK || lower === prefix.toLowerCase() || lower.startsWith(`${prefix.toLowerCase()}_`);
}

/** Whether anything is read from a snapshot's tag with this key; all others are what was copied from its volume. */
export function isTelling(key: string, prefix: string): boolean {
  return key === MARK || key === keysOf(prefix).at || key.startsWith('aws:') || looksLikePin(key);
}

/** A key that a person may have meant for a pin. */
export function looksLikePin(key: string): boolean {
  return /keep|pin|hold/i.test(key);
}

/** What the tags of a snapshot say of it. */
interface Said {
  readonly prefix: string;
  readonly isOurs: boolean;
  /** The value of the pin. */
  readonly pin: string | undefined;
  /** A tag by which another AWS service manages the snapshot. */
  readonly serviceTag: string | undefined;
  /** What the run called "now", in milliseconds since 1970. */
  readonly at: number | undefined;
}

function readTags(tags: Tags, prefix: string): Said {
  const { keep, at } = keysOf(prefix);
  const { [at]: written = '' } = tags;
  const keys = Object.keys(tags);
  const time = INSTANT.test(written) ? Date.parse(written) : Number.NaN;
  return {
    prefix,
    isOurs:
      tags[MARK] === prefix &&
      !keys.some((key) => key.startsWith('aws:backup:') || key.startsWith('aws:dlm:')),
    pin: Object.entries(tags).find(([key]) => key.toLowerCase() === keep.toLowerCase())?.[1],
    serviceTag: keys.find((key) => key.startsWith('aws:')),
    at: Number.isNaN(time) ? undefined : time,
  };
}

/** Each copy is asked often, and thousands share the tags of one run, so these are read once. */
const known = new WeakMap<Tags, Said>();

function saidBy({ tags }: Snapshot, prefix: string): Said {
  const before = known.get(tags);
  if (before?.prefix === prefix) return before;
  const said = readTags(tags, prefix);
  known.set(tags, said);
  return said;
}

/**
 * A snapshot is ours when it carries our mark, names a volume and is not run by another AWS service.
 *
 * AWS Backup and Data Lifecycle Manager can copy tags, also our mark, and delete what is theirs when
 * they like: such a snapshot may neither serve a slot nor fill a place here.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/tags-on-backups.html
 */
export function isOwn(snapshot: Snapshot, prefix: string): boolean {
  return saidBy(snapshot, prefix).isOurs && !VOLUME_OF_COPIES.test(snapshot.volumeId);
}

/** Whose mark a snapshot carries, in words. */
export function markWords({ tags }: Pick<Snapshot, 'tags'>): string {
  const mark = tags[MARK];
  return mark === undefined ? `${MARK} is not set` : `${MARK} is ${JSON.stringify(mark)}`;
}

/**
 * A person pinned the snapshot: it is never deleted and never counted.
 *
 * Upper or lower case does not matter here, because IAM reads tag keys so, and the role spares the same.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
 */
export function isPinned(snapshot: Snapshot, prefix: string): boolean {
  return saidBy(snapshot, prefix).pin !== undefined;
}

/** Why a person pinned the snapshot, as they wrote it; undefined where it is not pinned. */
export function pinReason(snapshot: Snapshot, prefix: string): string | undefined {
  return saidBy(snapshot, prefix).pin;
}

/**
 * Why the snapshot may not be deleted whatever its policy says; undefined where nothing speaks against it.
 *
 * Every deletion is planned past here, whatever asked for it: retention, a failed copy or an orphan's age.
 */
export function protection(
  snapshot: Snapshot,
  prefix: string,
  holds: ReadonlyMap<string, string>,
): string | undefined {
  if (!isOwn(snapshot, prefix)) return 'not ours';
  if (isPinned(snapshot, prefix)) return `pinned by ${keysOf(prefix).keep}`;
  const { serviceTag } = saidBy(snapshot, prefix);
  if (serviceTag !== undefined) return `managed by AWS (${serviceTag})`;
  const hold = holds.get(snapshot.id);
  if (hold !== undefined) return `held: ${hold}`;
  if (snapshot.state === 'error') return undefined;
  if (snapshot.state !== 'completed') return snapshot.state;
  if (snapshot.tier !== 'standard') return `${snapshot.tier} tier`;
  return undefined;
}

const DAY = 86_400_000;

/** With an offset: any other text would mean another instant on another host. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/**
 * The time a copy stands for: what its run called "now", unless that is later than its data or more than
 * 24 hours before it.
 *
 * The run's time keeps a late or repeated run in the slot it was meant for; the bounds keep a wrong or
 * hand-made tag from moving a copy to another day.
 */
export function standsFor(snapshot: Snapshot, prefix: string): Date {
  const { at } = saidBy(snapshot, prefix);
  const started = snapshot.startedAt;
  return new Date(at === undefined ? started : Math.max(Math.min(at, started), started - DAY));
}
