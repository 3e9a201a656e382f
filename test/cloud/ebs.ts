import {
  GetSnapshotBlockCommand,
  ListChangedBlocksCommand,
  type ListChangedBlocksCommandInput,
  ListSnapshotBlocksCommand,
} from '@aws-sdk/client-ebs';
import type {
  Block,
  ListSnapshotBlocksCommandInput,
  ListSnapshotBlocksCommandOutput,
} from '@aws-sdk/client-ebs';

import { type Caller, ebsOf } from './callers.ts';
import type { Cloud } from './cloud.ts';
import { BLOCK_SIZE } from './content.ts';
import type { Snapshot, Volume } from './records.ts';
import type { Region } from './region.ts';
import type { SnapshotWish } from './wishes.ts';

/** Calls of EBS direct in eu-west-1, for tests. */
export async function listBlocks(
  cloud: Cloud,
  { id }: Pick<Snapshot, 'id'>,
  asked: Partial<ListSnapshotBlocksCommandInput> = {},
  caller?: Caller,
): Promise<ListSnapshotBlocksCommandOutput> {
  const client = ebsOf(cloud, 'eu-west-1', caller);
  return client.send(new ListSnapshotBlocksCommand({ SnapshotId: id, ...asked }));
}

export async function readBlock(
  cloud: Cloud,
  { id }: Pick<Snapshot, 'id'>,
  { BlockIndex, BlockToken }: Block,
  caller?: Caller,
) {
  const client = ebsOf(cloud, 'eu-west-1', caller);
  return client.send(new GetSnapshotBlockCommand({ SnapshotId: id, BlockIndex, BlockToken }));
}

export async function listChanged(cloud: Cloud, asked: ListChangedBlocksCommandInput) {
  return ebsOf(cloud).send(new ListChangedBlocksCommand(asked));
}

/** The indices and nothing else. */
export function indicesOf({
  Blocks = [],
}: {
  readonly Blocks?: Block[] | undefined;
}): (number | undefined)[] {
  return Blocks.map(({ BlockIndex }) => BlockIndex);
}

/** Writes a byte into each of these blocks. */
export function writeBlocks(region: Region, volume: Volume, indices: readonly number[], byte = 1): void {
  for (const index of indices) region.write(volume, index * BLOCK_SIZE, Uint8Array.of(byte));
}

/** A complete snapshot of a volume with these blocks. */
export function snapshotWith(region: Region, indices: readonly number[], wish: SnapshotWish = {}): Snapshot {
  const volume = region.volume({ size: 8 });
  writeBlocks(region, volume, indices);
  return region.snapshot({ of: volume, ...wish });
}
