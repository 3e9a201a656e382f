import { expect, test } from 'vitest';
import type { restoreCommand } from '../../lambda/commands/restore.ts';
import type { RefusalCode } from '../../lambda/core/restore/restorePlan.ts';
import type { Instance } from '../cloud/records.ts';
import { DAILY, nth } from '../scenarios/story.ts';
import { restore } from './person.ts';
import { restoreOf, taken, takenServer, type TakenServer } from './servers.ts';

type Flags = Parameters<typeof restoreCommand>[1];

/** Every refusal there is, the command that meets it, and what is proposed. One that is not here does not compile. */
const REFUSED: Readonly<Record<RefusalCode, readonly [name: string, flags: Flags, like?: string | RegExp]>> =
  {
    'at-not-for-snapshot': ['OWN', { at: 'yesterday' }, /^aws-snapper restore snap-\w+ --region eu-west-1$/],
    'device-taken': [
      'web',
      { attachTo: 'web' },
      /^aws ec2 detach-volume --region eu-west-1 --volume-id vol-/,
    ],
    'instance-running': [
      'live',
      { inPlace: true },
      /^aws ec2 stop-instances --region eu-west-1 --instance-ids i-/,
    ],
    'iops-missing': ['loose', { type: 'io1' }, '3000'],
    'iops-not-for-type': ['web-data', { type: 'gp2', iops: '3000' }],
    'iops-out-of-range': ['web-data', { iops: '300000' }, '20000'],
    'key-not-usable': ['locked', {}],
    'marketplace-code': [
      'sold',
      { attachTo: 'live' },
      /^aws ec2 stop-instances --region eu-west-1 --instance-ids i-/,
    ],
    'multi-attach': ['shared', { inPlace: true }],
    'no-complete-set': ['torn', {}, 'aws-snapper restore torn --partial --region eu-west-1'],
    'no-device': ['loose', { attachTo: 'live' }],
    'no-zone': ['web', { zone: 'eu-west-1z' }, 'eu-west-1a'],
    'not-ours': ['FOREIGN', {}, /^aws-snapper adopt snap-/],
    'nothing-to-replace': ['loose', { inPlace: true }],
    'nothing-to-restore': ['web', { at: '2025-12-24' }, '2026-01-01T03:00:00Z'],
    'one-disk-only': ['web', { size: '100' }],
    'rate-not-in-zone': ['web-data', { zone: 'eu-west-1-ber-1a', type: 'gp2', rate: '300' }],
    'rate-out-of-range': ['web', { rate: '50' }, '100'],
    'rate-over-quota': ['crowd', { rate: '300' }, '277'],
    'size-out-of-range': ['web-data', { size: '19' }, '20'],
    'snapshot-archived': [
      'cold',
      {},
      /^aws ec2 restore-snapshot-tier --region eu-west-1 --snapshot-id snap-/,
    ],
    'snapshot-not-complete': ['unfinished', {}],
    'throughput-not-for-type': ['web-data', { throughput: '125' }],
    'throughput-out-of-range': ['web', { only: ['/dev/xvda'], throughput: '5000' }, '1000'],
    'too-many-volumes': ['crowd', { attachTo: 'full' }],
    'unknown-disk': ['web', { only: ['/dev/sdz'] }, '/dev/xvda'],
    'unknown-type': ['web-data', { type: 'gp4' }, 'gp3'],
    'wrong-instance-state': ['web-data', { attachTo: 'halting' }],
    'wrong-zone': ['web-data', { attachTo: 'bare', zone: 'eu-west-1c' }, 'eu-west-1b'],
  };

/** Each thing of the table, and what is wrong with it. */
async function estate(): Promise<TakenServer & { readonly names: Readonly<Record<string, string>> }> {
  const server = await takenServer();
  const { cloud, region } = server;
  const zone = 'eu-west-1b';
  const named = (Name: string, wish: Partial<Instance> = {}) =>
    region.instance({ zone, state: 'stopped', ...wish, tags: { Name, ...DAILY } });
  const withDisks = (one: Instance, count: number) =>
    Array.from({ length: count }, () => region.volume({ zone, attachedTo: one, type: 'gp2' }));
  withDisks(named('live', { state: 'running' }), 2);
  withDisks(named('crowd', { type: 'm7i.16xlarge' }), 18);
  named('bare');
  named('halting', { state: 'stopping' });
  const full = named('full', { type: 'm5.large' });
  for (const letter of 'abcdefghijkl')
    region.volume({ zone, attachedTo: full, device: `/dev/xvdb${letter}` });
  const torn = withDisks(named('torn'), 2);
  const shop = named('shop');
  withDisks(shop, 1);
  const productCodes = [{ id: 'sold-code', type: 'marketplace' }] as const;
  region.volume({ zone, attachedTo: shop, device: '/dev/sdk', productCodes, tags: { Name: 'sold' } });
  const pair = [named('one'), named('two')];
  for (const one of pair) withDisks(one, 1);
  region.volume({ zone, attachedTo: pair, device: '/dev/sdm', type: 'io2', tags: { Name: 'shared' } });
  const alone = (Name: string, wish = {}) => region.volume({ zone, ...wish, tags: { Name, ...DAILY } });
  alone('loose', { type: 'gp2', size: 100 });
  alone('unfinished', { snapshotsComplete: 'never' });
  const key = region.key();
  alone('locked', { kmsKeyId: key.arn });
  const cold = alone('cold');
  cloud.clock.advance(23 * 3_600_000);
  await taken(cloud);
  key.state = 'Disabled';
  nth(cloud.snapshotsOf(cold), 0).tier = 'archive';
  region.remove(nth(cloud.snapshotsOf(nth(torn, 1)), 0));
  region.zone('eu-west-1-ber-1a', { type: 'local-zone' });
  const foreign = region.snapshot({ of: server.data, tags: { snapshot_tool: 'autosnap' } });
  return { ...server, names: { FOREIGN: foreign.id, OWN: nth(cloud.snapshotsOf(cold), 0).id } };
}

test('each refusal by its code, with a value or a command that works, and nothing is made or changed', async () => {
  const { cloud, region, names } = await estate();
  const before = JSON.stringify([region.volumes().map(({ id, state, tags }) => [id, state, tags])]);
  cloud.forgetCalls();
  for (const [code, [name, flags, like]] of Object.entries(REFUSED)) {
    const answer = await restore(cloud, names[name] ?? name, flags);
    const { refusals, disks, outcomes, applied } = restoreOf(answer);
    const told = {
      code: [...new Set(refusals.map((one) => one.code))],
      status: answer.status,
      disks,
      outcomes,
      applied,
    };
    expect(told).toEqual({ code: [code], status: 1, disks: [], outcomes: [], applied: false });
    const proposed = refusals[0]?.like;
    const isAsExpected = like instanceof RegExp ? like.test(proposed ?? '') : like === proposed;
    expect({ code, proposed, isAsExpected }).toEqual({ code, proposed, isAsExpected: true });
    expect(answer.text).toMatch(/^Refused: [^]*\nNothing was made, and nothing was changed\.$/);
  }
  expect(JSON.stringify([region.volumes().map(({ id, state, tags }) => [id, state, tags])])).toBe(before);
  expect(cloud.calls.filter(({ action }) => !action.startsWith('Describe'))).toEqual([]);
});
