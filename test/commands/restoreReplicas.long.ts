import { describe, expect, test } from 'vitest';
import { wholeLines } from '../wholeLines.ts';
import { replicated } from '../scenarios/replicated.ts';
import { DAILY, DAY, freshCloud, nth, runAndSettle } from '../scenarios/story.ts';
import { RESTORER, restore, restoreUnasked } from './person.ts';
import { drilled, lose, newest, PLACE, restored, THERE } from './replicatedServer.ts';
import { newVolumes, refusalCodes, restoreOf, taken } from './servers.ts';

test('a server with four disks comes back from its replicas alone, while its region refuses every call', async () => {
  const { cloud, server, disks } = await drilled();
  lose(cloud);
  const answer = await restore(cloud, 'WEB-1', {}, THERE);
  expect(answer.status).toBe(0);
  const { target, region, outcomes, moment } = restoreOf(answer);
  expect({ ...target, region }).toMatchObject({
    id: server.id,
    name: 'WEB-1',
    home: 'eu-west-1',
    region: PLACE,
  });
  expect(outcomes).toHaveLength(4);
  expect(moment?.kind).toBe('one instant');
  const made = newVolumes(cloud.region(PLACE));
  const devices = restoreOf(answer).disks.map(({ volumeId, device }) => [volumeId, device]);
  expect(Object.fromEntries(devices)).toEqual(
    Object.fromEntries(disks.map(({ id, attachments }) => [id, nth(attachments, 0).device])),
  );
  expect(restoreOf(answer).disks.map(({ isRoot }) => isRoot)).toEqual([true, false, false, false]);
  expect(made.toSorted((a, b) => a.size - b.size).map(restored(cloud))).toEqual([
    ['disk 0', 8, 'eu-central-1b', undefined],
    ['disk 1', 20, 'eu-central-1b', 'data-1'],
    ['disk 2', 30, 'eu-central-1b', 'data-2'],
    ['disk 3', 40, 'eu-central-1b', 'data-3'],
  ]);
  expect(
    made.flatMap(({ tags }) => Object.keys(tags)).filter((key) => /^autosnap(_retain)?$|_of|_from/.test(key)),
  ).toEqual([]);
});

test('so does a server whose replicas a run has made', async () => {
  const cloud = await freshCloud({ regions: ['eu-west-1', PLACE] });
  const source = cloud.region('eu-west-1');
  const tags = { Name: 'WEB-1', ...DAILY, autosnap_replicate: `${PLACE}=7` };
  const server = source.instance({ zone: 'eu-west-1b', tags });
  for (const size of [10, 20, 30, 40]) {
    const disk = source.volume({ attachedTo: server, zone: server.zone, size });
    source.write(disk, 0, Buffer.from(`disk${size}`));
  }
  cloud.policy = 'allow all';
  const event = { regions: ['eu-west-1'], replicas: [PLACE] };
  await runAndSettle(cloud, event);
  await runAndSettle(cloud, event);
  cloud.policy = RESTORER;
  lose(cloud);
  const answer = await restore(cloud, 'WEB-1', {}, THERE);
  expect([answer.status, restoreOf(answer).moment?.kind]).toEqual([0, 'one instant']);
  const made = newVolumes(cloud.region(PLACE)).toSorted((a, b) => a.size - b.size);
  expect(made.map(restored(cloud)).map(([content, size]) => [content, size])).toEqual(
    [10, 20, 30, 40].map((size) => [`disk${size}`, size]),
  );
  expect(restoreOf(answer).disks.map(({ device }) => device)).toEqual([
    '/dev/xvda',
    '/dev/sdf',
    '/dev/sdg',
    '/dev/sdh',
  ]);
});

test('given again it goes on, and makes no second volume', async () => {
  const { cloud } = await drilled();
  lose(cloud);
  const fault = cloud.fault({
    action: 'CreateVolume',
    nth: 3,
    effect: { error: 'InternalError', status: 500 },
  });
  const first = await restore(cloud, 'WEB-1', {}, THERE);
  expect(first.status).toBe(3);
  fault.remove();
  cloud.clock.advance(60_000);
  const again = await restore(cloud, 'WEB-1', {}, THERE);
  expect(again.status).toBe(0);
  expect(newVolumes(cloud.region(PLACE))).toHaveLength(4);
  expect(restoreOf(again).id).toBe(restoreOf(first).id);
});

test('in all regions: the region that has the thing itself comes before its replicas', async () => {
  const { cloud, server } = await drilled();
  const event = { ec2_regions: ['eu-west-1', PLACE] };
  for (const name of ['WEB-1', server.id]) {
    const answer = await restore(cloud, name, { again: true }, { event });
    expect(restoreOf(answer)).toMatchObject({ region: 'eu-west-1', applied: true });
  }
  expect(newVolumes(cloud.region(PLACE))).toEqual([]);
});

describe('what is of one instant', () => {
  test('a newer set of which one member has no replica yet is passed, and named', async () => {
    const { cloud, disks, replicas } = await drilled();
    cloud.clock.advance(DAY);
    await taken(cloud);
    for (const disk of disks.slice(0, 3)) replicated(cloud, newest(cloud, disk), PLACE);
    lose(cloud);
    const answer = await restoreUnasked(cloud, 'WEB-1', {}, THERE);
    expect(
      restoreOf(answer)
        .disks.map(({ snapshotId }) => snapshotId)
        .toSorted(),
    ).toEqual(replicas.map(({ id }) => id).toSorted());
    expect(wholeLines(answer.text)).toMatch(
      /The set of .* is newer, but not complete: \S+: it has no replica here\./,
    );
  });

  test('replicas of disks that were taken one by one are not, though they are of one run', async () => {
    const { cloud, server, disks } = await drilled();
    const region = cloud.region(PLACE);
    for (const snapshot of region.snapshots()) region.remove(snapshot);
    cloud.clock.advance(DAY);
    await taken(cloud, { consistency: 'volume' });
    for (const disk of disks) replicated(cloud, newest(cloud, disk), PLACE);
    const answer = await restoreUnasked(cloud, server.id, {}, THERE);
    expect(refusalCodes(answer)).toEqual(['no-complete-set']);
    const partial = await restoreUnasked(cloud, server.id, { partial: true }, THERE);
    expect(restoreOf(partial).disks).toHaveLength(4);
    expect(restoreOf(partial).moment?.kind).toBe('several times');
  });
});

test('the volumes attach to a server of the place', async () => {
  const { cloud } = await drilled();
  const stand = cloud
    .region(PLACE)
    .instance({ state: 'stopped', zone: 'eu-central-1c', tags: { Name: 'stand-by' } });
  lose(cloud);
  const answer = await restore(cloud, 'WEB-1', { attachTo: 'stand-by', only: ['/dev/sdf'] }, THERE);
  expect(wholeLines(answer.text)).not.toContain('FAILED');
  expect(
    newVolumes(cloud.region(PLACE)).map(({ zone, attachments }) => [zone, attachments[0]?.instance.id]),
  ).toEqual([['eu-central-1c', stand.id]]);
});
