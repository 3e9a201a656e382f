import { describe, expect, test } from 'vitest';
import { listCommand } from '../../lambda/commands/list.ts';
import { wholeLines } from '../wholeLines.ts';
import { replicated } from '../scenarios/replicated.ts';
import { nth, ownCopy } from '../scenarios/story.ts';
import {
  adopt,
  documentOf,
  enable,
  give,
  linesOf,
  personsCloud,
  pin,
  show,
  takeNow,
  unpin,
} from './person.ts';

const PLACE = 'eu-central-1';
const THERE = { ec2_regions: [PLACE] };

/** A volume of a server in eu-west-1 with snapshots of three days, and a replica of each in eu-central-1. */
async function world() {
  const cloud = await personsCloud({ at: '2026-01-10T03:00:00Z', regions: ['eu-west-1', PLACE] });
  const region = cloud.region('eu-west-1');
  const server = region.instance({
    tags: { Name: 'WEB-1', autosnap: '1', autosnap_retain: '7', autosnap_replicate: 'eu-central-1=7' },
  });
  const volume = region.volume({ attachedTo: server, tags: { Name: 'data' } });
  const tags = { autosnap_instance: server.id, autosnap_server: 'WEB-1', autosnap_named: 'data' };
  const sources = [3, 2, 1].map((days) => ownCopy(cloud, volume, days, { tags }));
  const replicas = sources.map((source) => replicated(cloud, source, PLACE));
  return { cloud, server, volume, sources, replicas };
}

describe('in the region of the replicas', () => {
  test('a volume is shown with each replica, its source and its time', async () => {
    const { cloud, volume, sources, replicas } = await world();
    const answer = await show(cloud, volume.id, THERE);
    expect(linesOf(answer)).toEqual([
      `volume WEB-1 (${volume.id}, data) of eu-west-1`,
      '  Replicas in eu-central-1: 3, times in UTC',
      `    ${replicas[2]?.id}  2026-01-09 03:00  of ${sources[2]?.id}`,
      `    ${replicas[1]?.id}  2026-01-08 03:00  of ${sources[1]?.id}`,
      `    ${replicas[0]?.id}  2026-01-07 03:00  of ${sources[0]?.id}`,
      '',
      `Restore it: aws-snapper restore ${volume.id} --region eu-central-1`,
    ]);
    const { target, volumes } = documentOf(answer, 'show');
    expect(target).toMatchObject({ id: volume.id, kind: 'vanished volume', home: 'eu-west-1' });
    expect(volumes).toMatchObject([{ status: 'elsewhere', instanceName: 'WEB-1', snapshots: [] }]);
    expect(volumes[0]?.replicas?.[0]).toMatchObject({
      snapshotId: replicas[2]?.id,
      replicaOf: { region: 'eu-west-1', snapshotId: sources[2]?.id },
      at: '2026-01-09T03:00:00Z',
      state: 'completed',
    });
  });

  test('a server is shown by its Name, and a replica by its id', async () => {
    const { cloud, server, sources, replicas } = await world();
    const lines = linesOf(await show(cloud, 'WEB-1', THERE));
    expect(lines[0]).toBe(`instance WEB-1 (${server.id}) of eu-west-1`);
    expect(lines).toContain('  Replicas in eu-central-1: 3, times in UTC');
    expect(lines.at(-1)).toBe('Restore it: aws-snapper restore WEB-1 --region eu-central-1');
    const one = await show(cloud, nth(replicas, 1).id, THERE);
    const [volume] = documentOf(one, 'show').volumes;
    expect(volume?.replicas?.map(({ snapshotId }) => snapshotId)).toEqual([nth(replicas, 1).id]);
    expect(one.text).toContain(`of ${nth(sources, 1).id}`);
    expect(one.text).toContain(`restore ${nth(replicas, 1).id} --region eu-central-1`);
  });

  test('one that is locked says until when', async () => {
    const { cloud, volume, replicas } = await world();
    cloud.region(PLACE).lock(nth(replicas, 1), { days: 14 });
    const answer = await show(cloud, volume.id, THERE);
    expect(linesOf(answer)).toContain('        held: locked (governance) until 2026-01-24 03:00 UTC');
    expect(documentOf(answer, 'show').volumes[0]?.replicas?.map(({ hold }) => hold)).toEqual([
      undefined,
      'held: locked (governance) until 2026-01-24 03:00 UTC',
      undefined,
    ]);
  });

  test('one that is being copied, or that AWS failed, says so', async () => {
    const { cloud, volume, sources } = await world();
    replicated(cloud, nth(sources, 0), PLACE, { state: 'error' });
    const pending = replicated(cloud, nth(sources, 2), PLACE, { state: 'pending' });
    const { text } = await show(cloud, volume.id, THERE);
    expect(text).toContain(`${pending.id}  2026-01-09 03:00  pending  of ${sources[2]?.id}`);
    expect(text).toContain(`2026-01-07 03:00  error    of ${sources[0]?.id}`);
  });

  test('a replica is pinned and unpinned', async () => {
    const { cloud, volume, replicas } = await world();
    const one = nth(replicas, 0);
    const pinned = await pin(cloud, one.id, 'the audit', THERE);
    expect(pinned.status).toBe(0);
    expect(one.tags['autosnap_keep']).toBe('the audit');
    expect(documentOf(pinned, 'pin')).toMatchObject({
      volumeId: volume.id,
      before: { fate: 'keep' },
      after: { because: 'pinned by autosnap_keep', pin: 'the audit' },
    });
    expect(wholeLines(pinned.text)).toContain('stays until unpinned');
    expect((await show(cloud, volume.id, THERE)).text).toContain(
      '        pinned (the audit), stays until unpinned',
    );
    await unpin(cloud, one.id, THERE);
    expect(one.tags).not.toHaveProperty('autosnap_keep');
  });

  test('nothing of it is taken, scheduled or adopted', async () => {
    const { cloud, volume, replicas } = await world();
    const only = `${volume.id} is a volume of eu-west-1, of which only replicas are here`;
    await expect(takeNow(cloud, volume.id, THERE)).rejects.toThrow(only);
    await expect(enable(cloud, volume.id, { every: '1', retain: '3' }, { event: THERE })).rejects.toThrow(
      only,
    );
    await expect(adopt(cloud, [nth(replicas, 0).id], { event: THERE })).rejects.toThrow('is a replica');
  });
});

