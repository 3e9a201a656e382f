import assert from 'node:assert/strict';
import { styleText } from 'node:util';
import type { CommandContext } from '../../lambda/commands/command.ts';
import { showCommand } from '../../lambda/commands/show.ts';
import { simulateCommand } from '../../lambda/commands/simulate.ts';
import { planText } from '../../lambda/core/report/planText.ts';
import { wholeLines } from '../wholeLines.ts';
import { createHandler } from '../../lambda/handler.ts';
import { run } from '../../lambda/run/run.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import { DAY } from '../cloud/clock.ts';
import type { Volume } from '../cloud/records.ts';
import { clockOf } from '../scenarios/snapper.ts';
import { type Claim, heading, tell } from './claims.ts';
import { buildEstate, type Estate, mischief } from './estate.ts';
import { launch } from './launched.ts';
import { lose } from './lost.ts';
import { proveDisks } from './proved.ts';

/** The main job for ten days, then a lost server, on an AWS in this process. Fails where something is not as it should be. */

const DAYS = 10;

const cloud = await startCloud({ at: '2026-01-01T03:00:00Z', regions: ['eu-west-1', 'us-east-1'] });
Object.assign(process.env, cloud.env, { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' });
const handler = createHandler(clockOf(cloud), () => {});
try {
  const estate = buildEstate(cloud);
  heading('Day 1:  npx aws-snapper plan eu-west-1 us-east-1 af-south-1');
  console.log(await planOf(cloud, estate));
  heading(`${DAYS} days, one run a day (FAILURE: a region refuses, and a tag cannot be read)`);
  for (let day = 1; day <= DAYS; day += 1) await oneDay(day, estate);
  heading('The last report, as it arrived by e-mail');
  const { subject, message } = cloud.messages(estate.topic).at(-1) ?? { subject: '', message: '' };
  console.log(`Subject: ${subject}\n\n${message}`);
  heading('Why are these snapshots there?  npx aws-snapper show vault');
  console.log((await showCommand('vault', person(cloud))).text);
  heading('And what comes next?  npx aws-snapper simulate --days 60');
  console.log((await simulateCommand({ days: '60' }, process.stdout.columns ?? 80, person(cloud))).text);
  heading('Is it what it should be?');
  tell(claimsOf(cloud, estate));
  await lose(cloud, estate, person(cloud));
  await launch(cloud, estate, person(cloud));
  await proveDisks(cloud, person(cloud));
} finally {
  await cloud.close();
}

async function planOf(aws: Cloud, { regions }: Estate): Promise<string> {
  const settings = readSettings({ ec2_regions: regions, dry_run: true, images: true }, {});
  const { plans } = await run({ settings, clock: clockOf(aws), stopAt: new Date(8.64e15) });
  return planText(plans, aws.clock.now());
}

/** Who asks at a terminal on the last day, in the first region. */
function person(aws: Cloud): CommandContext {
  return { settings: readSettings({ ec2_regions: ['eu-west-1'], images: true }, {}), clock: clockOf(aws) };
}

async function oneDay(day: number, estate: Estate): Promise<void> {
  const event = mischief(day, cloud, estate);
  const settings = {
    ec2_regions: estate.regions,
    sns_arn: estate.topic,
    schedule_name: 'Demo',
    images: true,
  };
  const { headline } = await handler(settings, {
    functionName: 'demo',
    getRemainingTimeInMillis: () => 900_000,
  });
  const { created, deleted, full, filling, bare, starting } = headline;
  const without = starting + bare === 0 ? '' : `, ${starting + bare} without a snapshot yet`;
  console.log(
    `day ${String(day).padStart(2)}  ${headline.level}  +${created} -${deleted}  ${full} full, ${filling} filling${without}`,
  );
  if (event !== undefined) console.log(styleText('dim', `        ${event}`));
  cloud.clock.advance(DAY);
}

/** The images of vault, and the snapshots that they are made of. */
function imagesOf(aws: Cloud, { vault }: Estate) {
  const images = aws.region('eu-west-1').images();
  return { images, parts: aws.snapshotsOf(vault).filter(({ tags }) => 'autosnap_image_snapshot' in tags) };
}

/** Everything the demo claims, looked up in the cloud. */
function claimsOf(aws: Cloud, estate: Estate): Claim[] {
  const all = (volume: Volume) => aws.snapshotsOf(volume);
  const own = (volume: Volume) => all(volume).filter(({ tags }) => tags['snapshot_tool'] === 'autosnap');
  const restorable = (volume: Volume) => own(volume).filter(({ state }) => state === 'completed').length;
  const report = wholeLines(aws.messages(estate.topic).at(-1)?.message ?? '');
  return [
    // A day has passed since the last run took its snapshots, so they are complete: three kept, one new.
    [
      'root and data keep 3 snapshots, and the newest',
      () => assert.deepEqual([restorable(estate.root), restorable(estate.data)], [4, 4]),
    ],
    ['archive has its own schedule: weekly', () => assert.equal(restorable(estate.archive), 2)],
    [
      'vault keeps two nightly and two weekly snapshots, by one tag',
      () =>
        assert.deepEqual(
          own(estate.vault).map(({ startedAt }) => startedAt.toISOString().slice(0, 10)),
          ['2026-01-01', '2026-01-04', '2026-01-08', '2026-01-09'],
        ),
    ],
    [
      'vault has images of three days, two to keep and the newest; their snapshots are not counted as its own',
      () => {
        const { images, parts } = imagesOf(aws, estate);
        assert.deepEqual(
          images.map(({ createdAt }) => createdAt.toISOString().slice(0, 10)),
          ['2026-01-08', '2026-01-09', '2026-01-10'],
        );
        assert.deepEqual(
          parts.filter(({ tags }) => 'snapshot_tool' in tags),
          [],
        );
      },
    ],
    ['scratch is ignored', () => assert.equal(all(estate.ignored).length, 0)],
    [
      'mail-data has a tag that cannot be read, so nothing happens to it',
      () => assert.equal(all(estate.misspelt).length, 0),
    ],
    [
      'the report says which tag, and what to use',
      () => assert.match(report, /autosnap_retain = "7 days".* use within:7d/),
    ],
    ['old-db is detached and managed all the same', () => assert.ok(restorable(estate.detached) >= 2)],
    [
      "the other tool's two snapshots are still there",
      () => assert.equal(all(estate.shared).length - own(estate.shared).length, 2),
    ],
    [
      'the snapshot that an AMI uses is still there, beside 2 others and the newest',
      () => assert.equal(restorable(estate.golden), 4),
    ],
    [
      'the failed snapshot of flaky is deleted, and no good one with it',
      () => {
        assert.equal(own(estate.flaky).filter(({ state }) => state === 'error').length, 0);
        assert.equal(restorable(estate.flaky), 3);
      },
    ],
    [
      'the region that refuses is in the report, and stopped nothing',
      () => assert.match(report, /af-south-1 could not be read/),
    ],
    [`${DAYS} reports arrived`, () => assert.equal(aws.messages(estate.topic).length, DAYS)],
  ];
}
