import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type SimulateFlags, simulateCommand } from '../../lambda/commands/simulate.ts';
import { iso } from '../../lambda/core/calendar.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import type { SimulatedVolume } from '../../lambda/core/simulation/diary.ts';
import { messageOf } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Tags } from '../cloud/records.ts';
import { DAILY, DAY, HOUR, hostOf, ownCopies, runSnapper } from '../scenarios/story.ts';
import { wholeLines } from '../wholeLines.ts';
import { cli } from './builtCli.ts';
import { documentOf, give, linesOf, personsCloud, simulation } from './person.ts';

/** The only life of an estate in words that begins on Thursday, 1 January 2026, at 03:00. */
async function described(flags: SimulateFlags): Promise<SimulatedVolume> {
  const cloud = await personsCloud();
  const answer = await simulation(cloud, { volumes: '1', ...flags });
  expect(cloud.calls).toEqual([]);
  const [volume] = documentOf(answer, 'simulation').simulations[0]?.volumes ?? [];
  if (volume === undefined) throw new Error('no volume lives here');
  return volume;
}

describe('simulate without any AWS', () => {
  test('the built command needs no region, no credentials and no home', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'snapper-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const page = join(folder, 'life.html');
    const words = '--volumes 3 --frequency 6h --trigger 6h --days 30 --html'.split(' ');
    const { status, out, err } = await cli({}, 'simulate', ...words, page, '--retain', 'hourly:24 daily:7');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(
      /^described: 3 volumes, 30 days from \S+ \S+ UTC\n {2}1\d\d runs, one every 6 h, each with a follow-up an hour later\n/,
    );
    expect(out).toContain('vol-1 and 2 more like it: Every 6 hours, keeping 24 hourly, 7 daily');
    expect(out).toContain('First run: 3 to create, 0 to delete.');
    const html = readFileSync(page, 'utf8');
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).not.toMatch(/(src|href)="(?!#)/);
  });

  test('a daily snapshot, three kept, for ten days: after each follow-up there are three', async () => {
    const { byDay, ...numbers } = await described({ days: '10', frequency: '1', retain: '3' });
    expect(byDay.map(({ snapshots: copies }) => copies)).toEqual([1, 2, 3, 3, 3, 3, 3, 3, 3, 3]);
    expect(numbers).toEqual({
      volumeId: 'vol-1',
      name: undefined,
      schedule: 'Daily',
      retention: '3',
      taken: 10,
      deleted: 7,
      most: 3,
      fewestOnceFull: 3,
      largestGapHours: 24,
      missed: 0,
      snapshots: expect.any(Array),
    });
    expect(byDay.at(-1)).toMatchObject({ snapshots: 3, oldest: '2026-01-08T03:00:00Z', largestGapHours: 24 });
  });

  test('a weekly calendar: one at once, then each Saturday, and the oldest is deleted when the third is complete', async () => {
    const { byDay, ...numbers } = await described({ days: '21', frequency: '@sat', retain: '2' });
    expect(numbers).toMatchObject({ taken: 4, deleted: 2, most: 2, fewestOnceFull: 2 });
    expect(numbers.largestGapHours).toBe(7 * 24);
    const weeks = [1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2];
    expect(byDay.map(({ snapshots: copies }) => copies)).toEqual(weeks);
  });

  test('a trigger that comes once a week leaves a daily volume a week without a copy', async () => {
    const life = await described({ days: '28', frequency: '1', retain: '2', trigger: '1w' });
    expect(life).toMatchObject({ taken: 4, deleted: 2, most: 2, largestGapHours: 168 });
  });

  test('one that is never full says so', async () => {
    const cloud = await personsCloud();
    const flags = { volumes: '1', days: '5', frequency: '1', retain: '7' };
    expect(linesOf(await simulation(cloud, flags))).toContain(
      '  largest gap 24 h; never full, at most 5 when a day ends; 5 taken, 0 deleted; at the end the oldest',
    );
  });

  test('in a time zone, days are its days', async () => {
    const cloud = await personsCloud({ at: '2026-03-28T22:30:00Z' });
    const flags = { volumes: '1', days: '3', frequency: '1', retain: '3' };
    const answer = await simulation(cloud, flags, { time_zone: 'Europe/Berlin' });
    const [one] = documentOf(answer, 'simulation').simulations;
    // A trigger at 22:30 UTC misses the day on which Berlin puts its clocks forward, as docs/tags.md warns.
    expect(one).toMatchObject({ runs: 2, days: ['2026-03-28', '2026-03-29', '2026-03-30'] });
    expect(one?.volumes[0]?.byDay.map(({ snapshots: copies }) => copies)).toEqual([1, 1, 2]);
  });
});

