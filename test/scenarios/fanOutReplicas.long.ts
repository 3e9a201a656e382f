import { expect, test } from 'vitest';
import { replicas } from '../../lambda/aws/replicas/permissions.ts';
import { lineageIn } from '../../lambda/core/lineage.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import type { Account } from '../cloud/accounts.ts';
import type { Role } from '../cloud/roles.ts';
import { FIRST, FOLDER, fannedOut } from './fanOutSteps.ts';
import { HUB } from './organisation.ts';
import { replicated } from './replicated.ts';
import { DAILY, DAY, HOUR, ownCopies, regionIn } from './story.ts';

/** Replicas in a fan-out: each account is one shard, because they are planned between its regions. */

const REGIONS = ['eu-west-1', 'eu-north-1', 'us-east-1'];
const PLACE = 'eu-central-1';
const EVENT = { regions: REGIONS, replicas: [PLACE], accounts: [HUB, FIRST] };
const REPLICATED = { ...DAILY, autosnap_replicate: `${PLACE}=2` };

/** Enough for a burst of a hundred calls, and two seconds more. */
const SHORT = 32_000;

/** Hub and member whose roles have the rights of replicas. */
async function replicating() {
  const fanOut = await fannedOut([...REGIONS, PLACE]);
  const { account, role } = fanOut.member(FIRST);
  for (const one of [fanOut.hubRole, role]) permit(one);
  return { ...fanOut, hub: fanOut.cloud.account(HUB), account };
}

function permit(role: Role): void {
  const statements = role.policy === 'allow all' ? [] : [role.policy.Statement].flat();
  const more = replicas({ partition: 'aws', prefixes: ['autosnap'], regions: [PLACE] });
  role.policy = { Statement: [...statements, ...more] };
}

/** In each region two volumes that ask for replicas and have two daily snapshots; gives the ids of these. */
function fill(account: Account, now: Date): string[] {
  return REGIONS.flatMap((name) => {
    const region = account.region(name);
    return ['books', 'web'].flatMap((Name) => {
      const of = region.attachedVolume({ Name, ...REPLICATED });
      return [2, 1].map(
        (daysAgo) =>
          region.snapshot({
            of,
            startedAt: new Date(now.getTime() - daysAgo * DAY),
            description: `autosnap: ${of.id}`,
            tags: { snapshot_tool: 'autosnap' },
          }).id,
      );
    });
  });
}

/** Of which snapshots an account has replicas, each as often as it has one. */
function sourcesIn(account: Account): string[] {
  return account
    .region(PLACE)
    .snapshots()
    .map(({ description }) => lineageIn(description, 'autosnap')?.snapshotId ?? 'none');
}

function placesIn({ regions }: Report): string[] {
  return regions.map(({ account, region }) => `${account}/${region}`);
}

function sum(report: Report, list: 'created' | 'replicated' | 'replicasDeleted'): number {
  return report.regions.reduce((all, { totals }) => all + (totals[list] ?? 0), 0);
}

const PLACES = [HUB, FIRST].flatMap((account) => [...REGIONS, PLACE].map((region) => `${account}/${region}`));

test('each snapshot has one replica after an execution in which time ends and an account cannot be entered at first', async () => {
  const fanOut = await replicating();
  const { cloud, hub, account, bucket, execution } = fanOut;
  const [own, theirs] = [fill(hub, cloud.clock.now()), fill(account, cloud.clock.now())];
  keepBusy(fanOut);
  cloud.fault({ action: 'AssumeRole', times: 1, effect: { error: 'AccessDenied', status: 403 } });

  const report = await execution(EVENT, (_, run) => (run === 1 ? SHORT : undefined));

  expect(bucket.json(`${FOLDER}/shards.json`)).toEqual([
    { account: HUB, region: 'all' },
    { account: FIRST, region: 'all' },
  ]);
  expect(bucket.keys(`${FOLDER}/shards/`).map((key) => key.slice(`${FOLDER}/shards/`.length))).toEqual([
    `${HUB}/all/1.json`,
    `${HUB}/all/2.json`,
    `${FIRST}/all/1.json`,
    `${FIRST}/all/2.json`,
  ]);
  expect(sourcesIn(hub).toSorted()).toEqual(own.toSorted());
  expect(sourcesIn(account).toSorted()).toEqual(theirs.toSorted());
  expect(placesIn(report)).toEqual(PLACES);
  expect(report.headline).toMatchObject({
    level: 'OK',
    created: 2 * 6 + MANY,
    volumesManaged: 2 * 6 + MANY,
    skipped: 0,
    unreachableRegions: 0,
    lostRegions: 0,
  });
  expect(sum(report, 'replicated')).toBe(own.length + theirs.length);
  for (const one of report.regions.filter(({ region }) => region === PLACE)) {
    expect(one.replicas).toMatchObject({ volumes: 6, pending: 12, waiting: 0 });
  }
});

