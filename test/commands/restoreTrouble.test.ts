import { describe, expect, test } from 'vitest';
import type { Instance } from '../cloud/records.ts';
import { MINUTE, nth, ROLE, SECOND } from '../scenarios/story.ts';
import { wholeLines } from '../wholeLines.ts';
import { RESTORER, restore, restoreUnasked } from './person.ts';
import { ends, newVolumes, restoreOf, takenServer, whereIs, type TakenServer } from './servers.ts';

describe('AWS has no room for a disk: the others are made, and the message has where there is some', () => {
  test.for([
    ['InsufficientVolumeCapacity', 'exhausted'],
    ['VolumeTypeNotAvailableInZone', 'volumeTypes'],
  ] as const)('%s', async ([code, list]) => {
    const { cloud, region } = await takenServer();
    const zone = region.zone('eu-west-1b');
    zone[list] = list === 'exhausted' ? ['io2'] : ['gp3'];
    const answer = await restore(cloud, 'web');
    expect([answer.status, ends(answer)]).toEqual([3, ['done', code]]);
    expect(wholeLines(answer.text)).toContain(
      '--only /dev/sdf --type gp3 (or gp2), or all disks in another zone: --zone eu-west-1a (or eu-west-1c)',
    );
    const instead = await restoreUnasked(cloud, 'web', { only: ['/dev/sdf'], type: 'gp3' });
    expect(restoreOf(instead).refusals).toEqual([]);
    zone[list] = list === 'exhausted' ? [] : ['gp3', 'io2'];
    const again = await restore(cloud, 'web', { resume: restoreOf(answer).id ?? '' });
    expect([again.status, newVolumes(region).map(({ type }) => type)]).toEqual([0, ['gp3', 'io2']]);
  });
});

/** A server whose data disk is encrypted. */
async function withKey() {
  const server = await takenServer();
  const key = server.region.key();
  const snapshot = nth(server.cloud.snapshotsOf(server.data), 0);
  Object.assign(snapshot, { encrypted: true, kmsKeyId: key.arn });
  return { ...server, key };
}

describe('a key that cannot be used', () => {
  test('found before: nothing is made, and with --partial the others are', async () => {
    const { cloud, region, key } = await withKey();
    key.state = 'PendingDeletion';
    const refused = await restore(cloud, 'web');
    expect([refused.status, newVolumes(region)]).toEqual([1, []]);
    expect(wholeLines(refused.text)).toContain(key.arn);
    const partial = await restore(cloud, 'web', { partial: true });
    expect(restoreOf(partial).left).toMatchObject([{ device: '/dev/sdf' }]);
    expect(newVolumes(region).map(({ type }) => type)).toEqual(['gp3']);
  });

  test.for(['vanishes', 'stays creating'] as const)(
    'disabled after the plan: found within a minute while the others go on (the volume %s)',
    async (withoutKey) => {
      const { cloud, region, key } = await withKey();
      cloud.withoutKey = withoutKey;
      const off = cloud.before('CreateVolume', () => {
        key.state = 'Disabled';
      });
      const begun = cloud.clock.now().getTime();
      const answer = await restore(cloud, 'web');
      expect([answer.status, ends(answer)]).toEqual([3, ['done', 'KeyNotUsable']]);
      expect(cloud.clock.now().getTime() - begun).toBeLessThanOrEqual(MINUTE);
      expect(wholeLines(answer.text)).toContain(key.arn);
      expect(newVolumes(region).filter(({ state }) => state === 'available')).toHaveLength(1);
      off.remove();
    },
  );
});

