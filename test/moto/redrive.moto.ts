import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { Cloud } from '../cloud/cloud.ts';
import { removeOutput } from '../lib/deployment.ts';
import { DAILY, DAY, freshCloud, mails } from '../scenarios/story.ts';
import { deployFanOut, HUB } from './deployedFanOut.ts';
import { startInterpreter } from './interpreter.ts';

afterAll(removeOutput);

/**
 * Executions for one time, and those that failed and go on, with the roles of the deployment. A redrive is simulated:
 * see the interpreter.
 */

const REGIONS = ['eu-west-1', 'us-east-1'];
const MEMBER = '222222222001';

/** Two volumes in each region of a hub and a member, each with a snapshot more than it keeps. */
async function lived() {
  const cloud = await freshCloud({ regions: REGIONS, at: new Date() });
  const fanOut = deployFanOut(cloud, [HUB, MEMBER], () => ({}));
  fanOut.addMember(MEMBER);
  for (const id of [HUB, MEMBER]) {
    for (const name of REGIONS) {
      const region = cloud.account(id).region(name);
      for (const of of [region.volume({ tags: DAILY }), region.volume({ tags: DAILY })]) {
        for (let day = 1; day <= 4; day += 1) {
          const startedAt = new Date(cloud.clock.now().getTime() - day * DAY);
          region.snapshot({
            of,
            startedAt,
            description: `autosnap: ${of.id}`,
            tags: { snapshot_tool: 'autosnap' },
          });
        }
      }
    }
  }
  const interpreter = await startInterpreter(cloud);
  onTestFinished(() => interpreter.stop());
  const event = { ec2_regions: REGIONS, scheduled_time: cloud.clock.now().toISOString() };
  const sent = () => mails(cloud, fanOut.topicArn).length;
  return { cloud, fanOut, interpreter, event, sent };
}

function snapshots(cloud: Cloud): string[] {
  return [HUB, MEMBER].flatMap((id) =>
    REGIONS.flatMap((name) => cloud.account(id).region(name).snapshots()).map(
      ({ id: one }) => `${id} ${one}`,
    ),
  );
}

function doings(cloud: Cloud): number {
  return cloud.calls.filter(({ action }) => /^(Create|Delete)Snapshots?$/.test(action)).length;
}

function isFacts({ Key }: Readonly<Record<string, string>>): boolean {
  return String(Key).endsWith('/run.json');
}

test('an execution that failed in List has done nothing, keeps its run from others, and does it when it is redriven', {
  timeout: 300_000,
}, async () => {
  const { cloud, fanOut, interpreter, event, sent } = await lived();
  const before = snapshots(cloud);
  const full = cloud.fault({ action: 'PutObject', when: isFacts, effect: { error: 'AccessDenied' } });
  expect(await interpreter.run(fanOut.definition, event)).toMatchObject({ status: 'FAILED' });
  const second = await interpreter.run(fanOut.definition, event, 'second');
  expect(second).toMatchObject({ status: 'SUCCEEDED', output: { leftTo: 'first-run' } });
  expect([snapshots(cloud), sent()]).toEqual([before, 0]);
  full.remove();
  const { status, name, output } = await interpreter.redrive(fanOut.definition);
  expect([status, name]).toEqual(['SUCCEEDED', 'first-run']);
  expect(output).toMatchObject({ headline: { level: 'OK', created: 8, deleted: 8 } });
  expect([doings(cloud), sent()]).toEqual([16, 1]);
  expect(await interpreter.run(fanOut.definition, event, 'third')).toMatchObject({
    status: 'SUCCEEDED',
    output: { leftTo: 'first-run', because: expect.stringMatching(/^nothing was done, because /) },
  });
  expect([doings(cloud), sent(), fanOut.told.length]).toEqual([16, 1, 1]);
  expect(cloud.region('eu-west-1').bucket(fanOut.bucket).keys('third/')).toEqual([]);
});

test('an execution that failed in Merge makes its report when it is redriven, and takes and deletes nothing more', {
  timeout: 300_000,
}, async () => {
  const { cloud, fanOut, interpreter, event, sent } = await lived();
  const unread = cloud.fault({ action: 'GetObject', when: isFacts, effect: { error: 'AccessDenied' } });
  expect(await interpreter.run(fanOut.definition, event)).toMatchObject({ status: 'FAILED' });
  const [done, all] = [doings(cloud), snapshots(cloud)];
  expect([done, sent()]).toEqual([16, 0]);
  unread.remove();
  expect(await interpreter.redrive(fanOut.definition)).toMatchObject({
    status: 'SUCCEEDED',
    output: { headline: { level: 'OK', created: 8, deleted: 8 } },
  });
  expect([doings(cloud), snapshots(cloud), sent()]).toEqual([done, all, 1]);
});

test('one that no region could be worked in reports that once more when it is redriven, so a new one is needed', {
  timeout: 300_000,
}, async () => {
  const { cloud, fanOut, interpreter, event, sent } = await lived();
  const closed = [HUB, MEMBER].map((id) =>
    cloud.account(id).fault({ action: 'DescribeVolumes', effect: { error: 'AuthFailure' } }),
  );
  const first = await interpreter.run(fanOut.definition, event);
  expect(first).toMatchObject({
    status: 'FAILED',
    cause: expect.stringContaining('No region was worked in'),
  });
  for (const one of closed) one.remove();
  expect(await interpreter.redrive(fanOut.definition)).toMatchObject({ status: 'FAILED' });
  expect([doings(cloud), sent()]).toEqual([0, 2]);
  const bucket = cloud.region('eu-west-1').bucket(fanOut.bucket);
  for (const lock of bucket.keys('locks/')) bucket.objects.delete(lock);
  expect(await interpreter.run(fanOut.definition, event, 'second')).toMatchObject({ status: 'SUCCEEDED' });
  expect([doings(cloud), sent()]).toEqual([16, 3]);
});