test('a run that dies after it copied is told for each region, and the next one makes no second replica', async () => {
  const { cloud, hub, account, listed, shard, fails, merged, told } = await replicating();
  const own = fill(hub, cloud.clock.now());
  fill(account, cloud.clock.now());
  await listed(EVENT);
  await shard(HUB, 'all', { event: EVENT });
  fails(HUB, 'all', 1, { Error: 'Sandbox.Timedout', Cause: '' });
  await shard(HUB, 'all', { event: EVENT, run: 2, failures: 1, mayDelete: 'nothing' });
  await shard(FIRST, 'all', { event: EVENT });
  await merged(EVENT);
  expect(sourcesIn(hub).toSorted()).toEqual(own.toSorted());
  const [report] = told;
  expect(report && placesIn(report)).toEqual(PLACES);
  expect(report?.headline).toMatchObject({ level: 'FAILURE', lostRegions: 4 });
});

test('replicas for which there is no room are no reason to run again at once', async () => {
  const { cloud, shard } = await replicating();
  for (let index = 0; index < 25; index += 1) {
    ownCopies(cloud, cloud.region('eu-west-1').attachedVolume(REPLICATED), 1);
  }
  const { next, report } = await shard(HUB, 'all', { event: EVENT });
  expect(next).toBe('done');
  expect(regionIn(report, PLACE).replicas).toMatchObject({ pending: 15, waiting: 10 });

  cloud.clock.advance(DAY);
  cloud.fault({ action: 'CopySnapshot', effect: { error: 'ResourceLimitExceeded' } });
  const full = await shard(HUB, 'all', { event: EVENT });
  expect(full.next).toBe('done');
  expect(regionIn(full.report, PLACE).replicas?.trouble.skipped).toBeGreaterThan(0);
});

/** A volume with many replicas more than its tag asks for, and none of its newest snapshots. */
function withSurplus(
  { cloud }: Awaited<ReturnType<typeof replicating>>,
  surplus: number,
  lacking: number,
): void {
  const tags = { ...REPLICATED, autosnap_retain: '400' };
  const volume = cloud.region('eu-west-1').attachedVolume(tags);
  const sources = ownCopies(cloud, volume, surplus + 2 + lacking);
  for (const source of sources.slice(0, surplus + 2)) {
    replicated(cloud, source, PLACE, { startedAt: source.startedAt });
  }
}

/** How many volumes keep three runs of two seconds busy, and more. */
const MANY = 400;

/** Volumes for which a run of two seconds has no time. */
function keepBusy({ cloud }: Awaited<ReturnType<typeof replicating>>): void {
  for (let count = 0; count < MANY; count += 1) cloud.region('us-east-1').volume({ tags: DAILY });
}

test('a shard that has no time for all deletions of replicas goes on, and all its runs delete no more than max_deletes', async () => {
  const fanOut = await replicating();
  withSurplus(fanOut, 300, 1);
  const { hub, bucket, execution } = fanOut;
  const event = { ...EVENT, accounts: [HUB], max_deletes: 250 };
  const report = await execution(event, (_, run) => (run === 1 ? SHORT : undefined));
  expect(bucket.keys(`${FOLDER}/shards/`)).toHaveLength(2);
  expect(sourcesIn(hub)).toHaveLength(302 + 1 - 250);
  expect(sum(report, 'replicasDeleted')).toBe(250);
  expect(regionIn(report, PLACE).replicaBrakes).toEqual([
    expect.objectContaining({ scope: 'max_deletes', wanted: 300, of: 250 }),
  ]);
});

test('the brake of a place stays on in the next run of its shard, also where that could copy more', async () => {
  const fanOut = await replicating();
  withSurplus(fanOut, 20, 2);
  keepBusy(fanOut);
  const { cloud, hub, shard } = fanOut;
  const event = { ...EVENT, replica_window: 1 };
  const first = await shard(HUB, 'all', { event, milliseconds: SHORT });
  expect([first.next, first.mayDelete, sourcesIn(hub).length]).toEqual(['again', 0, 22 + 1 - 2]);
  cloud.clock.advance(HOUR);
  const second = await shard(HUB, 'all', { event, run: 2, mayDelete: first.mayDelete });
  expect([second.next, sourcesIn(hub).length]).toEqual(['done', 22 + 2 - 2]);
});

