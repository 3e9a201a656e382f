import { describe, expect, test } from 'vitest';
import { messageOf } from '../cloud/callers.ts';
import { HOUR, idsOf, MINUTE, nth } from '../scenarios/story.ts';
import { restore, restoreUnasked } from './person.ts';
import {
  commandAtEnd,
  ends,
  lose,
  losses,
  newVolumes,
  OWN,
  refusalCodes,
  restoreOf,
  taken,
  takenServer,
  whereIs,
} from './servers.ts';

describe('a server that is gone', () => {
  test('beside: its disks as they were, with their own tags, attached to nothing and not scheduled', async () => {
    const server = await takenServer();
    const { cloud, region, web } = server;
    lose(server);
    const answer = await restore(cloud, web.id);
    expect([answer.status, ends(answer)]).toEqual([0, ['done', 'done']]);
    const { id, moment, target } = restoreOf(answer);
    expect(moment).toEqual({ kind: 'one instant', takenAt: '2026-01-01T03:00:00Z' });
    expect(target).toEqual({ kind: 'vanished instance', id: web.id, name: 'web' });
    const root = { size: 8, type: 'gp3', iops: 4000, throughput: 500, zone: 'eu-west-1b' };
    const data = { size: 20, type: 'io2', iops: 5000, zone: 'eu-west-1b' };
    const marks = { autosnap_restore: id, autosnap_restored: expect.stringMatching(/^snap-/) };
    expect(newVolumes(region)).toMatchObject([
      { ...root, state: 'available', tags: marks },
      { ...data, state: 'available', tags: { ...OWN, ...marks } },
    ]);
    expect(newVolumes(region).map(({ tags }) => Object.keys(tags).length)).toEqual([2, 4]);
    await taken(cloud);
    expect(newVolumes(region).flatMap((volume) => cloud.snapshotsOf(volume))).toEqual([]);
  });

  test('on a fresh server: by its Name, under the same device names, the root under the root device of that one', async () => {
    const server = await takenServer();
    const { cloud, region } = server;
    lose(server);
    const fresh = { state: 'stopped', rootDevice: '/dev/sda1', tags: { Name: 'web-2' } } as const;
    region.instance({ ...fresh, zone: 'eu-west-1c' });
    const answer = await restore(cloud, 'web', { attachTo: 'web-2' });
    expect(answer.status).toBe(0);
    expect(newVolumes(region).map(whereIs)).toEqual(['web-2:/dev/sda1 in-use', 'web-2:/dev/sdf in-use']);
    expect(newVolumes(region).map(({ zone }) => zone)).toEqual(['eu-west-1c', 'eu-west-1c']);

    const again = await restore(cloud, 'web', { attachTo: 'web-2', again: true });
    expect([again.status, refusalCodes(again)]).toEqual([1, ['device-taken', 'device-taken']]);
    expect(newVolumes(region)).toHaveLength(2);
  });
});

