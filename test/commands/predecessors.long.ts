import { describe, expect, onTestFinished, test } from 'vitest';
import { planCommand } from '../../lambda/commands/runs.ts';
import type { RegionReport } from '../../lambda/core/report/region.ts';
import { createHandler } from '../../lambda/handler.ts';
import { reportText } from '../../lambda/core/report/reportText.ts';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import type { Volume } from '../cloud/records.ts';
import { clockOf, withEnvironment } from '../scenarios/snapper.ts';
import {
  DAILY,
  DAY,
  everyDay,
  HOUR,
  hostOf,
  MINUTE,
  nth,
  only,
  ownCopies,
  restorable,
  runSnapper,
} from '../scenarios/story.ts';
import { cli } from './builtCli.ts';
import { enable, give, personsCloud, show } from './person.ts';
import { wholeLines } from '../wholeLines.ts';

/** What users of the systems before this one rely on, and no other story tells. */

/** A cloud of this hour for the built command line, which has the real clock. */
async function cloudOfToday(): Promise<{ cloud: Cloud; volume: Volume }> {
  const cloud = await startCloud({ at: new Date() });
  onTestFinished(() => cloud.close());
  return { cloud, volume: cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...DAILY }) };
}

const ENABLED = 'is not among the regions enabled for this account';

describe('RA-1 U10 a region that is none, or wrongly spelt, ends with status 1 and what to use', () => {
  test.for<[string[], string]>([
    [['plan', 'dfw'], '; use us-east-1,eu-west-1'],
    [['run', 'DFW'], '; use us-east-1,eu-west-1'],
    [['plan', 'EU-WEST-1'], '; did you mean eu-west-1?'],
    [['plan', 'eu-wst-1'], '; did you mean eu-west-1?'],
    [['plan', 'eu-west-9'], `eu-west-9 ${ENABLED}; did you mean eu-west-1?`],
    [['run', 'eu-west-9', '--yes'], `eu-west-9 ${ENABLED}; did you mean eu-west-1?`],
    [['plan', 'il-central-1'], `il-central-1 ${ENABLED}; did you mean eu-central-1?`],
    [['plan', 'af-south-1'], `af-south-1 ${ENABLED}: eu-central-1, eu-west-1, us-east-1, us-west-2`],
    [['show', 'web', '--region', 'eu-west-1,eu-west-9'], `eu-west-9 ${ENABLED}; did you mean eu-west-1?`],
    [['take', 'web', '--region', 'EU-WEST-1'], '; did you mean eu-west-1?'],
  ])('%j', async ([words, told]) => {
    const { cloud, volume } = await cloudOfToday();
    const { status, out, err } = await cli(cloud.env, ...words);
    expect(status).toBe(1);
    expect((out + err).replaceAll(/\s+/g, ' ')).toContain(told);
    expect(cloud.snapshotsOf(volume)).toEqual([]);
  });

  test('beside a good one: the good one is done, and the status is 3', async () => {
    const { cloud, volume } = await cloudOfToday();
    const { status, out } = await cli(cloud.env, 'run', 'eu-west-1', 'eu-west-9');
    expect(status).toBe(3);
    expect(wholeLines(out)).toContain(`eu-west-9 ${ENABLED}; did you mean eu-west-1?`);
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
  });
});

describe('RA-2 -h and --help print usage and end with 0', () => {
  test.for([
    ['', 'aws-snapper [options] [command]'],
    ['plan', 'aws-snapper plan [options] [regions...]'],
    ['run', 'aws-snapper run [options] [regions...]'],
    ['show', 'aws-snapper show [options] <id|name>'],
    ['enable', 'aws-snapper enable [options] <id|name>'],
    ['disable', 'aws-snapper disable [options] <id|name>'],
    ['take', 'aws-snapper take [options] <id|name>'],
    ['pin', 'aws-snapper pin [options] <id>'],
    ['unpin', 'aws-snapper unpin [options] <id>'],
    ['adopt', 'aws-snapper adopt [options] <snapshots...>'],
    ['simulate', 'aws-snapper simulate [options]'],
  ])('%s', async ([command = '', usage = '']) => {
    const words = command === '' ? [] : [command];
    const [short, long] = await Promise.all(['-h', '--help'].map((flag) => cli({}, ...words, flag)));
    expect(short).toEqual({ status: 0, err: '', out: expect.stringMatching(/^Usage: /) });
    expect(short?.out.split('\n')[0]).toBe(`Usage: ${usage}`);
    expect(long).toEqual(short);
  });
});

