import { keysOf, lookAlikes, looksLikePin, MARK } from './keys.ts';
import { isReplicaDescription, lineageIn } from './lineage.ts';

export type Tags = Readonly<Record<string, string>>;

/** What the tags and the description of a snapshot say. They are read once, where the snapshot is listed. */
export interface Label {
  /**
   * `replica`: we copied it from another region, and it is never judged by its own volume id. `only marked`: it carries our
   * mark, but nothing shows that we made it. It is foreign.
   */
  readonly ownership: 'ours' | 'replica' | 'only marked' | 'foreign';
  readonly described: Described;
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

/**
 * How a description was written: as for a snapshot that we took, as for one that we copied, or otherwise.
 *
 * `as no replica`: it begins as that of a replica, but names no snapshot, or one of a time after AWS began this one. Nothing
 * can be copied before it is there, so somebody else wrote that; a few of such a time would push out all replicas.
 */
export type Described = 'as ours' | 'as a replica' | 'as no replica' | 'otherwise';

/** @param startedAt When AWS began the snapshot, in milliseconds since 1970. */
export function describedBy(description: string, prefix: string, startedAt: number): Described {
  if (!description.startsWith(descriptionStart(prefix))) return 'otherwise';
  if (!isReplicaDescription(description, prefix)) return 'as ours';
  const { at = Number.POSITIVE_INFINITY } = lineageIn(description, prefix) ?? {};
  return at > startedAt ? 'as no replica' : 'as a replica';
}

/** What a label is made of. */
export interface Signs extends Pick<Label, 'tags' | 'described'> {
  readonly id: string;
  readonly volumeId: string;
}

/**
 * Reads the tags of a snapshot.
 *
 * A snapshot is ours by two signs, because a tag can be inherited: a tool that copies the tags of a volume
 * copies our mark, too. The first sign is the mark. The second is the beginning of the description, which no
 * tool copies from a volume, or the tag `<prefix>_adopted` with the snapshot's own id, which is true on that
 * snapshot only.
 *
 * A replica is known by its mark and its description alone. AWS gives it any volume id, and one that is adopted stays a
 * replica.
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
  const { tags, described } = signs;
  const { [at]: written = '', [MARK]: mark } = tags;
  const keys = Object.keys(tags);
  const pin = Object.entries(tags).find(([key]) => key.toLowerCase() === keep.toLowerCase());
  return {
    ownership: ownershipOf(signs, prefix),
    described,
    mark,
    pin: pin && { key: keep, reason: pin[1] },
    misspeltPins: keys.some(looksLikePin) ? lookAlikes(tags, prefix).filter(looksLikePin) : [],
    serviceTag: keys.find((key) => key.startsWith('aws:')),
    at: instantIn(written),
    tags,
  };
}

function ownershipOf(signs: Signs, prefix: string): Label['ownership'] {
  const { tags, volumeId, described } = signs;
  if (tags[MARK] !== prefix || isManagedByAws(tags) || described === 'as no replica') return 'foreign';
  if (described === 'as a replica') return 'replica';
  if (isVolumeOfCopies(volumeId)) return 'foreign';
  return described === 'as ours' || isAdopted(signs, prefix) ? 'ours' : 'only marked';
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
