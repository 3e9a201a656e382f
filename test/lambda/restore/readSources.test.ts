import { describe, expect, test } from 'vitest';
import { readSources, type SourcesOf } from '../../../lambda/aws/restore/readSources.ts';
import { isOurs } from '../../../lambda/core/snapshot.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { withEnvironment } from '../../scenarios/snapper.ts';
import { freshCloud, idsOf, ownCopy } from '../../scenarios/story.ts';

async function sourcesIn(cloud: Cloud, of: SourcesOf) {
  return withEnvironment(cloud.env, async () => readSources({ region: 'eu-west-1' }, 'autosnap', of));
}

async function server() {
  const cloud = await freshCloud({ at: '2026-01-10T03:00:00Z' });
  const region = cloud.region('eu-west-1');
  const instance = region.instance();
  const [root, data] = [region.volume({ attachedTo: instance }), region.volume({ attachedTo: instance })];
  const of = { kind: 'instance', instanceId: instance.id, volumeIds: [root.id, data.id] } as const;
  return { cloud, region, instance, root, data, of };
}

describe('the snapshots of an instance', () => {
  test('are those that name it, also of volumes that nobody knows any more, each once', async () => {
    const { cloud, instance, root, data, of } = await server();
    const tags = { autosnap_instance: instance.id };
    const own = [ownCopy(cloud, root, 1, { tags }), ownCopy(cloud, data, 1, { tags })];
    const lost = ownCopy(cloud, data, 2, { of: 'vol-0aaaaaaaaaaaaaaaa', tags });
    cloud.pageLimit = 2;
    const found = await sourcesIn(cloud, of);
    expect(found.map(({ id }) => id)).toHaveLength(3);
    expect(idsOf(found)).toEqual(idsOf([...own, lost]));
  });

  test('are also old ones of its volumes that name no instance', async () => {
    const { cloud, root, of } = await server();
    expect(idsOf(await sourcesIn(cloud, of))).toEqual([]);
    const old = ownCopy(cloud, root, 9);
    const empty = ownCopy(cloud, root, 8, { tags: { autosnap_instance: '' } });
    expect(idsOf(await sourcesIn(cloud, of))).toEqual(idsOf([old, empty]));
  });

  test('are not those that were taken while the volume was at another instance', async () => {
    const { cloud, root, of } = await server();
    ownCopy(cloud, root, 9, { tags: { autosnap_instance: 'i-0bbbbbbbbbbbbbbbb' } });
    expect(await sourcesIn(cloud, of)).toEqual([]);
  });
});

test('a snapshot is found by its id with all that can be made from it', async () => {
  const { cloud, region, root } = await server();
  const key = region.key();
  const snapshot = region.snapshot({
    of: root,
    size: 40,
    description: 'autosnap: by the run',
    encrypted: true,
    kmsKeyId: key.arn,
    tags: { snapshot_tool: 'autosnap', team: 'blue', autosnap_disks: '5ab1c2d3:/dev/xvda:gp3:3000:125:r' },
  });
  const [source, other] = await sourcesIn(cloud, { kind: 'snapshot', snapshotId: snapshot.id });
  expect(other).toBeUndefined();
  expect(source).toMatchObject({
    id: snapshot.id,
    volumeId: root.id,
    state: 'completed',
    tier: 'standard',
    sizeGiB: 40,
    tags: { ...snapshot.tags },
    description: 'autosnap: by the run',
    isArchived: false,
    isEncrypted: true,
    keyArn: key.arn,
  });
  expect(source && isOurs(source)).toBe(true);
});

test('snapshots of a volume are all of this account, and only ours are called ours', async () => {
  const { cloud, region, root } = await server();
  const own = ownCopy(cloud, root, 1);
  const foreign = region.snapshot({ of: root });
  cloud.account('222222222222').region('eu-west-1').snapshot({ of: root.id, public: true });
  const found = await sourcesIn(cloud, { kind: 'volume', volumeId: root.id });
  expect(idsOf(found)).toEqual(idsOf([own, foreign]));
  expect(idsOf(found.filter(isOurs))).toEqual([own.id]);
});

test.for([
  ['archived', { tier: 'archive' }, { tier: 'archive', isArchived: true }],
  [
    'restored from the archive for some days',
    { tier: 'standard', restoreExpiresAt: '2026-01-12T00:00:00Z' },
    { tier: 'archive', isArchived: false },
  ],
] as const)('a snapshot that is %s is told to be so', async ([, wish, told]) => {
  const { cloud, root } = await server();
  const { id } = ownCopy(cloud, root, 1, wish);
  expect(await sourcesIn(cloud, { kind: 'snapshot', snapshotId: id })).toMatchObject([told]);
});

test.for([
  { kind: 'snapshot', snapshotId: 'snap-0ccccccccccccccccc' },
  { kind: 'volume', volumeId: 'vol-0cccccccccccccccc' },
  { kind: 'instance', instanceId: 'i-0cccccccccccccccc', volumeIds: [] },
] as const)('of what nobody knows there is none: %j', async (of) => {
  const { cloud } = await server();
  expect(await sourcesIn(cloud, of)).toEqual([]);
});
