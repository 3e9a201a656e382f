/** EBS keeps disks in blocks of this many bytes. https://docs.aws.amazon.com/ebs/latest/userguide/ebsapi-elements.html */
export const BLOCK_SIZE = 524_288;

/**
 * What is on a disk: the blocks that were ever written, by their index, each of `BLOCK_SIZE` bytes. Where there is no
 * block the disk reads as zeros. It is never changed, so a volume and its snapshots share one.
 */
export type Content = ReadonlyMap<number, Uint8Array>;

export const NEVER_WRITTEN: Content = new Map();

/** The same disk with some bytes written over. Blocks without any of them are shared. */
export function overwritten(content: Content, offset: number, bytes: Uint8Array): Content {
  const blocks = new Map(content);
  for (let done = 0; done < bytes.length; ) {
    const index = Math.floor((offset + done) / BLOCK_SIZE);
    const within = (offset + done) % BLOCK_SIZE;
    const part = bytes.subarray(done, done + BLOCK_SIZE - within);
    const block = new Uint8Array(BLOCK_SIZE);
    block.set(blocks.get(index) ?? []);
    block.set(part, within);
    blocks.set(index, block);
    done += part.length;
  }
  return blocks;
}

/** The same disk with zeros in every block that was written; they stay written ones. */
export function zeroed(content: Content): Content {
  return new Map([...content.keys()].map((index) => [index, new Uint8Array(BLOCK_SIZE)]));
}

/** What is on a disk into which an image was written, as a tool does it that leaves out blocks of zeros. */
export function contentOf(image: Uint8Array): Content {
  const blocks = new Map<number, Uint8Array>();
  for (let offset = 0; offset < image.length; offset += BLOCK_SIZE) {
    const part = image.subarray(offset, offset + BLOCK_SIZE);
    if (part.every((byte) => byte === 0)) continue;
    const block = new Uint8Array(BLOCK_SIZE);
    block.set(part);
    blocks.set(offset / BLOCK_SIZE, block);
  }
  return blocks;
}
