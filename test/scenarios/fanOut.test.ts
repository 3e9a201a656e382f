import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { ShardAnswer } from '../../lambda/fanOut/shard.ts';
import type { Params } from '../cloud/wire/request.ts';
import { FIRST, FOLDER, fannedOut, SECOND } from './fanOutSteps.ts';
import { HUB } from './organisation.ts';
import { DAILY, HOUR, lastMail, MINUTE, ownCopies } from './story.ts';

/** The functions around a state machine, called as it calls them; test/moto runs the state machine itself. */

/** Whether a call of S3 is about a file of the first member. */
function isOfFirst({ Key }: Params): boolean {
  return String(Key).includes(FIRST);
}

const shards = z.array(z.object({ account: z.string(), region: z.string() }));

describe('the list', () => {
  test('has each region that each account has enabled, and one entry for an account that does not tell', async () => {
    const { cloud, member, bucket, listed } = await fannedOut();
    member(FIRST).account.region('us-east-1').enabled = false;
    const answer = await listed({ ec2_regions: 'all', dry_run: true });
    expect(shards.parse(bucket.json(`${FOLDER}/shards.json`))).toEqual([
      { account: HUB, region: 'eu-west-1' },
      { account: HUB, region: 'us-east-1' },
      { account: FIRST, region: 'eu-west-1' },
      { account: SECOND, region: 'all' },
    ]);
    const scheduled = cloud.clock.now().toISOString().replace('.000', '');
    expect(answer).toEqual({
      event: { regions: 'all', dry_run: true, scheduled_time: scheduled },
      shards: 4,
    });
  });

  test('has each account once where replicas are kept, also one that cannot be entered', async () => {
    const { cloud, bucket, listed } = await fannedOut();
    const answer = await listed({ regions: ['eu-west-1', 'us-east-1'], replicas: ['eu-central-1'] });
    expect(shards.parse(bucket.json(`${FOLDER}/shards.json`))).toEqual(
      [HUB, FIRST, SECOND].map((account) => ({ account, region: 'all' })),
    );
    expect(answer).toMatchObject({
      event: { regions: ['eu-west-1', 'us-east-1'], replicas: ['eu-central-1'] },
      shards: 3,
    });
    expect(cloud.calls.filter(({ action }) => action === 'AssumeRole')).toEqual([]);
  });

  test('hands on the settings of an event only, and not all accounts to each, so that a report has room', async () => {
    const { listed } = await fannedOut();
    const accounts = Array.from({ length: 4000 }, (_, index) => String(222222222222 + index));
    const { event, shards: count } = await listed({
      accounts,
      ec2_regions: 'eu-west-1',
      detail: 'x'.repeat(60_000),
      time: '2026-01-01T02:59:00Z',
      schedule_name: 'nightly',
    });
    expect(count).toBe(4000);
    expect(event).toEqual({
      regions: 'eu-west-1',
      job_name: 'nightly',
      scheduled_time: '2026-01-01T02:59:00Z',
    });
  });

  test("hands on a follow-up's time as it is, also one that cannot be believed, because shards decide alike", async () => {
    const { listed } = await fannedOut();
    const followUp = { follow_up: '1h', ec2_regions: 'eu-west-1' };
    for (const scheduled_time of ['2026-01-01T03:00:00Z', '2020-01-01T03:00:00Z']) {
      expect((await listed({ ...followUp, scheduled_time })).event).toMatchObject({ scheduled_time });
    }
    expect((await listed(followUp)).event).not.toHaveProperty('scheduled_time');
  });

  test('refuses an event that no run could take, before anything is done', async () => {
    const { bucket, listed } = await fannedOut();
    await expect(listed({ dryRun: true })).rejects.toThrow(/^dryRun .* is not a setting; use dry_run/);
    await expect(listed({ accounts: 'prod' })).rejects.toThrow(/^accounts must be a list/);
    expect(bucket.keys()).toEqual([]);
  });
});

