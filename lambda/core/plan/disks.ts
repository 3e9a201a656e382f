import type { Instance, Volume } from '../inventory.ts';
import { keysOf, LONGEST_VALUE } from '../keys.ts';
import type { Tags } from '../snapshot.ts';

/** One disk of a server as its snapshots remember it. */
export interface RememberedDisk {
  /** The last eight characters of the volume's id. */
  readonly volume: string;
  /** `/dev/xvda`; empty for a volume that was attached to nothing. */
  readonly device: string;
  /** `gp3` */
  readonly type: string;
  /** As AWS told it: also for gp2, where a request must not name it. */
  readonly iops?: number | undefined;
  /** MiB a second. */
  readonly throughput?: number | undefined;
  readonly isRoot: boolean;
  readonly isDeletedOnTermination: boolean;
  readonly isMultiAttach: boolean;
  /** Whether the call that wrote this took a snapshot of it. */
  readonly isTaken: boolean;
}

/** What one creating call takes. */
export interface Taken {
  /** One volume, or the members of a set. */
  readonly members: readonly Volume[];
  readonly instance: Instance | undefined;
  /** All volumes of the instance, the members among them; none without an instance. */
  readonly attached: readonly Volume[];
}

/** The disks of the server that a call takes snapshots of: first those it takes, then the others. */
export function disksOf({ members, instance, attached }: Taken): RememberedDisk[] {
  const others = attached.filter(({ id }) => !members.some((member) => member.id === id));
  return [
    ...members.map((volume) => remembered(volume, instance, true)),
    ...others.map((volume) => remembered(volume, instance, false)),
  ];
}

function remembered(volume: Volume, instance: Instance | undefined, isTaken: boolean): RememberedDisk {
  const { id, type, disk, instanceIds } = volume;
  const device = instance === undefined ? undefined : disk.devices[instanceIds.indexOf(instance.id)];
  return {
    volume: shortId(id),
    device: device?.name ?? '',
    type,
    iops: disk.iops,
    throughput: disk.throughput,
    isRoot: id === instance?.rootVolumeId,
    isDeletedOnTermination: device?.isDeletedOnTermination ?? false,
    isMultiAttach: disk.isMultiAttach,
    isTaken,
  };
}

/** The part of a volume's id by which the map names it. */
export function shortId(volumeId: string): string {
  return volumeId.replace(/^vol-/, '').slice(-8);
}

/** With two of the longest words in each value, 40 disks always fit; of usual words it is seven, so 140 do. */
const MOST_TAGS = 20;
const LONGEST_WORD = Math.floor((LONGEST_VALUE - 1) / 2);

/**
 * The map of a server's disks as tags: `<prefix>_disks`, `<prefix>_disks_2`, …, as many words in each value as
 * fit into 256 characters.
 *
 * A word is `5ab1c2d3:/dev/sda1:gp3:3000:125:rd`: volume, device, type, IOPS, throughput and flags (r root,
 * d deleted on termination, m Multi-Attach, x not in this call). Only characters that every AWS service
 * takes in a tag are written; any other, and a separator, is `=` and four digits: `/dev/sd=007c`.
 * https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export function tagsOfDisks(disks: readonly RememberedDisk[], prefix: string): Tags {
  const values: string[] = [];
  for (const word of disks.map(wordOf)) {
    const [last, more] = [values.at(-1), `${values.at(-1)} ${word}`];
    if (last === undefined || more.length > LONGEST_VALUE) values.push(word);
    else values[values.length - 1] = more;
  }
  return Object.fromEntries(values.slice(0, MOST_TAGS).map((value, index) => [keyAt(index, prefix), value]));
}

/**
 * The disks that a snapshot's tags remember. A word that cannot be read is left out; flags and fields that are
 * not known are ignored.
 */
export function disksIn(tags: Tags, prefix: string): RememberedDisk[] {
  const disks: RememberedDisk[] = [];
  for (let index = 0; ; index += 1) {
    const value = tags[keyAt(index, prefix)];
    if (value === undefined) return disks;
    disks.push(...value.split(' ').flatMap(diskOf));
  }
}

function keyAt(index: number, prefix: string): string {
  const { disks } = keysOf(prefix);
  return index === 0 ? disks : `${disks}_${index + 1}`;
}

/** A device with a name that nobody gives is left out, because it would push other disks off the map. */
function wordOf(disk: RememberedDisk): string {
  const word = wordWith(disk, disk.device);
  return word.length > LONGEST_WORD ? wordWith(disk, '') : word;
}

function wordWith(disk: RememberedDisk, device: string): string {
  const flags = FLAGS.filter(([, isSet]) => isSet(disk)).map(([flag]) => flag);
  const fields = [disk.volume, device, disk.type].map(escaped);
  return [...fields, disk.iops, disk.throughput, flags.join('')].join(':');
}

const FLAGS: readonly (readonly [string, (disk: RememberedDisk) => boolean])[] = [
  ['r', ({ isRoot }) => isRoot],
  ['d', ({ isDeletedOnTermination }) => isDeletedOnTermination],
  ['m', ({ isMultiAttach }) => isMultiAttach],
  ['x', ({ isTaken }) => !isTaken],
];

function diskOf(word: string): RememberedDisk[] {
  const [volume = '', device = '', type = '', iops = '', throughput = '', flags] = word.split(':');
  if (volume === '' || flags === undefined) return [];
  return [
    {
      volume: unescaped(volume),
      device: unescaped(device),
      type: unescaped(type),
      iops: numberIn(iops),
      throughput: numberIn(throughput),
      isRoot: flags.includes('r'),
      isDeletedOnTermination: flags.includes('d'),
      isMultiAttach: flags.includes('m'),
      isTaken: !flags.includes('x'),
    },
  ];
}

function numberIn(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function escaped(text: string): string {
  return text.replaceAll(
    /[^A-Za-z0-9_./+-]/g,
    (unit) => `=${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function unescaped(text: string): string {
  return text.replaceAll(/=([0-9a-f]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
