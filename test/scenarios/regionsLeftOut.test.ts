import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Report } from '../../lambda/core/report/report.ts';
import { reportText } from '../../lambda/core/report/reportText.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { FIRST, FOLDER, fannedOut, SECOND } from './fanOutSteps.ts';
import { HUB, organisation } from './organisation.ts';
import { DAILY, freshCloud, regionIn, runSnapper } from './story.ts';

/** N02: regions that are left out, and regions that an organisation forbids. */

function forbid(where: Pick<Cloud, 'fault'>, ...regions: string[]): void {
  const message =
    'You are not authorized to perform this operation. User: arn:aws:sts::123456789012:assumed-role/snapper/x is not authorized to perform: ec2:DescribeVolumes with an explicit deny in a service control policy';
  const effect = { error: 'UnauthorizedOperation', status: 403, message } as const;
  for (const region of regions) where.fault({ action: 'any', region, effect });
}

/** What is told of the regions of a run that could read none. */
async function errorsOf(cloud: Cloud, ec2_regions: string): Promise<(string | undefined)[]> {
  const told: Report[] = [];
  const running = runSnapper(cloud, { ec2_regions }, undefined, (report) => void told.push(report));
  await expect(running).rejects.toThrow('No region could be read');
  return told.flatMap(({ regions }) => regions.map(({ error }) => error));
}

describe('regions that a service control policy forbids', () => {
  test('are told with one remedy for all of them, which ends the trouble', async () => {
    const cloud = await freshCloud();
    cloud.region('eu-west-1').attachedVolume(DAILY);
    forbid(cloud, 'eu-central-1', 'us-east-1', 'us-west-2');
    const report = await runSnapper(cloud, { ec2_regions: 'all' });
    expect(regionIn(report, 'eu-central-1').error).toMatch(
      /service control policy; the organisation forbids 3 regions; to leave them out, set regions to all,!eu-central-1,!us-east-1,!us-west-2$/,
    );
    expect(regionIn(report, 'us-east-1').error).toMatch(
      /service control policy; the organisation forbids it: see eu-central-1$/,
    );
    expect(reportText(report).match(/set regions to/g)).toHaveLength(1);
    cloud.clock.advance(86_400_000);
    const after = await runSnapper(cloud, { ec2_regions: 'all,!eu-central-1,!us-east-1,!us-west-2' });
    expect(after.headline.level).toBe('OK');
    expect(after.regions.map(({ region }) => region)).toEqual(['eu-west-1']);
  });

  test.for([
    ['all,!us-west-2', 'all,!us-west-2,!eu-central-1'],
    ['eu-central-1,eu-west-1', 'eu-west-1'],
  ] as const)('one beside others in %s is left out by %s', async ([given, remedy]) => {
    const cloud = await freshCloud();
    forbid(cloud, 'eu-central-1');
    const report = await runSnapper(cloud, { ec2_regions: given });
    expect(regionIn(report, 'eu-central-1').error).toMatch(
      new RegExp(`; the organisation forbids eu-central-1; to leave it out, set regions to ${remedy}$`),
    );
  });

  test('a region that another account uses is not to be left out', async () => {
    const { asHub, member } = await organisation({ regions: ['eu-west-1', 'us-east-1'] });
    member(FIRST).account.region('us-east-1').attachedVolume(DAILY);
    forbid(member(SECOND).account, 'us-east-1');
    const report = await runSnapper(asHub, { accounts: [FIRST, SECOND], ec2_regions: 'all' });
    expect(report.regions.flatMap(({ error }) => error ?? [])).toEqual([
      expect.stringMatching(/service control policy$/),
    ]);
  });

  test('a list of regions that is refused itself asks for names', async () => {
    const cloud = await freshCloud();
    const message =
      'is not authorized to perform: ec2:DescribeRegions with an explicit deny in a service control policy';
    cloud.fault({
      action: 'DescribeRegions',
      effect: { error: 'UnauthorizedOperation', status: 403, message },
    });
    expect(await errorsOf(cloud, 'all')).toEqual([
      expect.stringMatching(/which the organisation forbids; name the regions to work in, in place of all$/),
    ]);
  });

  test('any other refusal proposes to leave nothing out', async () => {
    const cloud = await freshCloud();
    cloud.fault({
      action: 'any',
      region: 'us-east-1',
      effect: { error: 'UnauthorizedOperation', status: 403 },
    });
    const report = await runSnapper(cloud, { ec2_regions: 'all' });
    expect(regionIn(report, 'us-east-1').error).not.toContain('leave');
  });
});

describe('regions that are left out of all', () => {
  test('are left out in every account, listed or not', async () => {
    const { bucket, listed, shard, member } = await fannedOut();
    const event = { ec2_regions: 'all,!us-east-1', dry_run: true };
    member(FIRST);
    await listed(event);
    const shards = z.array(z.object({ account: z.string(), region: z.string() }));
    expect(shards.parse(bucket.json(`${FOLDER}/shards.json`))).toEqual([
      { account: HUB, region: 'eu-west-1' },
      { account: FIRST, region: 'eu-west-1' },
      { account: SECOND, region: 'all' },
    ]);
    member(SECOND);
    const { report } = await shard(SECOND, 'all', { event });
    expect(report.regions.map(({ region }) => region)).toEqual(['eu-west-1']);
  });

  test('that are all there are is a failure that says so', async () => {
    const cloud = await freshCloud();
    expect(await errorsOf(cloud, 'all !eu-west-1 !eu-central-1 !us-east-1 !us-west-2')).toEqual([
      'NoRegionLeft: regions leaves out every region that is enabled for the account (eu-central-1, eu-west-1, us-east-1, us-west-2), so there is nothing to do; leave out fewer',
    ]);
  });
});
