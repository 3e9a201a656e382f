import { describe, expect, test } from 'vitest';
import type { Interruption } from '../../../lambda/carryOut/interruption.ts';
import { type ByVolume, proveByVolume } from '../../../lambda/carryOut/proof/proveByVolume.ts';
import { memoryProver, refused, unclear, type Weather } from './memoryProver.ts';

const FAR = new Date('2100-01-01T00:00:00Z');
const KEY = { key: 'arn:aws:kms:eu-west-1:123456789012:key/one' };

type Region = ReturnType<typeof memoryProver>;

async function byVolume(
  region: Region,
  change: { readonly interruption?: Interruption; readonly stopAt?: Date } = {},
): Promise<ByVolume> {
  const { prover, clock } = region;
  const begun = clock.now();
  const place = { region: 'eu-west-1', prefix: 'autosnap' };
  return proveByVolume('snap-1', { prover, clock, begun, stopAt: FAR, ...place, ...change });
}

function endOf({ end }: ByVolume): string {
  return end.kind === 'measured' ? `${end.seconds} s` : end.kind === 'key' ? 'key' : end.code;
}

/** A proof in such weather: how it ended, and how many volumes are there afterwards. */
async function story(change: Partial<Weather>): Promise<[string, number]> {
  const region = memoryProver(change);
  const made = await byVolume(region);
  expect(made.left?.volumeId).toBe(region.there()[0]);
  return [endOf(made), region.there().length];
}

function once(name: string, answer: ReturnType<Weather['trouble']>): Weather['trouble'] {
  let isOver = false;
  return (call) => {
    if (call !== name || isOver) return undefined;
    isOver = true;
    return answer;
  };
}

const always =
  (name: string, answer: ReturnType<Weather['trouble']>): Weather['trouble'] =>
  (call) =>
    call === name ? answer : undefined;

