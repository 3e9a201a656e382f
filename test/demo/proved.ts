import assert from 'node:assert/strict';
import type { CommandContext } from '../../lambda/commands/command.ts';
import { proveCommand } from '../../lambda/commands/prove.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { DAY } from '../cloud/clock.ts';
import type { Snapshot, Volume } from '../cloud/records.ts';
import { image, writeExt } from '../core/proof/images.ts';
import { runSnapper } from '../scenarios/snapper.ts';
import { heading, tell } from './claims.ts';

/** The fourth act: the disk of a server is encrypted overnight, and the next proof of it says so. */
export async function proveDisks(cloud: Cloud, person: CommandContext): Promise<void> {
  const ireland = cloud.region('eu-west-1');
  const books = ireland.attachedVolume(
    { Name: 'books', autosnap: '1', autosnap_retain: '3' },
    { Name: 'ledger' },
  );
  const made = image(books.size);
  writeExt(made, 0);
  for (const [index, bytes] of made.blocks) ireland.write(books, index * bytes.length, bytes);
  for (let day = 0; day < 5; day += 1) await dayOf(cloud);
  const volumes = ireland.volumes().length;

  heading('Can it be restored? Somebody looks:  npx aws-snapper prove books');
  const prove = async () => proveCommand(['books'], { yes: true }, person);
  console.log((await prove()).text);
  const sound = recordOf(newestOf(cloud, books));

  heading('Overnight somebody encrypts the disk. The next day:  npx aws-snapper prove books');
  ireland.write(books, 0, noise());
  await dayOf(cloud);
  const answer = await prove();
  console.log(answer.text);
  const bad = newestOf(cloud, books);
  const before = cloud.snapshotsOf(books).map(idOf);
  for (let day = 0; day < 3; day += 1) await dayOf(cloud);
  const after = new Set(cloud.snapshotsOf(books).map(idOf));

  heading('Is it what it should be?');
  tell([
    ['the first proof found a sound file system', () => assert.match(sound, / sound ext4$/)],
    [
      'the second one found that it is gone, and ended with status 3',
      () => {
        assert.match(recordOf(bad), / changed unknown$/);
        assert.equal(answer.status, 3);
      },
    ],
    [
      'three more runs deleted none of its snapshots, also not the older, good ones',
      () =>
        assert.deepEqual(
          before.filter((id) => !after.has(id)),
          [],
        ),
    ],
    ['no volume was made for it', () => assert.equal(ireland.volumes().length, volumes)],
  ]);
}

async function dayOf(cloud: Cloud): Promise<void> {
  await runSnapper(cloud, { ec2_regions: ['eu-west-1'], images: true });
  cloud.clock.advance(DAY);
}

function newestOf(cloud: Cloud, volume: Volume): Snapshot {
  const newest = cloud.snapshotsOf(volume).at(-1);
  assert.ok(newest);
  return newest;
}

function idOf({ id }: Snapshot): string {
  return id;
}

function recordOf({ tags }: Snapshot): string {
  return tags['autosnap_proved'] ?? 'none';
}

/** What no program knows. */
function noise(): Uint8Array {
  return Uint8Array.from({ length: 524_288 }, (_, index) => (index * 7919 + (index >> 8)) % 251);
}
