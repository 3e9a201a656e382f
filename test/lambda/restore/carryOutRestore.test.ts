import { describe, expect, test } from 'vitest';
import { refused, ROOT } from './memoryRegion.ts';
import { ATTACH, BESIDE, disk, EXCHANGE, planOf, RUNNING } from './plans.ts';
import { there, told, world } from './world.ts';

const KEY = { value: 'arn:aws:kms:eu-west-1:111111111111:key/1', from: 'snapshot' } as const;
const DISABLED = new Map([[KEY.value, 'it is disabled']]);

const unclear = { kind: 'unclear', code: 'ECONNRESET', message: 'socket hang up' } as const;

describe('volumes are made and put where the plan says', () => {
  test('beside the old ones, attached to nothing', async () => {
    const w = world();
    expect(told(await w.restore(BESIDE))).toEqual([
      'snap-0 done vol-new1',
      'snap-1 done vol-new2',
      'snap-2 done vol-new3',
    ]);
    expect(w.lines).toEqual(['available: 3 of 3 volumes']);
  });

  test('attached to an instance', async () => {
    const w = world();
    expect(told(await w.restore(ATTACH))).toEqual([
      'snap-3 done vol-new1 at /dev/sd3',
      'snap-4 done vol-new2 at /dev/sd4',
    ]);
    expect(w.lines.at(-1)).toBe('attached 2 of 2');
  });

  test('in place of the old ones, which stay and are no longer snapshotted', async () => {
    const w = world();
    expect(told(await w.restore(EXCHANGE))).toEqual([
      `snap-0 done vol-new1 at ${ROOT}`,
      'snap-1 done vol-new2 at /dev/sdf',
      'snap-2 done vol-new3 at /dev/sdg',
    ]);
    expect(there(w)).toEqual([
      `vol-new1 of snap-0 in-use ${ROOT} attached`,
      'vol-new2 of snap-1 in-use /dev/sdf attached',
      'vol-new3 of snap-2 in-use /dev/sdg attached',
      'vol-old0 available replaced by vol-new1',
      'vol-old1 available replaced by vol-new2',
      'vol-old2 available replaced by vol-new3',
    ]);
    expect(w.volumes.get('vol-old0')?.tags['autosnap_replaced']).toMatch(/^2026-01-01T12:0\d:\d\d/);
    expect(w.calls.findLast((call) => call.startsWith('detach'))).toBe('detach vol-old0');
  });

  test('as the root of a running instance', async () => {
    const w = world();
    expect(told(await w.restore(RUNNING))).toEqual([`snap-0 done vol-new1 at ${ROOT}`]);
    expect(there(w).slice(0, 2)).toEqual([
      `vol-new1 of snap-0 in-use ${ROOT} attached`,
      'vol-old0 available replaced by vol-new1',
    ]);
  });
});

