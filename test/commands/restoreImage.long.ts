import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, nth } from '../scenarios/story.ts';
import { wholeLines } from '../wholeLines.ts';
import {
  imagedServer,
  imageOf,
  launchedIn,
  launchOf,
  loseServer,
  restoreImage,
  restoreImageUnasked,
} from './imaged.ts';
import { refusalCodes, restoreOf } from './servers.ts';

describe('a server that is gone is launched from its image', () => {
  test('as it was, with its own tags and its Name, by its Name', async () => {
    const server = await imagedServer({ autosnap: '1', autosnap_retain: '7' });
    const { cloud, region, web, image, subnet, group } = server;
    loseServer(server);
    const answer = await restoreImage(cloud, 'web');
    expect(answer.status).toBe(0);
    const made = nth(launchedIn(region), 0);
    expect(made).toMatchObject({
      state: 'running',
      imageId: image.id,
      type: 'm7i.large',
      zone: 'eu-west-1b',
      subnetId: subnet.id,
      securityGroups: [group.id],
      profile: web.profile,
      keyName: 'ops',
    });
    const { id, target, undo } = restoreOf(answer);
    expect(made.tags).toEqual({
      Name: 'web',
      team: 'blue',
      autosnap_restored: image.id,
      autosnap_restore: id,
    });
    expect(target).toEqual({ kind: 'vanished instance', id: web.id, name: 'web' });
    expect(launchOf(answer).outcome).toMatchObject({
      status: 'done',
      instanceId: made.id,
      privateIp: expect.stringMatching(/^10\./),
    });
    expect(undo).toEqual([`aws ec2 terminate-instances --region eu-west-1 --instance-ids ${made.id}`]);
    expect(wholeLines(answer.text)).toContain(`aws-snapper show ${made.id} --region eu-west-1`);
  });

  test('also by its id, by the id or the name of its image, with --at by the newest of that time', async () => {
    const server = await imagedServer();
    const { cloud, region, web, image } = server;
    const older = imageOf(server, 5);
    loseServer(server);
    for (const [name, at, expected] of [
      [web.id, undefined, image],
      [older.id, undefined, older],
      [older.name, undefined, older],
      ['web', '2025-12-31', older],
    ] as const) {
      const answer = await restoreImageUnasked(cloud, name, at === undefined ? {} : { at });
      expect(launchOf(answer).imageId).toBe(expected.id);
    }
    expect(launchedIn(region)).toEqual([]);
  });

  test('without a terminal the plan is told, and what it does not bring back, and nothing is launched', async () => {
    const server = await imagedServer();
    loseServer(server);
    const answer = await restoreImageUnasked(server.cloud, 'web');
    expect([answer.status, restoreOf(answer).applied]).toEqual([1, false]);
    const text = wholeLines(answer.text);
    for (const words of [
      `+ instance m7i.large in ${server.subnet.id}, eu-west-1b`,
      `security groups: ${server.group.id}`,
      "all of these as the image's tags remember",
      'Not restored: private and public addresses, Elastic IPs, more network interfaces, user data',
      'No snapshots or images of the new instance are scheduled',
      'aws-snapper restore web --image --region eu-west-1 --yes',
    ])
      expect(text).toContain(words);
    expect(launchedIn(server.region)).toEqual([]);
  });

  test('a no launches nothing; a yes launches what was shown, and the question names server and time', async () => {
    const server = await imagedServer();
    loseServer(server);
    const { cloud, region } = server;
    const asked: string[] = [];
    const no = async (_: string, question: string) => {
      asked.push(question);
      return false;
    };
    await expect(restoreImageUnasked(cloud, 'web', {}, { ask: no })).rejects.toThrow(/stopped by you/);
    expect(launchedIn(region)).toEqual([]);
    expect(asked).toEqual(['Launch an instance of web with the data of 2026-01-01 03:00 UTC?']);
    const answer = await restoreImageUnasked(cloud, 'web', {}, { ask: async () => true });
    expect([answer.status, launchedIn(region).length]).toEqual([0, 1]);
  });

  test('what changed while a person was asked is not launched', async () => {
    const server = await imagedServer();
    loseServer(server);
    const { cloud, region } = server;
    const ask = async () => {
      imageOf(server, 0);
      return true;
    };
    await expect(restoreImageUnasked(cloud, 'web', {}, { ask })).rejects.toThrow(/no longer holds/);
    expect(launchedIn(region)).toEqual([]);
  });
});

test('a server that still exists is launched beside, and the plan says that two of it will run', async () => {
  const { cloud, region, web, image } = await imagedServer();
  const answer = await restoreImage(cloud, 'web');
  expect([answer.status, launchedIn(region).length, web.state]).toEqual([0, 1, 'running']);
  expect(wholeLines(answer.text)).toContain(`${web.id} still exists and is running`);
  expect(restoreOf(answer).target).toMatchObject({ kind: 'instance', id: web.id });
  expect(launchOf(answer).imageId).toBe(image.id);
});

describe('what the image does not remember', () => {
  test('comes from the server while it is there', async () => {
    const { cloud, region, image, subnet } = await imagedServer();
    delete image.tags['autosnap_launch'];
    const answer = await restoreImage(cloud, 'web');
    expect(launchOf(answer).subnet).toEqual({ value: subnet.id, from: 'instance' });
    expect(launchedIn(region)).toMatchObject([{ type: 'm7i.large', subnetId: subnet.id, keyName: 'ops' }]);
  });

  test('must be given where the server is gone; the rest is as AWS has it', async () => {
    const server = await imagedServer();
    const { cloud, region, image } = server;
    delete image.tags['autosnap_launch'];
    loseServer(server);
    expect(refusalCodes(await restoreImage(cloud, 'web'))).toEqual(['type-missing']);
    const answer = await restoreImage(cloud, 'web', { type: 't3.small' });
    expect([answer.status, launchOf(answer).subnet]).toEqual([0, { from: 'default' }]);
    expect(launchedIn(region)).toMatchObject([{ type: 't3.small', zone: 'eu-west-1a' }]);
  });
});

