import { expect, test } from 'vitest';
import { fullEstate, VOLUMES } from '../estate/full.ts';
import { CALM, daily, deletedOn, heal, suffer, DAYS } from './living.ts';

test('no accident: each day a copy comes and the oldest goes', async () => {
  const estate = await fullEstate();
  const days = await suffer('none', estate);
  expect(deletedOn(days)).toEqual([0, ...daily(2 * VOLUMES, DAYS - 1)]);
  expect(days.map(({ line }) => line)).toEqual(days.map(() => CALM));
  expect(await heal(estate)).toBe(1);
});