test('a shard of which one region can never be read goes on in the others', async () => {
  const fanOut = await replicating();
  keepBusy(fanOut);
  const { cloud, shard } = fanOut;
  cloud.fault({ action: 'any', region: 'eu-north-1', effect: { error: 'AuthFailure', status: 401 } });
  const answers = [1, 2, 3].map((run) => ({ run, failures: run - 1 }));
  const next: unknown[] = [];
  for (const one of answers) {
    const answer = await shard(HUB, 'all', { event: EVENT, milliseconds: SHORT, ...one });
    next.push([answer.next, answer.failures]);
  }
  expect(next).toEqual([
    ['later', 1],
    ['later', 2],
    ['again', 3],
  ]);
});

test('a region that cannot be read at first is read in a later run, and the others are told once', async () => {
  const { cloud, hub, account, execution } = await replicating();
  const own = fill(hub, cloud.clock.now());
  fill(account, cloud.clock.now());
  const isFirst = { times: 1, effect: { error: 'AuthFailure', status: 401 } } as const;
  cloud.fault({ action: 'DescribeSnapshots', region: 'us-east-1', account: HUB, ...isFirst });
  const report = await execution(EVENT, () => undefined);
  expect(sourcesIn(hub).toSorted()).toEqual(own.toSorted());
  expect(placesIn(report)).toEqual(PLACES);
  expect(report.headline).toMatchObject({ level: 'OK', created: 12, unreachableRegions: 0 });
});

test('a shard of one region, which was listed before replicas were switched on, makes none', async () => {
  const { cloud, hub, shard } = await replicating();
  fill(hub, cloud.clock.now());
  const { next, report } = await shard(HUB, 'eu-west-1', { event: EVENT });
  expect([next, report.regions.map(({ region }) => region)]).toEqual(['done', ['eu-west-1']]);
  expect(sourcesIn(hub)).toEqual([]);
});

test('a region that the organisation forbids is not tried again, and not to be left out where another account uses it', async () => {
  const { cloud, account, shard, execution } = await replicating();
  fill(account, cloud.clock.now());
  const message =
    'not authorized to perform: ec2:DescribeVolumes with an explicit deny in a service control policy';
  const effect = { error: 'UnauthorizedOperation', status: 403, message };
  cloud.fault({ action: 'any', region: 'us-east-1', account: HUB, effect });
  const { next, report: alone } = await shard(HUB, 'all', { event: EVENT });
  expect([next, regionIn(alone, 'us-east-1').error]).toEqual([
    'done',
    expect.stringMatching(/; the organisation forbids us-east-1; to leave it out, set regions to /),
  ]);
  const report = await execution(EVENT, () => undefined);
  expect(placesIn(report)).toEqual(PLACES);
  expect(regionIn(report, 'us-east-1').error).toMatch(/ service control policy$/);

  cloud.fault({ action: 'any', region: 'eu-north-1', effect });
  const both = await execution(EVENT, () => undefined);
  expect(regionIn(both, 'us-east-1').error).toMatch(/ service control policy$/);
  expect(regionIn(both, 'eu-north-1').error).toMatch(
    /; the organisation forbids eu-north-1; to leave it out, set regions to eu-west-1,us-east-1$/,
  );
});

test('the region that keeps replicas is told where it is forbidden, and not where an account has none in it', async () => {
  const { cloud, account, execution } = await replicating();
  cloud.region('eu-west-1').volume({ tags: DAILY });
  fill(account, cloud.clock.now());
  const report = await execution(EVENT, () => undefined);
  expect(report.headline.line).toContain(`nothing asks for snapshots in ${HUB}/eu-north-1, ${HUB}/us-east-1`);
  expect(report.headline.line).not.toContain(`${HUB}/${PLACE}`);

  const message = 'not authorized to perform: x with an explicit deny in a service control policy';
  cloud.fault({
    action: 'any',
    region: PLACE,
    effect: { error: 'UnauthorizedOperation', status: 403, message },
  });
  const { error } = regionIn(await execution(EVENT, () => undefined), PLACE);
  expect(error).toMatch(/ service control policy$/);
});
