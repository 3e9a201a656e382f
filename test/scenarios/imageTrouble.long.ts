import { describe, expect, test } from 'vitest';
import type { Effect } from '../cloud/faults.ts';
import {
  aServer,
  DAY,
  dayName,
  failuresIn,
  HOUR,
  imageCalls,
  imaged,
  imagedEveryDay,
  imagesOf,
  loose,
  ownImages,
  ROLE_WITH_IMAGES,
} from './imaging.ts';
import { callsOf, idsOf, MINUTE, only } from './story.ts';

/** The answers after which nobody knows whether an image was made, and whether one was. */
const UNCLEAR: readonly (readonly [name: string, effect: Effect, made: 0 | 1])[] = [
  ['connection reset before', 'reset before', 0],
  ['connection reset after', 'reset after', 1],
  ['truncated answer', 'truncated', 1],
  ['HTML page', 'html', 0],
  ['500', { error: 'InternalError' }, 0],
  ['503', { error: 'ServiceUnavailable' }, 0],
  ['408', { error: 'RequestTimeout', status: 408 }, 0],
];

describe('an image that gets no clear answer', () => {
  test.for(UNCLEAR)('%s: is made in the same run, once', async ([, effect, made]) => {
    const estate = await aServer();
    const { cloud } = estate;
    ownImages(estate, 4);
    cloud.fault({ action: 'CreateImage', times: 1, effect });
    const report = await imaged(cloud);
    expect(imagesOf(estate)).toContain(`${dayName(estate, 1)} pending`);
    expect(failuresIn(report)).toEqual([]);
    expect(callsOf(cloud, 'CreateImage')).toHaveLength(2 - made);
    expect(estate.region.images()).toHaveLength(3 + 1);
  });

  test.for(UNCLEAR)('%s: where the list lags behind, no second one is made', async ([, effect]) => {
    const estate = await aServer();
    const { cloud, region } = estate;
    cloud.listLag = 3 * MINUTE;
    cloud.fault({ action: 'CreateImage', times: 1, effect });
    await imaged(cloud);
    cloud.clock.advance(HOUR);
    await imaged(cloud);
    cloud.clock.advance(HOUR);
    expect(imagesOf(estate)).toEqual([`${dayName(estate, 1)} available`]);
    expect(region.snapshots()).toHaveLength(2);
  });

  test('never any: nothing is lost, and the next run makes it', async () => {
    const estate = await aServer();
    const { cloud, region } = estate;
    ownImages(estate, 4);
    const fault = cloud.fault({ action: 'CreateImage', effect: 'reset before' });
    const report = await imaged(cloud);
    fault.remove();
    expect(failuresIn(report)).toEqual(['not created']);
    expect(callsOf(cloud, 'CreateImage')).toHaveLength(3);
    expect(region.images()).toHaveLength(4);
    cloud.clock.advance(HOUR);
    await imaged(cloud);
    expect(imagesOf(estate)).toContain(`${dayName(estate, 1)} pending`);
  });
});

describe('a name that is taken', () => {
  test('by a failed image of the slot: it goes, and the next one is made', async () => {
    const estate = await aServer();
    const { cloud, server } = estate;
    server.imagesComplete = 'failed';
    await imaged(cloud);
    cloud.clock.advance(HOUR);
    expect(imagesOf(estate)).toEqual([`${dayName(estate, 1)} failed`]);
    server.imagesComplete = 'as usual';
    await imaged(cloud);
    cloud.clock.advance(HOUR);
    expect(imagesOf(estate)).toEqual([`${dayName(estate, 1, '-2')} available`]);
    await imaged(cloud);
    expect(callsOf(cloud, 'CreateImage')).toHaveLength(2);
  });

  test('RA-8 RA-7 images that fail for days take no place: the good ones stay', async () => {
    const estate = await aServer();
    const good = ownImages(estate, 3);
    estate.server.imagesComplete = 'failed';
    await imagedEveryDay(estate.cloud, 5);
    expect(estate.region.images()).toEqual(expect.arrayContaining(good));
  });

  test('RA-3 RB-10 by an image of others: that stays, and ours has the next name', async () => {
    const estate = await aServer();
    const { cloud, region } = estate;
    const other = region.image({ name: dayName(estate, 1), snapshots: [region.snapshot()] });
    await imaged(cloud);
    expect(imagesOf(estate)).toEqual([
      `${dayName(estate, 1)} available`,
      `${dayName(estate, 1, '-2')} pending`,
    ]);
    expect(region.images()).toContain(other);
  });

  test('by one that the list leaves out: the next run looks', async () => {
    const estate = await aServer();
    const { cloud } = estate;
    await imaged(cloud);
    const hiding = cloud.hide({ action: 'DescribeImages' });
    const report = await imaged(cloud);
    hiding.remove();
    expect(failuresIn(report)).toEqual([]);
    expect(estate.region.images()).toHaveLength(1);
  });

  test('by one that a person has just deregistered: made when AWS gives the name back', async () => {
    const estate = await aServer();
    const { cloud, region } = estate;
    await imaged(cloud);
    cloud.clock.advance(HOUR);
    for (const image of region.images()) region.remove(image);
    await imaged(cloud);
    cloud.clock.advance(HOUR);
    expect(imagesOf(estate)).toEqual([`${dayName(estate, 1)} available`]);
  });
});

