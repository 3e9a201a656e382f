import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blkidOf } from './blkid.ts';
import { type DiskRecipe, disks, makeDisk, missingOf } from './disks.ts';
import { FIXTURES, lookThrough, packed } from './fixture.ts';
import { blockAt, run } from './tools.ts';

/**
 * Makes the disks anew and keeps of each the blocks that a look reads: `npm run disks`, or `npm run disks -- gpt-as-ubuntu`
 * for some of them. What cannot be made here stays as it is, and is told.
 *
 * UUIDs and dates are fixed where the programs let us. btrfs, XFS, NTFS, exFAT, LUKS and LVM write some of their own, so
 * their bytes differ each time.
 */
function main(asked: readonly string[]): void {
  const unknown = asked.filter((one) => disks.every(({ name }) => name !== one));
  if (unknown.length > 0)
    throw new Error(`there is no recipe ${unknown.join(', ')}: see test/disks/disks.ts`);
  const folder = mkdtempSync(join(tmpdir(), 'disks-'));
  mkdirSync(FIXTURES, { recursive: true });
  try {
    for (const recipe of disks.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
      const missing = missingOf(recipe);
      console.log(
        missing === undefined ? make(recipe, join(folder, 'disk')) : `${recipe.name}: left, ${missing}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  run('npx', 'biome', 'format', '--write', FIXTURES);
}

function make(recipe: DiskRecipe, file: string): string {
  const { name, sizeGiB, verdict, kinds } = recipe;
  makeDisk(recipe, file);
  const isWritten = verdict !== 'blank';
  const { seen, read } = lookThrough({ sizeGiB, isWritten }, (index) => blockAt(file, index));
  const blocks = Object.fromEntries([...read].map(([index, block]) => [index, packed(block)]));
  const fixture = { name, sizeGiB, verdict, kinds, blkid: blkidOf(recipe, file), blocks };
  const text = `${JSON.stringify(fixture, null, 2)}\n`;
  writeFileSync(`${FIXTURES}/${name}.json`, text);
  const is = `${seen.verdict} ${seen.kinds}`.trim();
  const differs = is === `${verdict} ${kinds}`.trim() ? '' : `, but should be ${verdict} ${kinds}`;
  if (differs !== '') process.exitCode = 1;
  return `${name}: ${is}${differs} (${read.size} blocks, ${text.length} bytes; blkid: ${fixture.blkid.join(', ')})`;
}

main(process.argv.slice(2));
