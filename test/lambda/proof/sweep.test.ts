import { expect, test } from 'vitest';
import { sweep } from '../../../lambda/carryOut/proof/sweep.ts';
import { memoryProver, type MemoryVolume, refused, type Weather } from './memoryProver.ts';

const HOUR = 3_600_000;

/** What a sweep does with one volume that a proof left two hours ago, and with the changes of a test. */
async function swept(volume: Partial<MemoryVolume>, weather: Partial<Weather> = {}, isEnded = false) {
  const region = memoryProver(weather);
  const { prover, clock } = region;
  region.add({ createdAt: clock.now().getTime() - 2 * HOUR, ...volume });
  const interruption = { isAsked: () => isEnded, asked: Promise.resolve() };
  const place = { region: 'eu-west-1', prefix: 'autosnap' };
  const told = await sweep(new Set(['snap-1']), { prover, clock, interruption, ...place });
  return { there: region.there().length, told: told.map(({ status, because }) => `${status}: ${because}`) };
}

test('a volume that a proof left is deleted', async () => {
  expect(await swept({})).toEqual({
    there: 0,
    told: ['deleted: an earlier proof of snap-1 left it 2 hours ago'],
  });
});

test('one that was attached since it was listed stays, and is told', async () => {
  expect(await swept({}, { trouble: () => refused('VolumeInUse') })).toEqual({
    there: 1,
    told: [expect.stringMatching(/^left: AWS did not delete it: VolumeInUse: .*; if it is not needed/)],
  });
});

test('one that the rule spares stays', async () => {
  const { there, told } = await swept({ proofOf: 'snap-2' });
  expect([there, told[0]?.slice(0, 17)]).toEqual([1, 'left: its tag aut']);
});

test('after the end was asked for nothing is deleted', async () => {
  const { there, told } = await swept({}, {}, true);
  expect([there, told[0]?.slice(0, 17)]).toEqual([1, 'left: interrupted']);
});

test('one that was deleted since it was listed is no trouble', async () => {
  const { told } = await swept({}, { trouble: () => refused('InvalidVolume.NotFound') });
  expect(told[0]).toMatch(/^deleted/);
});
