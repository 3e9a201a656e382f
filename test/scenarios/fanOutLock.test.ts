import { describe, expect, test } from 'vitest';
import { fannedOut, FOLDER } from './fanOutSteps.ts';
import { HUB } from './organisation.ts';
import { DAY, HOUR } from './story.ts';

/** Two executions for one prefix and scheduled time are one. The cloud's clock shows 03:00 of the first of January. */

const AT = '2026-01-01T03:00:00Z';
const LOCK = `locks/run/${AT}/autosnap.json`;
const EVENT = { accounts: [HUB], ec2_regions: 'eu-west-1', scheduled_time: AT };

const BECAUSE = `nothing was done, because the execution first has the run of ${AT} with the prefix autosnap; if that execution failed, was aborted or timed out, redrive it; to run once more for the same time, delete ${LOCK} in the bucket reports before you start an execution (docs/many-accounts.md, "When an execution failed")`;

function isFacts({ Key }: Readonly<Record<string, string>>): boolean {
  return Key === `${FOLDER}/run.json`;
}

describe('of executions for the same time', () => {
  test('the first works, the others end without shards and say which one works', async () => {
    const { bucket, lists } = await fannedOut();
    expect(await lists(EVENT, 'first')).toMatchObject({ shards: 1 });
    expect(await lists(EVENT, 'second')).toEqual({ leftTo: 'first', because: BECAUSE });
    expect(bucket.keys()).toEqual(['first/run.json', 'first/shards.json', LOCK]);
  });

  test('one works, however many list at the same instant', async () => {
    const { bucket, lists } = await fannedOut();
    const names = Array.from({ length: 8 }, (_, index) => `run-${index}`);
    const answers = await Promise.all(names.map(async (name) => lists(EVENT, name)));
    const [worker, ...others] = names.filter((_, index) => 'shards' in Object(answers[index]));
    expect(others).toEqual([]);
    expect(bucket.json(LOCK)).toEqual({ execution: worker });
    expect(answers.filter((one) => 'leftTo' in one && one.leftTo === worker)).toHaveLength(7);
  });

  test.for(['2026-01-01T03:00:00.000Z', '2026-01-01T03:00:00+00:00', '2026-01-01t04:30:00+01:30'])(
    '%s is the same time',
    async (scheduled_time) => {
      const { lists } = await fannedOut();
      await lists(EVENT, 'first');
      expect(await lists({ ...EVENT, scheduled_time }, 'second')).toMatchObject({ leftTo: 'first' });
    },
  );

  test('one that lists again goes on: a retry after its death, and a redrive a week later', async () => {
    const { cloud, bucket, lists } = await fannedOut();
    const death = cloud.fault({ action: 'PutObject', when: isFacts, effect: 'reset before' });
    await expect(lists(EVENT, FOLDER)).rejects.toThrow(/socket hang up|ECONNRESET/);
    death.remove();
    expect(bucket.keys()).toEqual([LOCK]);
    expect(await lists(EVENT, 'second')).toHaveProperty('leftTo', FOLDER);
    expect(await lists(EVENT, FOLDER)).toMatchObject({ shards: 1 });
    cloud.clock.advance(7 * DAY);
    expect(await lists(EVENT, FOLDER)).toMatchObject({ shards: 1 });
  });

  test('one whose lock was written but not answered has it', async () => {
    const { cloud, lists } = await fannedOut();
    cloud.fault({ action: 'PutObject', times: 1, effect: 'reset after' });
    expect(await lists(EVENT, 'first')).toMatchObject({ shards: 1 });
  });

  test('one that S3 asks to send its lock again does so, and gives up where that never ends', async () => {
    const { cloud, bucket, lists } = await fannedOut();
    const conflict = { error: 'ConditionalRequestConflict' };
    cloud.fault({ action: 'PutObject', times: 4, effect: conflict });
    expect(await lists(EVENT, 'first')).toMatchObject({ shards: 1 });
    bucket.objects.delete(LOCK);
    cloud.fault({ action: 'PutObject', effect: conflict });
    await expect(lists(EVENT, 'second')).rejects.toThrow(expect.objectContaining({ name: conflict.error }));
  });

  test('another may work after a person deleted the lock', async () => {
    const { bucket, lists } = await fannedOut();
    await lists(EVENT, 'first');
    bucket.objects.delete(LOCK);
    expect(await lists(EVENT, 'second')).toMatchObject({ shards: 1 });
    expect(bucket.json(LOCK)).toEqual({ execution: 'second' });
  });
});

describe('not the same run', () => {
  const followUp = { ...EVENT, follow_up: '1h', scheduled_time: '2026-01-01T04:00:00Z' };

  test.for<[string, object]>([
    ['another time', { scheduled_time: '2026-01-01T02:00:00Z' }],
    ['another prefix', { tag_prefix: 'Autosnap' }],
    ['a prefix that would lead out of a folder', { tag_prefix: '..' }],
    ['a dry run', { dry_run: true }],
    ['a run without a time', { scheduled_time: null }],
    ['a follow-up at the same time', { follow_up: '1h' }],
  ])('is %s', async ([, other]) => {
    const { cloud, bucket, lists } = await fannedOut();
    await lists(EVENT, 'first');
    expect(await lists({ ...EVENT, ...other }, 'second')).toMatchObject({ shards: 1 });
    const [lock, ...others] = bucket.keys('locks/');
    expect(cloud.calls.filter(({ outcome }) => outcome === 'PreconditionFailed')).toEqual([]);
    expect(
      [lock, ...others].every((key) => /^locks\/[\w-]+\/[\d:TZ-]{20}\/[\w.-]+\.json$/.test(key ?? '')),
    ).toBe(true);
  });

  test('a follow-up is one by itself, also one that does nothing', async () => {
    const { cloud, bucket, lists } = await fannedOut();
    cloud.clock.advance(HOUR);
    for (const wanted of [{ shards: 1 }, { leftTo: 'run-0' }]) {
      expect(await lists(followUp, `run-${Number('leftTo' in wanted)}`)).toMatchObject(wanted);
    }
    expect(bucket.keys('locks/')).toEqual(['locks/follow-up-1h/2026-01-01T04:00:00Z/autosnap.json']);
    cloud.clock.advance(2 * DAY);
    expect(await lists({ ...followUp, follow_up: '2h' }, 'idle')).toMatchObject({ shards: 0 });
    expect(await lists({ ...followUp, follow_up: '2h' }, 'again')).toMatchObject({ leftTo: 'idle' });
  });
});
