import { describe, expect, test } from 'vitest';
import { runSnapper } from '../../scenarios/story.ts';
import type { Estate } from '../estate/estate.ts';
import { fullEstate, VOLUMES } from '../estate/full.ts';
import { daily, deletedOn, heal, restorableIn, suffer } from './living.ts';

/** Somebody mistypes the prefix. Another prefix owns nothing here, so nothing can go. */

async function nothingWent(estate: Estate, days: Awaited<ReturnType<typeof suffer>>, before: number) {
  expect(deletedOn(days)).toEqual(daily(0));
  expect(days.map(({ created }) => created)).toEqual(daily(0));
  expect(restorableIn(estate)).toBe(before);
  // The days that were missed are told once, and all is well on the next morning.
  expect(await heal(estate)).toBe(2);
}

describe('a prefix that nobody has tagged', () => {
  test('deletes nothing, and says that nothing asks for snapshots', async () => {
    const estate = await fullEstate();
    const before = restorableIn(estate);
    const days = await suffer('prefix `autosnp`', estate, { tag_prefix: 'autosnp' });
    for (const { line } of days) {
      expect(line).toBe('WARNING: nothing asks for snapshots here.');
    }
    await nothingWent(estate, days, before);
  });

  test('makes nothing by the default policy either, because the role knows no such mark', async () => {
    const estate = await fullEstate();
    const before = restorableIn(estate);
    const event = { tag_prefix: 'autosnp', default_frequency: '1', default_retain: '3' };
    const days = await suffer('prefix `autosnp`, with a default policy', estate, event);
    for (const { line } of days)
      expect(line).toMatch(new RegExp(`^FAILURE: .*; ${2 * VOLUMES} snapshots could not be created`));
    await nothingWent(estate, days, before);
  });

  test('is refused where the deployment lists its own', async () => {
    const { cloud } = await fullEstate();
    const deployed = { clock: cloud.clock, env: { ...cloud.env, TAG_PREFIXES: 'autosnap' } };
    await expect(runSnapper(deployed, { tag_prefix: 'autosnp' })).rejects.toThrow(
      `tag_prefix must be one of this deployment's prefixes (TAG_PREFIXES is "autosnap"), but is "autosnp"; use "autosnap"`,
    );
    expect(cloud.calls).toEqual([]);
  });
});

test('a prefix that is a key of ours asks for what nobody meant: each volume is a problem, and nothing goes', async () => {
  const estate = await fullEstate();
  const before = restorableIn(estate);
  const days = await suffer('prefix `autosnap_retain`', estate, { tag_prefix: 'autosnap_retain' });
  for (const { line } of days) {
    expect(line).toMatch(
      new RegExp(
        `^FAILURE: \\d+ tags are missing or wrong, so ${2 * VOLUMES} of ${2 * VOLUMES} volumes are left alone`,
      ),
    );
  }
  await nothingWent(estate, days, before);
});
