import { describe, expect, test } from 'vitest';
import type { LaunchRefusalCode } from '../../lambda/core/restore/restorePlan.ts';
import { callsOf, MINUTE, nth } from '../scenarios/story.ts';
import { wholeLines } from '../wholeLines.ts';
import {
  imagedServer,
  type ImagedServer,
  imageOf,
  launchedIn,
  launchOf,
  loseServer,
  restoreImage,
} from './imaged.ts';
import { RESTORER, restore } from './person.ts';
import { refusalCodes, restoreOf } from './servers.ts';

/** What is in the way, what the refusal proposes, and the options with which it works then. */
const REFUSED: Readonly<
  Record<
    Exclude<LaunchRefusalCode, 'at-not-for-image' | 'launch-refused' | 'type-missing'>,
    readonly [happens: (server: ImagedServer) => Parameters<typeof restoreImage>[2], like: RegExp]
  >
> = {
  'group-not-found': [
    ({ image, group }) => {
      image.tags['autosnap_launch'] = `${image.tags['autosnap_launch']}`.replace(
        group.id,
        'sg-0000000000000dead',
      );
      return { securityGroups: [group.id] };
    },
    /^aws ec2 describe-security-groups/,
  ],
  'image-not-available': [
    ({ image }) => {
      image.state = 'disabled';
      return undefined;
    },
    /^aws ec2 enable-image --region eu-west-1 --image-id ami-/,
  ],
  'key-pair-not-found': [
    ({ image }) => {
      image.tags['autosnap_launch'] = `${image.tags['autosnap_launch']}`.replace('key=ops', 'key=lost');
      return { key: false };
    },
    /--no-key/,
  ],
  'not-allowed': [
    ({ cloud }) => {
      cloud.policy = RESTORER;
      return { profile: false };
    },
    /--no-profile/,
  ],
  'profile-not-found': [
    ({ image }) => {
      image.tags['autosnap_launch'] = `${image.tags['autosnap_launch']}`.replace(
        'profile/web',
        'profile/lost',
      );
      return { profile: 'web' };
    },
    /--no-profile/,
  ],
  'subnet-not-found': [
    ({ image, subnet }) => {
      image.tags['autosnap_launch'] = `${image.tags['autosnap_launch']}`.replace(
        subnet.id,
        'subnet-0000000000000dead',
      );
      return { subnet: subnet.id };
    },
    /^aws-snapper restore web --image --subnet subnet-/,
  ],
  'type-not-offered': [
    ({ image }) => {
      image.tags['autosnap_launch'] = `${image.tags['autosnap_launch']}`.replace('m7i.large', 'm1.ancient');
      return { type: 't3.small' };
    },
    /^undefined$/,
  ],
  'wrong-network': [
    ({ image, subnet, region }) => {
      const other = region.subnet();
      image.tags['autosnap_launch'] = `${image.tags['autosnap_launch']}`.replace(subnet.id, other.id);
      return { subnet: subnet.id };
    },
    /^aws ec2 describe-security-groups .*vpc-id/,
  ],
};

