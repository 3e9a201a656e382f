import { describe, expect, test } from 'vitest';
import { askingTags, ASKS, FULL, fullEstate, nthWatched, REGIONS, VOLUMES } from '../estate/full.ts';
import { CALM, daily, type Day, deletedOn, heal, live, suffer, DAYS, warned } from './living.ts';
import { nth } from '../../scenarios/story.ts';

/** A wrong digit: what would have gone at once goes by two a day of each volume, and the first line says so. */

const WATCHED = REGIONS.length * VOLUMES;

/** Each volume of both regions is braked, and told by its tag with what it keeps. */
function expectBraked({ line, report }: Day, surplus: number): void {
  const brakes = `${WATCHED} brakes hold deletions back in ${REGIONS.join(', ')}: `;
  expect(line).toMatch(
    new RegExp(`^WARNING: ${brakes}.* and ${WATCHED - 1} more; ${CALM.slice('OK: '.length)}$`),
  );
  expect(report.groups.map(({ cause }) => cause)).toEqual(report.groups.map(() => 'brakes'));
  expect(report.groups.reduce((sum, { entries }) => sum + entries, 0)).toBe(WATCHED);
  const counts = report.groups.flatMap(
    ({ text }) => /keeps (\d+) of the (\d+) snapshots/.exec(text)?.slice(1) ?? [],
  );
  const sums = [0, 1].map((which) =>
    counts.reduce((sum, count, index) => (index % 2 === which ? sum + Number(count) : sum), 0),
  );
  expect(sums).toEqual([(FULL - surplus) * WATCHED, FULL * WATCHED]);
}

/** Days with two fewer and one more each, seen when the last two are gone. */
const LEFT = FULL - DAYS - 1;

const DIGITS = [
  ['retain 30 → 1, by tags', '30', '1', 29],
  ['`daily:30` → `weekly:4`', 'daily:30', 'weekly:4', 26],
  ['`within:30d` → `within:1d`', 'within:30d', 'within:1d', 29],
] as const;

describe('everywhere at once', () => {
  test.for(DIGITS)('%s', async ([accident, was, is, surplus]) => {
    const estate = await fullEstate({ ...ASKS, autosnap_retain: was });
    for (const tags of askingTags(estate)) tags['autosnap_retain'] = is;
    const days = await suffer(accident, estate);
    expect(deletedOn(days)).toEqual(daily(2 * WATCHED));
    expectBraked(nth(days, 0), surplus);
    for (const { line } of days)
      expect(line).toMatch(/^WARNING: \d+ brakes hold deletions back in eu-west-1, eu-central-1: /);
    expect(days.at(-1)?.least).toBe(LEFT);
    for (const tags of askingTags(estate)) tags['autosnap_retain'] = was;
    // A copy a day until thirty are there again.
    expect(await heal(estate)).toBe(FULL - LEFT);
  });

  test('by the default policy', async () => {
    const estate = await fullEstate({});
    const event = { default_frequency: '1' };
    const days = await suffer('retain 30 → 1, by default', estate, { ...event, default_retain: '1' });
    expect(deletedOn(days)).toEqual(daily(2 * WATCHED));
    expectBraked(nth(days, 0), 29);
    expect(await heal(estate, { ...event, default_retain: '30' })).toBe(FULL - LEFT);
  });

  test.runIf(DAYS === 10)(
    'nobody notices: one copy of each is left after four weeks, and a second run a day changes nothing',
    async () => {
      const estate = await fullEstate();
      for (const tags of askingTags(estate)) tags['autosnap_retain'] = '1';
      const days = [];
      for (let day = 0; day < 3; day += 1) {
        days.push(...(await live(estate, 1)));
        estate.cloud.clock.advance(-12 * 3_600_000);
        expect((await live(estate, 1))[0]).toMatchObject({ deleted: 0, created: 0 });
        estate.cloud.clock.advance(-12 * 3_600_000);
      }
      days.push(...(await live(estate, 26)));
      expect(deletedOn(days)).toEqual([...daily(2 * WATCHED, 28), WATCHED]);
      expect(days.map(({ least }) => least)).toEqual([...daily(0, 28).map((_, day) => 28 - day), 1]);
    },
  );
});

test('on one volume: it is braked by name, and the others go on', async () => {
  const estate = await fullEstate();
  const volume = nthWatched(estate, 0);
  volume.tags['autosnap_retain'] = '1';
  const days = await suffer('retain 30 → 1, on one volume', estate);
  expect(deletedOn(days)).toEqual([2, ...daily(WATCHED - 1 + 2, DAYS - 1)]);
  expect(days[0]?.line).toBe(
    warned(`1 brake holds deletions back in eu-west-1: web /dev/xvda (${volume.id})`),
  );
  expect(days[0]?.report.groups[0]?.text).toContain(
    'keeps 1 of the 30 snapshots before the run; 2 are deleted each day.',
  );
  expect(days.at(-1)?.least).toBe(LEFT);
  delete volume.tags['autosnap_retain'];
  expect(await heal(estate)).toBe(FULL - LEFT);
});

describe('how often', () => {
  test('1 → 1h: a daily trigger serves one hour of 24; copies come and go as before', async () => {
    const estate = await fullEstate();
    for (const tags of askingTags(estate)) tags['autosnap'] = '1h';
    const days = await suffer('frequency 1 → 1h', estate);
    expect(deletedOn(days)).toEqual([0, ...daily(WATCHED, DAYS - 1)]);
    for (const { line } of days) {
      expect(line).toMatch(
        new RegExp(
          `^WARNING: ${WATCHED} volumes missed a snapshot before this run; 0 of ${WATCHED} volumes on schedule; ${WATCHED} full`,
        ),
      );
    }
    for (const tags of askingTags(estate)) tags['autosnap'] = '1';
    expect(await heal(estate)).toBe(1);
  });

  test('7 → 1: each new copy pushes one out, so thirty weeks become thirty days, one at a time', async () => {
    const estate = await fullEstate({ ...ASKS, autosnap: '7' }, 7);
    for (const tags of askingTags(estate)) tags['autosnap'] = '1';
    const days = await suffer('frequency 7 → 1', estate);
    expect(deletedOn(days)).toEqual([0, ...daily(WATCHED, DAYS - 1)]);
    expect(days[0]?.line).toMatch(
      new RegExp(
        `^WARNING: ${WATCHED} volumes missed a snapshot before this run; 0 of ${WATCHED} volumes on schedule`,
      ),
    );
    expect(days[1]?.line).toMatch(/^WARNING: \d+ brakes? holds? deletions back in eu-west-1, eu-central-1: /);
    const brakes = nth(days, 1).report.groups.filter(({ cause }) => cause === 'brakes');
    expect(brakes.length).toBeGreaterThan(0);
    for (const { text } of brakes)
      expect(text).toMatch(
        /will keep 30 days of history, and the snapshots cover \d{3} days;|shortens the history of \d+ volumes by more than half;/,
      );
    expect(days.map(({ least }) => least)).toEqual(daily(FULL));
  });
});
