import { describe, expect, onTestFinished, test } from 'vitest';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import { policyFile } from '../lib/policyFile.ts';
import { DAILY_IMAGE, type Estate, imaged } from '../scenarios/imaging.ts';
import { DAY, HOUR, nth } from '../scenarios/story.ts';
import { wholeLines } from '../wholeLines.ts';
import { cli } from './builtCli.ts';
import { launchedIn, launchOf, loseServer, PASS_ROLE, restoreImage } from './imaged.ts';
import { restore } from './person.ts';
import { restoreOf } from './servers.ts';

/** Images as the function makes them, and the server launched from them with iam-restore-policy.json alone. */

/** A server with a role, in a network of its own, of which the function made an image. */
async function imagedByFunction(at: Date): Promise<Omit<Estate, 'root'>> {
  const cloud = await startCloud({ at });
  onTestFinished(() => cloud.close());
  const region = cloud.region('eu-west-1');
  const subnet = region.subnet({ zone: 'eu-west-1c', vpcId: 'vpc-0123456789abcdef0' });
  const role = cloud
    .account()
    .addRole({ name: 'web', trust: { Version: '2012-10-17', Statement: [] }, policy: 'allow all' });
  region.keyPair('ops');
  const server = region.instance({
    type: 'm7i.large',
    zone: subnet.zone,
    subnetId: subnet.id,
    securityGroups: [1, 2, 3].map(() => region.securityGroup({ vpcId: subnet.vpcId }).id),
    profile: cloud.account().addInstanceProfile('web', role).arn,
    keyName: 'ops',
    tags: { Name: 'web', team: 'blue', ...DAILY_IMAGE },
  });
  region.volume({ attachedTo: server, zone: server.zone });
  const data = region.volume({ attachedTo: server, zone: server.zone, type: 'io2', iops: 4000, size: 20 });
  await imaged(cloud);
  cloud.clock.advance(HOUR);
  cloud.policy = [...policyFile('iam-restore-policy.json'), PASS_ROLE];
  return { cloud, region, server, data };
}

function shapeOf({ region }: Pick<Estate, 'region'>, id: string) {
  const one = region.instances().find((instance) => instance.id === id);
  const disks = region.volumes().filter(({ attachments }) => attachments[0]?.instance.id === id);
  return {
    launch: one && [one.type, one.zone, one.subnetId, one.securityGroups, one.profile, one.keyName],
    disks: disks
      .map(({ type, size, iops, throughput, attachments }) => {
        const [{ device, deleteOnTermination } = {}] = attachments;
        return { type, size, iops, throughput, device, deleteOnTermination };
      })
      .toSorted((a, b) => a.size - b.size),
  };
}

describe('an image that the function made gives the server back, with its disks', () => {
  test.for([
    ['an hour', 0],
    ['a year', 365],
  ] as const)('%s later', async ([, days]) => {
    const lost = await imagedByFunction(new Date('2026-01-01T03:00:00Z'));
    const { cloud, region, server } = lost;
    const before = shapeOf(lost, server.id);
    loseServer({ region, web: server });
    cloud.clock.advance(days * DAY);
    const answer = await restoreImage(cloud, 'web', {}, { event: { images: days > 0 } });
    expect([answer.status, restoreOf(answer).refusals]).toEqual([0, []]);
    const made = nth(launchedIn(region), 0);
    expect(shapeOf(lost, made.id)).toEqual(before);
    expect(made.tags).toMatchObject({ Name: 'web', team: 'blue' });
    expect(Object.keys(made.tags)).not.toContain('autosnap_image');
    expect(launchOf(answer).type.from).toBe('image');
  });

  test('who asks for volumes of a server that has images alone is told of them', async () => {
    const { cloud, region, server } = await imagedByFunction(new Date('2026-01-01T03:00:00Z'));
    loseServer({ region, web: server });
    const answer = await restore(cloud, server.id, {}, { event: { images: true } });
    expect(restoreOf(answer).refusals).toMatchObject([
      {
        code: 'nothing-to-restore',
        like: `aws-snapper restore ${server.id} --image --region eu-west-1`,
      },
    ]);
  });

  test('the server that it gave back keeps the image, and is imaged again once it is tagged', async () => {
    const { cloud, region, server } = await imagedByFunction(new Date('2026-01-01T03:00:00Z'));
    loseServer({ region, web: server });
    await restoreImage(cloud, 'web');
    const made = nth(launchedIn(region), 0);
    Object.assign(made.tags, DAILY_IMAGE);
    cloud.policy = 'allow all';
    cloud.clock.advance(DAY);
    await imaged(cloud, { orphan_retain: '12h' });
    const of = (id: string) => region.images().filter(({ name }) => name.includes(id)).length;
    expect([of(server.id), of(made.id)]).toEqual([1, 1]);
  });
});

/** A server that is gone, an hour after its image. Each look takes some of the cloud’s time. */
async function lostServer(): Promise<{ readonly cloud: Cloud; readonly region: Estate['region'] }> {
  const one = await imagedByFunction(new Date(Date.now() - HOUR));
  loseServer({ region: one.region, web: one.server });
  one.cloud.before('DescribeInstances', () => one.cloud.clock.advance(20_000));
  return one;
}

describe('the built program, in a process of its own', () => {
  test('shows the plan at a pipe with status 1, launches with --yes, and only once', async () => {
    const { cloud, region } = await lostServer();
    const shown = await cli(cloud.env, 'restore', 'web', '--image');
    expect([shown.status, shown.err, launchedIn(region)]).toEqual([1, '', []]);
    expect(shown.out).toContain('+ instance m7i.large in subnet-');
    const json = await cli(cloud.env, 'restore', 'web', '--image', '--yes', '--json');
    expect([json.status, json.err]).toEqual([0, '']);
    const document: unknown = JSON.parse(json.out);
    expect(document).toMatchObject({
      kind: 'restore',
      applied: true,
      launch: { outcome: { status: 'done', instanceId: nth(launchedIn(region), 0).id } },
    });
    expect((await cli(cloud.env, 'restore', 'web', '--image', '--yes')).status).toBe(0);
    expect(launchedIn(region)).toHaveLength(1);
  });

  test('takes each option, and refuses those for volumes', async () => {
    const { cloud, region } = await lostServer();
    const group = region.securityGroup();
    const words = ['restore', 'web', '--image', '--type', 't3.small', '--subnet', region.subnet().id];
    const more = ['--security-groups', group.id, '--no-profile', '--no-key', '--yes'];
    const { status, out } = await cli(cloud.env, ...words, ...more);
    expect([status, wholeLines(out)]).toEqual([0, expect.stringContaining('instance profile: none')]);
    expect(launchedIn(region)).toMatchObject([
      { type: 't3.small', securityGroups: [group.id], profile: undefined, keyName: undefined },
    ]);
    const mixed = await cli(cloud.env, 'restore', 'web', '--image', '--in-place');
    expect([mixed.status, mixed.err]).toEqual([1, expect.stringContaining('--in-place and --image')]);
    const alone = await cli(cloud.env, 'restore', 'web', '--no-profile');
    expect([alone.status, alone.err]).toEqual([1, expect.stringContaining('add --image')]);
  });
});