test('each value can be given, or left out', async () => {
  const server = await imagedServer();
  const { cloud, region } = server;
  loseServer(server);
  const subnet = region.subnet({ zone: 'eu-west-1c' });
  const group = region.securityGroup({ vpcId: subnet.vpcId });
  const answer = await restoreImage(cloud, 'web', {
    type: 't3.small',
    subnet: subnet.id,
    securityGroups: [group.id],
    profile: false,
    key: false,
  });
  expect(answer.status).toBe(0);
  expect(launchedIn(region)).toMatchObject([
    {
      type: 't3.small',
      zone: 'eu-west-1c',
      securityGroups: [group.id],
      profile: undefined,
      keyName: undefined,
    },
  ]);
  const named = await restoreImage(cloud, 'web', { profile: 'web' });
  expect(launchOf(named).profile).toEqual({ value: 'web', from: 'option' });
  expect(launchedIn(region).map(({ profile }) => profile?.split('/').at(-1))).toContain('web');
});

describe('given again', () => {
  test('within the hour it launches no second instance, also while a listing lags; --again and a later one do', async () => {
    const server = await imagedServer();
    const { cloud, region } = server;
    loseServer(server);
    const first = await restoreImage(cloud, 'web');
    cloud.clock.advance(50 * MINUTE);
    const second = await restoreImage(cloud, 'web');
    expect(launchOf(second).made).toBe(nth(launchedIn(region), 0).id);
    expect([second.status, launchedIn(region).length]).toEqual([0, 1]);
    const resumed = await restoreImage(cloud, 'web', { resume: restoreOf(first).id ?? '' });
    expect([resumed.status, launchedIn(region).length]).toEqual([0, 1]);
    expect((await restoreImage(cloud, 'web', { again: true })).status).toBe(0);
    expect(launchedIn(region)).toHaveLength(2);
    cloud.clock.advance(2 * HOUR);
    await restoreImage(cloud, 'web');
    expect(launchedIn(region)).toHaveLength(3);
  });

  test('after the new instance was ended it launches another one', async () => {
    const server = await imagedServer();
    const { cloud, region } = server;
    loseServer(server);
    await restoreImage(cloud, 'web');
    region.terminate(nth(launchedIn(region), 0));
    const answer = await restoreImage(cloud, 'web');
    expect(answer.status).toBe(0);
    expect(
      launchedIn(region)
        .map(({ state }) => state)
        .toSorted(),
    ).toEqual(['running', 'terminated']);
  });

  test('the id of another restore is refused', async () => {
    const { cloud } = await imagedServer();
    const other = restoreOf(await restoreImage(cloud, 'web', { type: 't3.small' })).id ?? '';
    await expect(restoreImage(cloud, 'web', { resume: other })).rejects.toThrow(/other options/);
    await expect(restoreImage(cloud, 'web', { resume: 'yesterday' })).rejects.toThrow(/--resume must/);
  });
});

describe('which server a Name means', () => {
  test('an empty server that took the Name: told which one is gone and has images', async () => {
    const server = await imagedServer();
    const { cloud, region, web } = server;
    loseServer(server);
    const fresh = region.instance({ tags: { Name: 'web' } });
    const answer = await restoreImage(cloud, 'web');
    expect(refusalCodes(answer)).toEqual(['nothing-to-restore']);
    expect(restoreOf(answer).target.id).toBe(fresh.id);
    expect(restoreOf(answer).refusals[0]?.like).toBe(
      `aws-snapper restore ${web.id} --image --region eu-west-1`,
    );
  });

  test('two servers that are gone are listed, and nothing is launched', async () => {
    const server = await imagedServer();
    const { cloud, region, web } = server;
    const twin = region.instance({ tags: { Name: 'web' } });
    imageOf({ ...server, web: twin }, 2);
    loseServer(server);
    loseServer({ region, web: twin });
    await expect(restoreImage(cloud, 'web')).rejects.toThrow(
      new RegExp(`2 servers.*(${web.id}|${twin.id}).*which is gone, last image 202`),
    );
    expect(launchedIn(region)).toEqual([]);
  });

  test('what has no image, and what nothing has', async () => {
    const { cloud, region } = await imagedServer();
    region.instance({ tags: { Name: 'db' } });
    expect(refusalCodes(await restoreImage(cloud, 'db'))).toEqual(['nothing-to-restore']);
    await expect(restoreImage(cloud, 'nobody')).rejects.toThrow(/no server and no image of ours/);
    const foreign = region.image({ snapshots: [region.snapshot()], tags: { snapshot_tool: 'autosnap' } });
    await expect(restoreImage(cloud, foreign.id)).rejects.toThrow(/not ours/);
  });
});

test('an image of a year ago is launched where its server lived, if that is still there', async () => {
  const server = await imagedServer();
  const { cloud, region } = server;
  loseServer(server);
  cloud.clock.advance(365 * DAY);
  const answer = await restoreImage(cloud, 'web');
  expect([answer.status, launchedIn(region).length]).toEqual([0, 1]);
  expect(wholeLines(answer.text)).toContain('of 2026-01-01 03:00 UTC (366 days ago)');
});