test('who has not the rights is told which policy has them, and no disk is detached that nobody may attach', async () => {
  const { cloud, region, root, data } = await takenServer();
  cloud.policy = ROLE;
  const none = await restore(cloud, 'web');
  expect([none.status, ends(none)]).toEqual([3, ['UnauthorizedOperation', 'UnauthorizedOperation']]);
  expect(wholeLines(none.text)).toContain('iam-restore-policy.json has the rights that a restore needs');
  expect(newVolumes(region)).toEqual([]);
  cloud.policy = RESTORER.map((one) => ({
    ...one,
    Action: one.Action.filter((action) => action !== 'ec2:AttachVolume'),
  }));
  const answer = await restore(cloud, 'web', { inPlace: true });
  expect([answer.status, ends(answer)]).toEqual([3, ['NotExchanged', 'UnauthorizedOperation']]);
  expect([root, data].map(whereIs)).toEqual(['web:/dev/xvda in-use', 'web:/dev/sdf in-use']);
});

/** What happens between the plan and a call, and how the disks end. */
const BETWEEN: readonly (readonly [
  what: string,
  action: string,
  happens: (server: TakenServer & { readonly fresh: Instance }) => void,
  ends: readonly string[],
  left: readonly string[],
])[] = [
  [
    'a snapshot is deleted',
    'CreateVolume',
    ({ cloud, region, data }) => {
      for (const one of cloud.snapshotsOf(data)) region.remove(one);
    },
    ['done', 'InvalidSnapshot.NotFound'],
    ['fresh:/dev/xvda in-use'],
  ],
  [
    'the instance is gone',
    'AttachVolume',
    ({ region, fresh }) => region.remove(fresh),
    ['InvalidInstanceID.NotFound', 'InvalidInstanceID.NotFound'],
    ['available', 'available'],
  ],
  [
    'a device is taken',
    'AttachVolume',
    ({ region, fresh }) => {
      if (region.volumes().some(({ attachments }) => attachments[0]?.instance === fresh)) return;
      region.volume({ zone: fresh.zone, attachedTo: fresh, device: '/dev/sdf' });
    },
    ['done', 'InvalidParameterValue'],
    ['fresh:/dev/xvda in-use', 'available'],
  ],
  [
    'the new volumes are deleted',
    'AttachVolume',
    ({ region }) => {
      for (const one of newVolumes(region)) if (one.state === 'available') region.remove(one);
    },
    ['InvalidVolume.NotFound', 'InvalidVolume.NotFound'],
    [],
  ],
];

test.for(BETWEEN)('between the plan and the call %s', async ([, action, happens, ended, left]) => {
  const server = await takenServer();
  const { cloud, region, web } = server;
  const fresh = region.instance({ zone: web.zone, state: 'stopped', tags: { Name: 'fresh' } });
  cloud.before(action, () => happens({ ...server, fresh }));
  const answer = await restore(cloud, 'web', { attachTo: fresh.id });
  expect([answer.status, ends(answer)]).toEqual([3, ended]);
  expect(newVolumes(region).map(whereIs)).toEqual(left);
});

test('listings that lag behind: nothing is made twice, and nothing is called lost', async () => {
  for (const flags of [{}, { inPlace: true as const }]) {
    const { cloud, region } = await takenServer();
    cloud.listLag = 20 * SECOND;
    expect((await restore(cloud, 'web', flags)).status).toBe(0);
    expect((await restore(cloud, 'web', flags)).status).toBe(0);
    expect(newVolumes(region)).toHaveLength(2);
  }
});

test('at a paid rate a person sees how far AWS is, and a quota that is used up is told', async () => {
  const { cloud, region } = await takenServer();
  const lines: string[] = [];
  const answer = await restore(
    cloud,
    'web',
    { rate: '300' },
    { onProgress: (line) => void lines.push(line) },
  );
  expect(answer.status).toBe(0);
  expect(lines.join('\n')).toMatch(/available: 2 of 2 volumes\n.*%/);
  region.volumeLimits.initialization = 100;
  const refused = await restore(cloud, 'web', { rate: '200' });
  expect([refused.status, new Set(ends(refused))]).toEqual([3, new Set(['ResourceLimitExceeded'])]);
  expect(wholeLines(refused.text)).toContain('use a lower --rate, or leave it out');
});
