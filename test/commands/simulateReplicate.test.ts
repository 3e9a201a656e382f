import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { replicas } from '../../lambda/aws/replicas/permissions.ts';
import { simulateCommand } from '../../lambda/commands/simulate.ts';
import { iso } from '../../lambda/core/calendar.ts';
import { lineageIn } from '../../lambda/core/lineage.ts';
import { replicated } from '../scenarios/replicated.ts';
import { DAILY, DAY, HOUR, hostOf, ownCopies, runSnapper } from '../scenarios/story.ts';
import { wholeLines } from '../wholeLines.ts';
import { documentOf, give, OPERATOR, personsCloud, simulation } from './person.ts';

const PLACE = 'eu-central-1';
const SPAN = { days: '10', frequency: '1', retain: '3', volumes: '2' };

describe('simulate --replicate without any AWS', () => {
  test('tells after the region what stays at each place, in lines of 80 columns', async () => {
    const cloud = await personsCloud();
    const flags = { ...SPAN, replicate: `${PLACE}=5 222222222222@eu-west-1=weekly:8` };
    const { text, status } = await give(cloud, (context) => simulateCommand(flags, 80, context));
    expect([cloud.calls, status]).toEqual([[], 0]);
    expect(text.split('\n').filter((line) => stringWidth(line) > 80)).toEqual([]);
    const lines = wholeLines(text).split('\n');
    expect(lines.slice(lines.indexOf('First run: 2 to create, 0 to delete.') + 2)).toEqual([
      'eu-central-1: replicas of 2 volumes, 10 days from 2026-01-01 03:00 UTC',
      '  10 runs, one every 24 h, each with a follow-up an hour later',
      '',
      'vol-1 and 1 more like it, replicas: Daily, keeping 5',
      '  ▂▃▄▆▇█████',
      '  largest gap 24 h; never fewer than 5 restorable once full, at most 6 when a day ends; 10 made, 4 deleted; at the end 6, from 2026-01-05 to 2026-01-10',
      '',
      'First run: 0 to create, 0 to delete.',
      '',
      '222222222222@eu-west-1: replicas of 2 volumes, 10 days from 2026-01-01 03:00 UTC',
      '  10 runs, one every 24 h, each with a follow-up an hour later',
      '',
      'vol-1 and 1 more like it, replicas: Daily, keeping 8 weekly',
      '  ▄▄▄▄██████',
      expect.stringMatching(/^ {2}largest gap \d+ h; never full, /),
      '',
      'First run: 0 to create, 0 to delete.',
      '',
      'A column is a day, its bar is the number of snapshots and replicas when a day ends, x is none.',
      'The largest gap is the longest time without a new snapshot or replica.',
    ]);
  });

  test('--json has the places beside the regions, and their replicas', async () => {
    const answer = await simulation(await personsCloud(), { ...SPAN, replicate: `${PLACE}=5` });
    const { simulations, places = [] } = documentOf(answer, 'simulation');
    expect(simulations.map(({ region }) => region)).toEqual(['described']);
    expect(places.map(({ region, account, runs }) => [region, account, runs])).toEqual([
      [PLACE, undefined, 10],
    ]);
    const [volume] = places[0]?.volumes ?? [];
    expect(volume).toMatchObject({ retention: '5', made: 10, deleted: 4, newest: '2026-01-10T03:00:00Z' });
    expect(volume?.byDay.map((day) => day.replicas)).toEqual([1, 2, 3, 4, 5, 6, 6, 6, 6, 6]);
    expect(volume?.replicas?.filter(({ deleted }) => deleted === undefined)).toHaveLength(6);
  });

  test('without it there is no place, also where a tag asks for one', async () => {
    const answer = await simulation(await personsCloud(), SPAN);
    expect(documentOf(answer, 'simulation').places).toBeUndefined();
  });

  test('replica_min is honoured', async () => {
    const flags = { ...SPAN, replicate: `${PLACE}=1` };
    const { text } = await simulation(await personsCloud(), flags, { replica_min: 4 });
    expect(wholeLines(text)).toContain('vol-1 and 1 more like it, replicas: Daily, keeping 1, at least 4');
    expect(wholeLines(text)).toContain('at the end 5, from 2026-01-06 to 2026-01-10');
  });

  test('where the window has no room for all, it says how many wait', async () => {
    const flags = { ...SPAN, volumes: '40', days: '3', replicate: `${PLACE}=9` };
    const answer = await simulation(await personsCloud(), flags);
    expect(wholeLines(answer.text)).toContain(
      '  ! 45 replicas still wait when the last run ends: one run makes no more than replica_window allows; let runs come more often (--trigger)',
    );
    expect(documentOf(answer, 'simulation').places?.[0]?.waiting).toBe(45);
    expect(answer.page?.()).toContain('45 replicas still wait when the last run ends');
  });

  test.for([
    [
      'eu-central-1:7',
      '--replicate "eu-central-1:7" is wrong at character 1: a region and what to keep there ',
    ],
    ['eu-central-1=seven', '--replicate "eu-central-1=seven" is wrong at character 14: '],
    [
      '2@eu-west-1=7',
      '--replicate "2@eu-west-1=7" is wrong at character 1: the id of an account has 12 digits',
    ],
    ['', '--replicate "" is wrong at character 1: '],
  ] as const)('%s is refused', async ([replicate, words]) => {
    const cloud = await personsCloud();
    await expect(simulation(cloud, { ...SPAN, replicate })).rejects.toThrow(words);
    await expect(simulation(cloud, { ...SPAN, replicate })).rejects.toThrow('nothing was simulated');
  });
});

