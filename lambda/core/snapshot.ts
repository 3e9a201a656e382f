import { keysOf, lookAlikes, looksLikePin, MARK, NAME } from './keys.ts';
import { iso } from './calendar.ts';
import { type Proof, proofIn } from './proved.ts';
import { inQuotes } from './text.ts';

export type Tags = Readonly<Record<string, string>>;

/** A snapshot, and what its tags say of it. */
export interface Snapshot {
  readonly id: string;
  readonly volumeId: string;
  readonly state: string;
  /** `archive` also while it is restored from the archive for some days. */
  readonly tier: string;
  /** When AWS began to copy the data, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly sizeGiB: number;
  /** Why AWS failed it; absent where it did not, or did not say. */
  readonly failure?: string | undefined;
  /** One object for all snapshots with equal labels: a region can have hundreds of thousands. */
  readonly label: Label;
  /** Absent where nothing of it was written. One object for all that are equal. */
  readonly names?: Names | undefined;
  /** What a proof saw in it; absent where nobody looked. */
  readonly proof?: Proof | undefined;
  /** What stands in place of that and cannot be read; absent where it can. */
  readonly unreadProof?: string | undefined;
}

/** The Names that the volume and its instance had when a snapshot was taken, and which instance that was. */
export interface Names {
  readonly volume?: string;
  readonly server?: string;
  readonly instanceId?: string;
}

/** A snapshot as AWS lists it. */
export interface ListedSnapshot extends Omit<Snapshot, 'label' | 'names' | 'proof' | 'unreadProof'> {
  readonly tags: Tags;
  readonly description: string;
}

