import { createHash } from 'node:crypto';
import {
  CompleteSnapshotCommand,
  EBSClient,
  GetSnapshotBlockCommand,
  ListChangedBlocksCommand,
  ListSnapshotBlocksCommand,
  PutSnapshotBlockCommand,
  StartSnapshotCommand,
} from '@aws-sdk/client-ebs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ebs, openEbs } from '../../lambda/aws/proof/ebs.ts';
import { freshCloud } from '../cloud/callers.ts';
import { BLOCK_SIZE } from '../cloud/content.ts';
import { withEnvironment } from '../scenarios/snapper.ts';
import { type Moto, startMoto } from './motoServer.ts';

/** Two snapshots of one disk: block 1 is written in both, differently, block 7 in the first and block 0 in both alike. */
const DISKS = [
  [
    [0, 1],
    [1, 2],
    [7, 3],
  ],
  [
    [0, 1],
    [1, 9],
  ],
] as const;

interface Place {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The ids of the two snapshots. */
  readonly ids: readonly [first: string, second: string];
}

let moto: Moto | undefined;

beforeAll(async () => {
  moto = await startMoto();
});

afterAll(async () => {
  await moto?.stop();
});

function blockOf(byte: number): Uint8Array {
  const block = new Uint8Array(BLOCK_SIZE);
  block[0] = byte;
  return block;
}

/** moto makes snapshots by StartSnapshot, and the embedded cloud by writing to a volume. */
async function inMoto(): Promise<Place> {
  if (moto === undefined) throw new Error('moto has not been started');
  const place = { endpoint: moto.endpoint, credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
  const client = new EBSClient({ region: 'eu-west-1', ...place });
  const [first = '', second = ''] = await Promise.all(
    DISKS.map(async (disk) => {
      const { SnapshotId } = await client.send(new StartSnapshotCommand({ VolumeSize: 8 }));
      for (const [BlockIndex, byte] of disk) {
        const BlockData = blockOf(byte);
        const Checksum = createHash('sha256').update(BlockData).digest('base64');
        const sent = { BlockData, Checksum, ChecksumAlgorithm: 'SHA256', DataLength: BLOCK_SIZE } as const;
        await client.send(new PutSnapshotBlockCommand({ SnapshotId, BlockIndex, ...sent }));
      }
      await client.send(new CompleteSnapshotCommand({ SnapshotId, ChangedBlocksCount: disk.length }));
      return SnapshotId;
    }),
  );
  return { ...place, ids: [first, second] };
}

async function inTheEmbeddedCloud(): Promise<Place> {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const source = region.volume().id;
  const [zeroth = new Uint8Array()] = DISKS[0].map(([, byte]) => blockOf(byte));
  const [first = '', second = ''] = DISKS.map((disk) => {
    const content = new Map(disk.map(([index, byte]) => [index, index === 0 ? zeroth : blockOf(byte)]));
    return region.snapshot({ of: source, content }).id;
  });
  return { endpoint: cloud.endpoint, credentials: cloud.credentials(), ids: [first, second] };
}

async function reading<T>({ endpoint, credentials }: Place, act: (ebs: Ebs) => Promise<T>): Promise<T> {
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  return withEnvironment(env, async () => {
    const ebs = openEbs({ region: 'eu-west-1' });
    try {
      return await act(ebs);
    } finally {
      ebs.close();
    }
  });
}

/** The fields that have a value. */
function fields(answer: object): string[] {
  return Object.entries(answer).flatMap(([field, value]) => (value === undefined ? [] : field));
}

describe.for([
  ['moto', inMoto],
  ['the embedded cloud', inTheEmbeddedCloud],
] as const)('EBS direct in %s', ([name, open]) => {
  test('lists the blocks that were written, and each comes whole, with its SHA-256', async () => {
    const place = await open();
    const { blocks, nextToken, sizeGiB } = await reading(place, async (ebs) => ebs.list(place.ids[0], 0));
    // moto writes the index of a block as a text, and AWS as a number.
    expect(blocks.map(({ index }) => String(index))).toEqual(['0', '1', '7']);
    expect({ nextToken, sizeGiB }).toEqual({ nextToken: undefined, sizeGiB: 8 });
    for (const [position, [, byte]] of DISKS[0].entries()) {
      const block = blocks[position];
      if (block === undefined) throw new Error('a block is missing');
      const sent = await reading(place, async (ebs) => ebs.get(place.ids[0], block));
      expect(Buffer.from(sent.bytes).equals(blockOf(byte))).toBe(true);
      const checksum = createHash('sha256').update(sent.bytes).digest('base64');
      expect(sent).toMatchObject({ length: BLOCK_SIZE, checksum, algorithm: 'SHA256' });
    }
  });

  test('lists what changed, with a token for each snapshot that has the block', async () => {
    const { endpoint, credentials, ids } = await open();
    const client = new EBSClient({ region: 'eu-west-1', endpoint, credentials });
    const { ChangedBlocks = [], VolumeSize } = await client.send(
      new ListChangedBlocksCommand({ FirstSnapshotId: ids[0], SecondSnapshotId: ids[1] }),
    );
    expect(VolumeSize).toBe(8);
    expect(
      ChangedBlocks.map(({ BlockIndex, FirstBlockToken, SecondBlockToken }) => [
        String(BlockIndex),
        typeof FirstBlockToken,
        typeof (SecondBlockToken ?? undefined),
      ]),
    ).toEqual([
      ['1', 'string', 'string'],
      ['7', 'string', 'undefined'],
    ]);
  });

  test('has answers of one shape', async () => {
    const { endpoint, credentials, ids } = await open();
    const client = new EBSClient({ region: 'eu-west-1', endpoint, credentials });
    const list = await client.send(new ListSnapshotBlocksCommand({ SnapshotId: ids[0] }));
    const block = await client.send(
      new GetSnapshotBlockCommand({
        SnapshotId: ids[0],
        BlockIndex: 0,
        BlockToken: list.Blocks?.[0]?.BlockToken,
      }),
    );
    // moto does not say when tokens expire, and tells sectors of 512 bytes.
    const shared = fields(list).filter((field) => field !== 'ExpiryTime');
    expect(shared.toSorted()).toEqual(['$metadata', 'BlockSize', 'Blocks', 'VolumeSize']);
    expect(list.BlockSize).toBe(name === 'moto' ? 512 : BLOCK_SIZE);
    expect(Object.keys(list.Blocks?.[0] ?? {}).toSorted()).toEqual(['BlockIndex', 'BlockToken']);
    expect(fields(block).toSorted()).toEqual(
      ['$metadata', 'BlockData', 'Checksum', 'ChecksumAlgorithm', 'DataLength'].toSorted(),
    );
  });
});