/** A daily copy, three kept, for ten days. */
async function chart(width: number): Promise<string[]> {
  const cloud = await personsCloud();
  const flags = { volumes: '1', days: '10', frequency: '1', retain: '3' };
  return linesOf(await give(cloud, (context) => simulateCommand(flags, width, context)));
}

test.for([
  ['6h', '1d', 6, '27 slots missed: a run comes only every 24 h and takes at most one snapshot'],
  ['1h', '6h', 24, '195 slots missed: a run comes only every 6 h and takes at most one snapshot'],
  ['@8+20', '1d', 4, '9 slots missed: a run comes only every 24 h and takes at most one snapshot'],
  ['6h', '6h', 4, undefined],
  ['1', '1d', 4, undefined],
  ['@mon-fri@2', '1d', 4, undefined],
] as const)('U15 --frequency %s under a trigger of %s', async ([frequency, trigger, retain, words]) => {
  const flags = { volumes: '1', days: '10', frequency, trigger, retain: String(retain) };
  const { text } = await simulation(await personsCloud(), flags);
  const warning = /\n {2}! (.*?);/.exec(text)?.[1];
  expect(warning).toBe(words);
});

describe('the chart', () => {
  test('a column is a day', async () => {
    const lines = await chart(12);
    expect(lines).toContain('  ▃▆████████');
  });

  test('on a narrow terminal a column is several days, and shows the fewest', async () => {
    const lines = await chart(7);
    expect(lines).toContain('  ▃████');
    expect(await chart(5)).toContain('  ▃██');
  });
});

/** A server with forty copies that keeps forty, and one with four of three. */
async function estate(tags: Tags = { autosnap: '1', autosnap_retain: '40' }): Promise<Cloud> {
  const cloud = await personsCloud();
  const region = cloud.region('eu-west-1');
  ownCopies(cloud, region.attachedVolume({ Name: 'web', ...tags }, { Name: 'data' }), 40);
  ownCopies(cloud, region.attachedVolume({ Name: 'db', ...DAILY }), 4);
  ownCopies(cloud, region.attachedVolume({ Name: 'plain' }), 4);
  return cloud;
}

function snapshotIds(cloud: Cloud): string[] {
  return cloud
    .region('eu-west-1')
    .snapshots()
    .map(({ id }) => id);
}

