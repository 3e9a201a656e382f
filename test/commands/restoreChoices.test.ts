import { describe, expect, test } from 'vitest';
import { messageOf } from '../cloud/callers.ts';
import { DAY, DAILY, HOUR, nth } from '../scenarios/story.ts';
import { restore, restoreUnasked } from './person.ts';
import {
  commandAtEnd,
  lose,
  newVolumes,
  refusalCodes,
  restoreOf,
  taken,
  takenServer,
  type TakenServer,
} from './servers.ts';

/** Three days of sets, each at three. */
async function threeDays(): Promise<TakenServer> {
  const server = await takenServer();
  for (let day = 1; day < 3; day += 1) {
    server.cloud.clock.advance(DAY - HOUR);
    await taken(server.cloud);
  }
  return server;
}

describe('which snapshots are meant', () => {
  test('--at in words, as a date and as an instant: the newest that was taken by then', async () => {
    const { cloud } = await threeDays();
    const at = async (text: string, time_zone = 'UTC') => {
      const { document } = await restoreUnasked(cloud, 'web', { at: text }, { event: { time_zone } });
      return document.kind === 'restore' ? document.moment?.takenAt.slice(0, 10) : undefined;
    };
    expect([await at('now'), await at('yesterday'), await at('2026-01-01')]).toEqual([
      '2026-01-03',
      '2026-01-02',
      '2026-01-01',
    ]);
    expect([await at('2 hours ago'), await at('1 day ago'), await at('2026-01-03T03:00Z')]).toEqual([
      '2026-01-02',
      '2026-01-02',
      '2026-01-03',
    ]);
    expect([await at('2026-01-02 02:59'), await at('2026-01-02 04:00', 'Europe/Berlin')]).toEqual([
      '2026-01-01',
      '2026-01-02',
    ]);
    expect(await messageOf(restore(cloud, 'web', { at: 'last week' }))).toMatch(
      /^--at must be a date, a time/,
    );
    expect(await messageOf(restore(cloud, 'web', { at: '2027-01-01' }))).toContain('not lie in the future');
  });

  test('--only: a disk by its device, its volume or its snapshot', async () => {
    const { cloud, data } = await threeDays();
    const newest = nth(cloud.snapshotsOf(data), -1).id;
    for (const only of ['/dev/sdf', data.id, newest]) {
      const { disks } = restoreOf(await restoreUnasked(cloud, 'web', { only: [only] }));
      expect(disks.map(({ snapshotId }) => snapshotId)).toEqual([newest]);
    }
  });

  test('a set that is torn: the newest whole one, or with --partial each disk from its own newest', async () => {
    const { cloud, region, root, data } = await threeDays();
    region.remove(nth(cloud.snapshotsOf(data), -1));
    const whole = restoreOf(await restoreUnasked(cloud, 'web'));
    expect(whole.moment).toEqual({ kind: 'one instant', takenAt: '2026-01-02T03:00:00Z' });
    expect(whole.notes.join()).toContain('/dev/sdf');
    const partial = restoreOf(await restore(cloud, 'web', { partial: true }));
    expect(partial.moment?.kind).toBe('several times');
    expect(partial.disks.map(({ takenAt }) => takenAt)).toEqual([
      '2026-01-03T03:00:00Z',
      '2026-01-02T03:00:00Z',
    ]);
    const newest = [root, data].map((volume) => nth(cloud.snapshotsOf(volume), -1).id);
    expect(newVolumes(region).map(({ fromSnapshot }) => fromSnapshot)).toEqual(newest);
  });

  test('disks that are taken one by one are no instant, unless that is how they are to be taken', async () => {
    const server = await takenServer();
    const { cloud, region, root, data } = server;
    for (const volume of [root, data]) for (const one of cloud.snapshotsOf(volume)) region.remove(one);
    cloud.clock.advance(DAY - HOUR);
    await taken(cloud, { consistency: 'volume' });
    expect(refusalCodes(await restoreUnasked(cloud, 'web'))).toEqual(['no-complete-set']);
    const event = { consistency: 'volume' };
    const answer = await restore(cloud, 'web', {}, { event });
    expect([answer.status, newVolumes(region).length]).toEqual([0, 2]);
  });
});

describe('where it is', () => {
  test('in the region of the thing, and each printed command says which, and which prefix', async () => {
    const { cloud } = await takenServer();
    const there = cloud.region('eu-central-1');
    const tags = { Name: 'db', db: '1', db_retain: '3' };
    const volume = there.volume({ attachedTo: there.instance({ tags }), zone: 'eu-central-1a' });
    const event = { ec2_regions: 'eu-west-1 eu-central-1', tag_prefix: 'db' };
    await taken(cloud, event);
    const plan = await restoreUnasked(cloud, 'db', {}, { event });
    expect(commandAtEnd(plan)).toBe('aws-snapper restore db --region eu-central-1 --prefix db --yes');
    const answer = await restore(cloud, 'db', {}, { event });
    expect([answer.status, newVolumes(there).map(({ zone }) => zone)]).toEqual([0, ['eu-central-1a']]);
    expect(Object.keys(nth(newVolumes(there), 0).tags).toSorted()).toEqual(['db_restore', 'db_restored']);
    expect(answer.text).toContain('aws ec2 attach-volume --region eu-central-1');
    expect(restoreOf(plan).disks[0]?.volumeId).toBe(volume.id);
  });

  test('a server that took the place of a lost one: the command that restores the lost one is told', async () => {
    const server = await takenServer();
    const { cloud, region, web } = server;
    lose(server);
    region.volume({ attachedTo: region.instance({ tags: { Name: 'web', ...DAILY } }) });
    const line = `aws-snapper restore ${web.id} --region eu-west-1`;
    const refused = restoreOf(await restoreUnasked(cloud, 'web'));
    expect(refused.refusals).toMatchObject([{ code: 'nothing-to-restore', like: line }]);
    await taken(cloud);
    const plan = restoreOf(await restoreUnasked(cloud, 'web'));
    expect(plan.target.id).not.toBe(web.id);
    expect(plan.notes.join()).toContain(`To restore that one: ${line}`);
    expect(restoreOf(await restoreUnasked(cloud, web.id)).notes.join()).not.toContain('To restore that one');
  });

  test('two things of one Name, there or gone: nothing is guessed', async () => {
    const server = await takenServer();
    const { cloud, region, web } = server;
    const there = cloud.region('eu-central-1');
    const twin = there.attachedVolume({ Name: 'web', ...DAILY });
    const event = { ec2_regions: 'eu-west-1 eu-central-1' };
    await taken(cloud, event);
    const said = async () => messageOf(restore(cloud, 'web', {}, { event }));
    expect(await said()).toContain('"web" is the Name of 2 things');
    lose(server);
    lose({ region: there, web: nth(twin.attachments, 0).instance });
    expect(await said()).toMatch(/is the Name of 2 things.*which is gone, last snapshot/);
    expect([...newVolumes(region), ...newVolumes(there)]).toEqual([]);
    expect((await restore(cloud, web.id, {}, { event })).status).toBe(0);
  });
});
