import { describe, expect, test } from 'vitest';
import { wholeLines } from '../wholeLines.ts';
import { replicated } from '../scenarios/replicated.ts';
import { nth } from '../scenarios/story.ts';
import { linesOf, restore, restoreUnasked } from './person.ts';
import { drilled, lose, newest, PLACE, restored, THERE } from './replicatedServer.ts';
import { newVolumes, refusalCodes, restoreOf } from './servers.ts';

test('the plan says that they are replicas, and of which region and time', async () => {
  const { cloud, server, disks, replicas } = await drilled();
  const sources = disks.map((disk) => newest(cloud, disk).id);
  lose(cloud);
  const answer = await restoreUnasked(cloud, 'WEB-1', {}, THERE);
  expect(answer.status).toBe(1);
  const lines = linesOf(answer);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  const text = wholeLines(answer.text);
  expect(text).toContain(
    `Restore the instance WEB-1 (${server.id}) of eu-west-1 from its replicas in eu-central-1`,
  );
  expect(text).toContain('with the data of 2026-01-01 03:00 UTC');
  for (const [index, source] of sources.entries()) {
    expect(answer.text).toContain(
      `from ${replicas[index]?.id} of ${disks[index]?.id}\n    a replica of ${source} in eu-west-1\n`,
    );
  }
  expect(text).toMatch(/zone chosen\s+here \(--zone can choose another\)/);
  expect(restoreOf(answer).disks.map(({ replicaOf }) => replicaOf)).toContainEqual({
    region: 'eu-west-1',
    snapshotId: sources[0],
  });
});

describe('what is named', () => {
  test('a volume, by its id or its Name', async () => {
    const { cloud, disks, replicas } = await drilled();
    lose(cloud);
    for (const name of [nth(disks, 1).id, 'data-1']) {
      const answer = await restore(cloud, name, { again: true }, THERE);
      expect(restoreOf(answer).disks.map(({ snapshotId }) => snapshotId)).toEqual([nth(replicas, 1).id]);
      expect(answer.status).toBe(0);
    }
  });

  test('a replica', async () => {
    const { cloud, disks, replicas } = await drilled();
    lose(cloud);
    const answer = await restore(cloud, nth(replicas, 2).id, {}, THERE);
    expect(answer.status).toBe(0);
    expect(restoreOf(answer).disks.map(({ volumeId }) => volumeId)).toEqual([nth(disks, 2).id]);
    expect(newVolumes(cloud.region(PLACE)).map(restored(cloud))).toEqual([
      ['disk 2', 30, 'eu-central-1b', 'data-2'],
    ]);
  });

  test('in two places: a region is to be chosen', async () => {
    const { cloud, server, disks } = await drilled();
    for (const disk of disks) replicated(cloud, newest(cloud, disk), 'eu-north-1');
    const event = { ec2_regions: [PLACE, 'eu-north-1'] };
    for (const name of ['WEB-1', server.id]) {
      await expect(restore(cloud, name, {}, { event })).rejects.toThrow(
        `"${name}" is an instance of eu-west-1, of which only replicas are in eu-central-1 and eu-north-1; choose the replicas of one region, with --region eu-central-1`,
      );
    }
  });

  test('a volume: nothing of another volume, whatever AWS gives for the volume of a replica', async () => {
    const { cloud, disks, replicas } = await drilled();
    const [one, other] = [nth(disks, 1), nth(disks, 2)];
    const later = replicated(cloud, newest(cloud, other), PLACE, { of: one.id });
    const answer = await restore(cloud, one.id, {}, THERE);
    expect(restoreOf(answer).disks.map(({ snapshotId }) => snapshotId)).toEqual([nth(replicas, 1).id]);
    const all = restoreOf(await restoreUnasked(cloud, other.id, {}, THERE));
    expect([later.id, nth(replicas, 2).id]).toContain(all.disks[0]?.snapshotId);
  });
});

describe('the zone', () => {
  test('is one of the place that can be used, where none ends with the same letter', async () => {
    const { cloud } = await drilled();
    cloud.region(PLACE).zone('eu-central-1b', { state: 'impaired' });
    await restore(cloud, 'WEB-1', {}, THERE);
    expect(new Set(newVolumes(cloud.region(PLACE)).map(({ zone }) => zone))).toEqual(
      new Set(['eu-central-1a']),
    );
  });

  test('can be chosen', async () => {
    const { cloud } = await drilled();
    await restore(cloud, 'WEB-1', { zone: 'eu-central-1c' }, THERE);
    expect(new Set(newVolumes(cloud.region(PLACE)).map(({ zone }) => zone))).toEqual(
      new Set(['eu-central-1c']),
    );
  });

  test('must be given where the zones cannot be listed', async () => {
    const { cloud } = await drilled();
    cloud.fault({
      action: 'DescribeAvailabilityZones',
      effect: { error: 'UnauthorizedOperation', status: 403 },
    });
    const answer = await restore(cloud, 'data-1', {}, THERE);
    expect(refusalCodes(answer)).toEqual(['no-zone']);
    expect(wholeLines(answer.text)).toContain('use --zone with one of them, like eu-central-1a');
    expect((await restore(cloud, 'data-1', { zone: 'eu-central-1a' }, THERE)).status).toBe(0);
  });
});

test('a volume comes under the key of its replica', async () => {
  const { cloud, disks } = await drilled();
  const key = cloud.region(PLACE).key();
  const disk = nth(disks, 1);
  const encrypted = replicated(cloud, newest(cloud, disk), PLACE, { encrypted: true, kmsKeyId: key.arn });
  const old = cloud
    .region(PLACE)
    .snapshots()
    .filter(({ id, tags }) => tags['autosnap_of'] === disk.id && id !== encrypted.id);
  for (const one of old) cloud.region(PLACE).remove(one);
  lose(cloud);
  expect((await restore(cloud, disk.id, {}, THERE)).status).toBe(0);
  expect(newVolumes(cloud.region(PLACE)).map(({ kmsKeyId }) => kmsKeyId)).toEqual([key.arn]);
});

test('in the place of nothing: a replica has no volume there', async () => {
  const { cloud } = await drilled();
  expect(refusalCodes(await restore(cloud, 'data-1', { inPlace: true }, THERE))).toEqual([
    'nothing-to-replace',
  ]);
});
