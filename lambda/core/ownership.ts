import type { Snapshot } from './inventory.ts';

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

/**
 * A snapshot is ours when it carries our mark, names a volume and is not run by another AWS service.
 *
 * AWS Backup and Data Lifecycle Manager can copy tags, also our mark, and delete what is theirs when
 * they like: such a snapshot may neither serve a slot nor fill a place here.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/tags-on-backups.html
 */
export function isOwn(snapshot: Snapshot, prefix: string): boolean {
  return (
    snapshot.tags[MARK] === prefix &&
    !VOLUME_OF_COPIES.test(snapshot.volumeId) &&
    !Object.keys(snapshot.tags).some((key) => key.startsWith('aws:backup:') || key.startsWith('aws:dlm:'))
  );
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
  const keep = keysOf(prefix).keep.toLowerCase();
  return Object.keys(snapshot.tags).some((key) => key.toLowerCase() === keep);
}

/** Why a person pinned the snapshot, as they wrote it; undefined where it is not pinned. */
export function pinReason({ tags }: Snapshot, prefix: string): string | undefined {
  const keep = keysOf(prefix).keep.toLowerCase();
  return Object.entries(tags).find(([key]) => key.toLowerCase() === keep)?.[1];
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
  const serviceTag = Object.keys(snapshot.tags).find((key) => key.startsWith('aws:'));
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
  const seen = known.get(snapshot);
  if (seen?.prefix === prefix) return seen.at;
  const at = readTime(snapshot, prefix);
  known.set(snapshot, { prefix, at });
  return at;
}

/** Each copy is asked several times in a run, and in each run of a simulation; its tag is read once. */
const known = new WeakMap<Snapshot, { readonly prefix: string; readonly at: Date }>();

function readTime(snapshot: Snapshot, prefix: string): Date {
  const started = snapshot.startedAt.getTime();
  const tag = snapshot.tags[keysOf(prefix).at] ?? '';
  const at = INSTANT.test(tag) ? Date.parse(tag) : Number.NaN;
  if (Number.isNaN(at)) return snapshot.startedAt;
  return new Date(Math.max(Math.min(at, started), started - DAY));
}
