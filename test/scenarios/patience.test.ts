import { describe, expect, test } from 'vitest';
import type { Effect } from '../cloud/faults.ts';
import { hurried } from '../soak/trouble/hurried.ts';
import { EXTERNAL_ID, organisation } from './organisation.ts';
import { callsOf, DAILY, freshCloud, MINUTE, only, ownCopies, regionIn, runSnapper } from './story.ts';

const THROTTLED: Effect = {
  error: 'RequestLimitExceeded',
  status: 503,
  message: 'Request limit exceeded.',
};
const SPARE = ['eu-west-1', 'eu-central-1'];

describe('W05 a look that AWS is too busy for is asked again as long as there is time', () => {
  test.for([
    'DescribeInstances',
    'DescribeVolumes',
    'DescribeSnapshots',
    'DescribeImages',
    'DescribeLockedSnapshots',
    'DescribeRegions',
    'GetCallerIdentity',
  ])('%s, throttled six times', async (action) => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    cloud.fault({ action, region: 'eu-west-1', times: 6, effect: THROTTLED });
    const report = await runSnapper(cloud, { ec2_regions: 'all' });
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
    expect(report.headline.unreachableRegions).toBe(0);
    expect([...report.notes, ...regionIn(report, 'eu-west-1').notes]).toEqual([]);
  });

  test('AssumeRole, throttled six times, costs no account', async () => {
    const { cloud, asHub, member } = await organisation();
    const { account } = member('222222222222');
    const volume = account.region('eu-west-1').attachedVolume(DAILY);
    cloud.fault({
      action: 'AssumeRole',
      times: 6,
      effect: { error: 'Throttling', message: 'Rate exceeded' },
    });
    await runSnapper(asHub, { accounts: ['222222222222'], external_id: EXTERNAL_ID });
    expect(account.snapshotsOf(volume)).toHaveLength(1);
  });

  test('Publish, throttled six times, costs no report', async () => {
    const cloud = await freshCloud();
    const topic = cloud.region('eu-west-1').topic('reports');
    cloud.fault({
      action: 'Publish',
      times: 6,
      effect: { error: 'Throttled', status: 429, message: 'Rate exceeded' },
    });
    const report = await runSnapper(cloud, { sns_arn: topic });
    expect(cloud.messages(topic)).toHaveLength(1);
    expect(report.undelivered).toBeUndefined();
  });

  test('a region that is throttled for longer than the run is told in time, and costs no other', async () => {
    const cloud = await freshCloud();
    const [lost, other] = SPARE.map((name) => cloud.region(name).attachedVolume(DAILY));
    cloud.fault({ action: 'DescribeSnapshots', region: 'eu-west-1', effect: THROTTLED });
    const begun = cloud.clock.now().getTime();
    const report = await runSnapper(cloud, { ec2_regions: SPARE });
    expect([lost, other].map((volume) => cloud.snapshotsOf(volume?.id ?? '').length)).toEqual([0, 1]);
    expect(regionIn(report, 'eu-west-1').error).toContain('RequestLimitExceeded');
    expect(cloud.clock.now().getTime() - begun).toBeLessThan(14 * MINUTE);
  });

  test('what is only a note does not hold the others up for longer than a minute', async () => {
    const cloud = await freshCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    cloud.fault({ action: 'DescribeImages', effect: THROTTLED });
    const begun = cloud.clock.now().getTime();
    const report = await runSnapper(cloud);
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
    expect(only(report).notes).toEqual([expect.stringContaining('AMI use could not be looked up')]);
    expect(cloud.clock.now().getTime() - begun).toBeLessThan(2 * MINUTE);
  });

  test.for<Effect>([{ error: 'InternalError' }, 'reset before', 'html'])(
    'a region whose endpoint is dead (%s) is given up after three tries',
    async (effect) => {
      const cloud = await freshCloud();
      ownCopies(cloud, cloud.region('eu-west-1').attachedVolume(DAILY), 2);
      const other = cloud.region('eu-central-1').attachedVolume(DAILY);
      cloud.fault({ action: 'DescribeVolumes', region: 'eu-west-1', effect });
      const report = await runSnapper(cloud, { ec2_regions: SPARE });
      expect(report.headline).toMatchObject({ unreachableRegions: 1, created: 1 });
      expect(cloud.snapshotsOf(other)).toHaveLength(1);
      const asked = callsOf(cloud, 'DescribeVolumes').filter(({ region }) => region === 'eu-west-1');
      expect(asked).toHaveLength(3);
    },
  );
});

describe('a call without an answer never takes the time of the report', () => {
  test.for([
    [
      'a look at a volume that was refused at the end',
      31_000,
      [
        { action: 'CreateSnapshot', effect: { error: 'IncorrectState' } },
        { action: 'DescribeVolumes', nth: 2, effect: 'timeout' },
      ],
    ],
    [
      'a look whether another run was faster',
      50_000,
      [
        { action: 'CreateSnapshot', effect: { error: 'SnapshotCreationPerVolumeRateExceeded' } },
        { action: 'DescribeSnapshots', nth: 2, effect: 'timeout' },
      ],
    ],
    [
      'a region that does not answer within a minute',
      60_000,
      [{ action: 'DescribeSnapshots', region: 'eu-west-1', effect: 'timeout' }],
    ],
  ] as const)('%s', async ([, remaining, faults]) => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').attachedVolume(DAILY);
    cloud.region('eu-central-1').attachedVolume();
    const topic = cloud.region('eu-west-1').topic('reports');
    for (const fault of faults) cloud.fault(fault);
    const begun = cloud.clock.now().getTime();
    const event = { ec2_regions: SPARE, sns_arn: topic };
    await hurried(
      cloud,
      async (sleep) => runSnapper({ env: cloud.env, clock: cloud.clock, sleep }, event, remaining),
      'silence',
    );
    expect(cloud.clock.now().getTime() - begun).toBeLessThan(remaining);
    expect(cloud.messages(topic)).toHaveLength(1);
  });
});
