import { describe, expect, test } from 'vitest';
import type { PlannedDisk } from '../../lambda/core/restore/restorePlan.ts';
import type { Volume } from '../cloud/records.ts';
import { type Estate, estate, restore, statuses } from './restoring.ts';
import { callsOf, MINUTE, nth, runSnapper } from './story.ts';

/** The same estate with a change to one of its disks. */
function withDisk(one: Estate, index: number, change: Partial<PlannedDisk>): Estate {
  const disks = one.plan.disks.map((disk, place) => (place === index ? { ...disk, ...change } : disk));
  return { ...one, plan: { ...one.plan, disks } };
}

function at({ state, attachments }: Volume): string {
  return [state, ...attachments.map(({ device }) => device)].join(' ');
}

function newOnes({ cloud, plan }: Estate): Volume[] {
  return cloud
    .region(plan.region)
    .volumes()
    .filter(({ fromSnapshot }) => fromSnapshot !== undefined);
}

test('in place the new volumes are where the old ones were, and the old ones stay and are not snapshotted', async () => {
  const one = await estate('exchange');
  const devices = one.olds.map(at);
  expect(statuses(await restore(one))).toEqual(['done', 'done', 'done']);
  expect(newOnes(one).map(at).toSorted()).toEqual(devices.toSorted());
  expect(one.olds.map(at)).toEqual(['available', 'available', 'available']);
  const taken = one.olds.map((volume) => one.cloud.snapshotsOf(volume).length);
  await runSnapper(one.cloud);
  expect(one.olds.map((volume) => one.cloud.snapshotsOf(volume).length)).toEqual(taken);
});

describe('a key that cannot be used is found within a minute, and the others go on', () => {
  test.for(['vanishes', 'stays creating'] as const)('the volume %s', async (withoutKey) => {
    const plain = await estate('attach');
    const key = plain.cloud.region('eu-west-1').key();
    key.state = 'Disabled';
    plain.cloud.withoutKey = withoutKey;
    const one = withDisk(plain, 1, { key: { value: key.arn, from: 'snapshot' } });
    const begun = one.cloud.clock.now().getTime();
    const { outcomes } = await restore(one);
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'failed', 'done']);
    expect(outcomes[1]).toMatchObject({ code: 'KeyNotUsable' });
    expect(JSON.stringify(outcomes[1])).toContain(key.arn);
    expect(one.cloud.clock.now().getTime() - begun).toBeLessThanOrEqual(MINUTE);

    key.state = 'Enabled';
    if (withoutKey === 'stays creating') return;
    one.cloud.clock.advance(MINUTE);
    expect(statuses(await restore(one))).toEqual(['done', 'done', 'done']);
    expect(newOnes(one)).toHaveLength(3);
  });

  test('in place nothing is exchanged then', async () => {
    const plain = await estate('exchange');
    const key = plain.cloud.region('eu-west-1').key();
    key.state = 'PendingDeletion';
    const devices = plain.olds.map(at);
    const one = withDisk(plain, 2, { key: { value: key.arn, from: 'snapshot' } });
    const { outcomes } = await restore(one);
    expect(outcomes).toMatchObject([
      { code: 'NotExchanged' },
      { code: 'NotExchanged' },
      { code: 'KeyNotUsable' },
    ]);
    expect(one.olds.map(at)).toEqual(devices);
  });
});

test.for([
  ['failed', 'RootTaskFailed'],
  ['failed-detached', 'RootTaskFailedDetached'],
] as const)('a root task that ends as %s: the old root is not set aside', async ([end, code]) => {
  const one = await estate('root task');
  one.server.rootReplacement = end;
  const { outcomes } = await restore(one);
  expect(outcomes).toMatchObject([{ status: 'failed', code }]);
  expect(one.olds.flatMap(({ tags }) => Object.keys(tags))).toEqual(['autosnap']);
});

test('an old volume that does not come off: nothing is attached in its place, and the rest stays', async () => {
  const one = await estate('exchange');
  const stuck = nth(one.olds, 1);
  one.cloud.before('DetachVolume', () => {
    one.server.state = 'running';
  });
  stuck.stuck = 'detaching';
  const { outcomes } = await restore(one);
  expect(outcomes).toMatchObject([
    { code: 'NotExchanged' },
    { code: 'StillDetaching' },
    { code: 'NotExchanged' },
  ]);
});

test('forty disks need as many looks as one, and one creation each, also where AWS is busy', async () => {
  const looks: number[] = [];
  for (const disks of [1, 40]) {
    const one = await estate('attach', disks);
    expect(new Set(statuses(await restore(one)))).toEqual(new Set(['done']));
    looks.push(callsOf(one.cloud, 'DescribeVolumes').length);
    expect([callsOf(one.cloud, 'CreateVolume').length, callsOf(one.cloud, 'AttachVolume').length]).toEqual([
      disks,
      disks,
    ]);
  }
  expect(looks[1]).toBe(looks[0]);

  const busy = await estate('attach', 40);
  busy.cloud.fault({
    action: 'any',
    nth: 5,
    times: 60,
    effect: { error: 'RequestLimitExceeded', status: 503 },
  });
  expect(new Set(statuses(await restore(busy)))).toEqual(new Set(['done']));
  expect(newOnes(busy)).toHaveLength(40);
});

test('listings that lag by half a minute cost no second volume, also when a second run begins at once', async () => {
  const one = await estate('exchange');
  one.cloud.listLag = MINUTE / 2;
  const asked = Promise.resolve();
  const created = (): number => callsOf(one.cloud, 'CreateVolume').length;
  await restore(one, { interruption: { isAsked: () => created() >= 1, asked } });
  expect(newOnes(one).length).toBeGreaterThan(0);
  expect(statuses(await restore(one))).toEqual(['done', 'done', 'done']);
  expect(newOnes(one)).toHaveLength(3);
  expect(one.olds.map(at)).toEqual(['available', 'available', 'available']);
});
