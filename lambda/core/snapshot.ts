import { keysOf, lookAlikes, looksLikePin, MARK } from './keys.ts';

export type Tags = Readonly<Record<string, string>>;

/** A snapshot, and what its tags say of it. */
export interface Snapshot {
  readonly id: string;
  readonly volumeId: string;
  readonly state: string;
  readonly tier: string;
  /** When AWS began to copy the data, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly sizeGiB: number;
  /** One object for all snapshots with equal labels: a region can have hundreds of thousands. */
  readonly label: Label;
}

/** A snapshot as AWS lists it. */
export interface ListedSnapshot extends Omit<Snapshot, 'label'> {
  readonly tags: Tags;
}

/** What the tags of a snapshot say. They are read once, where the snapshot is listed. */
export interface Label {
  readonly ownership: 'ours' | 'foreign';
  /** Whose mark it carries. */
  readonly mark: string | undefined;
  /** A person pinned it: by which key, and why. */
  readonly pin: Pin | undefined;
  /** Keys of tags that a person may have meant for a pin. They pin nothing. */
  readonly misspeltPins: readonly string[];
  /** A tag by which another AWS service manages it. */
  readonly serviceTag: string | undefined;
  /** What the run that took it called "now", in milliseconds since 1970. */
  readonly at: number | undefined;
  readonly tags: Tags;
}

export interface Pin {
  readonly key: string;
  readonly reason: string;
}

/** CopySnapshot gives every copy this volume id, so it does not say where a snapshot came from. */
const VOLUME_OF_COPIES = /^vol-f+$/;

/**
 * Reads the tags of a snapshot.
 *
 * A snapshot is ours when it carries our mark, names a volume and is not managed by another AWS service.
 * AWS Backup and Data Lifecycle Manager can copy tags, also our mark, and delete their snapshots at any
 * time: such a snapshot must neither serve a slot nor fill a place.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/tags-on-backups.html
 *
 * Upper and lower case count as equal in the key of a pin, because IAM compares tag keys so, and the role
 * spares the same snapshots.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
 */
export function labelOf(
  { tags, volumeId }: Pick<ListedSnapshot, 'tags' | 'volumeId'>,
  prefix: string,
): Label {
  const { keep, at } = keysOf(prefix);
  const { [at]: written = '', [MARK]: mark } = tags;
  const keys = Object.keys(tags);
  const isManagedByAws = keys.some((key) => key.startsWith('aws:backup:') || key.startsWith('aws:dlm:'));
  const isMadeByUs = mark === prefix && !isManagedByAws && !isVolumeOfCopies(volumeId);
  const pin = Object.entries(tags).find(([key]) => key.toLowerCase() === keep.toLowerCase());
  return {
    ownership: isMadeByUs ? 'ours' : 'foreign',
    mark,
    pin: pin && { key: keep, reason: pin[1] },
    misspeltPins: keys.some(looksLikePin) ? lookAlikes(tags, prefix).filter(looksLikePin) : [],
    serviceTag: keys.find((key) => key.startsWith('aws:')),
    at: instantIn(written),
    tags,
  };
}

/** Whether this is the volume id of all copies that CopySnapshot makes. */
export function isVolumeOfCopies(volumeId: string): boolean {
  return VOLUME_OF_COPIES.test(volumeId);
}

/** A text without an offset would mean another instant on another host. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

function instantIn(written: string): number | undefined {
  const time = INSTANT.test(written) ? Date.parse(written) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

export function labelled({ tags, ...snapshot }: ListedSnapshot, prefix: string): Snapshot {
  return { ...snapshot, label: labelOf({ tags, volumeId: snapshot.volumeId }, prefix) };
}

export function isOurs({ label }: Snapshot): boolean {
  return label.ownership === 'ours';
}

/** A pinned snapshot is never deleted and never counted. */
export function isPinned({ label }: Snapshot): boolean {
  return label.pin !== undefined;
}

/**
 * A volume can be made from a restorable snapshot at once.
 *
 * A pending or failed snapshot restores nothing, and an archived one only after days.
 * https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-archive.html
 */
export function isRestorable({ state, tier }: Snapshot): boolean {
  return state === 'completed' && tier === 'standard';
}

const DAY = 86_400_000;

/**
 * The time a snapshot stands for: what its run called "now", unless that is later than its data or more
 * than 24 hours before it.
 *
 * The run's time keeps the snapshot of a late or repeated run in the slot that was meant. The bounds keep a
 * wrong or hand-made tag from moving a snapshot to another day.
 */
export function standsFor({ label: { at }, startedAt }: Snapshot): Date {
  return new Date(at === undefined ? startedAt : Math.max(Math.min(at, startedAt), startedAt - DAY));
}

/** Ties are broken by id, which no two share, so that the same inventory always gives the same plan. */
export function newestFirst(a: Snapshot, b: Snapshot): number {
  return b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1);
}

export function oldestFirst(a: Snapshot, b: Snapshot): number {
  return newestFirst(b, a);
}

/** Whose mark a snapshot carries, in words. */
export function markWords({ label: { mark } }: Snapshot): string {
  return mark === undefined ? `${MARK} is not set` : `${MARK} is ${JSON.stringify(mark)}`;
}