test('D-9 two runs in the same hour: the second has nothing to do, and nothing fails', async () => {
  const cloud = await personsCloud();
  const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1h', autosnap_retain: '5' });
  const verdicts = [];
  for (const minutes of [20, 60, 20, 20]) {
    verdicts.push((await runSnapper(cloud)).headline);
    cloud.clock.advance(minutes * MINUTE);
  }
  expect(verdicts.map(({ created, failures, level }) => [created, failures, level])).toEqual([
    [1, 0, 'OK'],
    [0, 0, 'OK'],
    [1, 0, 'OK'],
    [0, 0, 'OK'],
  ]);
  expect(new Set(cloud.snapshotsOf(volume).map(({ tags }) => tags['Name'])).size).toBe(2);
});

test('D-13 the oldest by time goes, whatever its id and wherever it is listed', async () => {
  const cloud = await personsCloud();
  const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '5' });
  const copies = ownCopies(cloud, volume, 8);
  const byId = copies.map(({ id }) => id).toSorted();
  expect(byId).not.toEqual(copies.map(({ id }) => id));
  await runSnapper(cloud);
  const left = cloud.snapshotsOf(volume).map(({ id }) => id);
  expect(left.slice(0, 5)).toEqual(copies.slice(3).map(({ id }) => id));
});

test('D-14 a new volume is picked up by the next run, and one that vanished is dropped', async () => {
  const cloud = await personsCloud();
  const region = cloud.region('eu-west-1');
  const first = region.attachedVolume(DAILY);
  await everyDay(cloud, 1);
  const second = region.volume({ attachedTo: hostOf(first) });
  const third = region.attachedVolume(DAILY);
  const [grown] = await everyDay(cloud, 1);
  region.terminate(hostOf(third));
  const [shrunk] = await everyDay(cloud, 1);
  expect(grown?.headline).toMatchObject({ volumesManaged: 3, instancesManaged: 2, created: 3, level: 'OK' });
  expect(shrunk?.headline).toMatchObject({ volumesManaged: 2, instancesManaged: 1, created: 2, failures: 0 });
  expect([first, second, third].map((volume) => cloud.snapshotsOf(volume).length)).toEqual([3, 2, 1]);
});

test('D-15 a changed tag is in force at the next run of the same process, and a bad one touches nothing', async () => {
  const cloud = await personsCloud();
  const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '5' });
  const other = cloud.region('eu-west-1').attachedVolume(DAILY);
  const handler = createHandler(clockOf(cloud), () => {});
  const nextDay = async () => {
    const context = { functionName: 'snapper', getRemainingTimeInMillis: () => 900_000 };
    const report = await withEnvironment(cloud.env, () => handler({}, context));
    cloud.clock.advance(DAY);
    return report;
  };
  for (let day = 0; day < 6; day += 1) await nextDay();
  expect(cloud.snapshotsOf(volume)).toHaveLength(6);

  await enable(cloud, hostOf(volume).id, { every: '1', retain: '2' });
  await nextDay();
  expect(cloud.snapshotsOf(volume)).toHaveLength(2 + 1);

  hostOf(volume).tags['autosnap_retain'] = '2 copies';
  const broken = await nextDay();
  expect(broken.headline).toMatchObject({ problemVolumes: 1, created: 1, failures: 0 });
  expect(cloud.snapshotsOf(volume)).toHaveLength(2 + 1);
  expect(restorable(cloud, other)).toHaveLength(3 + 1);
});

