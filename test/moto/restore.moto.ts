import { afterAll, beforeAll, expect, test } from 'vitest';
import buildOnce from '../buildOnce.ts';
import { type Moto, startMoto } from './motoServer.ts';
import { type Disk, serversIn } from './servers.ts';

/**
 * What is built, as a person and Lambda run it, gives a server's disks back from the snapshots of moto.
 *
 * moto's snapshots do not say their key, so `--key` says it here; its sets have no tags of the volumes. It ignores
 * the client token, attaches at once, takes every key, and knows no DescribeLockedSnapshots, no DescribeVolumeStatus
 * and no task that replaces a root: those are asked for in the embedded cloud alone.
 */

let moto: Moto | undefined;

beforeAll(async () => {
  buildOnce();
  moto = await startMoto();
});

afterAll(async () => {
  await moto?.stop();
});

async function servers() {
  if (moto === undefined) throw new Error('moto has not been started');
  return serversIn(moto);
}

/** Without the tags, which moto's sets lack. */
function shapes(disks: readonly Disk[]): Disk[] {
  return disks.map((disk) => ({ ...disk, tags: {} })).toSorted((a, b) => a.size - b.size);
}

test('a server that is gone: its volumes are made again, as they were, beside', async () => {
  const { shop, run, lose, disks, snapper } = await servers();
  const id = await shop();
  const before = await disks();
  await run({ CONSISTENCY: 'volume' });
  await lose(id);

  const { status, out, err } = await snapper('restore', 'shop', '--partial', '--yes');
  expect([status, err]).toEqual([0, '']);
  expect(out).toContain('Restored 3 of 3 volumes.');
  const after = await disks();
  const ours = { autosnap_restore: expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/) };
  const wanted = [...before.values()].map((disk) => ({
    ...disk,
    at: undefined,
    key: undefined,
    tags: { ...disk.tags, ...ours, autosnap_restored: expect.stringMatching(/^snap-/) },
  }));
  expect([...after.values()]).toEqual(expect.arrayContaining(wanted));
  expect(after.size).toBe(3);

  expect((await snapper('restore', 'shop', '--partial', '--yes')).status).toBe(0);
  expect(await disks()).toEqual(after);
});

test('a server that is gone: its data disks, of one instant, go to a new one', async () => {
  const { key, server, shop, run, lose, disks, snapper } = await servers();
  const id = await shop();
  const before = await disks();
  await run();
  await lose(id);
  const fresh = await server('new');

  const words = ['restore', id, '--attach-to', fresh, '--key', key];
  const taken = await snapper(...words, '--yes');
  expect(taken).toMatchObject({ status: 1, err: '' });
  expect(taken.out).toContain(`Refused: /dev/sda1 of ${fresh} is taken by `);

  const { status, out, err } = await snapper(...words, '--only', '/dev/sdf', '/dev/sdg', '--yes', '--json');
  expect([status, err]).toEqual([0, '']);
  const document: unknown = JSON.parse(out);
  expect(document).toMatchObject({ kind: 'restore', applied: true, moment: { kind: 'one instant' } });
  const wanted = [...before.values()]
    .filter(({ at }) => !at?.endsWith('/dev/sda1'))
    .map((disk) => ({ ...disk, at: disk.at?.replace(id, fresh), encrypted: true, key }));
  const restored = [...(await disks()).values()].filter(({ tags }) => 'autosnap_restored' in tags);
  expect(shapes(restored)).toEqual(shapes(wanted));
});

test('a disk of a stopped server is exchanged, and the old volume stays', async () => {
  const { key, shop, run, stop, disks, snapper } = await servers();
  const id = await shop();
  const before = await disks();
  await run();

  const words = ['restore', id, '--in-place', '--only', '/dev/sdg', '--yes'];
  const running = await snapper(...words);
  expect(running).toMatchObject({ status: 1, err: '' });
  expect(running.out).toContain(`\n  aws ec2 stop-instances --region eu-west-1 --instance-ids ${id} \\\n`);
  expect(await disks()).toEqual(before);

  await stop(id);
  const { status, err } = await snapper(...words, '--key', key);
  expect([status, err]).toEqual([0, '']);
  const after = await disks();
  const fresh = [...after].flatMap(([volumeId, disk]) => (before.has(volumeId) ? [] : [disk]));
  expect(shapes(fresh)).toEqual(shapes([...before.values()].filter(({ at }) => at === `${id} /dev/sdg`)));
  const written = { autosnap_replaced: expect.any(String), autosnap_ignore: expect.any(String) };
  for (const [volumeId, old] of before) {
    const asBefore =
      old.at === `${id} /dev/sdg` ? { ...old, at: undefined, tags: { ...old.tags, ...written } } : old;
    expect(after.get(volumeId)).toEqual(asBefore);
  }
});