describe('in place', () => {
  test.for(['in place', 'attached to nothing'])(
    'a volume by its id: the same command goes on where the new one is %s',
    async (end) => {
      const { cloud, region, data } = await takenServer();
      await restore(cloud, data.id, { inPlace: true });
      const made = nth(newVolumes(region), 0);
      if (end === 'attached to nothing') region.detach(made);
      const again = await restore(cloud, data.id, { inPlace: true });
      expect([again.status, refusalCodes(again)]).toEqual([0, []]);
      expect(newVolumes(region).map(whereIs)).toEqual(['web:/dev/sdf in-use']);
      expect(data.state).toBe('available');
    },
  );

  test('a stopped server: the new disks take the places and the schedule, the old ones stay without one', async () => {
    const { cloud, region, web, root, data } = await takenServer();
    data.tags['autosnap'] = '6h';
    const olds = [root, data];
    expect(await losses(region, async () => restore(cloud, 'web', { inPlace: true }))).toEqual([]);
    expect(newVolumes(region).map(whereIs)).toEqual(['web:/dev/xvda in-use', 'web:/dev/sdf in-use']);
    expect(olds.map(whereIs)).toEqual(['available', 'available']);
    const aside = {
      autosnap_replaced: expect.stringMatching(/^2026-01-01T04:00/),
      autosnap_ignore: expect.any(String),
    };
    expect(olds.map(({ tags }) => tags)).toMatchObject([aside, { ...OWN, ...aside }]);
    expect(newVolumes(region).map(({ tags }) => tags['autosnap'])).toEqual([undefined, '6h']);
    cloud.clock.advance(24 * HOUR);
    await taken(cloud);
    const counts = [...olds, ...newVolumes(region)].map((volume) => cloud.snapshotsOf(volume).length);
    expect(counts).toEqual([1, 1, 1, 1]);
    expect(web.state).toBe('stopped');
  });

  test('a running server: its root alone, by a task of AWS; a data disk has to wait until it is stopped', async () => {
    const { cloud, region, web, root, data } = await takenServer({ state: 'running' });
    const all = await restore(cloud, 'web', { inPlace: true });
    expect([all.status, refusalCodes(all)]).toEqual([1, ['instance-running']]);
    expect(restoreOf(all).refusals[0]?.like).toContain(
      `stop-instances --region eu-west-1 --instance-ids ${web.id}`,
    );
    expect(newVolumes(region)).toEqual([]);

    const answer = await restore(cloud, 'web', { inPlace: true, only: ['/dev/xvda'] });
    expect([answer.status, web.state]).toEqual([0, 'running']);
    expect(newVolumes(region).map(whereIs)).toEqual(['web:/dev/xvda in-use']);
    expect([root, data].map(whereIs)).toEqual(['available', 'web:/dev/sdf in-use']);
    const undo = restoreOf(answer).undo.map((line) => line.split(' ')[2]);
    expect(undo).toEqual([
      'stop-instances',
      'wait',
      'detach-volume',
      'wait',
      'attach-volume',
      'wait',
      'modify-instance-attribute',
      'start-instances',
    ]);
  });

  test('a volume takes its own place, and of a server only the disk that is named', async () => {
    const { cloud, region, root, data } = await takenServer();
    const answer = await restore(cloud, 'web-data', { inPlace: true });
    expect(answer.status).toBe(0);
    expect(newVolumes(region).map(whereIs)).toEqual(['web:/dev/sdf in-use']);
    expect([root, data].map(whereIs)).toEqual(['web:/dev/xvda in-use', 'available']);
  });
});

describe('a volume and a snapshot', () => {
  test('of a volume that is gone, also by its Name, and of one snapshot', async () => {
    const { cloud, region, data } = await takenServer();
    const { id } = nth(cloud.snapshotsOf(data), 0);
    region.remove(data);
    for (const name of [data.id, 'web-data', id]) {
      const answer = await restore(cloud, name);
      expect([answer.status, restoreOf(answer).disks.map(({ snapshotId }) => snapshotId)]).toEqual([0, [id]]);
    }
    const like = { size: 20, type: 'io2', iops: 5000, zone: 'eu-west-1b' };
    expect(newVolumes(region)).toMatchObject([like, like, like]);
    expect(newVolumes(region).map(({ tags }) => tags['Name'])).toEqual(Array(3).fill('web-data'));
  });

  test('what a person gives is made, whatever is remembered', async () => {
    const { cloud, region, data } = await takenServer();
    const key = region.key();
    const values = { zone: 'eu-west-1c', type: 'gp3', size: '500', iops: '9000', throughput: '1500' };
    const answer = await restore(cloud, data.id, { ...values, key: key.arn, rate: '300' });
    expect(answer.status).toBe(0);
    expect(newVolumes(region)).toMatchObject([
      {
        zone: 'eu-west-1c',
        type: 'gp3',
        size: 500,
        iops: 9000,
        throughput: 1500,
        encrypted: true,
        kmsKeyId: key.arn,
        initialization: { rate: 300 },
      },
    ]);
    expect(restoreOf(answer).disks[0]).toMatchObject({
      sizeGiB: { from: 'option' },
      key: { from: 'option' },
      seconds: 69,
    });
  });
});

