import { plain } from './text.ts';

/** The tag key that says which tool made a snapshot. The Python aws-snapper wrote the same one. */
export const MARK = 'snapshot_tool';

/** The tag key of what people call a thing. */
export const NAME = 'Name';

/** The tag keys that one prefix stands for. */
export interface Keys {
  readonly every: string;
  readonly retain: string;
  readonly ignore: string;
  readonly keep: string;
  readonly at: string;
  readonly instance: string;
  readonly adopted: string;
  readonly zone: string;
  readonly server: string;
  readonly named: string;
  /** The first of several where the map of disks is longer than one value. */
  readonly disks: string;
  /** On a volume or an instance that a restore made: its snapshot or image, and which restore it was. */
  readonly restored: string;
  readonly restore: string;
  /** On a volume that took the place of another one: which, and where. */
  readonly replaces: string;
  /** On a volume whose place another one took: since when. */
  readonly replaced: string;
  /** On an instance: when images of it are made, what is kept of them, and whether AWS may restart it for one. */
  readonly image: string;
  readonly imageRetain: string;
  readonly imageReboot: string;
  /** On an image, the first of several where that is longer than one value: what a launch needs and an AMI does not hold. */
  readonly launch: string;
  /** On a snapshot: what a proof saw in it, and when. */
  readonly proved: string;
  /** On a volume that was made only to prove a snapshot: which. Such a volume is never managed. */
  readonly proof: string;
  /** On a volume or an instance: in which places copies of its snapshots are kept, and which. */
  readonly replicate: string;
  /** On a replica, for people: of which volume it is, and of which snapshot. Only whether they contradict the description is read. */
  readonly of: string;
  readonly from: string;
  /** On a volume or an instance: how old the newest snapshot may become. */
  readonly rpo: string;
  /** On a snapshot that belongs to an image: the image's name. Such a snapshot does not carry the mark. */
  readonly imageSnapshot: string;
}

export function keysOf(prefix: string): Keys {
  return {
    every: prefix,
    retain: `${prefix}_retain`,
    ignore: `${prefix}_ignore`,
    keep: `${prefix}_keep`,
    at: `${prefix}_at`,
    instance: `${prefix}_instance`,
    adopted: `${prefix}_adopted`,
    zone: `${prefix}_zone`,
    server: `${prefix}_server`,
    named: `${prefix}_named`,
    disks: `${prefix}_disks`,
    restored: `${prefix}_restored`,
    restore: `${prefix}_restore`,
    replaces: `${prefix}_replaces`,
    replaced: `${prefix}_replaced`,
    image: `${prefix}_image`,
    imageRetain: `${prefix}_image_retain`,
    imageReboot: `${prefix}_image_reboot`,
    launch: `${prefix}_launch`,
    proved: `${prefix}_proved`,
    proof: `${prefix}_proof`,
    replicate: `${prefix}_replicate`,
    of: `${prefix}_of`,
    from: `${prefix}_from`,
    rpo: `${prefix}_rpo`,
    imageSnapshot: `${prefix}_image_snapshot`,
  };
}

/**
 * A reserved key is one that this tool writes or reads, so it is never copied from a volume to its snapshots.
 *
 * Upper and lower case count as equal, because they do in a pin.
 */
export function isReserved(key: string, prefix: string): boolean {
  const lower = key.toLowerCase();
  return lower === MARK || lower === prefix.toLowerCase() || lower.startsWith(`${prefix.toLowerCase()}_`);
}

/** A key by which a restored volume is known. On a snapshot nothing is read from it, so AWS may copy it. */
export function isRestoreMark(key: string, prefix: string): boolean {
  const { restored, restore, replaces, replaced } = keysOf(prefix);
  return [restored, restore, replaces, replaced].includes(key);
}

/** AWS keeps these keys for itself, in any letter case. */
export function isAws(key: string): boolean {
  return key.toLowerCase().startsWith('aws:');
}

/**
 * The longest key that is sent. One page of AWS allows a key 128 characters and this one 127. A tag must not
 * cost its volume the snapshot.
 *
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Tag.html
 */
export const LONGEST_KEY = 127;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Tag.html */
export const LONGEST_VALUE = 256;

/** Whether anything is read from a snapshot's tag with this key. All other tags are copies of its volume's. */
export function isReadFromSnapshots(key: string, prefix: string): boolean {
  const { at, adopted } = keysOf(prefix);
  return [MARK, at, adopted].includes(key) || key.startsWith('aws:') || looksLikePin(key);
}

/** Whether a snapshot's tag with this key says what it was taken of, by Name or by the id of its instance. */
export function isName(key: string, prefix: string): boolean {
  const { named, server, instance, at } = keysOf(prefix);
  return [named, server, instance, at, NAME].includes(key);
}

/** A key that a person may have meant for a pin. */
export function looksLikePin(key: string): boolean {
  return /keep|pin|hold/i.test(key);
}

/**
 * Finds keys that a person may have meant for ours: `Autosnap`, `autosnap-retain`, `autosnap_retention`.
 *
 * AWS compares tag keys letter by letter, so such a tag does nothing.
 */
export function lookAlikes(tags: Readonly<Record<string, string>>, prefix: string): string[] {
  const known = Object.values(keysOf(prefix));
  const plainlyKnown = new Set(known.map(plain));
  return Object.keys(tags).filter(
    (key) =>
      !known.includes(key) &&
      (plainlyKnown.has(plain(key)) || key.toLowerCase().startsWith(`${prefix.toLowerCase()}_`)),
  );
}
