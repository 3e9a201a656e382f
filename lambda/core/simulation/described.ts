import type { Disk, Inventory } from '../inventory.ts';
import { keysOf } from '../keys.ts';

/** The values of the tags that all volumes have. */
export interface DescribedTags {
  readonly frequency: string;
  readonly retain?: string | undefined;
  readonly replicate?: string | undefined;
}

/** An estate that exists only in words: some volumes without snapshots, all with the same tags. */
export function describedEstate(
  count: number,
  { frequency, retain, replicate }: DescribedTags,
  prefix: string,
): Inventory {
  const keys = keysOf(prefix);
  const tags = {
    [keys.every]: frequency,
    ...(retain === undefined ? {} : { [keys.retain]: retain }),
    ...(replicate === undefined ? {} : { [keys.replicate]: replicate }),
  };
  return {
    region: 'described',
    prefix,
    instances: [],
    volumes: Array.from({ length: count }, (_, index) => ({
      id: `vol-${String(index + 1).padStart(String(count).length, '0')}`,
      state: 'available',
      type: 'gp3',
      sizeGiB: 0,
      tags,
      instanceIds: [],
      disk: NO_DISK,
    })),
    snapshots: [],
    holds: new Map(),
    notes: [],
  };
}

const NO_DISK: Disk = { zone: '', isMultiAttach: false, devices: [] };
