import type { PlannedDisk, PlannedMode, RestorePlan } from '../../../lambda/core/restore/restorePlan.ts';
import { ROOT } from './memoryRegion.ts';

const ID = '20260101T120000Z-0123abcd';

export const DEVICES = [ROOT, '/dev/sdf', '/dev/sdg'];

function valued<Value>(value: Value) {
  return { value, from: 'disk map' } as const;
}

/** A disk that is restored: the `index`th of its server, of which the first is the root. */
export function disk(index: number, change: Partial<PlannedDisk> = {}): PlannedDisk {
  const snapshotId = `snap-${index}`;
  return {
    snapshotId,
    volumeId: `vol-old${index}`,
    takenAt: '2026-01-01T02:10:00.000Z',
    device: DEVICES[index] ?? `/dev/sd${index}`,
    isRoot: index === 0,
    isDeletedOnTermination: false,
    zone: valued('eu-west-1a'),
    type: valued('gp3'),
    sizeGiB: valued(8),
    tags: { autosnap_restore: ID, autosnap_restored: snapshotId },
    ...change,
  };
}

/** The same disk, in the place of the one that it was. */
export function inPlaceOf(index: number, how: 'exchange' | 'root task' = 'exchange'): PlannedDisk {
  const { volumeId, device = '' } = disk(index);
  return disk(index, { replaces: { volumeId, device, isDeletedOnTermination: false, how } });
}

export function planOf(kind: PlannedMode['kind'], disks: readonly PlannedDisk[]): RestorePlan {
  return {
    id: ID,
    region: 'eu-west-1',
    target: { kind: 'instance', id: 'i-1', name: 'web' },
    moment: { kind: 'one instant', takenAt: '2026-01-01T02:10:00.000Z' },
    mode: kind === 'beside' ? { kind } : { kind, instanceId: 'i-1', state: 'stopped' },
    disks,
    left: [],
    notes: [],
  };
}

/** A plan of each kind. */
export const BESIDE = planOf('beside', [disk(0), disk(1), disk(2)]);
export const ATTACH = planOf('attach', [disk(3), disk(4)]);
export const EXCHANGE = planOf('in place', [inPlaceOf(0), inPlaceOf(1), inPlaceOf(2)]);
export const RUNNING = planOf('in place', [inPlaceOf(0, 'root task')]);

export const PLANS = [
  ['beside', BESIDE],
  ['attach', ATTACH],
  ['exchange', EXCHANGE],
  ['root', RUNNING],
] as const;