describe('simulate --replicate over what is there', () => {
  test('the region of the volume is a word to correct, with status 3', async () => {
    const cloud = await personsCloud();
    cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...DAILY });
    const answer = await simulation(cloud, { days: '2', of: 'web', replicate: 'eu-west-1=2' });
    expect(answer.status).toBe(3);
    expect(wholeLines(answer.text)).toMatch(
      /autosnap_replicate = "eu-west-1=2" \(from i-\w+\) names eu-west-1, where the volume itself is; use another region/,
    );
  });

  test('a place begins with the replicas that are there, and the first run says which of them it deletes', async () => {
    const cloud = await personsCloud({ regions: ['eu-west-1', PLACE] });
    const volume = cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...DAILY });
    ownCopies(cloud, volume, 3);
    const there = cloud
      .snapshotsOf(volume)
      .map((one) => replicated(cloud, one, PLACE, { startedAt: one.startedAt }));
    cloud.region('eu-west-1').attachedVolume({ Name: 'db', ...DAILY });
    const answer = await simulation(
      cloud,
      { days: '3', of: 'web', replicate: `${PLACE}=1` },
      { ec2_regions: 'eu-west-1' },
    );
    const [place] = documentOf(answer, 'simulation').places ?? [];
    expect(place?.volumes.map(({ volumeId }) => volumeId)).toEqual([volume.id]);
    expect(place?.firstRun.deletes.map(({ snapshotId }) => snapshotId)).toEqual(
      there.slice(0, 2).map(({ id }) => id),
    );
    expect(wholeLines(answer.text)).toContain(`  - ${there[0]?.id} of ${volume.id}: beyond 1`);
    expect(documentOf(answer, 'simulation').simulations.map(({ region }) => region)).toEqual(['eu-west-1']);
  });

  test.for([PLACE, 'us-moon-1'])(
    'a place that cannot be read begins with none, and a line says so: %s',
    async (name) => {
      const cloud = await personsCloud({ regions: ['eu-west-1', PLACE] });
      cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...DAILY });
      cloud.fault({ action: 'DescribeSnapshots', region: PLACE, effect: { error: 'UnauthorizedOperation' } });
      const answer = await simulation(
        cloud,
        { days: '3', replicate: `${name}=1` },
        { ec2_regions: 'eu-west-1' },
      );
      expect(wholeLines(answer.text)).toContain(
        `${name} could not be read, so it is simulated as if it had no replicas: `,
      );
      expect(documentOf(answer, 'simulation').places?.map(({ region }) => region)).toEqual([name]);
      expect(answer.status).toBe(0);
    },
  );

  test('what it shows for the next days is what the next days bring, day by day at two places', async () => {
    const other = 'eu-north-1';
    const days = 16;
    const cloud = await personsCloud({ regions: ['eu-west-1', PLACE, other] });
    const regions = [PLACE, other];
    cloud.policy = [...OPERATOR, ...replicas({ partition: 'aws', prefixes: ['autosnap'], regions })];
    const volume = cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...DAILY });
    ownCopies(cloud, volume, 5);
    const replicate = `${PLACE}=2 ${other}=weekly:3+daily:4`;
    const answer = await simulation(
      cloud,
      { days: String(days), of: 'web', replicate },
      { ec2_regions: 'eu-west-1' },
    );
    hostOf(volume).tags['autosnap_replicate'] = replicate;
    const counts: number[][] = [];
    for (let day = 0; day < days; day += 1) {
      for (const event of [{}, { follow_up: '1h' }]) {
        const now = iso(cloud.clock.now());
        await runSnapper(cloud, {
          ec2_regions: 'eu-west-1',
          replicas: regions,
          ...event,
          scheduled_time: now,
        });
        cloud.clock.advance(HOUR);
      }
      counts.push(regions.map((name) => cloud.region(name).snapshots().length));
      cloud.clock.advance(DAY - 2 * HOUR);
    }
    const { places = [] } = documentOf(answer, 'simulation');
    const told = places.map(({ volumes: [one] }) => one);
    expect(counts.map((_, day) => told.map((one) => one?.byDay[day]?.replicas))).toEqual(counts);
    for (const [index, name] of regions.entries()) {
      const there = cloud
        .region(name)
        .snapshots()
        .flatMap(({ description }) => lineageIn(description, 'autosnap') ?? []);
      const left = told[index]?.replicas?.filter(({ deleted }) => deleted === undefined);
      expect(left?.map(({ at }) => at)).toEqual(there.map(({ at }) => iso(new Date(at))).toSorted());
    }
    expect(counts.at(-1)).toEqual([3, expect.any(Number)]);
  });
});