describe('the same command again', () => {
  test('within the hour it makes nothing more, also with --resume; --again and a later one make others', async () => {
    const { cloud, region } = await takenServer();
    const first = await restore(cloud, 'web');
    const { id = '' } = restoreOf(first);
    const made = idsOf(newVolumes(region));
    cloud.clock.advance(59 * MINUTE);
    for (const flags of [{}, { resume: id }]) {
      const answer = await restore(cloud, 'web', flags);
      expect([answer.status, restoreOf(answer).id, ends(answer)]).toEqual([0, id, ['done', 'done']]);
    }
    expect(idsOf(newVolumes(region))).toEqual(made);
    await restore(cloud, 'web', { again: true });
    expect(newVolumes(region)).toHaveLength(4);
    cloud.clock.advance(2 * HOUR);
    await restore(cloud, 'web');
    expect(newVolumes(region)).toHaveLength(6);
    expect(restoreOf(await restore(cloud, 'web', { resume: id })).id).toBe(id);
    expect(newVolumes(region)).toHaveLength(6);
  });

  test('also by a Name that the disks share with their server, which is gone or gets them', async () => {
    const server = await takenServer();
    const { cloud, region, root, data, web } = server;
    for (const one of [...region.snapshots(), root, data]) one.tags['Name'] = 'web';
    lose(server);
    for (const status of [0, 0]) expect((await restore(cloud, 'web')).status).toBe(status);
    expect(newVolumes(region).map(({ tags }) => tags['Name'])).toEqual(['web', 'web']);
    region.instance({ zone: web.zone, state: 'stopped', tags: { Name: 'web' } });
    const answer = await restore(cloud, web.id, { attachTo: 'web' });
    expect([answer.status, newVolumes(region).length]).toEqual([0, 4]);
  });

  test('a restore that is unknown, or of another command, is not continued', async () => {
    const { cloud, region } = await takenServer();
    const { id = '' } = restoreOf(await restore(cloud, 'web'));
    const unknown = id.replace('2026', '2025');
    expect(await messageOf(restore(cloud, 'web', { resume: unknown }))).toContain(
      `of the restore "${unknown}"`,
    );
    expect(await messageOf(restore(cloud, 'web', { resume: id, type: 'gp2' }))).toContain('other options');
    expect(await messageOf(restore(cloud, 'web', { resume: 'yesterday' }))).toContain(
      '--resume must be the id',
    );
    expect(await messageOf(restore(cloud, 'web', { resume: id, again: true }))).toContain(
      'leave one of them out',
    );
    expect(newVolumes(region)).toHaveLength(2);
  });
});

describe('a person is asked, and a machine has to say yes', () => {
  test('a no, and no terminal: the plan is told, nothing is made; a yes makes what was shown', async () => {
    const { cloud, region } = await takenServer();
    const shown: string[] = [];
    const says = (yes: boolean) => async (text: string, question: string) => {
      shown.push(text, question);
      return yes;
    };
    const no = restore(cloud, 'web', {}, { ask: says(false) });
    expect(await messageOf(no)).toBe('stopped by you; nothing was changed');
    const machine = await restoreUnasked(cloud, 'web');
    expect([machine.status, restoreOf(machine).applied]).toEqual([1, false]);
    expect(newVolumes(region)).toEqual([]);
    const yes = await restore(cloud, 'web', {}, { ask: says(true) });
    expect([yes.status, newVolumes(region).length]).toEqual([0, 2]);
    expect(shown[1]).toBe('Make 2 volumes of web with the data of 2026-01-01 03:00 UTC?');
    expect(shown[2]).toBe(shown[0]);
    expect(machine.text.startsWith(nth(shown, 0))).toBe(true);
    expect(commandAtEnd(machine)).toBe('aws-snapper restore web --region eu-west-1 --yes');
    const again = await restore(cloud, 'web', {}, { ask: says(false) });
    expect([again.status, shown.length, newVolumes(region).length]).toEqual([0, 4, 2]);
    expect(again.text).toContain('All volumes of this restore exist; --again makes others.');
  });
});