describe('simulate over what is there', () => {
  test('changes nothing, and lives on from the copies of today', async () => {
    const cloud = await estate();
    const before = snapshotIds(cloud);
    const answer = await simulation(cloud, { days: '3' });
    expect(answer.status).toBe(0);
    expect(snapshotIds(cloud)).toEqual(before);
    expect(cloud.calls.filter(({ action }) => !action.startsWith('Describe'))).toEqual([]);
    const [one] = documentOf(answer, 'simulation').simulations;
    const copies = one?.volumes.map(({ name, byDay }) => [name, byDay.map((day) => day.snapshots)]);
    expect(copies).toEqual(
      expect.arrayContaining([
        ['data', [40, 40, 40]],
        [undefined, [3, 3, 3]],
      ]),
    );
    expect(copies).toHaveLength(2);
  });

  test.for<[string, SimulateFlags, (cloud: Cloud) => void]>([
    ['as it is', {}, () => {}],
    [
      '--of an instance',
      { of: 'web', retain: '35' },
      (cloud) => Object.assign(tagsOf(cloud, 'web'), { autosnap_retain: '35' }),
    ],
    [
      '--of a volume, with another frequency',
      { of: 'data', frequency: '7', retain: '35' },
      (cloud) => Object.assign(tagsOf(cloud, 'data'), { autosnap: '7', autosnap_retain: '35' }),
    ],
    [
      '--of what nothing schedules',
      { of: 'plain', frequency: '1', retain: '2' },
      (cloud) => Object.assign(tagsOf(cloud, 'plain'), { autosnap: '1', autosnap_retain: '2' }),
    ],
    [
      'all that is managed',
      { retain: '2' },
      (cloud) => {
        for (const name of ['web', 'db']) Object.assign(tagsOf(cloud, name), { autosnap_retain: '2' });
      },
    ],
  ])('the first run is the real one: %s', async ([, flags, tagForReal]) => {
    const cloud = await estate();
    const { firstRun, volumes = [] } =
      documentOf(await simulation(cloud, flags), 'simulation').simulations[0] ?? {};
    const meant = new Set(volumes.map(({ volumeId }) => volumeId));
    tagForReal(cloud);
    const before = cloud.region('eu-west-1').snapshots();
    const { regions } = await runSnapper(cloud);
    const after = new Set(snapshotIds(cloud));
    const told = firstRun?.deletes.map(({ snapshotId }) => snapshotId).toSorted();
    const gone = before.filter(({ id, volumeId }) => !after.has(id) && meant.has(volumeId));
    expect(told).toEqual(gone.map(({ id }) => id));
    expect(told?.length).toBeGreaterThan(0);
    expect(
      regions.flatMap(({ created }) => created).filter(({ volumeId }) => meant.has(volumeId)),
    ).toHaveLength(firstRun?.creates ?? -1);
  });

  test('a volume of which nothing is simulated is told with the reason', async () => {
    const cloud = await personsCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ ...DAILY, Name: 'web', autosnap_ignore: '' });
    const lines = linesOf(await simulation(cloud, { of: 'web', days: '5' }));
    expect(lines).toContain(
      `web /dev/xvda (${volume.id}) is not simulated: autosnap_ignore is set on its instance`,
    );
  });

  test('a brake is told, and lets two go', async () => {
    const cloud = await estate();
    const lines = linesOf(await simulation(cloud, { of: 'web', retain: '3' }));
    const first = lines.findIndex((line) => line.startsWith('First run: '));
    expect(lines[first]).toBe('First run: 1 to create, 2 to delete.');
    expect(lines[first + 1]).toMatch(
      /^ {2}web \/dev\/xvda \(vol-\w+.*\): autosnap_retain = "3" on web \(i-\w+\)$/,
    );
    expect(lines.filter((line) => line.startsWith('  - snap-'))).toHaveLength(2);
  });

  test('a tag that cannot be read is told, with status 3, and its volume lives no life', async () => {
    const cloud = await estate({ autosnap: 'weekly', autosnap_retain: '8' });
    const answer = await simulation(cloud, { days: '2' });
    expect(answer.text).toMatch(
      /\n {2}! vol-\w+: autosnap = "weekly" \(from i-\w+\) is wrong at character 1: /,
    );
    expect(documentOf(answer, 'simulation').simulations[0]?.volumes).toHaveLength(1);
    expect(answer.status).toBe(3);
  });

  test('several regions, one after the other', async () => {
    const cloud = await estate();
    const answer = await simulation(cloud, { days: '2' }, { ec2_regions: 'us-east-1 eu-west-1' });
    const heads = linesOf(answer).filter((line) => line.includes(' days from '));
    expect(heads.map((line) => line.slice(0, 20))).toEqual(['us-east-1: 0 volumes', 'eu-west-1: 2 volumes']);
  });
});

test('U22 a count in --frequency that contradicts the retention of every volume is told once', async () => {
  const cloud = await personsCloud();
  const region = cloud.region('eu-west-1');
  for (const retain of ['1', '2', '3', '4', '5'])
    region.attachedVolume({}, { autosnap: '1', autosnap_retain: retain });
  const answer = await simulation(cloud, { days: '2', frequency: '7@sun' });
  expect(wholeLines(answer.text).match(/^ {2}! .*$/gm)).toEqual([
    expect.stringMatching(
      /^ {2}! vol-\w+; vol-\w+; vol-\w+ and 2 more volumes: autosnap_retain = ("\d", ){2}"\d" and 2 more stands beside autosnap, which has a count of its own \(7\); /,
    ),
  ]);
  expect(answer.status).toBe(3);
});

