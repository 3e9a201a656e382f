import type { Image, Snapshot, Tags } from './records.ts';
import type { Place, World } from './world.ts';

/** The snapshots of other accounts that one may see in this region: what they made public or shared with it. */
export function foreignSnapshots(world: World, { account, region }: Place): Snapshot[] {
  return world
    .placesIn(region)
    .filter((place) => place.account !== account)
    .flatMap((place) => place.snapshots.inOrder().filter((snapshot) => isShared(place, snapshot, account)));
}

/** Whether the owner of a snapshot lets another account use it. */
export function isShared({ snapshotRules }: Place, snapshot: Snapshot, account: string): boolean {
  const isPublic = snapshot.public && snapshotRules.publicAccess !== 'block-all-sharing';
  return isPublic || snapshot.sharedWith.includes(account);
}

/**
 * The tags of a snapshot that an account sees: none of another account's. Those that it may give to a
 * shared snapshot for itself are not emulated.
 */
export function tagsFor(account: string, snapshot: Snapshot): Tags {
  return snapshot.account === account ? snapshot.tags : {};
}

export function foreignImages(world: World, { account, region }: Place): Image[] {
  return world
    .placesIn(region)
    .filter((place) => place.account !== account)
    .flatMap((place) => place.images.inOrder())
    .filter((image) => image.public || image.sharedWith.some((whom) => isFor(world, whom, account)));
}

/** Whether an account is the one named, or in the organization named; units have no members here. */
function isFor(world: World, whom: string, account: string): boolean {
  const { organization } = world.account(account);
  return whom === account || (organization !== undefined && whom.endsWith(`:organization/${organization}`));
}
