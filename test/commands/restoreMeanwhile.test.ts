import { describe, expect, test } from 'vitest';
import { messageOf } from '../cloud/callers.ts';
import { MINUTE } from '../scenarios/story.ts';
import { wholeLines } from '../wholeLines.ts';
import { restore, restoreUnasked } from './person.ts';
import {
  ends,
  newVolumes,
  refusalCodes,
  restoreOf,
  taken,
  takenServer,
  type TakenServer,
  whereIs,
} from './servers.ts';

/** What others do to a server while it is restored. */

describe('somebody starts the server meanwhile: no disk of a running server is exchanged', () => {
  test('while the volumes are made', async () => {
    const { cloud, region, web, root, data } = await takenServer();
    cloud.before('CreateVolume', () => {
      web.state = 'running';
    });
    const answer = await restore(cloud, 'web', { inPlace: true });
    expect([answer.status, ends(answer)]).toEqual([3, ['NotExchanged', 'NotStopped']]);
    expect([root, data].map(whereIs)).toEqual(['web:/dev/xvda in-use', 'web:/dev/sdf in-use']);
    expect([root, data].flatMap(({ tags }) => Object.keys(tags))).not.toContain('autosnap_ignore');

    web.state = 'stopped';
    expect((await restore(cloud, 'web', { inPlace: true })).status).toBe(0);
    expect(newVolumes(region)).toHaveLength(2);
  });
});

/** What others do while a person looks at a plan, and what they read after their yes. */
const WHILE_ASKED: readonly (readonly [what: string, act: (server: TakenServer) => Promise<void> | void])[] =
  [
    [
      'somebody detaches a disk and attaches another',
      ({ region, web, data }) => {
        data.attachments.length = 0;
        data.state = 'available';
        region.volume({ zone: web.zone, attachedTo: web, device: '/dev/sdf' });
      },
    ],
    ['a newer set is taken', async ({ cloud }) => void (await taken(cloud))],
  ];

describe('a plan that no longer holds when a person says yes is not carried out', () => {
  test.for(WHILE_ASKED)('%s', async ([, act]) => {
    const server = await takenServer();
    const { cloud, region } = server;
    const before = region.snapshots().length;
    const answer = restore(
      cloud,
      'web',
      { inPlace: true },
      {
        ask: async () => {
          cloud.clock.advance(24 * 60 * MINUTE);
          await act(server);
          return true;
        },
      },
    );
    expect(await messageOf(answer)).toContain('while you were asked something changed');
    expect(newVolumes(region)).toEqual([]);
    expect(region.snapshots().length).toBeGreaterThanOrEqual(before);
  });

  test('the server is started: refused as it would have been before', async () => {
    const { cloud, region, web } = await takenServer();
    const ask = async () => {
      web.state = 'running';
      return true;
    };
    const answer = await restore(cloud, 'web', { inPlace: true }, { ask });
    expect([answer.status, refusalCodes(answer)]).toEqual([1, ['instance-running']]);
    expect(newVolumes(region)).toEqual([]);
  });

  test('somebody else gives the same command: there is one set', async () => {
    const { cloud, region } = await takenServer();
    const ask = async () => {
      cloud.clock.advance(5 * MINUTE);
      await restore(cloud, 'web');
      return true;
    };
    expect(await messageOf(restore(cloud, 'web', {}, { ask }))).toContain('give it again');
    expect(newVolumes(region)).toHaveLength(2);
  });

  test('nothing changes: the plan is carried out, however long it took', async () => {
    const { cloud, region } = await takenServer();
    const ask = async () => {
      cloud.clock.advance(10 * MINUTE);
      return true;
    };
    expect((await restore(cloud, 'web', {}, { ask })).status).toBe(0);
    expect(newVolumes(region)).toHaveLength(2);
  });
});

test('a snapshot of a set is deleted after the restore has begun: no other disk is exchanged alone', async () => {
  const { cloud, region, root, data } = await takenServer();
  cloud.fault({
    action: 'CreateVolume',
    nth: 2,
    times: 100,
    effect: { error: 'InsufficientVolumeCapacity', status: 500 },
  });
  const first = await restore(cloud, 'web', { inPlace: true });
  expect([first.status, newVolumes(region).length]).toEqual([3, 1]);
  for (const one of region.snapshots())
    if (one.id !== newVolumes(region)[0]?.fromSnapshot) region.remove(one);
  const answer = await restore(cloud, 'web', { inPlace: true });
  expect([answer.status, refusalCodes(answer)]).toEqual([1, ['no-complete-set']]);
  expect(restoreOf(answer).refusals[0]?.like).toContain('restore web --in-place --again');
  expect([root, data].map(whereIs)).toEqual(['web:/dev/xvda in-use', 'web:/dev/sdf in-use']);
});

