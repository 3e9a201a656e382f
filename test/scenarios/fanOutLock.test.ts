import { describe, expect, test } from 'vitest';
import { FIRST, fannedOut, FOLDER, SECOND } from './fanOutSteps.ts';
import { HUB } from './organisation.ts';
import { DAY, HOUR } from './story.ts';

/** Two executions for one prefix and scheduled time, with the same settings, are one. The cloud's clock shows 03:00 of the first of January. */

const AT = '2026-01-01T03:00:00Z';
const LOCK = `locks/run/${AT}/autosnap.lock`;
const EVENT = { scheduled_time: AT };

const BECAUSE = `nothing was done, because the execution first has the run of ${AT} with the prefix autosnap and the same settings; if that execution failed, was aborted or timed out, redrive it; to run once more for the same time, delete ${LOCK} in the bucket reports before you start an execution (docs/many-accounts.md, "When an execution failed")`;

/** An organisation whose three accounts are worked on in one region. */
const oneRegion = async () => fannedOut(['eu-west-1']);

function isFacts({ Key }: Readonly<Record<string, string>>): boolean {
  return Key === `${FOLDER}/run.json`;
}

describe('of executions for the same time', () => {
  test('the first works, and another ends without shards and names the first', async () => {
    const { bucket, lists } = await oneRegion();
    expect(await lists(EVENT, 'first')).toMatchObject({ shards: 3 });
    expect(await lists(EVENT, 'second')).toEqual({ leftTo: 'first', because: BECAUSE });
    expect(bucket.keys()).toEqual(['first/run.json', 'first/shards.json', LOCK]);
  });

  test('one works when eight list at the same instant', async () => {
    const { bucket, lists } = await oneRegion();
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
      const { lists } = await oneRegion();
      await lists(EVENT, 'first');
      expect(await lists({ ...EVENT, scheduled_time }, 'second')).toMatchObject({ leftTo: 'first' });
    },
  );

  test('the one that has the lock works when it lists again: in a retry, and in a redrive a week later', async () => {
    const { cloud, bucket, lists } = await oneRegion();
    const death = cloud.fault({ action: 'PutObject', when: isFacts, effect: 'reset before' });
    await expect(lists(EVENT, FOLDER)).rejects.toThrow(/socket hang up|ECONNRESET/);
    death.remove();
    expect(bucket.keys()).toEqual([LOCK]);
    expect(await lists(EVENT, 'second')).toHaveProperty('leftTo', FOLDER);
    expect(await lists(EVENT, FOLDER)).toMatchObject({ shards: 3 });
    cloud.clock.advance(7 * DAY);
    expect(await lists(EVENT, FOLDER)).toMatchObject({ shards: 3 });
  });

  test('the one whose lock was written has it, even if S3 did not answer', async () => {
    const { cloud, lists } = await oneRegion();
    cloud.fault({ action: 'PutObject', times: 1, effect: 'reset after' });
    expect(await lists(EVENT, 'first')).toMatchObject({ shards: 3 });
  });

  test('one sends its lock again when S3 asks for it, and fails after five tries', async () => {
    const { cloud, bucket, lists } = await oneRegion();
    const conflict = { error: 'ConditionalRequestConflict' };
    cloud.fault({ action: 'PutObject', times: 4, effect: conflict });
    expect(await lists(EVENT, 'first')).toMatchObject({ shards: 3 });
    bucket.objects.delete(LOCK);
    cloud.fault({ action: 'PutObject', effect: conflict });
    await expect(lists(EVENT, 'second')).rejects.toThrow(expect.objectContaining({ name: conflict.error }));
  });

  test('another works after a person deleted the lock', async () => {
    const { bucket, lists } = await oneRegion();
    await lists(EVENT, 'first');
    bucket.objects.delete(LOCK);
    expect(await lists(EVENT, 'second')).toMatchObject({ shards: 3 });
    expect(bucket.json(LOCK)).toEqual({ execution: 'second' });
  });
});

test('two with the same other settings are one, in any order, by any name, and beside what is no setting', async () => {
  const { bucket, lists } = await oneRegion();
  const settings = { accounts: [HUB], ec2_regions: 'eu-west-1', id: 'of-an-envelope' };
  expect(await lists({ ...settings, ...EVENT }, 'first')).toMatchObject({ shards: 1 });
  const turned = { scheduled_time: AT, regions: 'eu-west-1', accounts: [HUB], max_deletes: null };
  expect(await lists(turned, 'second')).toMatchObject({ leftTo: 'first' });
  expect(bucket.keys('locks/')).toHaveLength(1);
});

describe('a second execution also works with', () => {
  const followUp = { ...EVENT, follow_up: '1h', scheduled_time: '2026-01-01T04:00:00Z' };

  test.for<[string, object]>([
    ['another time', { scheduled_time: '2026-01-01T02:00:00Z' }],
    ['another prefix', { tag_prefix: 'Autosnap' }],
    ['a prefix that would lead out of a folder', { tag_prefix: '..' }],
    ['a dry run', { dry_run: true }],
    ['a run without a time', { scheduled_time: null }],
    ['a follow-up at the same time', { follow_up: '1h' }],
    ['a run of other accounts', { accounts: [HUB, FIRST, SECOND] }],
    ['a run of fewer regions', { regions: 'eu-west-1' }],
    ['a run with another limit', { max_deletes: 100 }],
  ])('%s', async ([, other]) => {
    const { cloud, bucket, lists } = await oneRegion();
    await lists(EVENT, 'first');
    expect(await lists({ ...EVENT, ...other }, 'second')).toMatchObject({ shards: 3 });
    const [lock, ...others] = bucket.keys('locks/');
    expect(cloud.calls.filter(({ outcome }) => outcome === 'PreconditionFailed')).toEqual([]);
    expect(
      [lock, ...others].every((key) => /^locks\/[\w-]+\/[\d:TZ-]{20}\/[\w.-]+\.lock$/.test(key ?? '')),
    ).toBe(true);
  });

  test.for(['2025-12-31T02:59:59Z', '2026-01-01T03:05:01Z'])(
    'the wrong time %s, as the first has, because each decides by the clock',
    async (scheduled_time) => {
      const { bucket, lists } = await oneRegion();
      for (const name of ['first', 'second']) {
        expect(await lists({ scheduled_time }, name)).toMatchObject({ shards: 3 });
      }
      expect(bucket.keys('locks/')).toEqual([]);
    },
  );

  test('a follow-up, which has a lock of its own even where it has nothing to do', async () => {
    const { cloud, bucket, lists } = await oneRegion();
    cloud.clock.advance(HOUR);
    for (const wanted of [{ shards: 3 }, { leftTo: 'run-0' }]) {
      expect(await lists(followUp, `run-${Number('leftTo' in wanted)}`)).toMatchObject(wanted);
    }
    expect(bucket.keys('locks/')).toEqual(['locks/follow-up-1h/2026-01-01T04:00:00Z/autosnap.lock']);
    cloud.clock.advance(2 * DAY);
    expect(await lists({ ...followUp, follow_up: '2h' }, 'idle')).toMatchObject({ shards: 0 });
    expect(await lists({ ...followUp, follow_up: '2h' }, 'again')).toMatchObject({ leftTo: 'idle' });
  });
});