describe('a function that is started with what its state machine would not tell it', () => {
  test.for([[[]], ['x'], [null], [{ dry_run: true }], [{ event: { dry_run: true } }]] as const)(
    '%j is refused as a mistake, which no retry mends, with where to start a run',
    async ([input]) => {
      const { cloud, bucket, byHand } = await fannedOut();
      for (const start of [byHand.list, byHand.shard]) {
        await expect(start(input)).rejects.toMatchObject({
          name: 'SettingsError',
          message: expect.stringMatching(
            /^this function must be started by its state machine, but was given .*; for a run by hand start the state machine, with an input like \{"dry_run":true\} \(docs\/many-accounts\.md, "One run with fanOut"\); nothing was done$/,
          ),
        });
        await expect(start(input)).rejects.toThrow(`but was given ${JSON.stringify(input)}`);
      }
      expect(bucket.keys()).toEqual([]);
      expect(cloud.calls).toEqual([]);
    },
  );

  test.for([[[]], ['x'], [null]] as const)('%j is no input of a run', async ([event]) => {
    const { bucket, listed } = await fannedOut();
    await expect(listed(event)).rejects.toMatchObject({
      name: 'SettingsError',
      message: `the input of a run must be an object of settings, but is ${JSON.stringify(event)}; use {"dry_run":true}; nothing was done`,
    });
    expect(bucket.keys()).toEqual([]);
  });
});

describe('where STS does not say whose the credentials are', () => {
  test("the hub's own regions are listed and worked with its own credentials", async () => {
    const { cloud, bucket, listed, shard } = await fannedOut();
    cloud.fault({ action: 'GetCallerIdentity', effect: { error: 'ServiceUnavailable', status: 503 } });
    await listed({ accounts: [HUB], ec2_regions: 'all' });
    expect(shards.parse(bucket.json(`${FOLDER}/shards.json`))).toEqual([
      { account: HUB, region: 'eu-west-1' },
      { account: HUB, region: 'us-east-1' },
    ]);
    expect(bucket.json(`${FOLDER}/run.json`)).toMatchObject({ account: HUB, notes: [] });
    expect(await shard(HUB, 'eu-west-1')).toMatchObject({ next: 'done', failures: 0 });
  });
});

describe('a shard', () => {
  test('whose time is up goes on at once, until all is done or its budget is spent', async () => {
    const { member, shard } = await fannedOut();
    const region = member(FIRST).account.region('eu-west-1');
    for (let count = 0; count < 250; count += 1) region.volume({ tags: DAILY });
    // A burst of a hundred creates, and two seconds more.
    const short = { milliseconds: 32_000, budget: 2 };
    const first = await shard(FIRST, 'eu-west-1', short);
    expect([first.next, first.report.headline.created]).toEqual(['again', 109]);
    const second = await shard(FIRST, 'eu-west-1', { ...short, run: 2 });
    expect([second.next, second.report.headline.created]).toEqual(['done', 109]);
    const more = await shard(FIRST, 'eu-west-1', { run: 3, budget: 4 });
    expect([more.next, more.report.headline.created]).toEqual(['done', 32]);
  });

  test('deletes no more in all of its runs than max_deletes lets one run', async () => {
    const { cloud, shard } = await fannedOut();
    const region = cloud.region('eu-west-1');
    for (let count = 0; count < 150; count += 1) ownCopies(cloud, region.volume({ tags: DAILY }), 4);
    const event = { max_deletes: 8 };
    const first = await shard(HUB, 'eu-west-1', { event, milliseconds: 32_000 });
    expect(first).toMatchObject({ next: 'again', report: { headline: { created: 109 } } });
    await shard(HUB, 'eu-west-1', { event, run: 2, mayDelete: first.mayDelete });
    expect(region.snapshots().filter(({ tags }) => tags['snapshot_tool'] === 'autosnap')).toHaveLength(
      150 * 5 - 8,
    );
  });

  test('does not let go in its next run what the brake held back in the last', async () => {
    const { cloud, shard } = await fannedOut();
    const region = cloud.region('eu-west-1');
    const volume = region.volume({ tags: DAILY });
    ownCopies(cloud, volume, 15);
    for (let count = 0; count < 150; count += 1) ownCopies(cloud, region.volume({ tags: DAILY }), 1);
    const first = await shard(HUB, 'eu-west-1', { milliseconds: 32_000 });
    expect(first.next).toBe('again');
    await shard(HUB, 'eu-west-1', { run: 2, mayDelete: first.mayDelete });
    expect(cloud.snapshotsOf(volume)).toHaveLength(15 + 1 - 2);
  });

  test('is not gone on with twenty hours after its time, so that the report comes while the execution lasts', async () => {
    const { cloud, member, shard } = await fannedOut();
    const region = member(FIRST).account.region('eu-west-1');
    for (let count = 0; count < 150; count += 1) region.volume({ tags: DAILY });
    const event = { scheduled_time: cloud.clock.now().toISOString() };
    cloud.clock.advance(20 * HOUR + MINUTE);
    const { next, report } = await shard(FIRST, 'eu-west-1', { event, milliseconds: 32_000 });
    expect([next, report.headline.created, report.headline.skipped]).toEqual(['done', 109, 41]);
  });

  test('that cannot be read is tried again later, three times in all', async () => {
    const { shard } = await fannedOut();
    const answers = [0, 1, 2].map(async (failures) => {
      const answer = await shard(SECOND, 'eu-west-1', { run: 7, failures });
      return [answer.next, answer.failures];
    });
    expect(await Promise.all(answers)).toEqual([
      ['later', 1],
      ['later', 2],
      ['done', 3],
    ]);
  });

  test('that can be read again starts counting anew', async () => {
    const { shard } = await fannedOut();
    expect(await shard(HUB, 'eu-west-1', { run: 3, failures: 2 })).toMatchObject({
      next: 'done',
      failures: 0,
    });
  });
});