test('RA-17 an image that is pending for days waits for none, and none is lost meanwhile', async () => {
  const estate = await aServer();
  const { cloud, region, server } = estate;
  const good = ownImages(estate, 4);
  server.imagesComplete = 3 * DAY;
  await imagedEveryDay(cloud, 3);
  expect(imageCalls(cloud).filter(({ action }) => action === 'CreateImage')).toHaveLength(1);
  expect(region.images()).toEqual(expect.arrayContaining(good.slice(1)));
  await imaged(cloud);
  expect(imagesOf(estate)).toContain(`${dayName(estate, 4)} pending`);
});

test('autosnap_image_reboot lets AWS restart the server, and any other value does not', async () => {
  const estate = await aServer({
    autosnap_image: '1',
    autosnap_image_retain: '3',
    autosnap_image_reboot: 'yes',
  });
  const { cloud, server } = estate;
  await imaged(cloud);
  expect(server.rebootedAt).toHaveLength(1);
  server.tags['autosnap_image_reboot'] = 'no';
  cloud.clock.advance(DAY);
  await imaged(cloud);
  expect(server.rebootedAt).toHaveLength(1);
});

describe('images that fail leave failed snapshots, which count against the limit of each volume', () => {
  const both = { autosnap: '1', autosnap_retain: '3', autosnap_image: '1', autosnap_image_retain: '3' };

  test('of most disks five, and no more pile up: the snapshots go on, and images do when they can', async () => {
    const estate = await aServer(both);
    const { cloud, region, server, root } = estate;
    server.imagesComplete = 'failed';
    for (let day = 0; day < 8; day += 1) {
      await imaged(cloud);
      cloud.clock.advance(HOUR);
      await imaged(cloud);
      cloud.clock.advance(DAY - HOUR);
      const own = cloud.snapshotsOf(root).filter(({ tags }) => 'snapshot_tool' in tags);
      expect(own.at(-1)?.startedAt.getUTCDate()).toBe(day + 1);
    }
    server.imagesComplete = 'as usual';
    await imaged(cloud);
    cloud.clock.advance(HOUR);
    await imaged(cloud);
    expect(imagesOf(estate).at(-1)).toMatch(/ available$/);
    expect(loose(region).filter(({ tags }) => !('snapshot_tool' in tags))).toEqual([]);
  });

  test('of an sc1 disk one: it goes with its image, before the next image is made', async () => {
    const estate = await aServer();
    const { cloud, region, server } = estate;
    region.volume({ attachedTo: server, type: 'sc1', size: 500 });
    server.imagesComplete = 'failed';
    await imaged(cloud);
    cloud.clock.advance(HOUR);
    server.imagesComplete = 'as usual';
    await imaged(cloud);
    cloud.clock.advance(HOUR);
    expect(imagesOf(estate)).toEqual([`${dayName(estate, 1, '-2')} available`]);
    expect(loose(region)).toEqual([]);
  });
});

describe('a server that cannot be imaged', () => {
  test('W04 is terminated when its image is to be made: no failure, and its images stay', async () => {
    const estate = await aServer();
    const { cloud, region, server } = estate;
    const good = ownImages(estate, 4);
    cloud.before('CreateImage', () => region.terminate(server));
    const report = await imaged(cloud);
    expect(failuresIn(report)).toEqual([]);
    expect(idsOf(region.images())).toEqual(idsOf(good));
  });

  test('is stopping: the next run makes it', async () => {
    const estate = await aServer();
    const { cloud, server } = estate;
    server.state = 'stopping';
    const report = await imaged(cloud);
    expect([failuresIn(report), estate.region.images()]).toEqual([[], []]);
    server.state = 'stopped';
    cloud.clock.advance(HOUR);
    await imaged(cloud);
    expect(imagesOf(estate)).toEqual([`${dayName(estate, 1)} pending`]);
  });

  test('has a disk of which one snapshot may be pending: the snapshot first, then the image', async () => {
    const estate = await aServer({
      autosnap: '1',
      autosnap_retain: '3',
      autosnap_image: '1',
      autosnap_image_retain: '3',
    });
    const { cloud, region, server } = estate;
    const cold = region.volume({ attachedTo: server, type: 'sc1', size: 500 });
    const report = await imaged(cloud);
    expect(failuresIn(report)).toEqual([]);
    expect(cloud.snapshotsOf(cold).map(({ tags }) => tags['snapshot_tool'])).toEqual(['autosnap', undefined]);
  });
});