describe('refused before anything is launched, with what to do', () => {
  test.for(Object.entries(REFUSED))('%s', async ([code, [happens, like]]) => {
    const server = await imagedServer();
    const { cloud, region } = server;
    loseServer(server);
    const flags = happens(server);
    const answer = await restoreImage(cloud, 'web');
    expect([answer.status, refusalCodes(answer)]).toEqual([1, [code]]);
    expect(String(restoreOf(answer).refusals[0]?.like)).toMatch(like);
    expect(launchedIn(region)).toEqual([]);
    if (flags === undefined) return;
    expect((await restoreImage(cloud, 'web', flags)).status).toBe(0);
    expect(launchedIn(region)).toHaveLength(1);
  });

  test('a time beside one image, and images that cannot be launched, each with its state', async () => {
    const server = await imagedServer();
    const { cloud, image } = server;
    const timed = await restoreImage(cloud, image.id, { at: 'yesterday' });
    expect(refusalCodes(timed)).toEqual(['at-not-for-image']);
    image.state = 'pending';
    imageOf(server, 3, { state: 'failed' });
    const answer = await restoreImage(cloud, 'web');
    expect(refusalCodes(answer)).toEqual(['image-not-available', 'image-not-available']);
    expect(wholeLines(answer.text)).toMatch(/is pending.*\n.*\n.*is failed/);
    const early = await restoreImage(cloud, 'web', { at: '2025-12-01' });
    expect(refusalCodes(early)).toEqual(['nothing-to-restore']);
    expect(restoreOf(early).refusals[0]?.like).toBe(
      'aws-snapper restore web --image --at 2025-12-30T03:00:00Z --region eu-west-1',
    );
  });

  test('a newer image that is not ready is passed over, and told', async () => {
    const server = await imagedServer();
    const pending = imageOf(server, 0, { state: 'pending' });
    const answer = await restoreImage(server.cloud, 'web');
    expect(launchOf(answer).imageId).toBe(server.image.id);
    expect(restoreOf(answer).notes).toEqual([`A newer one cannot be used: ${pending.id} is pending.`]);
  });

  test('a key of a disk that cannot be used', async () => {
    const server = await imagedServer();
    const { cloud, region } = server;
    const key = region.key({ state: 'Disabled' });
    Object.assign(nth(server.snapshots, 1), { encrypted: true, kmsKeyId: key.arn });
    const answer = await restoreImage(cloud, 'web');
    expect(refusalCodes(answer)).toEqual(['key-not-usable']);
    expect(wholeLines(answer.text)).toContain('aws kms enable-key');
    expect(launchedIn(region)).toEqual([]);
  });
});

test('without iam:PassRole it says which role of which profile, and nothing is launched', async () => {
  const server = await imagedServer();
  const { cloud, region, web } = server;
  cloud.policy = RESTORER;
  const answer = await restoreImage(cloud, 'web');
  const text = wholeLines(answer.text);
  expect(text).toContain(
    `you lack iam:PassRole for the role arn:aws:iam::123456789012:role/web of the instance profile ${web.profile}`,
  );
  expect(text).toContain('aws-snapper restore web --image --no-profile --region eu-west-1');
  expect(launchedIn(region)).toEqual([]);
});

