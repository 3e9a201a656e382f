import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SEED } from '../amounts.ts';
import { type Death, type Ending, execute, mortal } from './executions.ts';
import { fannedOut } from './fanOutSteps.ts';
import { MINUTE, SECOND } from '../cloud/clock.ts';
import { HUB } from './organisation.ts';
import { DAILY, ownCopies } from './story.ts';

/** Many executions for the same time start at once, and their functions die. */

const AT = '2026-01-01T03:00:00Z';
const EVENT = { accounts: [HUB], regions: ['eu-west-1', 'us-east-1'], scheduled_time: AT };
const FOLLOW_UP = { ...EVENT, follow_up: '1h', scheduled_time: '2026-01-01T04:00:00Z' };
const KEEPS = 3;
const NAMES = ['first', 'second', 'third', 'fourth', 'fifth'];

async function estate() {
  const steps = await fannedOut();
  const region = steps.cloud.region('eu-west-1');
  const server = region.instance({ tags: DAILY });
  const volumes = [
    region.volume({ attachedTo: server }),
    region.volume({ attachedTo: server }),
    region.volume({ tags: DAILY }),
    steps.cloud.region('us-east-1').volume({ tags: DAILY }),
  ];
  for (const volume of volumes) ownCopies(steps.cloud, volume, KEEPS + 1);
  const old = new Set(volumes.flatMap((one) => steps.cloud.snapshotsOf(one).map(({ id }) => id)));
  /** Of each volume, how many snapshots there are of this run and of the days before. */
  const standing = () =>
    volumes.map((one) => {
      const ids = steps.cloud.snapshotsOf(one).map(({ id }) => id);
      return { of: ids.filter((id) => !old.has(id)).length, before: ids.filter((id) => old.has(id)).length };
    });
  const mails = () => steps.cloud.messages(steps.topic).length;
  return { steps, standing, mails };
}

const death = fc.option(fc.record({ call: fc.integer({ min: 1, max: 12 }), isDone: fc.boolean() }), {
  nil: undefined,
  freq: 2,
});

test('a calm execution calls more often than others die below', async () => {
  const { steps, standing } = await estate();
  expect(await execute(steps, { name: 'first', event: EVENT })).toEqual({ kind: 'worked' });
  expect(standing()).toEqual(Array.from({ length: 4 }, () => ({ of: 1, before: KEEPS })));
  expect(steps.cloud.calls.length).toBeGreaterThan(24);
});

test('of executions that start at once and die anywhere one works, takes one snapshot of each volume, and reports once', {
  timeout: 600_000,
}, async () => {
  const tally = { failed: 0, left: 0, worked: 0, redriven: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(death, { minLength: 60, maxLength: 60 }), async (deaths) => {
      const { steps, standing, mails } = await estate();
      const next = (): Death => deaths.pop();
      const endings = new Map<string, Ending>();
      await Promise.all(
        NAMES.map(async (name) => endings.set(name, await execute(steps, { name, event: EVENT }, next))),
      );
      const hasMerged = [...endings.values()].some(
        (one) => one.kind === 'worked' || Object(one).at === 'Merge',
      );
      for (const { kind } of endings.values()) tally[kind] += 1;
      expect([...endings.values()].filter(({ kind }) => kind === 'worked').length).toBeLessThanOrEqual(1);
      expect(mails()).toBeLessThanOrEqual(1);
      for (const { of, before } of standing()) {
        expect(of).toBeLessThanOrEqual(1);
        expect(before).toBeGreaterThanOrEqual(KEEPS - 1);
      }

      let merges = Number(hasMerged);
      for (const [name, from] of endings) {
        if (from.kind !== 'failed') continue;
        tally.redriven += 1;
        endings.set(name, await execute(steps, { name, event: EVENT, from }));
        merges += Number(from.at === 'Merge');
      }
      const [worker, ...others] = NAMES.filter((name) => endings.get(name)?.kind === 'worked');
      expect(others).toEqual([]);
      for (const name of NAMES) {
        const wanted = name === worker ? { kind: 'worked' } : { kind: 'left', to: worker };
        expect(endings.get(name)).toEqual(wanted);
      }
      expect(mails()).toBeGreaterThanOrEqual(1);
      expect(mails()).toBeLessThanOrEqual(Math.max(1, merges));
      // A shard that died three times is left to the follow-up.
      steps.cloud.clock.set(new Date('2026-01-01T04:00:00Z'));
      await execute(steps, { name: 'follow-up', event: FOLLOW_UP });
      for (const { of, before } of standing()) {
        expect(of).toBe(1);
        expect(before).toBeGreaterThanOrEqual(KEEPS - 1);
      }
    }),
    { numRuns: 40, seed: SEED, endOnFailure: true },
  );
  // All that can happen has happened.
  for (const count of Object.values(tally)) expect(count).toBeGreaterThan(0);
});

test.for(Array.from({ length: 14 }, (_, index) => index + 1))(
  'a run of a shard that was ended at call %s, and begins again in a redrive, takes and deletes nothing twice',
  async (call) => {
    for (const isDone of [false, true]) {
      const { steps, standing, mails } = await estate();
      // No function starts at the very second that it is meant for.
      steps.cloud.clock.advance(10 * SECOND);
      const answer = await steps.lists({ ...EVENT, max_deletes: 1 }, 'first');
      if ('leftTo' in answer) throw new Error(answer.because);
      const orders = { event: answer.event, folder: 'first' };
      const west = () => steps.shard(HUB, 'eu-west-1', orders);
      await mortal({ call, isDone }, west).catch(() => undefined);
      steps.cloud.clock.advance(15 * MINUTE);
      await Promise.all([west(), steps.shard(HUB, 'us-east-1', orders)]);
      await steps.merged(answer.event, 'first');
      const [first, second, third, other] = standing();
      expect([first, second, third, other].map((one) => one?.of)).toEqual([1, 1, 1, 1]);
      const inWest = [first, second, third].map((one) => KEEPS + 1 - (one?.before ?? 0));
      expect(inWest.reduce((sum, deleted) => sum + deleted, 0)).toBeLessThanOrEqual(1);
      expect(mails()).toBe(1);
    }
  },
);