test('list counts the replicas of a region, and names a volume to be shown', async () => {
  const { cloud, volume } = await world();
  const answer = await give(cloud, (context) => listCommand(80, context), { event: THERE });
  expect(linesOf(answer).slice(0, 5)).toEqual([
    'No volume in eu-central-1 has a tag that asks for snapshots.',
    '',
    '1 volume of eu-west-1 has 3 replicas in eu-central-1. To see those of one, and',
    'how to restore it:',
    `  aws-snapper show ${volume.id} --region eu-central-1`,
  ]);
  expect(documentOf(answer, 'list').regions).toMatchObject([
    { replicas: { replicas: 3, volumes: 1, regions: ['eu-west-1'], volumeIds: [volume.id] } },
  ]);
  const home = await give(cloud, (context) => listCommand(80, context), {
    event: { ec2_regions: ['eu-west-1'] },
  });
  expect(home.text).not.toContain('replica');
});

describe('in the region of the volume', () => {
  test.for([
    ['eu-central-1=7', '  Replicas: eu-central-1=7   (autosnap_replicate on ', 0],
    ['eu-central-1=7 eu-north-1=daily:7', '  Replicas: eu-central-1=7   (autosnap_replicate on ', 3],
    ['eu-central-1=7 eu-north-1=daily:7', 'but copies are kept only in eu-central-1; use one', 3],
    ['eu-west-1=7', 'names eu-west-1, where the volume itself is', 3],
    ['eu-central-1=seven', '  Problem: autosnap_replicate = "eu-central-1=seven"', 3],
  ] as const)('%s: %s', async ([tag, words, status]) => {
    const { cloud, server, volume } = await world();
    server.tags['autosnap_replicate'] = tag;
    const answer = await show(cloud, volume.id, { ec2_regions: ['eu-west-1'], replicas: [PLACE] });
    const text = wholeLines(answer.text);
    expect(text).toContain(words);
    expect([answer.status, text.includes('Problem')]).toEqual([status, status === 3]);
  });

  test('what it asks for is shown also where the setting replicas is not known', async () => {
    const { cloud, volume } = await world();
    const text = wholeLines((await show(cloud, volume.id, { ec2_regions: ['eu-west-1'] })).text);
    expect(text).toContain('  Replicas: eu-central-1=7   (autosnap_replicate on ');
    expect(text).toContain('Where replicas are kept is not known: the setting replicas is not given here');
  });
});
