import { authorizeOnAll } from '../authorize.ts';
import { DAY } from '../clock.ts';
import { filterOf } from '../filters.ts';
import type { Fields } from '../filters.ts';
import { pageOf } from '../paging.ts';
import type { Lock, Snapshot } from '../records.ts';
import { list } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { Xml, XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { chosen, SNAPSHOT } from './lookup.ts';

/** Tells of own snapshots that are or were locked; one that never was is left out, also when asked for by id. */
export function describeLockedSnapshots(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  const { snapshots } = world.place(call.account, call.region);
  const ids = list(call.params, 'SnapshotId');
  const matches = filterOf(call.params, FIELDS);
  const page = pageOf(call, world, {
    records: chosen(snapshots, ids, SNAPSHOT),
    matches: (snapshot) => snapshot.lock !== undefined && matches(snapshot),
    byIds: ids.length > 0,
  });
  return {
    snapshotSet: page.items.map((snapshot) => shapeOf(snapshot, snapshot.lock)),
    nextToken: page.nextToken,
  };
}

const FIELDS: Fields<Snapshot> = { 'lock-state': (snapshot) => snapshot.lock?.state };

function shapeOf(snapshot: Snapshot, lock: Lock | undefined): Xml {
  if (!lock) return undefined;
  return {
    ownerId: snapshot.account,
    snapshotId: snapshot.id,
    lockState: lock.state,
    lockDuration: lock.days,
    lockCreatedOn: lock.lockedAt,
    lockDurationStartTime: lock.lockedAt,
    lockExpiresOn: new Date(lock.lockedAt.getTime() + lock.days * DAY),
  };
}
