import { COPY } from '../newRecords.ts';
import type { Snapshot } from '../records.ts';
import { json } from '../wire/reply.ts';
import type { Document } from '../wire/reply.ts';
import type { Call } from '../wire/request.ts';
import type { World } from '../world.ts';
import { blockPage } from './blockPages.ts';
import { readable } from './readable.ts';
import { invalid } from './refused.ts';

/**
 * The blocks that differ between two snapshots of a volume, with a token for each snapshot that has the block.
 * https://docs.aws.amazon.com/ebs/latest/APIReference/API_ListChangedBlocks.html
 */
export function listChangedBlocks(call: Call, world: World): Document {
  const { FirstSnapshotId: firstId, SecondSnapshotId: secondId = '' } = call.params;
  // That it is needed is documented, and the reason is not.
  if (firstId === undefined)
    throw invalid('INVALID_PARAMETER_VALUE', 'The parameter FirstSnapshotId is missing.');
  const first = readable(call, world, firstId);
  const second = readable(call, world, secondId);
  checkRelated(first, second);
  const indices = [...new Set([...first.content.keys(), ...second.content.keys()])].filter(
    (index) => first.content.get(index) !== second.content.get(index),
  );
  const page = blockPage(call, world, { snapshots: [first, second], indices });
  const ChangedBlocks = page.indices.map((index) => ({
    BlockIndex: index,
    ...(first.content.has(index) && { FirstBlockToken: page.tokenOf(first, index) }),
    ...(second.content.has(index) && { SecondBlockToken: page.tokenOf(second, index) }),
  }));
  return json({ ChangedBlocks, ...page.common }, world.ids.next('request'));
}

/** The strict side: a volume that was made of a snapshot of another one has a history of its own. */
function checkRelated(first: Snapshot, second: Snapshot): void {
  if (first.volumeId === second.volumeId && first.volumeId !== COPY) return;
  throw invalid(
    'UNRELATED_SNAPSHOTS',
    `The snapshots '${first.id}' and '${second.id}' are not of the same volume.`,
  );
}
