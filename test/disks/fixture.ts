import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { BLOCK, type Disk } from '../../lambda/core/proof/disk.ts';
import { look, type Seen } from '../../lambda/core/proof/look.ts';

/** Where the fixtures lie, from the root of the repository. */
export const FIXTURES = 'test/disks/fixtures';

/** Those blocks of a disk that a look reads, and what its maker says of it. */
export interface Fixture {
  readonly name: string;
  readonly sizeGiB: number;
  readonly verdict: string;
  readonly kinds: string;
  /** What `blkid -p` says of the disk and of each partition with a content: `ext4 at 1 MiB`. */
  readonly blkid: readonly string[];
  /** By their index, compressed; `zeros` was never written. */
  readonly blocks: Readonly<Record<string, string>>;
}

export type Block = Uint8Array | 'zeros';

/** Without the zeros at its end, which cost time when tests unpack it. */
export function packed(block: Block): string {
  if (block === 'zeros') return block;
  const end = block.findLastIndex((byte) => byte !== 0) + 1;
  return brotliCompressSync(block.subarray(0, end)).toString('base64');
}

function unpacked(text: string): Block {
  if (text === 'zeros') return text;
  const block = new Uint8Array(BLOCK);
  block.set(brotliDecompressSync(Buffer.from(text, 'base64')));
  return block;
}

/** All fixtures, by their names. */
export function fixtures(): Fixture[] {
  const files = readdirSync(FIXTURES).filter((file) => file.endsWith('.json'));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the maker wrote them
  return files.map((file) => JSON.parse(readFileSync(`${FIXTURES}/${file}`, 'utf8')) as Fixture);
}

/** The disk of a fixture, with all blocks that it has. */
export function blocksOf({ blocks }: Fixture): Map<number, Block> {
  return new Map(Object.entries(blocks).map(([index, text]) => [Number(index), unpacked(text)]));
}

/** What was seen, and which blocks were read for it. */
export interface Looked {
  readonly seen: Seen;
  readonly read: ReadonlyMap<number, Block>;
}

/** Looks at a disk as the prover does: it reads what is needed until all is seen. */
export function lookThrough(disk: Omit<Disk, 'blocks'>, blockAt: (index: number) => Block): Looked {
  const read = new Map<number, Block>();
  for (let turns = 0; turns < 50; turns += 1) {
    const looked = look({ ...disk, blocks: read });
    if ('seen' in looked) return { seen: looked.seen, read };
    for (const index of looked.need) {
      if (read.has(index)) throw new Error(`block ${index} is needed again`);
      if (index < 0 || index >= (disk.sizeGiB * 2 ** 30) / BLOCK)
        throw new Error(`there is no block ${index}`);
      read.set(index, blockAt(index));
    }
  }
  throw new Error('the look does not end');
}
