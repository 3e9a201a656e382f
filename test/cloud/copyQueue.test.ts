import { describe, expect, test } from 'vitest';

import { freshCloud, messageOf, resultOf } from './callers.ts';
import { HOUR, MINUTE, SECOND } from './clock.ts';
import { copiesThere, copy, THERE } from './copies.ts';
import type { CopyAsked } from './copies.ts';
import type { Cloud } from './cloud.ts';
import type { Effect } from './faults.ts';
import type { Snapshot } from './records.ts';
import type { Region } from './region.ts';
import { addTokenBucket, COPY_BUCKET } from './tokenBuckets.ts';
import type { SnapshotWish } from './wishes.ts';

const OF = 'vol-0123456789abcdef0';

/** How long a copy takes, in minutes. */
async function minutesOf(cloud: Cloud, source: Snapshot, asked: CopyAsked = {}): Promise<number> {
  const { SnapshotId } = await copy(cloud, source, asked);
  const from = cloud.clock.now().getTime();
  cloud.clock.advance(72 * HOUR);
  const made = (await copiesThere(cloud)).find((one) => one.SnapshotId === SnapshotId);
  return (Number(made?.CompletionTime) - from) / MINUTE;
}

function gone(there: Region, snapshot: Snapshot): undefined {
  there.remove(snapshot);
}

function archived(snapshot: Snapshot): undefined {
  snapshot.tier = 'archive';
}

describe('a copy takes', () => {
  test('the time of its size at first, and that of a snapshot when the one before is there', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const [first, second] = [region.snapshot({ of: OF, size: 60 }), region.snapshot({ of: OF, size: 60 })];
    const sibling = region.snapshot({ of: 'vol-0fedcba9876543210', size: 60 });
    expect(await minutesOf(cloud, first)).toBeCloseTo(10 + (60 * 1024) / 100 / 60);
    expect(await minutesOf(cloud, second)).toBe(10);
    expect(await minutesOf(cloud, sibling)).toBeGreaterThan(20);
    cloud.copyRate = 1000;
    expect(await minutesOf(cloud, region.snapshot({ size: 60 }))).toBeCloseTo(10 + (60 * 1024) / 1000 / 60);
  });

  interface Copies {
    readonly there: Region;
    readonly older: Snapshot;
    readonly newer: Snapshot;
  }

  test.for<[string, boolean, (made: Copies) => CopyAsked | undefined]>([
    ['nothing else happens', true, () => undefined],
    ['an older copy is deleted', true, ({ there, older }) => gone(there, older)],
    ['the most recent copy is deleted', false, ({ there, newer }) => gone(there, newer)],
    ['the most recent copy is archived', false, ({ newer }) => archived(newer)],
    ['another key is asked', false, ({ there }) => ({ Encrypted: true, KmsKeyId: there.key().arn })],
  ])('after two copies, when %s, that of what is new alone: %s', async ([, incremental, act]) => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const there = cloud.region(THERE);
    for (let count = 0; count < 2; count += 1) await minutesOf(cloud, region.snapshot({ of: OF }));
    const [older, newer] = there.snapshots().toSorted((a, b) => Number(a.startedAt) - Number(b.startedAt));
    if (!older || !newer) throw new Error('there are no copies');
    await copy(cloud, region.snapshot({ of: OF }), act({ there, older, newer }));
    const last = there.snapshots().find(({ state }) => state === 'pending');
    expect(last?.copy?.incremental).toBe(incremental);
  });

  test('the first one’s time while that still runs, and in another account', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    for (const caller of [undefined, undefined, '222222222222'])
      await copy(cloud, region.snapshot({ of: OF, public: true }), {}, caller);
    const all = [cloud.region(THERE), cloud.account('222222222222').region(THERE)];
    expect(all.flatMap((one) => one.snapshots()).map((one) => one.copy?.incremental)).toEqual([
      false,
      false,
      false,
    ]);
  });

  test.for<[SnapshotWish['copiesComplete'] & {}, string]>([
    ['never', 'pending'],
    ['error', 'error'],
    [2 * HOUR, 'pending'],
    [HOUR, 'completed'],
  ])('what the test wants of its source (%s): %s', async ([copiesComplete, state]) => {
    const cloud = await freshCloud();
    await copy(cloud, cloud.region('eu-west-1').snapshot({ copiesComplete }));
    cloud.clock.advance(HOUR);
    expect(await copiesThere(cloud)).toMatchObject([{ State: state }]);
  });

  test('its time in steps that show', async () => {
    const cloud = await freshCloud();
    await copy(cloud, cloud.region('eu-west-1').snapshot({ copiesComplete: HOUR }));
    const seen: (string | undefined)[] = [];
    for (let step = 0; step < 5; step += 1) {
      seen.push((await copiesThere(cloud))[0]?.Progress);
      cloud.clock.advance(15 * MINUTE);
    }
    expect(seen).toEqual(['0%', '25%', '50%', '75%', '100%']);
  });
});

