import { expect, test } from 'vitest';
import { listCommand } from '../../lambda/commands/list.ts';
import type { Answer } from '../../lambda/commands/command.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Tags } from '../cloud/records.ts';
import { DAILY, ownCopies, ownCopy, ROLE } from '../scenarios/story.ts';
import { documentOf, give, linesOf, personsCloud } from './person.ts';

async function listed(cloud: Cloud, event?: unknown): Promise<Answer> {
  return give(cloud, (context) => listCommand(80, context), { event });
}

async function estate(tags: Tags): Promise<Cloud> {
  const cloud = await personsCloud({ at: '2026-11-21T09:00:00Z' });
  cloud.policy = ROLE;
  ownCopies(cloud, cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...tags }), 3);
  return cloud;
}

test('the rights of a run are enough, and what other tools made is not counted', async () => {
  const cloud = await estate(DAILY);
  const region = cloud.region('eu-west-1');
  region.snapshot({ of: region.volumes()[0]?.id ?? '', tags: { snapshot_tool: 'nightly' } });
  const answer = await listed(cloud, { time_zone: 'Europe/Berlin' });
  expect(answer.status).toBe(0);
  expect(linesOf(answer)[1]).toMatch(/^web +\/dev\/xvda +daily +24 h ago +3 of 3 +0 +8 +due$/);
  expect(answer.text).toMatch(/Times are in Europe\/Berlin; it is 2026-11-21 10:00\.$/);
});

test('a region that cannot be read is told, and the others are listed all the same', async () => {
  const cloud = await estate(DAILY);
  const answer = await listed(cloud, { regions: 'af-south-1 eu-west-1' });
  const { regions } = documentOf(answer, 'list');
  expect(regions.map(({ region, status }) => [region, status])).toEqual([
    ['af-south-1', 'unreachable'],
    ['eu-west-1', 'read'],
  ]);
  expect(answer.text).toContain('af-south-1 could not be read: AuthFailure: ');
  expect(linesOf(answer).filter((line) => line.startsWith('web '))).toHaveLength(1);
  expect(answer.status).toBe(3);
});

test.for<[number, string, Tags, unknown?]>([
  [0, 'all is well', DAILY],
  [3, 'a tag cannot be read', { ...DAILY, autosnap: '7 days' }],
  [3, 'nothing is scheduled', {}],
  [3, 'all that is tagged is ignored', { ...DAILY, autosnap_ignore: '' }],
  [1, 'no region could be read', DAILY, { regions: 'af-south-1' }],
])('its status is %d where %s', async ([status, , tags, event]) => {
  expect((await listed(await estate(tags), event)).status).toBe(status);
});

test('a prover’s records are listed: when each volume was proved, what holds one, and how long a volume took', async () => {
  const cloud = await estate(DAILY);
  const held = cloud.region('eu-west-1').attachedVolume({ Name: 'db', ...DAILY });
  const [older, newer] = ['sound gpt ext4 volume=34s@2026-11-19T12:00Z', 'changed unknown'].map(
    (record, index) =>
      ownCopy(cloud, held, 2 - index, { tags: { autosnap_proved: `2026-11-20T12:00Z ${record}` } }),
  );
  const answer = await listed(cloud);
  expect(linesOf(answer).slice(0, 3)).toEqual([
    expect.stringMatching(/ NEXT +PROVED +NOTE$/),
    expect.stringMatching(/^db .* CHANGED 21 h ago +held$/),
    expect.stringMatching(/^web .* never$/),
  ]);
  expect(answer.text).toContain(`  aws-snapper show ${held.id} --region eu-west-1\n`);
  expect(answer.text).toContain('Proofs: 1 of 2 volumes proved this week, 1 not sound; 1 never.');
  const [region] = documentOf(answer, 'list').regions;
  const [first, second] = region?.status === 'read' ? region.volumes : [];
  expect(first).toMatchObject({
    proof: { at: '2026-11-20T12:00:00Z', verdict: 'changed', kinds: 'unknown', snapshotId: newer?.id },
    restoreTime: { seconds: 34, at: '2026-11-19T12:00:00Z', snapshotId: older?.id, sizeGiB: 8 },
    remarks: [{ word: 'held' }],
  });
  expect(second).not.toHaveProperty('proof.at');
  expect(answer.status).toBe(0);
});