describe('the report over all', () => {
  test('counts what all runs of all shards did, and says where all of it is', async () => {
    const { cloud, member, bucket, topic, told, listed, shard, merged } = await fannedOut();
    const region = member(FIRST).account.region('eu-west-1');
    member(SECOND);
    for (let count = 0; count < 150; count += 1) region.volume({ tags: DAILY });
    cloud.region('eu-west-1').attachedVolume(DAILY);
    const event = { ec2_regions: 'eu-west-1' };
    await listed(event);
    await shard(HUB, 'eu-west-1');
    await shard(FIRST, 'eu-west-1', { milliseconds: 32_000 });
    await shard(FIRST, 'eu-west-1', { run: 2 });
    await shard(SECOND, 'eu-west-1');

    const { headline, report } = await merged(event);

    expect(headline).toMatchObject({ level: 'OK', created: 151, volumesManaged: 151, skipped: 0 });
    expect(report).toBe('s3://reports/one-run/report.json');
    expect(bucket.json(`${FOLDER}/report.json`)).toMatchObject({ headline, whole: report });
    expect(told).toHaveLength(1);
    const mail = lastMail(cloud, topic);
    expect(mail.split('\n')[0]).toBe(headline.line);
    expect(mail).toContain(`account ${HUB}, accounts 3`);
    expect(mail).toContain(`Region ${FIRST}/eu-west-1\n  managed: 0 instances, 150 volumes\n  created: 150`);

    await merged({ ...event, notify: 'trouble' });
    expect([told.at(-1)?.published, cloud.messages(topic).length]).toEqual([false, 1]);
  });

  test('says of a run that left no report why, and that what it did is not counted', async () => {
    const { cloud, topic, member, listed, shard, fails, merged, told } = await fannedOut();
    const region = member(FIRST).account.region('eu-west-1');
    for (let count = 0; count < 150; count += 1) region.volume({ tags: DAILY });
    await listed({ ec2_regions: 'eu-west-1' });
    const thrown = { errorType: 'TypeError', errorMessage: 'x is not a function' };
    fails(HUB, 'eu-west-1', 1, { Error: 'TypeError', Cause: JSON.stringify(thrown) });
    await shard(FIRST, 'eu-west-1', { milliseconds: 32_000 });
    fails(FIRST, 'eu-west-1', 2, { Error: 'States.Timeout', Cause: 'no answer' });

    await merged({ ec2_regions: 'eu-west-1' });

    expect(told[0]?.headline).toMatchObject({
      level: 'FAILURE',
      created: 109,
      skipped: 41,
      unreachableRegions: 0,
      lostRegions: 3,
    });
    expect(told[0]?.regions.map(({ status, lostRuns }) => [status, ...lostRuns])).toEqual([
      ['lost', 'TypeError: x is not a function'],
      ['done', 'States.Timeout: no answer'],
      ['lost', 'NoReport: its shard ended without a report; the executions of the state machine tell why'],
    ]);
    const mail = lastMail(cloud, topic);
    expect(mail).toContain('3 regions with a run that ended without a report, so what it did is not counted');
    expect(mail).toContain(
      `  ${FIRST}/eu-west-1: a run ended without a report, so what it did is not counted: States.Timeout: no answer\n`,
    );
    expect(mail).not.toContain('nothing could be read or done here');
  });

  test('says so of a run that died after its deeds, even where the next one found all in order', async () => {
    const { cloud, listed, shard, fails, merged } = await fannedOut();
    const volume = cloud.region('eu-west-1').volume({ tags: DAILY });
    ownCopies(cloud, volume, 5);
    const event = { ec2_regions: 'eu-west-1', accounts: [HUB] };
    await listed(event);
    await shard(HUB, 'eu-west-1');
    fails(HUB, 'eu-west-1', 1, { Error: 'Sandbox.Timedout', Cause: '' });
    await shard(HUB, 'eu-west-1', { run: 2, failures: 1, mayDelete: 'nothing' });
    const { headline } = await merged(event);
    expect(headline).toMatchObject({
      level: 'FAILURE',
      created: 0,
      deleted: 0,
      onSchedule: 1,
      lostRegions: 1,
    });
  });

  test('deletes nothing after a run that died, and says that this is why', async () => {
    const { cloud, topic, listed, shard, fails, merged } = await fannedOut();
    const volume = cloud.region('eu-west-1').volume({ tags: DAILY });
    ownCopies(cloud, volume, 5);
    const event = { ec2_regions: 'eu-west-1', accounts: [HUB] };
    await listed(event);
    fails(HUB, 'eu-west-1', 1, { Error: 'Runtime.ExitError', Cause: '' });
    const { mayDelete } = await shard(HUB, 'eu-west-1', { run: 2, failures: 1, mayDelete: 'nothing' });
    await merged(event);
    expect([cloud.snapshotsOf(volume).length, mayDelete]).toEqual([6, 'nothing']);
    expect(lastMail(cloud, topic)).toContain(
      '123456789012/eu-west-1: nothing is deleted, because it is not known what the run before deleted; 2 deletions wait for the next run',
    );
  });

  test.for<{
    readonly what: string;
    readonly files: readonly number[];
    readonly next: ShardAnswer['next'];
    readonly lost: number;
  }>([
    { what: 'between two that did', files: [1, 3], next: 'done', lost: 1 },
    { what: 'before all others', files: [2], next: 'done', lost: 1 },
    { what: 'after one that asked for it', files: [1], next: 'again', lost: 1 },
    { what: 'only where one was asked for', files: [1, 2], next: 'done', lost: 0 },
  ])('misses a run that left nothing $what', async ({ files, next, lost }) => {
    const { bucket, listed, shard, merged, told } = await fannedOut();
    const event = { ec2_regions: 'eu-west-1', accounts: [HUB] };
    await listed(event);
    const answer = await shard(HUB, 'eu-west-1', { run: files.at(-1) ?? 1 });
    for (const run of files) {
      const left = run === files.at(-1) ? next : 'again';
      bucket.put(`${FOLDER}/shards/${HUB}/eu-west-1/${run}.json`, JSON.stringify({ ...answer, next: left }));
    }
    await merged(event);
    expect(told[0]?.regions.map(({ lostRuns }) => lostRuns.length)).toEqual([lost]);
  });

  test('is made of the others where one cannot be read', async () => {
    const { cloud, member, listed, shard, merged, told } = await fannedOut();
    member(FIRST);
    member(SECOND);
    await listed({ ec2_regions: 'eu-west-1' });
    for (const account of [HUB, FIRST, SECOND]) await shard(account, 'eu-west-1');
    cloud.fault({ action: 'GetObject', when: isOfFirst, effect: { error: 'AccessDenied', status: 403 } });

    await merged({ ec2_regions: 'eu-west-1' });

    expect(told[0]?.headline).toMatchObject({ level: 'FAILURE', lostRegions: 1 });
    expect(told[0]?.regions.map(({ lostRuns }) => lostRuns)).toEqual([
      [],
      [expect.stringMatching(/^AccessDenied: what its shard left could not be read: /)],
      [],
    ]);
  });

  test('keeps what could be read of a shard where one of its runs left rubbish', async () => {
    const { cloud, bucket, listed, shard, merged } = await fannedOut();
    cloud.region('eu-west-1').volume({ tags: DAILY });
    const event = { ec2_regions: 'eu-west-1', accounts: [HUB] };
    await listed(event);
    await shard(HUB, 'eu-west-1');
    bucket.put(`${FOLDER}/shards/${HUB}/eu-west-1/2.json`, '{"Error":7}');
    const { headline } = await merged(event);
    expect(headline).toMatchObject({ level: 'FAILURE', created: 1, lostRegions: 1 });
  });

  test('is published even where no region was worked in, and the run ends as failed', async () => {
    const { cloud, topic, listed, merged } = await fannedOut();
    await listed({ ec2_regions: 'eu-west-1' });
    await expect(merged({ ec2_regions: 'eu-west-1' })).rejects.toThrow(
      /^No region was worked in to the end\. FAILURE: /,
    );
    expect(lastMail(cloud, topic)).toContain('3 regions with a run that ended without a report');
  });
});
