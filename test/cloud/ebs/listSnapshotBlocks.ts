import { json } from '../wire/reply.ts';
import type { Document } from '../wire/reply.ts';
import type { Call } from '../wire/request.ts';
import type { World } from '../world.ts';
import { blockPage } from './blockPages.ts';
import { readable } from './readable.ts';

/**
 * The blocks of a snapshot that were ever written. All others are zeros.
 * https://docs.aws.amazon.com/ebs/latest/APIReference/API_ListSnapshotBlocks.html
 */
export function listSnapshotBlocks(call: Call, world: World): Document {
  const snapshot = readable(call, world, call.params.SnapshotId ?? '');
  const page = blockPage(call, world, { snapshots: [snapshot], indices: [...snapshot.content.keys()] });
  const Blocks = page.indices.map((index) => ({
    BlockIndex: index,
    BlockToken: page.tokenOf(snapshot, index),
  }));
  return json({ Blocks, ...page.common }, world.ids.next('request'));
}