describe('a deregistration', () => {
  test('that dies in the middle is finished by the next run', async () => {
    const estate = await aServer();
    const { cloud, region } = estate;
    const [oldest] = ownImages(estate, 4);
    if (oldest === undefined) throw new Error('four images were asked for');
    cloud.before('DeregisterImage', ({ params }) => {
      if (params['ImageId'] === oldest.id) region.remove(oldest);
    });
    await imaged(cloud);
    expect(loose(region)).toHaveLength(2);
    cloud.clock.advance(HOUR);
    await imaged(cloud);
    expect(loose(region)).toEqual([]);
    expect(region.images()).toHaveLength(3);
  });

  test('that may not delete the snapshots is told, and ended by the run that may', async () => {
    const estate = await aServer();
    const { cloud, region } = estate;
    ownImages(estate, 5);
    cloud.policy = [...ROLE_WITH_IMAGES, { Effect: 'Deny', Action: 'ec2:DeleteSnapshot', Resource: '*' }];
    const report = await imaged(cloud);
    expect(failuresIn(report)).toEqual(['not deleted']);
    expect([region.images().length, loose(region).length]).toEqual([5, 2]);
    cloud.clock.advance(HOUR);
    const again = await imaged(cloud);
    expect(failuresIn(again)).toEqual(['not deleted']);
    expect([region.images().length, loose(region).length]).toEqual([5, 2]);
    cloud.policy = ROLE_WITH_IMAGES;
    await imaged(cloud);
    expect([region.images().length, loose(region).length]).toEqual([3, 0]);
  });

  test('of a protected image is not tried, and one that is protected meanwhile stays', async () => {
    const estate = await aServer();
    const { cloud, region } = estate;
    const [oldest] = ownImages(estate, 4);
    cloud.before('DeregisterImage', () => {
      if (oldest !== undefined) oldest.protection = 'enabled-without-cooldown';
    });
    const report = await imaged(cloud);
    expect(failuresIn(report)).toEqual([]);
    expect(region.images()).toContain(oldest);
  });
});

describe('what is not ours', () => {
  test('RA-3 RB-10 other images of the server and their snapshots stay, whatever one of their signs says', async () => {
    const estate = await aServer();
    const { cloud, region, server, root } = estate;
    const tags = { snapshot_tool: 'autosnap', autosnap_instance: server.id };
    const others = [
      region.image({ name: 'golden', tags, snapshots: [region.snapshot({ of: root })] }),
      region.image({
        name: dayName(estate, 1, '-7'),
        description: `autosnap: image of ${server.id} `,
        snapshots: [],
      }),
      region.image({ name: dayName(estate, 1, '-8'), tags, description: 'copied', snapshots: [] }),
    ];
    await imagedEveryDay(cloud, 9);
    expect(region.images()).toEqual(expect.arrayContaining(others));
    expect(region.images()).toHaveLength(others.length + 3 + 1);
  });

  test('snapshots of images are no snapshots of their volumes: neither counted nor deleted', async () => {
    const estate = await aServer({
      autosnap: '1',
      autosnap_retain: '2',
      autosnap_image: '1',
      autosnap_image_retain: '4',
    });
    const { cloud, region, root } = estate;
    await imagedEveryDay(cloud, 8);
    await imaged(cloud);
    const ofRoot = cloud.snapshotsOf(root);
    expect(ofRoot.filter(({ tags }) => 'snapshot_tool' in tags)).toHaveLength(2 + 1);
    expect(region.images()).toHaveLength(4 + 1);
  });

  test('RB-11 an image that a person pins stays, and takes no place', async () => {
    const estate = await aServer();
    const { cloud, region } = estate;
    const [oldest] = ownImages(estate, 3);
    if (oldest === undefined) throw new Error('three images were asked for');
    oldest.tags['autosnap_keep'] = 'audit';
    await imagedEveryDay(cloud, 6);
    expect(region.images()).toContain(oldest);
    expect(region.images()).toHaveLength(1 + 3 + 1);
  });

  test('RB-6 without its tag a server keeps its images, and gets no new ones', async () => {
    const estate = await aServer();
    const { cloud, region, server } = estate;
    const good = ownImages(estate, 5);
    delete server.tags['autosnap_image'];
    delete server.tags['autosnap_image_retain'];
    await imagedEveryDay(cloud, 3);
    expect(idsOf(region.images())).toEqual(idsOf(good));
  });

  test('RB-14 an image that a person deregisters confuses nothing', async () => {
    const estate = await aServer();
    const { cloud, region } = estate;
    const [, second] = ownImages(estate, 3);
    if (second !== undefined) region.remove(second);
    await imagedEveryDay(cloud, 4);
    await imaged(cloud);
    expect(region.images()).toHaveLength(3 + 1);
  });
});

