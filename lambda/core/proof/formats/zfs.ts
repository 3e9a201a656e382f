import { sha256 } from '../checksums.ts';
import type { Stretch } from '../disk.ts';
import type { Format, Recognised } from './format.ts';
import { isBeside } from './reading.ts';

const KIB = 1024;
/** Four labels: two at the beginning, two at the end. The last two are not looked at: each lies in another block. */
const SECOND_LABEL = 256 * KIB;
/** Where in a label its list of names and values begins, and how long it is, with the checksum at its end. */
const LIST = 16 * KIB;
const LIST_SIZE = 112 * KIB;
const TRAILER = LIST_SIZE - 40;
const MAGIC = 0x02_10_da_7a_b1_0c_7a_11n;

/**
 * A part of a pool of ZFS, with the checksums of its first two labels; the second is looked at only where that costs no
 * further block. https://github.com/openzfs/zfs/blob/master/include/sys/vdev_impl.h
 */
export const zfs: Format = (stretch) => {
  const label = listAt(stretch, 0);
  if (label === undefined) return undefined;
  return opaque(damageOf(label, LIST, 'first') ?? damageOfSecond(stretch));
};

/** One whose first label is lost. To ask only where nothing else is recognised. */
export const zfsWithoutLabel: Format = (stretch) => {
  const isThere =
    isBeside(stretch, SECOND_LABEL + LIST, LIST_SIZE) && listAt(stretch, SECOND_LABEL) !== undefined;
  return isThere ? opaque('its first label is lost; the second is there') : undefined;
};

function opaque(damage: string | undefined): Recognised {
  return { kind: 'zfs', damage, isOpaque: true };
}

interface List {
  readonly view: DataView;
  readonly isLittleEndian: boolean;
}

function listAt(stretch: Stretch, label: number): List | undefined {
  const magic = stretch.view(label + LIST + TRAILER, 8);
  const isLittleEndian = magic.getBigUint64(0, true) === MAGIC;
  if (!isLittleEndian && magic.getBigUint64(0) !== MAGIC) return undefined;
  return { view: stretch.view(label + LIST, LIST_SIZE), isLittleEndian };
}

function damageOfSecond(stretch: Stretch): string | undefined {
  if (!isBeside(stretch, SECOND_LABEL + LIST, LIST_SIZE)) return undefined;
  const label = listAt(stretch, SECOND_LABEL);
  return label === undefined ? 'its second label is lost' : damageOf(label, SECOND_LABEL + LIST, 'second');
}

/** SHA-256 of the list, with its own place on the disk where the checksum stands. */
function damageOf({ view, isLittleEndian }: List, at: number, which: string): string | undefined {
  const words = [8, 16, 24, 32].map((word) => view.getBigUint64(TRAILER + word, isLittleEndian));
  const bytes = new Uint8Array(view.buffer.slice(0));
  const covered = new DataView(bytes.buffer);
  bytes.fill(0, TRAILER + 8);
  covered.setBigUint64(TRAILER + 8, BigInt(at), isLittleEndian);
  const sum = new DataView(Uint8Array.from(sha256(bytes)).buffer);
  const matches = words.every((word, index) => word === sum.getBigUint64(index * 8));
  return matches ? undefined : `the checksum of its ${which} label does not match`;
}