test('a look that nobody may do is a note, and the launch goes on', async () => {
  const { cloud, region } = await imagedServer();
  cloud.policy = [
    ...RESTORER.filter(({ Sid }) => Sid !== 'LaunchLook'),
    { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' },
  ];
  const answer = await restoreImage(cloud, 'web');
  expect([answer.status, launchedIn(region).length]).toEqual([0, 1]);
  expect(restoreOf(answer).notes.map((note) => note.split(' not checked')[0])).toEqual([
    'Subnets were',
    'Security groups were',
    'Key pairs were',
  ]);
});

describe('AWS refuses the launch itself', () => {
  test('no room in the zone: another zone of the same network is named', async () => {
    const server = await imagedServer();
    const { cloud, region, subnet } = server;
    const other = region.subnet({ vpcId: subnet.vpcId, zone: 'eu-west-1a' });
    region.zone('eu-west-1b').exhausted.push('m7i.large');
    const answer = await restoreImage(cloud, 'web');
    expect([answer.status, launchOf(answer).outcome]).toMatchObject([
      3,
      { status: 'failed', code: 'InsufficientInstanceCapacity' },
    ]);
    expect(wholeLines(answer.text)).toContain(`another zone by --subnet, like ${other.id} in eu-west-1a`);
    expect((await restoreImage(cloud, 'web', { subnet: other.id })).status).toBe(0);
    expect(launchedIn(region)).toMatchObject([{ zone: 'eu-west-1a' }]);
  });

  test.for([
    ['VcpuLimitExceeded', 'Service Quotas'],
    ['InstanceLimitExceeded', 'Service Quotas'],
    ['Unsupported', 'another --type'],
    ['InvalidAMIID.Unavailable', 'choose another one with --at'],
    ['InsufficientFreeAddressesInSubnet', 'name another one with --subnet'],
  ] as const)('%s', async ([code, remedy]) => {
    const { cloud, region } = await imagedServer();
    cloud.fault({ action: 'RunInstances', nth: 2, effect: { error: code } });
    const answer = await restoreImage(cloud, 'web');
    expect([answer.status, launchOf(answer).outcome]).toMatchObject([3, { status: 'failed', code }]);
    expect(wholeLines(answer.text)).toContain(remedy);
    expect(launchedIn(region)).toEqual([]);
  });
});

describe('an unclear end', () => {
  test.for(['reset before', 'reset after'] as const)('%s the call: one instance', async (effect) => {
    const { cloud, region } = await imagedServer();
    cloud.fault({ action: 'RunInstances', nth: 2, times: 3, effect });
    const answer = await restoreImage(cloud, 'web');
    expect([answer.status, launchedIn(region).length]).toEqual([0, 1]);
  });

  test('while a listing lags the same command launches no second one', async () => {
    const { cloud, region } = await imagedServer();
    cloud.listLag = 5 * MINUTE;
    const dead = {
      isAsked: () => callsOf(cloud, 'RunInstances').length > 1,
      asked: new Promise(() => undefined),
    };
    const first = await restoreImage(cloud, 'web', {}, { interruptible: () => dead });
    expect(launchOf(first).outcome?.status).toBe('interrupted');
    await restoreImage(cloud, 'web');
    expect(launchedIn(region)).toHaveLength(1);
  });

  test('Ctrl-C while it starts: told which instance, and the same command waits for it', async () => {
    const { cloud, region } = await imagedServer();
    const dead = { isAsked: () => launchedIn(region).length > 0, asked: new Promise(() => undefined) };
    const first = await restoreImage(cloud, 'web', {}, { interruptible: () => dead });
    const made = nth(launchedIn(region), 0);
    expect([first.status, restoreOf(first).undo.join('')]).toEqual([
      3,
      `aws ec2 terminate-instances --region eu-west-1 --instance-ids ${made.id}`,
    ]);
    const resume = restoreOf(first).id ?? '';
    expect(wholeLines(first.text)).toContain(`restore web --image --resume ${resume}`);
    const second = await restoreImage(cloud, 'web', { resume });
    expect([second.status, made.state, launchedIn(region).length]).toEqual([0, 'running', 1]);
  });

  test('a key that stops to work ends the new instance; when it works again, the same command launches another one', async () => {
    const server = await imagedServer();
    const { cloud, region } = server;
    const key = region.key();
    Object.assign(nth(server.snapshots, 1), { encrypted: true, kmsKeyId: key.arn });
    let calls = 0;
    const off = cloud.before('RunInstances', () => {
      calls += 1;
      if (calls === 2) key.state = 'Disabled';
    });
    const answer = await restoreImage(cloud, 'web');
    expect([answer.status, launchOf(answer).outcome]).toMatchObject([
      3,
      { status: 'failed', code: 'InstanceEnded' },
    ]);
    off.remove();
    key.state = 'Enabled';
    expect((await restoreImage(cloud, 'web')).status).toBe(0);
    expect(
      launchedIn(region)
        .map(({ state }) => state)
        .toSorted(),
    ).toEqual(['running', 'terminated']);
  });
});

test('options for volumes and for servers do not mix', async () => {
  const { cloud } = await imagedServer();
  await expect(restoreImage(cloud, 'web', { only: ['/dev/sdf'] })).rejects.toThrow(/--only and --image/);
  await expect(restoreImage(cloud, 'web', { inPlace: true })).rejects.toThrow(/--in-place and --image/);
  await expect(restoreImage(cloud, 'web', { zone: 'eu-west-1a' })).rejects.toThrow(
    '--zone and --image cannot be given together; with --image the zone comes from the subnet, so give --subnet in place of --zone; nothing was changed',
  );
  await expect(restore(cloud, 'web', { subnet: 'subnet-1' })).rejects.toThrow(/--subnet is for a server/);
  await expect(restore(cloud, 'web', { profile: false })).rejects.toThrow(/--no-profile is for/);
  await expect(restore(cloud, 'web', { key: false })).rejects.toThrow(/--no-key is for/);
});