/** A run of one server asks AWS so often. */
const CALLS = 16;

describe('RA-7 a run that dies leaves nothing that the next ones cannot mend', () => {
  const deaths = Array.from({ length: CALLS }, (_, index) => index + 1).flatMap((call) => [
    ['before', call] as const,
    ['after', call] as const,
  ]);

  test('no run has more calls to die at', async () => {
    const estate = await aServer();
    ownImages(estate, 5);
    await imaged(estate.cloud);
    expect(estate.cloud.calls.length).toBeLessThanOrEqual(CALLS);
  });

  test.for(deaths)('%s call %i', async ([when, call]) => {
    const estate = await aServer();
    const { cloud, region } = estate;
    ownImages(estate, 5);
    const before = cloud.calls.length;
    const faults = [
      ...(when === 'after'
        ? [cloud.fault({ action: 'any', nth: call, times: 1, effect: 'reset after' })]
        : []),
      cloud.fault({ action: 'any', nth: when === 'after' ? call + 1 : call, effect: 'reset before' }),
    ];
    await imaged(cloud).catch(() => undefined);
    for (const fault of faults) fault.remove();
    expect(cloud.calls.length).toBeGreaterThan(before);
    expect(region.images().filter(({ state }) => state === 'available').length).toBeGreaterThanOrEqual(3);
    cloud.clock.advance(HOUR);
    await imaged(cloud, { scheduled_time: '2026-01-01T03:00:00Z' });
    cloud.clock.advance(HOUR);
    await imaged(cloud);
    cloud.clock.advance(HOUR);
    await imaged(cloud);
    expect(imagesOf(estate).slice(-1)).toEqual([`${dayName(estate, 1)} available`]);
    expect(region.images()).toHaveLength(3);
    expect(loose(region)).toEqual([]);
  });
});

describe('a second look spares', () => {
  test('the images of an instance that the list leaves out', async () => {
    const estate = await aServer();
    const { cloud, region, server } = estate;
    const good = ownImages(estate, 5);
    cloud.hide({ action: 'DescribeVolumes' });
    cloud.hide({ action: 'DescribeInstances', which: ({ id }) => id === server.id });
    const report = await imaged(cloud, { orphan_retain: '1h' });
    expect(only(report).notes.join()).toContain(`${server.id} missing in the list of instances`);
    expect(idsOf(region.images())).toEqual(idsOf(good));
  });

  test('all images of vanished instances where AWS cannot be asked for them by id', async () => {
    const estate = await aServer();
    const { cloud, region, server } = estate;
    const good = ownImages(estate, 5);
    region.remove(server);
    cloud.fault({
      action: 'DescribeInstances',
      when: (params) => Object.values(params).includes('instance-id'),
      effect: { error: 'InternalError' },
    });
    await imaged(cloud, { orphan_retain: '1h' });
    expect(idsOf(region.images())).toEqual(idsOf(good));
  });

  test('of an instance that is gone and whose time is up only the last image', async () => {
    const estate = await aServer();
    const { cloud, region, server } = estate;
    const last = ownImages(estate, 5).slice(-1);
    region.remove(server);
    await imaged(cloud, { orphan_retain: '1h' });
    expect([idsOf(region.images()), idsOf(loose(region))]).toEqual([idsOf(last), []]);
  });

  test('an image that another account may launch, and says with whom it is shared', async () => {
    const estate = await aServer();
    const { cloud, region } = estate;
    const [oldest, second] = ownImages(estate, 5);
    oldest?.sharedWith.push('222222222222');
    const report = await imaged(cloud);
    expect(region.images()).toContain(oldest);
    expect(region.images()).not.toContain(second);
    expect(only(report).imagesKept).toMatchObject([
      { imageId: oldest?.id, because: 'shared with 222222222222' },
    ]);
  });

  test('every image where it cannot be asked with whom they are shared', async () => {
    const estate = await aServer();
    const { cloud, region } = estate;
    const good = ownImages(estate, 5);
    cloud.fault({
      action: 'DescribeImageAttribute',
      effect: { error: 'UnauthorizedOperation', status: 403 },
    });
    await imaged(cloud);
    expect(idsOf(region.images())).toEqual(expect.arrayContaining(idsOf(good)));
  });
});