test('progress is told by the clocks of time_zone', async () => {
  const cloud = await personsCloud();
  const told: string[] = [];
  const flags = { volumes: '1', frequency: '1', retain: '2', days: '10' };
  await give(
    cloud,
    (context) => simulateCommand(flags, 100, { ...context, onProgress: (line) => told.push(line) }),
    { event: { time_zone: 'Europe/Berlin' } },
  );
  expect(told).toHaveLength(10);
  expect(told[0]).toBe('described: simulated up to 2026-01-01 04:00 Europe/Berlin');
});

function tagsOf(cloud: Cloud, name: string): Tags {
  const volumes = cloud.region('eu-west-1').volumes();
  const all = volumes.flatMap((volume) => [volume, hostOf(volume)]);
  return all.find(({ tags }) => tags['Name'] === name)?.tags ?? {};
}

describe('simulate refuses, and says what to use', () => {
  test.for<[SimulateFlags, string]>([
    [{ days: '0' }, '--days must be a whole number from 1 to 4000, but is "0"; use 90'],
    [{ days: '4001' }, '--days must be a whole number from 1 to 4000'],
    [{ trigger: '1m' }, '--trigger must be hours, days or weeks, but is "1m"; use 1d'],
    [{ trigger: 'daily' }, '--trigger must be hours, days or weeks'],
    [{ volumes: '3' }, '--frequency must be given beside --volumes, with --retain, but is not given; use 1'],
    [{ volumes: '0', frequency: '7@2' }, '--volumes must be a whole number from 1 to 10000'],
    [
      { volumes: '3', frequency: 'daily', retain: '7' },
      '--frequency "daily" is wrong at character 1: a number alone or with h, d or w is expected, a calendar (@mon-fri@8+12) or named sets (nightly=7@mon-fri@2); use 1d; nothing was simulated',
    ],
    [{ volumes: '3', frequency: '1', retain: '7 days' }, '--retain "7 days" is wrong at character 3: '],
    [{ frequency: 'daily' }, '--frequency "daily" is wrong at character 1: '],
    [
      { volumes: '3', frequency: '@sat' },
      '--retain must be given beside --frequency @sat, which has no count of its own, but is not given; use 7',
    ],
    [
      { volumes: '3', frequency: '7@sat', retain: '7' },
      '--retain must be absent beside --frequency 7@sat, which has a count of its own, but is "7"; leave it out',
    ],
    [{ of: 'wbe', retain: '1' }, 'nothing in eu-west-1 has the id or Name "wbe"'],
  ])('U22 %j', async ([flags, message]) => {
    const cloud = await personsCloud();
    expect(await messageOf(simulation(cloud, flags))).toContain(message);
  });
});

test('what simulate shows for the next days is what the next days bring', async () => {
  const cloud = await estate();
  const answer = await simulation(cloud, { days: '5', of: 'web', retain: '36' });
  const lives = documentOf(answer, 'simulation').simulations[0]?.volumes ?? [];
  Object.assign(tagsOf(cloud, 'web'), { autosnap_retain: '36' });
  const meant = new Set(lives.map(({ volumeId }) => volumeId));
  expect(meant.size).toBeGreaterThan(0);
  const reports: Report[] = [];
  for (let day = 0; day < 5; day += 1) {
    for (const event of [{}, { follow_up: '1h' }]) {
      reports.push(await runSnapper(cloud, { ...event, scheduled_time: iso(cloud.clock.now()) }));
      cloud.clock.advance(HOUR);
    }
    cloud.clock.advance(DAY - 2 * HOUR);
  }
  const deleted = reports
    .flatMap(({ regions }) => regions.flatMap((one) => one.deleted))
    .filter(({ volumeId }) => meant.has(volumeId)).length;
  expect(lives.reduce((sum, life) => sum + life.deleted, 0)).toBe(deleted);
  for (const { volumeId, byDay } of lives) {
    expect(cloud.snapshotsOf(volumeId)).toHaveLength(byDay.at(-1)?.snapshots ?? 0);
  }
});