describe('a time-based copy', () => {
  test('takes what it was given', async () => {
    const cloud = await freshCloud();
    const source = cloud.region('eu-west-1').snapshot({ size: 100 });
    expect(await minutesOf(cloud, source, { CompletionDurationMinutes: 15 })).toBeCloseTo(15);
    expect(await minutesOf(cloud, source, { CompletionDurationMinutes: 2880 })).toBeCloseTo(2880);
    expect(await copiesThere(cloud)).toMatchObject([
      { TransferType: 'time-based', CompletionDurationMinutes: 15 },
      { TransferType: 'time-based', CompletionDurationMinutes: 2880 },
    ]);
  });

  test('takes longer than the throughput of one copy allows, and where others have taken theirs', async () => {
    const cloud = await freshCloud();
    const region = cloud.region('eu-west-1');
    const asked = { CompletionDurationMinutes: 15 };
    // A TiB at 500 MiB/s.
    expect(await minutesOf(cloud, region.snapshot({ size: 1024 }), asked)).toBeCloseTo(1024 ** 2 / 500 / 60);
    cloud.region(THERE).snapshotRules.copyThroughput = 600;
    await copy(cloud, region.snapshot({ size: 1024 }), asked);
    const late = region.snapshot({ size: 1024 });
    expect(await resultOf(copy(cloud, late, asked))).toBe('ok');
    expect(await resultOf(copy(cloud, late, asked))).toBe('ResourceLimitExceeded 400');
    expect(await resultOf(copy(cloud, late))).toBe('ok');
    cloud.clock.advance(36 * MINUTE);
    const states = (await copiesThere(cloud)).map(({ State }) => State);
    expect(states.filter((state) => state === 'pending')).toHaveLength(2);
    expect(states.filter((state) => state === 'completed')).toHaveLength(2);
  });
});

describe('at most twenty copies', () => {
  const REFUSED = 'ResourceLimitExceeded 400';
  test('run into a region, whoever made them and whether they will succeed', async () => {
    const cloud = await freshCloud();
    const [source, pending] = [
      cloud.region('eu-west-1').snapshot(),
      cloud.region('us-east-1').snapshot({ state: 'pending' }),
    ];
    const there = cloud.region(THERE);
    for (let count = 0; count < 18; count += 1) there.snapshot({ state: 'pending', copyOf: source });
    there.snapshot({ state: 'pending' });
    there.snapshot({ copyOf: source });
    const sent = [await resultOf(copy(cloud, source)), await resultOf(copy(cloud, pending))];
    expect(sent).toEqual(['ok', 'ok']);
    expect(await resultOf(copy(cloud, source))).toBe(REFUSED);
    expect(await messageOf(copy(cloud, source))).toBe(
      'Too many snapshot copies in progress. The limit is 20 for this destination region.',
    );
    expect(await resultOf(copy(cloud, source, { DryRun: true }))).toBe('DryRunOperation 412');
    source.sharedWith = ['222222222222'];
    expect(await resultOf(copy(cloud, source, {}, '222222222222'))).toBe('ok');
    cloud.clock.advance(2 * MINUTE + SECOND);
    expect(await resultOf(copy(cloud, source))).toBe('ok');
    expect(await resultOf(copy(cloud, source))).toBe(REFUSED);
    there.snapshotRules.copiesAtOnce = 21;
    expect(await resultOf(copy(cloud, source))).toBe('ok');
  });
});

describe('a fault', () => {
  test.for<[Effect, RegExp, number]>([
    [{ error: 'RequestLimitExceeded' }, /^RequestLimitExceeded 503$/, 0],
    ['reset before', /^(Error|TimeoutError)/, 0],
    ['reset after', /^(Error|TimeoutError)/, 1],
    ['truncated', /Error/, 1],
    ['html', / 502$/, 0],
  ])('%j leaves what it says', async ([effect, result, made]) => {
    const cloud = await freshCloud();
    const source = cloud.region('eu-west-1').snapshot();
    cloud.fault({ action: 'CopySnapshot', region: THERE, times: 1, effect });
    expect(await resultOf(copy(cloud, source))).toMatch(result);
    expect(cloud.region(THERE).snapshots()).toHaveLength(made);
    expect(await resultOf(copy(cloud, source))).toBe('ok');
    expect(cloud.region(THERE).snapshots()).toHaveLength(made + 1);
  });
});

test('the bucket of the API holds fifty copies, and five more a second', async () => {
  const cloud = await freshCloud();
  cloud.region(THERE).snapshotRules.copiesAtOnce = 1000;
  const source = cloud.region('eu-west-1').snapshot();
  addTokenBucket(cloud, COPY_BUCKET);
  const ask = async (count: number) => {
    const results = Array.from({ length: count }, () => resultOf(copy(cloud, source)));
    return (await Promise.all(results)).filter((result) => result === 'ok').length;
  };
  expect(await ask(55)).toBe(50);
  cloud.clock.advance(SECOND);
  expect(await ask(10)).toBe(5);
});
