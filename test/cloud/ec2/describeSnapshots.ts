import { authorizeOnAll } from '../authorize.ts';
import { foreignSnapshots } from '../foreign.ts';
import { filterOf } from '../filters.ts';
import type { Fields } from '../filters.ts';
import { pageOf } from '../paging.ts';
import { listedSnapshots, listedTags } from '../lag.ts';
import type { Snapshot } from '../records.ts';
import { byId } from '../shelf.ts';
import { list } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { Place, World } from '../world.ts';
import { chosen, SNAPSHOT } from './lookup.ts';
import { progressOf, snapshotShape } from './shapes.ts';

/** Unless it asks by owner, a caller gets everybody's public snapshots as well. */
export function describeSnapshots(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  const place = world.place(call.account, call.region);
  const tagsOf = (snapshot: Snapshot) =>
    snapshot.account === call.account ? listedTags(world, snapshot) : {};
  const ids = list(call.params, 'SnapshotId');
  const owners = list(call.params, 'Owner');
  const restorers = list(call.params, 'RestorableBy');
  const matches = filterOf(call.params, FIELDS, tagsOf);
  const page = pageOf(call, world, {
    records: chosen(visible(world, place, owners), ids, SNAPSHOT),
    matches: (snapshot) =>
      isOwnedBy(snapshot, owners, call.account) &&
      isRestorableBy(snapshot, restorers, call.account) &&
      matches(snapshot),
    byIds: ids.length > 0,
  });
  return {
    snapshotSet: page.items.map((one) => snapshotShape({ ...one, tags: tagsOf(one) })),
    nextToken: page.nextToken,
  };
}

/** Own snapshots alone need no look at other accounts. */
function visible(world: World, place: Place, owners: readonly string[]) {
  const listed = listedSnapshots(world, place);
  const own = { get: (id: string) => place.snapshots.get(id), inOrder: () => listed };
  if (owners.length > 0 && owners.every((owner) => owner === 'self' || owner === place.account)) return own;
  const foreign = new Map(foreignSnapshots(world, place).map((snapshot) => [snapshot.id, snapshot]));
  return {
    get: (id: string) => own.get(id) ?? foreign.get(id),
    inOrder: () => [...own.inOrder(), ...foreign.values()].toSorted(byId),
  };
}

function isOwnedBy(snapshot: Snapshot, owners: readonly string[], caller: string): boolean {
  if (owners.length === 0) return true;
  return owners.some(
    (owner) => (owner === 'self' ? caller : owner) === snapshot.account || owner === snapshot.ownerAlias,
  );
}

/** For whom others made a snapshot restorable is told to its owner alone; `self` has what is public by `all`. */
function isRestorableBy(snapshot: Snapshot, restorers: readonly string[], caller: string): boolean {
  if (restorers.length === 0) return true;
  return restorers.some((restorer) => {
    if (restorer === 'all') return snapshot.public;
    const account = restorer === 'self' ? caller : restorer;
    if (account !== caller && snapshot.account !== caller) return false;
    return snapshot.account === account || snapshot.sharedWith.includes(account);
  });
}

const FIELDS: Fields<Snapshot> = {
  description: (snapshot) => snapshot.description,
  encrypted: (snapshot) => snapshot.encrypted,
  'owner-alias': (snapshot) => snapshot.ownerAlias,
  'owner-id': (snapshot) => snapshot.account,
  progress: progressOf,
  'snapshot-id': (snapshot) => snapshot.id,
  'start-time': (snapshot) => snapshot.startedAt,
  status: (snapshot) => snapshot.state,
  'storage-tier': (snapshot) => snapshot.tier,
  'volume-id': (snapshot) => snapshot.volumeId,
  'volume-size': (snapshot) => snapshot.size,
};