test('a volume in place whose old one is detached already: the printed command goes on from there', async () => {
  const { cloud, region, data } = await takenServer();
  const fault = cloud.fault({
    action: 'AttachVolume',
    effect: { error: 'AttachmentLimitExceeded' },
  });
  const first = await restore(cloud, data.id, { inPlace: true });
  expect([first.status, [data, ...newVolumes(region)].map(whereIs)]).toEqual([3, ['available', 'available']]);
  fault.remove();
  const answer = await restore(cloud, data.id, { inPlace: true, resume: restoreOf(first).id ?? '' });
  expect([answer.status, newVolumes(region).map(whereIs)]).toEqual([0, ['web:/dev/sdf in-use']]);
  expect(data.tags).toHaveProperty('autosnap_ignore');
});

test('a forged place of a new volume is printed in no command, and no disk is moved by it', async () => {
  const { cloud, region } = await takenServer();
  const flags = { inPlace: true, only: ['/dev/sdf'] } as const;
  await restore(cloud, 'web', flags);
  for (const { tags } of newVolumes(region))
    tags['autosnap_replaces'] = 'vol-0123 /dev/sdz;reboot i-1;reboot';
  const answer = await restore(cloud, 'web', flags);
  expect(JSON.stringify([answer.text, answer.document])).not.toContain('reboot');
  expect(newVolumes(region).map(whereIs)).toEqual(['web:/dev/sdf in-use']);
});

test('a restored server that was started since: what undoes it is for a stopped one, the root too', async () => {
  const { cloud, web } = await takenServer();
  await restore(cloud, 'web', { inPlace: true });
  web.state = 'running';
  const { undo } = restoreOf(await restore(cloud, 'web', { inPlace: true }));
  expect(undo[0]).toContain('stop-instances');
  expect(undo.filter((line) => line.includes('ec2 detach-volume'))).toHaveLength(2);
  expect(undo.join()).not.toContain('replace-root-volume');
});

test('in place of nothing: the plan says which disk has no old one, and so no schedule tags', async () => {
  const { cloud, region, data } = await takenServer();
  region.remove(data);
  const both = wholeLines((await restoreUnasked(cloud, 'web', { inPlace: true })).text);
  expect(both).toContain('The old one stays, detached');
  expect(both).toContain(
    'Nothing is attached at /dev/sdf now, so the new volume there gets no schedule tags',
  );
  const one = await restoreUnasked(cloud, 'web', { inPlace: true, only: ['/dev/sdf'] });
  expect(wholeLines(one.text)).not.toContain('The old');
});

test.for([
  ['a data disk for the root', '81a4aef6:/dev/sdf:', '81a4aef6:/dev/xvda:'],
  ['the root for a data disk', ':5000::', ':5000::r'],
] as const)('a disk map that was forged to give out %s exchanges nothing', async ([, was, is]) => {
  const { cloud, region, root, data, web } = await takenServer();
  for (const { tags } of cloud.snapshotsOf(data)) {
    expect(tags['autosnap_disks']).toContain(was);
    tags['autosnap_disks'] = tags['autosnap_disks']?.replace(was, is) ?? '';
  }
  region.remove(data);
  region.volume({ zone: web.zone, attachedTo: web, device: '/dev/sdf' });
  const answer = await restore(cloud, 'web', { inPlace: true, only: [data.id] });
  expect([answer.status, refusalCodes(answer)]).toEqual([1, ['device-taken']]);
  expect([whereIs(root), newVolumes(region)]).toEqual(['web:/dev/xvda in-use', []]);
});

test('what undoes a restore changes the tags of a disk only after its old volume is back', async () => {
  for (const state of ['stopped', 'running'] as const) {
    const { cloud } = await takenServer({ state });
    const flags = { inPlace: true, only: ['/dev/xvda'] } as const;
    const { undo } = restoreOf(await restore(cloud, 'web', flags));
    const tagging = undo.filter((line) => line.includes('-tags '));
    expect(tagging).toHaveLength(1);
    expect(tagging[0]).toMatch(
      /^aws ec2 attach-volume [^&]+ && aws ec2 delete-tags [^&]+ && aws ec2 create-tags [^&]+$/,
    );
  }
});
