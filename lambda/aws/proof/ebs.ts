import {
  EBSClient,
  GetSnapshotBlockCommand,
  ListSnapshotBlocksCommand,
  type ListSnapshotBlocksCommandOutput,
} from '@aws-sdk/client-ebs';
import type { ListedBlock } from '../../carryOut/proof/blockReader.ts';
import { reading, type Site } from '../clients.ts';

/** One answer to a list, which may be empty although more follows. */
export interface ListedPage {
  readonly blocks: readonly ListedBlock[];
  /** Absent on the last page. */
  readonly nextToken?: string | undefined;
  readonly sizeGiB?: number | undefined;
  /** Bytes. */
  readonly blockSize?: number | undefined;
}

/** What AWS sent of a block, and what it says of it. */
export interface SentBlock {
  /** None where the connection broke in the middle, which the SDK does not send again. */
  readonly bytes: Uint8Array;
  /** Bytes, as AWS counted them. */
  readonly length?: number | undefined;
  /** In base64. */
  readonly checksum?: string | undefined;
  readonly algorithm?: string | undefined;
}

/** The calls of EBS direct as they are. They throw the SDK's errors. */
export interface Ebs {
  /** @param from The index of the first block, or the token of the next page. */
  readonly list: (snapshotId: string, from: number | string) => Promise<ListedPage>;
  readonly get: (snapshotId: string, block: ListedBlock) => Promise<SentBlock>;
  readonly close: () => void;
}

/**
 * How many blocks a page has at most. A list is paid by the call: 2,500 blocks are more than the first GiB, where
 * nearly all partitions begin.
 *
 * https://docs.aws.amazon.com/ebs/latest/APIReference/API_ListSnapshotBlocks.html
 */
const PAGE = 2_500;

/**
 * Opens the client of EBS direct.
 *
 * This file is the only one that knows this client. It is imported where snapshots are proved, and only there.
 */
export function openEbs(site: Site): Ebs {
  const client = new EBSClient(reading(site));
  return {
    list: async (SnapshotId, from) => {
      const where = typeof from === 'string' ? { NextToken: from } : { StartingBlockIndex: from };
      return page(
        await client.send(new ListSnapshotBlocksCommand({ SnapshotId, MaxResults: PAGE, ...where })),
      );
    },
    async get(SnapshotId, { index, token }) {
      const { BlockData, DataLength, Checksum, ChecksumAlgorithm } = await client.send(
        new GetSnapshotBlockCommand({ SnapshotId, BlockIndex: index, BlockToken: token }),
      );
      const bytes = await BlockData?.transformToByteArray().catch(() => undefined);
      return {
        bytes: bytes ?? new Uint8Array(),
        length: DataLength,
        checksum: Checksum,
        algorithm: ChecksumAlgorithm,
      };
    },
    close: () => client.destroy(),
  };
}

function page({
  Blocks = [],
  NextToken,
  VolumeSize,
  BlockSize,
}: ListSnapshotBlocksCommandOutput): ListedPage {
  return {
    blocks: Blocks.flatMap(({ BlockIndex: index, BlockToken: token }) =>
      index === undefined || token === undefined ? [] : { index, token },
    ),
    nextToken: NextToken,
    sizeGiB: VolumeSize,
    blockSize: BlockSize,
  };
}
