import { describe, expect, test } from 'vitest';
import { HOUR } from '../../cloud/clock.ts';
import type { Estate } from '../estate/estate.ts';
import { askingTags, copiesOf, FULL, fullEstate, REGIONS, VOLUMES } from '../estate/full.ts';
import { CALM, daily, DAYS, deletedOn, heal, live, oneRun, suffer, warned } from './living.ts';

/** A wrong setting of the function itself. */

const WATCHED = REGIONS.length * VOLUMES;

describe('time', () => {
  test('interval 86400 → 60: a copy each minute is asked for, and each run takes one', async () => {
    const estate = await fullEstate();
    const days = await suffer('`interval` 86400 → 60', estate, { interval: 60 });
    expect(deletedOn(days)).toEqual([0, ...daily(WATCHED, DAYS - 1)]);
    for (const { line } of days) {
      expect(line).toMatch(
        new RegExp(
          `^WARNING: ${WATCHED} volumes missed a snapshot before this run; 0 of ${WATCHED} volumes on schedule; ${WATCHED} full`,
        ),
      );
    }
    expect(await heal(estate)).toBe(1);
  });

  test.for(['Etc/GMT-12', 'Etc/GMT+12'])(
    'time_zone UTC → %s: no day is missed or doubled',
    async (time_zone) => {
      const estate = await fullEstate();
      const days = await suffer(`\`time_zone\` UTC → ${time_zone}`, estate, { time_zone });
      expect(deletedOn(days)).toEqual([0, ...daily(WATCHED, DAYS - 1)]);
      expect(days.map(({ created }) => created)).toEqual(daily(WATCHED));
      expect(days.map(({ line }) => line)).toEqual(days.map(() => CALM));
      expect(await heal(estate)).toBe(1);
    },
  );
});

describe('max_deletes', () => {
  test('a million, and nothing else is wrong: nothing more goes', async () => {
    const estate = await fullEstate();
    const days = await suffer('`max_deletes` 1000000', estate, { max_deletes: 1_000_000 });
    expect(deletedOn(days)).toEqual([0, ...daily(WATCHED, DAYS - 1)]);
    expect(days.map(({ line }) => line)).toEqual(days.map(() => CALM));
  });

  test('a million and retain 1: what was asked for goes at once, and the line says how much', async () => {
    const estate = await fullEstate();
    for (const tags of askingTags(estate)) tags['autosnap_retain'] = '1';
    const days = await suffer('`max_deletes` 1000000 and retain 30 → 1', estate, { max_deletes: 1_000_000 });
    expect(deletedOn(days)).toEqual([29 * WATCHED, ...daily(WATCHED, DAYS - 1)]);
    // Those of the volume that is gone could go, too; pinned, held and archived ones could not.
    const deletable = FULL * VOLUMES + 2;
    const each = REGIONS.map(
      (name) => `${29 * VOLUMES} of ${deletable} snapshots in ${name} deleted at once`,
    );
    expect(days[0]?.line).toBe(warned(each.join('; ')));
    expect(Math.min(...days.map(({ least }) => least))).toBe(1);
  });
});

const ONLY_FIRST = Array.from({ length: DAYS }, (_, day) => day === 0);

function disaster({ cloud, watched }: Estate): void {
  for (const volume of watched) cloud.region(volume.region).remove(volume);
}

describe('orphan_retain, when all volumes are gone at once', () => {
  const GONE = REGIONS.map(
    (name) => `${VOLUMES} of ${VOLUMES} volumes of ${name} are gone since their last snapshot`,
  );

  test.for([
    ['unset', undefined, 0, 0],
    ['90d', '90d', 2, 0],
    ['1h', '1h', 2 + 29 * WATCHED, 0],
    ['1d', '1d', 2, 29 * WATCHED],
  ] as const)(
    '%s: the last copy of each stays, and the line says that they are gone',
    async ([name, orphan_retain, first, second]) => {
      const estate = await fullEstate();
      disaster(estate);
      const days = await suffer(`all volumes gone, \`orphan_retain\` ${name}`, estate, { orphan_retain });
      expect(deletedOn(days)).toEqual([first, second, ...daily(0, DAYS - 2)]);
      for (const { line } of days) {
        expect(line).toMatch(/^WARNING: (?:.*; )?nothing asks for snapshots here[;.]/);
      }
      for (const gone of GONE) expect(days.map(({ line }) => line.includes(gone))).toEqual(ONLY_FIRST);
      const mass = days.find(({ deleted }) => deleted > 2);
      for (const region of mass === undefined ? [] : REGIONS) {
        expect(mass?.line).toMatch(
          new RegExp(`(?:: |; )\\d+ of \\d+ snapshots in ${region} deleted at once; `),
        );
      }
      for (const volume of estate.watched) expect(copiesOf(estate.cloud, volume).length).toBeGreaterThan(0);
    },
  );
});

function keeping(default_retain: string) {
  return { default_frequency: '1', default_retain };
}

describe('a second deployment on the same volumes', () => {
  test('with another prefix, an hour later: each keeps its own copies and sees only them', async () => {
    const estate = await fullEstate();
    for (const tags of askingTags(estate)) Object.assign(tags, { web: '1', web_retain: '1' });
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let day = 0; day < DAYS; day += 1) {
      const run = await oneRun(estate);
      expect(run.line).toBe(CALM);
      ours.push(run.deleted);
      estate.cloud.clock.advance(HOUR);
      theirs.push(...deletedOn(await live(estate, 1, { tag_prefix: 'web' })));
      estate.cloud.clock.advance(-HOUR);
    }
    expect(ours).toEqual([0, ...daily(WATCHED, DAYS - 1)]);
    expect(theirs).toEqual([0, 0, ...daily(WATCHED, DAYS - 2)]);
  });

  test('with another prefix, at the same minute: the second waits until AWS takes another copy of a volume', async () => {
    const estate = await fullEstate();
    for (const tags of askingTags(estate)) Object.assign(tags, { web: '1', web_retain: '1' });
    expect((await oneRun(estate)).line).toBe(CALM);
    const { line, created, deleted } = await oneRun(estate, { tag_prefix: 'web' });
    expect([created, deleted]).toEqual([WATCHED, 0]);
    expect(line).toMatch(new RegExp(`^OK: .*${WATCHED} without a restorable snapshot`));
  });

  test.for([
    ['the one that keeps 1 comes second, takes no copy and so deletes none', ['30', '1'], 0],
    ['the one that keeps 1 comes first: two a day, and its line says so', ['1', '30'], 2 * WATCHED],
  ] as const)('with the same prefix and another default: %s', async ([, retains, perDay]) => {
    const estate = await fullEstate({});
    const [first, second] = retains;
    for (let day = 0; day < DAYS; day += 1) {
      const runs = [await oneRun(estate, keeping(first)), ...(await live(estate, 1, keeping(second)))];
      const byRetain = new Map(retains.map((retain, index) => [retain, runs[index]]));
      expect(byRetain.get('1')?.deleted).toBe(perDay);
      expect(byRetain.get('1')?.line).toMatch(
        /^WARNING: .*\d brakes hold deletions back in eu-west-1, eu-central-1: /,
      );
      expect(byRetain.get('30')?.deleted).toBe(perDay === 0 && day > 0 ? WATCHED : 0);
    }
    expect(await heal(estate, keeping('30'))).toBe(perDay === 0 ? 1 : DAYS + 1);
  });
});
