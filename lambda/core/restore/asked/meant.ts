import { givenName, type Inventory } from '../../inventory.ts';
import { keysOf } from '../../keys.ts';
import { isOurs } from '../../snapshot.ts';

/**
 * A region without the volumes that have a Name only because a restore gave it to them.
 *
 * A new volume has the Name of the one it was made from. Else the same command, given again, would mean the new
 * volume. One that has snapshots of ours by now is meant, unless this very restore has made it.
 *
 * @param isBegun Whether the restore that the command goes on with has this id.
 */
export function withoutRestored(
  inventory: Inventory,
  name: string,
  isBegun: (id: string) => boolean,
): Inventory {
  const { volumes, snapshots, prefix } = inventory;
  const { restore } = keysOf(prefix);
  const remembered = new Set(snapshots.filter(isOurs).map(({ volumeId }) => volumeId));
  const left = new Set(
    volumes
      .filter(({ tags }) => tags[restore] !== undefined && givenName(tags) === name.trim())
      .filter(({ id, tags }) => !remembered.has(id) || isBegun(tags[restore] ?? ''))
      .map(({ id }) => id),
  );
  if (left.size === 0) return inventory;
  return {
    ...inventory,
    volumes: volumes.filter(({ id }) => !left.has(id)),
    snapshots: snapshots.filter(({ volumeId }) => !left.has(volumeId)),
  };
}
