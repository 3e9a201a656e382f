import { keysOf, MARK, NAME } from './keys.ts';
import { describedBy, descriptionStart, type Label, labelOf, type Tags } from './label.ts';
import { type Lineage, lineageIn, lineageTags } from './lineage.ts';
import { iso } from './calendar.ts';
import { type Proof, proofIn } from './proved.ts';
import { inQuotes } from './text.ts';

export type { Tags };

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
  /** @default false */
  readonly isEncrypted?: boolean | undefined;
  /** Why AWS failed it; absent where it did not, or did not say. */
  readonly failure?: string | undefined;
  /** One object for all snapshots with equal labels: a region can have hundreds of thousands. */
  readonly label: Label;
  /** Of which snapshot it is a copy; absent where it is no replica. */
  readonly lineage?: Lineage | undefined;
  /** When AWS began to copy it, where `startedAt` is that of what was copied; absent elsewhere. */
  readonly copiedAt?: number | undefined;
  /** Milliseconds from when AWS began to copy its data until it had them all; absent where AWS does not say. */
  readonly completedAfter?: number | undefined;
  /** Who else made it; absent where we did. One object for all that are alike. */
  readonly maker?: Maker | undefined;
  /** Absent where nothing of it was written. One object for all that are equal. */
  readonly names?: Names | undefined;
  /** What a proof saw in it; absent where nobody looked. */
  readonly proof?: Proof | undefined;
  /** What stands in place of that and cannot be read; absent where it can. */
  readonly unreadProof?: string | undefined;
}

/**
 * Another one than us who made a snapshot.
 *
 * AWS Backup and Data Lifecycle Manager are known by tags that only AWS writes. A `copy` is one of another snapshot:
 * AWS gives it any volume id. `other` is a person or any program.
 */
export type Maker =
  | { readonly producer: 'AWS Backup' | 'DLM' | 'copy' }
  | { readonly producer: 'other'; readonly hint?: MakerHint | undefined };

/** Which program tags or a description look like. Anybody can write them, so nothing is decided by them. */
export interface MakerHint {
  readonly program: string;
  /** The key of the tag; absent where the description says it. */
  readonly key?: string | undefined;
}

/** The Names that the volume and its instance had when a snapshot was taken, and which instance that was. */
export interface Names {
  readonly volume?: string;
  readonly server?: string;
  readonly instanceId?: string;
}

/** A snapshot as AWS lists it. */
export interface ListedSnapshot
  extends Omit<Snapshot, 'label' | 'lineage' | 'names' | 'proof' | 'unreadProof'> {
  readonly tags: Tags;
  readonly description: string;
}

export function labelled({ tags, description, ...snapshot }: ListedSnapshot, prefix: string): Snapshot {
  const described = describedBy(description, prefix, snapshot.startedAt);
  const label = labelOf({ ...snapshot, tags, described }, prefix);
  return {
    ...snapshot,
    label,
    ...replicaOf(label, description, prefix, (key) => tags[key]),
    names: namesIn(tags, prefix),
    ...provedIn(tags[keysOf(prefix).proved]),
  };
}

/**
 * Of which snapshot one with this label is a copy: what the description says, which nobody can change.
 *
 * @param valueOf The value of a tag of it.
 */
export function replicaOf(
  { ownership }: Label,
  description: string,
  prefix: string,
  valueOf: (key: string) => string | undefined,
): Pick<Snapshot, 'lineage'> {
  const lineage = ownership === 'replica' ? lineageIn(description, prefix) : undefined;
  if (lineage === undefined) return {};
  const contradictedBy = Object.entries(lineageTags(lineage, prefix)).find(
    ([key, value]) => (valueOf(key) ?? value) !== value,
  )?.[0];
  return { lineage: contradictedBy === undefined ? lineage : { ...lineage, contradictedBy } };
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
export function isRestorable({ state, tier }: Pick<Snapshot, 'state' | 'tier'>): boolean {
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
export function markWords({ lineage, label: { mark, ownership } }: Snapshot): string {
  if (lineage !== undefined) {
    return `it is a replica of ${lineage.snapshotId} in ${lineage.region}`;
  }
  if (ownership === 'only marked' && mark !== undefined) {
    return `it carries our mark, but its description does not begin with ${inQuotes(descriptionStart(mark))}`;
  }
  return mark === undefined ? `${MARK} is not set` : `${MARK} is ${inQuotes(mark)}`;
}
