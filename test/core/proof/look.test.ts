import { expect, test } from 'vitest';
import { look } from '../../../lambda/core/proof/look.ts';
import { seenIn } from '../../../lambda/core/proof/seen.ts';
import { mdSuperblock } from '../../disks/layout.ts';
import { EXT4, GIB, image, MIB, seenOn, spoil, walk, write, writeExt, writeGpt, writeXfs } from './images.ts';

test('a disk on which nothing was written is blank, and no block is needed', () => {
  expect(look({ sizeGiB: 1, isWritten: false, blocks: new Map() })).toEqual({
    seen: { verdict: 'blank', kinds: '', damages: [] },
  });
});

test('a disk over which zeros were written is blank: the ends and four more blocks are read', () => {
  expect(walk(image())).toEqual({
    seen: { verdict: 'blank', kinds: '', damages: [] },
    asked: [[0], [2047], [2, 512, 1024, 1536]],
  });
});

test.for([1 * MIB, 256 * MIB, 512 * MIB, 768 * MIB])('one with something at %d is unknown', (offset) => {
  const made = image();
  write(made, offset, Uint8Array.of(1));
  expect(seenOn(made)).toBe('unknown: unknown');
});

test('noise is unknown', () => {
  const made = image();
  write(
    made,
    0,
    Uint8Array.from({ length: 70_000 }, (_, index) => (index * 2_654_435_761) >>> 24),
  );
  expect(seenOn(made)).toBe('unknown: unknown');
});

test('a partition of zeros is blank and leaves the whole sound; one of noise makes it unknown', () => {
  const made = image();
  writeGpt(made, [
    { first: 2048, last: 206_847 },
    { first: 206_848, last: 411_647 },
  ]);
  writeExt(made, MIB);
  expect(seenOn(made)).toBe('sound: gpt ext4 blank');
  write(made, 101 * MIB + 7, Uint8Array.of(1));
  expect(seenOn(made)).toBe('unknown: gpt ext4 unknown');
});

test('what is damaged counts more than what is unknown', () => {
  const made = image();
  writeGpt(made, [
    { first: 2048, last: 206_847 },
    { first: 206_848, last: 411_647 },
  ]);
  write(made, MIB, Uint8Array.of(1));
  writeXfs(made, 101 * MIB);
  spoil(made, 101 * MIB + 40);
  expect(seenOn(made)).toBe(
    'damaged: gpt unknown xfs-damaged\n' +
      'the xfs file system at 101 MiB: the checksum of its superblock does not match',
  );
});

test('more kinds than have room are counted, and of many damages eight are told', () => {
  const contents = Array.from({ length: 100 }, (_, index) => ({
    kind: index % 2 === 0 ? 'ext4' : 'xfs',
    damages: [`damage ${index}`],
  }));
  const { kinds, damages } = seenIn(contents, 5);
  expect(kinds.length).toBeLessThanOrEqual(200);
  expect(kinds).toMatch(/^ext4-damaged xfs-damaged .* \+\d+$/);
  expect(damages).toHaveLength(9);
  expect(damages.at(-1)).toBe('92 more');
});

test.for(['0.90', '1.0'] as const)(
  'a file system that is larger than a part of a striped RAID, md %s, is no damage of that part',
  (version) => {
    const alone = image();
    writeExt(alone, 0, { ...EXT4, blocks: (2 * GIB) / 1024 });
    expect(seenOn(alone)).toContain('ext4-damaged');
    const part = image();
    writeExt(part, 0, { ...EXT4, blocks: (2 * GIB) / 1024 });
    const { offset, bytes } = mdSuperblock(version, GIB);
    write(part, offset, bytes);
    expect(walk(part).seen).toEqual({ verdict: 'opaque', kinds: 'md', damages: [] });
  },
);