/** What the tags and the description of a snapshot say. They are read once, where the snapshot is listed. */
export interface Label {
  /** `only marked`: it carries our mark, but nothing shows that we made it. It is foreign. */
  readonly ownership: 'ours' | 'only marked' | 'foreign';
  /** Whether the description begins as we write it. */
  readonly isDescribed: boolean;
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

/**
 * CopySnapshot usually gives this volume id, which says of no snapshot where it came from.
 *
 * AWS calls the id arbitrary, so nothing rests on it alone: under any other id a copied snapshot is foreign
 * as long as its description is its own.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
 */
const VOLUME_OF_COPIES = /^vol-f+$/;

/** The beginning of the description that we write in the creating call, as the Python aws-snapper did. */
export function descriptionStart(prefix: string): string {
  return `${prefix}: `;
}

/** What a label is made of. */
export type Signs = Pick<ListedSnapshot, 'id' | 'volumeId' | 'tags'> & Pick<Label, 'isDescribed'>;

/**
 * Reads the tags of a snapshot.
 *
 * A snapshot is ours by two signs, because a tag can be inherited: a tool that copies the tags of a volume
 * copies our mark, too. The first sign is the mark. The second is the beginning of the description, which no
 * tool copies from a volume, or the tag `<prefix>_adopted` with the snapshot's own id, which is true on that
 * snapshot only.
 *
 * Never ours is a snapshot that names no volume, or that another AWS service manages. AWS Backup and Data
 * Lifecycle Manager delete their snapshots at any time: such a snapshot must neither serve a slot nor fill a
 * place.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/tags-on-backups.html
 *
 * Upper and lower case count as equal in the key of a pin, because IAM compares tag keys so, and the role
 * spares the same snapshots.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
 */
export function labelOf(signs: Signs, prefix: string): Label {
  const { keep, at } = keysOf(prefix);
  const { tags, isDescribed } = signs;
  const { [at]: written = '', [MARK]: mark } = tags;
  const keys = Object.keys(tags);
  const pin = Object.entries(tags).find(([key]) => key.toLowerCase() === keep.toLowerCase());
  return {
    ownership: ownershipOf(signs, prefix),
    isDescribed,
    mark,
    pin: pin && { key: keep, reason: pin[1] },
    misspeltPins: keys.some(looksLikePin) ? lookAlikes(tags, prefix).filter(looksLikePin) : [],
    serviceTag: keys.find((key) => key.startsWith('aws:')),
    at: instantIn(written),
    tags,
  };
}

function ownershipOf(signs: Signs, prefix: string): Label['ownership'] {
  const { tags, volumeId, isDescribed } = signs;
  if (tags[MARK] !== prefix || isVolumeOfCopies(volumeId) || isManagedByAws(tags)) return 'foreign';
  return isDescribed || isAdopted(signs, prefix) ? 'ours' : 'only marked';
}

/** Whether a person wrote on this very snapshot that it is ours. */
export function isAdopted({ id, tags }: Pick<Signs, 'id' | 'tags'>, prefix: string): boolean {
  return tags[keysOf(prefix).adopted] === id;
}

/** Whether AWS Backup or Data Lifecycle Manager made it and deletes it. */
export function isManagedByAws(tags: Tags): boolean {
  return Object.keys(tags).some((key) => key.startsWith('aws:backup:') || key.startsWith('aws:dlm:'));
}

/** Whether this is the placeholder that CopySnapshot usually gives for a volume id. */
export function isVolumeOfCopies(volumeId: string): boolean {
  return VOLUME_OF_COPIES.test(volumeId);
}

/** A text without an offset would mean another instant on another host. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

function instantIn(written: string): number | undefined {
  const time = INSTANT.test(written) ? Date.parse(written) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

export function labelled({ tags, description, ...snapshot }: ListedSnapshot, prefix: string): Snapshot {
  const isDescribed = description.startsWith(descriptionStart(prefix));
  const label = labelOf({ ...snapshot, tags, isDescribed }, prefix);
  return { ...snapshot, label, names: namesIn(tags, prefix), ...provedIn(tags[keysOf(prefix).proved]) };
}

/** What the tag `<prefix>_proved` of a snapshot says. */
export function provedIn(written: string | undefined): Pick<Snapshot, 'proof' | 'unreadProof'> {
  if (written === undefined) return {};
  const proof = proofIn(written);
  return proof === undefined ? { unreadProof: written } : { proof };
}

/** Anybody who may tag can write something else, and the id is printed in commands. */
export const INSTANCE_ID = /^i-[\w-]{1,40}$/;

/** Reads what a snapshot's tags remember of what it was taken of; undefined where that is nothing. */
export function namesIn(tags: Tags, prefix: string): Names | undefined {
  const keys = keysOf(prefix);
  const { [keys.server]: server, [keys.instance]: written = '' } = tags;
  const volume = volumeNameIn(tags, prefix);
  const instanceId = INSTANCE_ID.test(written) ? written : undefined;
  if (volume === undefined && server === undefined && instanceId === undefined) return undefined;
  return {
    ...(volume === undefined ? {} : { volume }),
    ...(server === undefined ? {} : { server }),
    ...(instanceId === undefined ? {} : { instanceId }),
  };
}

/** The Name that a snapshot has of its volume: in a set AWS copies it, else ours stands there and begins with the time. */
function volumeNameIn(tags: Tags, prefix: string): string | undefined {
  const { [keysOf(prefix).named]: named, [keysOf(prefix).at]: at, [NAME]: written } = tags;
  if (named !== undefined) return named;
  return at === undefined || written?.startsWith(`${at}-`) ? undefined : written?.trim() || undefined;
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

/** When the newest snapshot that restores was taken, ISO 8601; undefined where there is none. */
export function lastRestorable(snapshots: readonly Snapshot[]): string | undefined {
  const times = snapshots.filter(isRestorable).map((one) => standsFor(one).getTime());
  return times.length === 0 ? undefined : iso(new Date(times.reduce((a, b) => Math.max(a, b))));
}

/**
 * Whether a snapshot serves the slot it was taken in.
 *
 * A failed one does not, and neither does one that is in a state between: AWS lists `recoverable` for what is
 * in the Recycle Bin.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Snapshot.html
 */
export function servesSlot({ state }: Snapshot): boolean {
  return state === 'pending' || state === 'completed';
}

/** Ties are broken by id, which no two share, so that the same inventory always gives the same plan. */
export function newestFirst(a: Snapshot, b: Snapshot): number {
  return b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1);
}

export function oldestFirst(a: Snapshot, b: Snapshot): number {
  return newestFirst(b, a);
}

/** Why a snapshot is not ours, in words: whose mark it carries, or which sign is missing. */
export function markWords({ label: { mark, ownership } }: Snapshot): string {
  if (ownership === 'only marked' && mark !== undefined) {
    return `it carries our mark, but its description does not begin with ${inQuotes(descriptionStart(mark))}`;
  }
  return mark === undefined ? `${MARK} is not set` : `${MARK} is ${inQuotes(mark)}`;
}
