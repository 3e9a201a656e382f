import { createIds } from './ids.ts';
import { newImage, newSnapshot } from './newRecords.ts';
import { keepSnapshot } from './snapshotLife.ts';
import type { World } from './world.ts';

const STRANGER = '099720109477';

/**
 * Puts into every region what others made public there. Their snapshots carry our mark, which others do not see,
 * and our description: a program that goes by it and forgets to ask for its own account finds them.
 */
export function addPublicResources(world: World): void {
  const ids = createIds('public');
  const theirs = { ...world, ids };
  for (const name of world.regionNames) {
    const place = world.place(STRANGER, name);
    const snapshots = [undefined, 'amazon', undefined].map((ownerAlias) =>
      newSnapshot(theirs, place, {
        startedAt: '2020-02-02T02:00:00Z',
        description: `autosnap: replica of vol-0123456789abcdef0 from ${name}/snap-0123456789abcdef0 of 2020-02-02T02:00:00Z`,
        tags: { snapshot_tool: 'autosnap', Name: 'public' },
        public: true,
        ...(ownerAlias && { ownerAlias }),
      }),
    );
    for (const snapshot of snapshots) keepSnapshot(place, snapshot);
    place.images.add(
      newImage(theirs, place, { name: 'public', public: true, snapshots: snapshots.slice(0, 1) }),
    );
  }
}
