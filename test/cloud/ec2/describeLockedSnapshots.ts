import { authorizeOnAll } from '../authorize.ts';
import { filterOf } from '../filters.ts';
import { lockStateOf } from '../lockLife.ts';
import { pageOf } from '../paging.ts';
import type { Snapshot } from '../records.ts';
import { list } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { lockShape } from './lockShape.ts';
import { chosen, SNAPSHOT } from './lookup.ts';

/** Tells of own snapshots that are or were locked; one that never was is left out, also when asked for by id. */
export function describeLockedSnapshots(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  const { snapshots } = world.place(call.account, call.region);
  const now = world.clock.now();
  const ids = list(call.params, 'SnapshotId');
  const matches = filterOf<Snapshot>(call.params, {
    'lock-state': (snapshot) => lockStateOf(snapshot, now),
  });
  const page = pageOf(call, world, {
    records: chosen(snapshots, ids, SNAPSHOT),
    matches: (snapshot) => lockStateOf(snapshot, now) !== undefined && matches(snapshot),
    byIds: ids.length > 0,
  });
  return {
    snapshotSet: page.items.map((one) => ({ ownerId: one.account, ...lockShape(one, now) })),
    nextToken: page.nextToken,
  };
}