test('D-16 nothing is remembered but tags and snapshots: each fresh process has the same plan', async () => {
  const { cloud, volume } = await cloudOfToday();
  ownCopies(cloud, volume, 5);
  const plans = await Promise.all([1, 2].map(() => cli(cloud.env, 'plan', '--json')));
  const [first, second] = plans.map(({ out }) => JSON.parse(out).regions.map(decided));
  expect(second).toEqual(first);
  expect(first[0]).toMatchObject({ wouldCreate: [{ volumeId: volume.id }], wouldDelete: [{}, {}] });
  const { document } = await give(cloud, (context) => planCommand(0, context));
  expect(document.kind === 'report' && document.regions.map(decided)).toEqual(first);
});

/** Without how old snapshots are by the clock. */
function decided(report: RegionReport): Omit<RegionReport, 'coverage'> {
  const { coverage: _, ...region } = report;
  return region;
}

test('D-20 a server that is not to be found is in the report, and the others go on', async () => {
  const cloud = await personsCloud();
  const region = cloud.region('eu-west-1');
  const lost = region.attachedVolume(DAILY);
  const found = region.attachedVolume(DAILY);
  region.remove(hostOf(lost));
  const report = await runSnapper(cloud);
  expect(only(report).passedOver).toMatchObject([
    {
      volumeId: lost.id,
      because: expect.stringContaining(`attached to ${hostOf(lost).id}, which AWS did not list`),
    },
  ]);
  expect(reportText(report)).toContain(lost.id);
  expect([cloud.snapshotsOf(lost).length, cloud.snapshotsOf(found).length]).toEqual([0, 1]);
});

describe('D-21 the hours of a calendar are those of the time zone', () => {
  test.for([
    ['UTC', '02', '02'],
    ['Europe/Prague', '01', '00'],
    ['America/New_York', '07', '06'],
  ] as const)('02:00 in %s, in winter and in summer', async ([time_zone, ...hours]) => {
    for (const [index, day] of ['2026-01-10', '2026-07-10'].entries()) {
      const start = `${day}T${hours[index]}:00:00Z`;
      const cloud = await personsCloud({ at: new Date(Date.parse(start) - 90 * MINUTE) });
      const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '@2', autosnap_retain: '9' });
      await runSnapper(cloud, { time_zone });
      expect((await show(cloud, volume.id, { time_zone })).text).toContain(
        `Next snapshot: ${day} 02:00 ${time_zone}`,
      );
      for (let half = 0; half < 6; half += 1) {
        cloud.clock.advance(HOUR / 2);
        await runSnapper(cloud, { time_zone });
      }
      const [, ...taken] = cloud.snapshotsOf(volume).map(({ startedAt }) => startedAt);
      expect(taken).toEqual([new Date(start)]);
    }
  });
});

test('D-22 a held snapshot is skipped with its reason, and the report tells its times', async () => {
  const cloud = await personsCloud();
  const region = cloud.region('eu-west-1');
  const volume = region.attachedVolume(DAILY);
  const copies = ownCopies(cloud, volume, 6);
  const image = region.image({ snapshots: [nth(copies, 0)] });
  region.lock(nth(copies, 1));
  const plan = await give(cloud, (context) => planCommand(0, context));
  expect(plan.text).not.toContain(nth(copies, 0).id);
  expect(plan.text).toContain(`  - ${nth(copies, 2).id}`);
  expect((await show(cloud, volume.id)).text).toContain(`keep: held: in use by ${image.id}`);

  // Where the reasons cannot be looked up, AWS itself says no, and the rest goes on.
  for (const action of ['DescribeImages', 'DescribeLockedSnapshots']) {
    cloud.fault({ action, effect: { error: 'UnauthorizedOperation' } });
  }
  const report = await runSnapper(cloud);
  const held = only(report).held.map(({ snapshotId, because }) => [snapshotId, because]);
  expect(held).toEqual([
    [nth(copies, 0).id, expect.stringMatching(/^held: InvalidSnapshot\.InUse: .*ami-/)],
    [nth(copies, 1).id, expect.stringMatching(/^held: .*locked/)],
  ]);
  expect(report.headline).toMatchObject({ created: 1, deleted: 1, failures: 0 });
  expect(reportText(report)).toContain('2026-01-01T03:00:00Z');
  const title = `${hostOf(volume).id} /dev/xvda (${volume.id})`;
  for (const [id, because] of held)
    expect(wholeLines(reportText(report))).toContain(`${id} of ${title}: ${because}`);
});