describe('what goes wrong with one disk stops no other', () => {
  test('a volume that AWS refuses', async () => {
    const w = world({
      trouble: (call) => (call === 'create snap-1' ? refused('VolumeLimitExceeded') : undefined),
    });
    expect(told(await w.restore(BESIDE))).toEqual([
      'snap-0 done vol-new1',
      'snap-1 failed VolumeLimitExceeded -',
      'snap-2 done vol-new2',
    ]);
  });

  test.for([
    ['is asked about', true, 2],
    ['nobody may ask about', false, 60],
  ] as const)('a key that is disabled and that %s is found within a minute', async ([, mayAskKeys, most]) => {
    const w = world({ badKeys: DISABLED, mayAskKeys });
    const outcomes = await w.restore(planOf('beside', [disk(0), disk(1, { key: KEY })]));
    expect(told(outcomes)).toEqual(['snap-0 done vol-new1', 'snap-1 failed KeyNotUsable vol-new2']);
    expect(JSON.stringify(outcomes)).toContain(KEY.value);
    expect(w.seconds()).toBeLessThanOrEqual(Math.max(most, 5));
  });

  test('when the key can be used again, the same command makes the volume', async () => {
    const w = world({ badKeys: DISABLED });
    const plan = planOf('beside', [disk(0, { key: KEY })]);
    await w.restore(plan);
    await w.clock.sleep(60_000);
    w.weather.badKeys = new Map();
    expect(told(await w.restore(plan))).toEqual(['snap-0 done vol-new2']);
  });

  test('a volume that AWS never answers for is asked for five times', async () => {
    const w = world({ trouble: (call) => (call === 'create snap-1' ? unclear : undefined) });
    const outcomes = await w.restore(BESIDE);
    expect(told(outcomes)[1]).toBe('snap-1 failed ECONNRESET -');
    expect(JSON.stringify(outcomes)).toContain('it may have happened');
    expect(w.calls.filter((call) => call === 'create snap-1')).toHaveLength(5);
  });

  test.for([
    [14, 'snap-0 done vol-new1'],
    [20, 'snap-0 failed StillCreating vol-new1'],
  ] as const)('a volume that is being made for %d minutes', async ([minutes, end]) => {
    const w = world({ creating: minutes * 60_000 });
    expect(told(await w.restore(planOf('beside', [disk(0)])))).toEqual([end]);
    expect(w.seconds()).toBeLessThanOrEqual(15 * 60);
  });

  test('a volume that ends in error is told, and the same command makes another one', async () => {
    const w = world();
    w.weather.trouble = (call) => {
      const first = w.volumes.get('vol-new1');
      if (call === 'made' && first?.state === 'creating') first.state = 'error';
      return undefined;
    };
    const plan = planOf('beside', [disk(0), disk(1)]);
    expect(told(await w.restore(plan))[0]).toBe('snap-0 failed VolumeError vol-new1');
    w.weather.trouble = () => undefined;
    expect(told(await w.restore(plan))).toEqual(['snap-0 done vol-new3', 'snap-1 done vol-new2']);
  });

  test('in place nothing is exchanged when a volume could not be made', async () => {
    const w = world({
      trouble: (call) => (call === 'create snap-1' ? refused('VolumeLimitExceeded') : undefined),
    });
    const before = there(w);
    expect(told(await w.restore(EXCHANGE))).toEqual([
      'snap-0 failed NotExchanged vol-new1',
      'snap-1 failed VolumeLimitExceeded -',
      'snap-2 failed NotExchanged vol-new2',
    ]);
    expect(there(w).filter((line) => line.includes('old'))).toEqual(before);
  });

  test('a new volume that cannot be attached: the old one is attached again, and the rest stays', async () => {
    const w = world({
      trouble: (call) => (call === 'attach vol-new3' ? refused('AttachmentLimitExceeded') : undefined),
    });
    const outcomes = await w.restore(EXCHANGE);
    expect(told(outcomes)).toEqual([
      'snap-0 failed NotExchanged vol-new1',
      'snap-1 done vol-new2 at /dev/sdf',
      'snap-2 failed AttachmentLimitExceeded vol-new3',
    ]);
    expect(JSON.stringify(outcomes)).toContain('the old volume vol-old2 is attached at /dev/sdg again');
    expect(there(w).slice(-3)).toEqual([
      `vol-old0 in-use ${ROOT} attached`,
      'vol-old1 available replaced by vol-new2',
      'vol-old2 in-use /dev/sdg attached',
    ]);
  });

  test('a new volume that somebody has deleted: the old one is not detached', async () => {
    const w = world();
    w.weather.trouble = (call) => {
      if (call === 'volumes') w.volumes.delete('vol-new2');
      return undefined;
    };
    expect(told(await w.restore(EXCHANGE))).toEqual([
      'snap-0 failed NotExchanged vol-new1',
      'snap-1 failed NotAvailable vol-new2',
      'snap-2 failed NotExchanged vol-new3',
    ]);
    expect(w.calls.filter((call) => call.startsWith('detach'))).toEqual([]);
  });

  test('a new volume that AWS does not come to an end with: what is missing is said', async () => {
    const w = world();
    w.weather.trouble = (call) => {
      if (call === 'attach vol-new2') w.weather.moving = 3_600_000;
      return undefined;
    };
    const outcomes = await w.restore(EXCHANGE);
    expect(told(outcomes)[1]).toBe('snap-1 failed StillAttaching vol-new2');
    expect(JSON.stringify(outcomes)).toContain('--volume-id vol-old1 --instance-id i-1 --device /dev/sdf');
    expect(w.seconds()).toBeLessThan(1000);
  });

  test('an old volume that may not be tagged: the exchange goes on, and the tag is asked of a person', async () => {
    const w = world({
      trouble: (call) => (call === 'tag vol-old1' ? refused('UnauthorizedOperation') : undefined),
    });
    const outcomes = await w.restore(EXCHANGE);
    expect(told(outcomes)).toEqual([
      `snap-0 done vol-new1 at ${ROOT}`,
      'snap-1 failed NotTagged vol-new2',
      'snap-2 done vol-new3 at /dev/sdg',
    ]);
    expect(JSON.stringify(outcomes)).toContain(
      "aws ec2 create-tags --resources vol-old1 --tags 'Key=autosnap_ignore,Value=replaced by vol-new2' --region eu-west-1",
    );
  });

  test('what a person wrote to be ignored stays', async () => {
    const w = world();
    const old = w.volumes.get('vol-old1');
    if (old !== undefined) old.tags = { autosnap_ignore: 'ours' };
    await w.restore(EXCHANGE);
    expect(w.volumes.get('vol-old1')?.tags).toMatchObject({
      autosnap_ignore: 'ours',
      autosnap_replaced: expect.any(String),
    });
  });

  test.for([
    ['failed', 'RootTaskFailed', 'attached again'],
    ['failed-detached', 'RootTaskFailedDetached', `--volume-id vol-old0 --instance-id i-1 --device ${ROOT}`],
  ] as const)('a root task that ends as %s is told with what to do', async ([taskEnd, code, words]) => {
    const w = world({ taskEnd });
    const outcomes = await w.restore(RUNNING);
    expect(told(outcomes)).toEqual([`snap-0 failed ${code} vol-new1`]);
    expect(JSON.stringify(outcomes)).toContain(words);
    expect(w.volumes.get('vol-old0')?.tags).toEqual({ autosnap: '1' });
  });

  test('a root task that failed is tried again by the same command', async () => {
    const w = world({ taskEnd: 'failed' });
    await w.restore(RUNNING);
    w.weather.taskEnd = 'succeeded';
    expect(told(await w.restore(RUNNING))).toEqual([`snap-0 done vol-new1 at ${ROOT}`]);
  });
});

test('a rate shows how far AWS is with loading the blocks, until a person has seen enough', async () => {
  const plan = planOf('beside', [disk(0, { rate: 300, seconds: 100 }), disk(1)]);
  const w = world();
  await w.restore(plan);
  expect(w.lines.slice(1, 3)).toEqual([
    'web: 5 % of the blocks are loaded, about 2 min left',
    'web: 7 % of the blocks are loaded, about 2 min left',
  ]);
  expect(w.seconds()).toBeGreaterThan(100);

  const dead = world({ loading: 0 });
  await dead.restore(plan);
  expect(dead.seconds()).toBeLessThan(1200);
});

/** The calls of a restore of some disks. */
async function count(disks: number) {
  const w = world();
  await w.restore(
    planOf(
      'attach',
      Array.from({ length: disks }, (_, index) => disk(index + 3)),
    ),
  );
  return {
    looks: w.calls.filter((call) => call === 'made').length,
    creates: w.calls.filter((call) => call.startsWith('create')).length,
  };
}

test('looks grow with time, not with disks', async () => {
  const [one, forty] = [await count(1), await count(40)];
  expect(forty.looks).toBe(one.looks);
  expect([one.creates, forty.creates]).toEqual([1, 40]);
});
