import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../cloud/records.ts';
import type { Estate } from '../estate/estate.ts';
import { copiesOf, FULL, fullEstate, REGIONS, VOLUMES } from '../estate/full.ts';
import { CALM, calmLine, daily, DAYS, deletedOn, heal, live, suffer, warned } from './living.ts';

/** A listing that ends in the middle and says that it is complete. */

const WATCHED = REGIONS.length * VOLUMES;
const [, CUT] = REGIONS;

/** Whether a copy that exists now is among those that are hidden, by its place among its volume's, newest first. */
const HALVES: readonly (readonly [string, (place: number) => boolean, RegExp])[] = [
  ['only the newest half of the copies', (place) => place >= FULL / 2, /^OK: .*still filling, 0 without/],
  ['only the older half of the copies', (place) => place < FULL / 2, /^WARNING: .*still filling, 0 without/],
  ['every other copy', (place) => place % 2 === 0, /^WARNING: .*still filling, 0 without/],
  ['every third copy', (place) => place % 3 !== 1, /^WARNING: .*still filling, 0 without/],
];

function hidden({ cloud, watched }: Estate, isHidden: (place: number) => boolean): Set<string> {
  const copies = watched.filter(({ region }) => region === CUT).map((volume) => copiesOf(cloud, volume));
  return new Set(copies.flatMap((all) => all.filter((_, place) => isHidden(place)).map(({ id }) => id)));
}

describe('snapshots', () => {
  test.for(HALVES)(
    '%s: nothing goes there, because fewer are listed than are kept',
    async ([what, isHidden, line]) => {
      const estate = await fullEstate();
      const ids = hidden(estate, isHidden);
      const hiding = estate.cloud.hide({
        action: 'DescribeSnapshots',
        region: CUT,
        which: ({ id }) => ids.has(id),
      });
      const days = await suffer(`a region lists ${what}`, estate);
      expect(deletedOn(days)).toEqual([0, ...daily(VOLUMES, DAYS - 1)]);
      expect(days.map(({ created }) => created)).toEqual(daily(WATCHED));
      expect(days[0]?.line).toMatch(line);
      expect(days[0]?.line).toContain(
        `; ${VOLUMES} full, ${VOLUMES} still filling, 0 without a restorable snapshot`,
      );
      hiding.remove();
      expect(deletedOn(await live(estate, 1))).toEqual([(DAYS + 1) * VOLUMES]);
      expect(await heal(estate)).toBe(1);
    },
  );

  test('each day another half: a copy that is not listed is neither counted nor deleted', async () => {
    const estate = await fullEstate();
    const days = [];
    for (let day = 0; day < DAYS; day += 1) {
      const ids = hidden(estate, (place) => (place + day) % 2 === 0);
      const hiding = estate.cloud.hide({
        action: 'DescribeSnapshots',
        region: CUT,
        which: ({ id }) => ids.has(id),
      });
      days.push(...(await live(estate, 1)));
      hiding.remove();
    }
    expect(deletedOn(days)).toEqual([0, ...daily(VOLUMES, DAYS - 1)]);
    expect(Math.min(...days.map(({ least }) => least))).toBe(FULL);
    await live(estate, 1);
    expect(await heal(estate)).toBe(1);
  });

  test('with two digits wrong as well: the brake counts what is listed', async () => {
    const estate = await fullEstate();
    for (const { tags } of [...estate.instances, ...estate.watched]) {
      if ('autosnap' in tags) tags['autosnap_retain'] = '3';
    }
    const ids = hidden(estate, (place) => place < FULL / 2);
    estate.cloud.hide({
      action: 'DescribeSnapshots',
      region: CUT,
      which: ({ id }: Pick<Snapshot, 'id'>) => ids.has(id),
    });
    const days = await suffer('retain 30 → 3, and a region lists only the older half', estate);
    // Where fewer are listed the brake lets go sooner.
    expect(deletedOn(days).slice(0, 9)).toEqual(daily(2 * WATCHED, Math.min(DAYS, 9)));
    expect(days[0]?.line).toMatch(/brakes hold deletions back in eu-west-1, eu-central-1: /);
    const kept = days[0]?.report.groups.flatMap(({ cause, text }) => (cause === 'brakes' ? text : []));
    expect(kept?.some((text) => /keeps \d+ of the \d+ snapshots/.test(text))).toBe(true);
  });
});

describe('volumes and instances', () => {
  test('half of the volumes: those that are not listed are gone for this run, and the line says how many', async () => {
    const estate = await fullEstate();
    const there = estate.watched.filter(({ region }) => region === CUT);
    const ids = new Set(there.filter((_, index) => index % 2 === 0).map(({ id }) => id));
    const hiding = estate.cloud.hide({
      action: 'DescribeVolumes',
      region: CUT,
      which: ({ id }) => ids.has(id),
    });
    const days = await suffer('a region lists every other volume', estate);
    const listed = WATCHED - ids.size;
    expect(deletedOn(days)).toEqual([0, ...daily(listed, DAYS - 1)]);
    expect(days[0]?.line).toBe(
      warned(
        `${ids.size} of ${VOLUMES} volumes of ${CUT} are gone since their last snapshot`,
        calmLine(listed),
      ),
    );
    // They vanished on the first day, and are told as gone on that one.
    for (const { line } of days.slice(1)) expect(line).toBe(calmLine(listed));
    hiding.remove();
    expect(await heal(estate)).toBe(2);
  });

  test('half of the instances: the others are asked for by id, and nothing is amiss', async () => {
    const estate = await fullEstate();
    const ids = new Set(estate.instances.filter((_, index) => index % 2 === 0).map(({ id }) => id));
    const hiding = estate.cloud.hide({ action: 'DescribeInstances', which: ({ id }) => ids.has(id) });
    const days = await suffer('both regions list every other instance', estate);
    expect(deletedOn(days)).toEqual([0, ...daily(WATCHED, DAYS - 1)]);
    expect(days.map(({ line }) => line)).toEqual(days.map(() => CALM));
    hiding.remove();
    expect(await heal(estate)).toBe(1);
  });
});