describe('a volume is made, waited for, and deleted', () => {
  test.for<[string, Partial<Weather>, string]>([
    ['after 4 seconds', {}, '4 s'],
    ['at once', { creating: 0 }, '0 s'],
    ['after five minutes, a tenth late at most', { creating: 300_000 }, '318 s'],
    ['after more than an hour', { creating: 3_640_000 }, 'StillCreating'],
    ['a listing lags behind', { lag: 30_000 }, '33 s'],
    ['AWS fails it', { becomes: 'error' }, 'VolumeError'],
    ['AWS fails it because of the key', { becomes: 'error', source: KEY, badKey: 'disabled' }, 'key'],
    ['it vanishes because of the key', { becomes: 'gone', source: KEY, badKey: 'disabled' }, 'key'],
    ['it vanishes, and KMS has nothing against the key', { becomes: 'gone', source: KEY }, 'VolumeGone'],
    ['it vanishes, and is not encrypted', { becomes: 'gone', badKey: 'disabled' }, 'VolumeGone'],
    [
      'the quota is used up',
      { trouble: always('make', refused('VolumeLimitExceeded')) },
      'VolumeLimitExceeded',
    ],
    ['no zone is available', { zones: [] }, 'NoZone'],
    [
      'zones cannot be listed',
      { trouble: always('zones', refused('UnauthorizedOperation')) },
      'UnauthorizedOperation',
    ],
    [
      'the snapshot is gone',
      { trouble: always('source', refused('InvalidSnapshot.NotFound')) },
      'InvalidSnapshot.NotFound',
    ],
    ['the answer is lost', { trouble: once('make', 'reset after') }, '5 s'],
    ['the call is lost', { trouble: once('make', unclear()) }, '9 s'],
    [
      'it cannot be seen',
      { trouble: always('stateOf', refused('UnauthorizedOperation')) },
      'UnauthorizedOperation',
    ],
    ['one look fails', { trouble: once('stateOf', unclear()) }, '4 s'],
    ['the answer to the deletion is lost', { trouble: once('remove', 'reset after') }, '4 s'],
    ['the deletion is lost', { trouble: once('remove', unclear()) }, '4 s'],
    [
      'the deletion is throttled',
      { trouble: once('remove', { kind: 'throttled', code: 'Throttling', message: '' }) },
      '4 s',
    ],
  ])('%s', async ([, change, end]) => {
    expect(await story(change)).toEqual([end, 0]);
  });

  test('one that AWS never makes stays, and is told', async () => {
    expect(await story({ creating: Number.POSITIVE_INFINITY })).toEqual(['StillCreating', 1]);
  });

  test('where no call gets an answer, it says that a volume may be there', async () => {
    const region = memoryProver({ trouble: always('make', 'reset after') });
    const { end, existed } = await byVolume(region);
    expect([end.kind === 'failed' && end.message, existed]).toEqual([
      expect.stringContaining('a volume may have been made; prove --volume deletes it'),
      undefined,
    ]);
    expect(region.there()).toHaveLength(1);
  });

  test('a key that cannot be used ends the wait after a minute', async () => {
    const region = memoryProver({ creating: Number.POSITIVE_INFINITY, source: KEY, badKey: 'disabled' });
    expect(endOf(await byVolume(region))).toBe('key');
    expect(region.seconds()).toBeLessThan(180);
  });

  test('AWS makes it for 40 seconds more after the end was asked for: it is waited for, and deleted', async () => {
    const interruption = { isAsked: () => region.calls.includes('stateOf'), asked: Promise.resolve() };
    const region = memoryProver({ creating: 40_000 });
    expect(endOf(await byVolume(region, { interruption }))).toBe('Interrupted');
    expect(region.there()).toEqual([]);
  });

  test('the end was asked for before, or the time was up: none is made', async () => {
    const region = memoryProver();
    const interruption = { isAsked: () => true, asked: Promise.resolve() };
    expect(endOf(await byVolume(region, { interruption }))).toBe('Interrupted');
    expect(endOf(await byVolume(region, { stopAt: region.clock.now() }))).toBe('OutOfTime');
    expect(region.volumes.size).toBe(0);
  });

  test('the time is up while AWS makes it: it is deleted', async () => {
    const region = memoryProver({ creating: 60_000 });
    const stopAt = new Date(region.clock.now().getTime() + 10_000);
    expect(endOf(await byVolume(region, { stopAt }))).toBe('OutOfTime');
    expect(region.there()).toEqual([]);
  });
});

test('the zone is that of the volume of the snapshot, and the first where that is not available', async () => {
  const [known, unknown, none] = [{ zone: 'z-2' }, { zone: 'z-9' }, {}].map((source) =>
    memoryProver({ source }),
  );
  for (const region of [known, unknown, none]) if (region !== undefined) await byVolume(region);
  expect([known?.madeIn, unknown?.madeIn, none?.madeIn]).toEqual([['z-2'], ['z-1'], ['z-1']]);
});

test('one run makes one volume of a snapshot, another run another one', async () => {
  const region = memoryProver();
  const begun = region.clock.now();
  await byVolume(region);
  const place = { region: 'eu-west-1', prefix: 'autosnap' };
  const { prover, clock } = region;
  expect(endOf(await proveByVolume('snap-1', { prover, clock, begun, stopAt: FAR, ...place }))).not.toBe('');
  expect(region.madeIn).toHaveLength(1);
  await byVolume(region);
  expect(region.madeIn).toHaveLength(2);
});

test('a volume that somebody attached meanwhile is measured, stays, and is told', async () => {
  const region = memoryProver({
    trouble: (call) => {
      if (call === 'remove') for (const volume of region.volumes.values()) volume.isAttached = true;
      return undefined;
    },
  });
  const made = await byVolume(region);
  expect([endOf(made), made.left?.status, region.there().length]).toEqual(['4 s', 'left', 1]);
  expect(made.left?.because).toMatch(
    /^AWS did not delete it: VolumeInUse: .*; if it is not needed, delete it: aws ec2 delete-volume --region eu-west-1 --volume-id vol-1$/,
  );
});

test('what is charged is the time until the volume is deleted', async () => {
  expect((await byVolume(memoryProver({ creating: 300_000 }))).existed).toBeCloseTo(317.3, 1);
});
