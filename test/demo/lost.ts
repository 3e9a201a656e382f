import assert from 'node:assert/strict';
import type { CommandContext } from '../../lambda/commands/command.ts';
import { restoreCommand } from '../../lambda/commands/restore.ts';
import { showCommand } from '../../lambda/commands/show.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Instance, Volume } from '../cloud/records.ts';
import type { Region } from '../cloud/region.ts';
import { heading, tell } from './claims.ts';
import type { Estate } from './estate.ts';

/** The second act: the server web is lost with two of its disks, and its snapshots give them back. */
export async function lose(cloud: Cloud, estate: Estate, person: CommandContext): Promise<void> {
  const ireland = cloud.region('eu-west-1');
  const { web, root, data, archive } = estate;
  const lost = [root, data];
  const before = lost.map((volume) => shapeOf(volume, web));
  const newest = lost.map((volume) => cloud.snapshotsOf(volume).at(-1));
  for (const { attachments } of lost) for (const one of attachments) one.deleteOnTermination = true;
  ireland.terminate(web);
  const web2 = ireland.instance({ tags: { Name: 'web-2' }, state: 'stopped' });
  const existing = idsIn(ireland);

  heading('Day 11: somebody terminates web. What is left of it?  npx aws-snapper show web');
  console.log((await showCommand('web', person)).text);
  heading('On another server:  npx aws-snapper restore web --attach-to web-2');
  const restore = async () => restoreCommand('web', { attachTo: 'web-2', yes: true }, person);
  console.log((await restore()).text);
  const made = ireland.volumes().filter(({ fromSnapshot }) => fromSnapshot !== undefined);
  const again = await restore();

  heading('Is it what it should be?');
  tell([
    [
      'root and data are on web-2, with their type, size, IOPS, throughput, zone, device and tags',
      () => assert.deepEqual(sorted(made.map((volume) => shapeOf(volume, web2))), sorted(before)),
    ],
    [
      'their data is of one instant, that of the last run',
      () => {
        assert.deepEqual(
          sorted(made.map(({ fromSnapshot = '' }) => fromSnapshot)),
          sorted(newest.map((one) => one?.id ?? '')),
        );
        assert.equal(new Set(newest.map((one) => one?.startedAt.getTime())).size, 1);
      },
    ],
    [
      'archive, which was not deleted, is as it was: detached',
      () => assert.deepEqual([archive.state, made.length], ['available', 2]),
    ],
    [
      'nothing was deleted',
      () =>
        assert.deepEqual(
          existing.filter((id) => !idsIn(ireland).includes(id)),
          [],
        ),
    ],
    [
      'the same command again made no second volume, and says that all is there',
      () => {
        assert.equal(ireland.volumes().filter(({ fromSnapshot }) => fromSnapshot !== undefined).length, 2);
        assert.equal(again.status, 0);
      },
    ],
  ]);
}

function idsIn(region: Region): string[] {
  return [...region.volumes(), ...region.snapshots()].map(({ id }) => id);
}

/** What must come back of a disk. */
function shapeOf(volume: Volume, server: Instance): string {
  const { type, size, iops, throughput, zone, tags, attachments } = volume;
  const device = attachments.find(({ instance }) => instance === server)?.device;
  const own = Object.entries(tags).filter(([key]) => !key.startsWith('autosnap_restore'));
  return JSON.stringify({ type, size, iops, throughput, zone, device, tags: sorted(own.map(String)) });
}

function sorted(texts: readonly string[]): string[] {
  return texts.toSorted((a, b) => a.localeCompare(b));
}
