import { afterAll, expect, onTestFinished, test } from 'vitest';
import { reportSchema } from '../../lambda/fanOut/files.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { removeOutput } from '../lib/deployment.ts';
import { DAILY, DAY, freshCloud, mails } from '../scenarios/story.ts';
import { type BeforeShard, deployFanOut, HUB } from './deployedFanOut.ts';
import { startInterpreter } from './interpreter.ts';
import { wholeLines } from '../wholeLines.ts';

afterAll(removeOutput);

const REGIONS = ['eu-west-1', 'eu-central-1', 'eu-north-1', 'us-east-1', 'us-west-2'];
const MEMBERS = Array.from({ length: 19 }, (_, index) => String(222222222001 + index));
const ACCOUNTS = [HUB, ...MEMBERS];
const [REFUSES = '', NOT_ENABLED = '', THROWS = '', LARGE = '', THROTTLED = '', STUMBLES = ''] = MEMBERS;

/** The names of all own copies there are. */
function ownCopies(cloud: Cloud): Set<string> {
  const all = ACCOUNTS.flatMap((id) => REGIONS.flatMap((name) => cloud.account(id).region(name).snapshots()));
  return new Set(all.filter(({ tags }) => tags['snapshot_tool'] === 'autosnap').map(({ id }) => id));
}

/** An instance with two volumes and a volume by itself; each has one copy more than it keeps. */
function fill(cloud: Cloud, id: string, regionName: string): void {
  const region = cloud.account(id).region(regionName);
  const attachedTo = region.instance({ tags: DAILY });
  const volumes = [
    region.volume({ attachedTo }),
    region.volume({ attachedTo }),
    region.volume({ tags: DAILY }),
  ];
  for (const of of volumes) {
    for (let day = 1; day <= 4; day += 1) {
      const startedAt = new Date(cloud.clock.now().getTime() - day * DAY);
      region.snapshot({ of, startedAt, description: 'autosnap: x', tags: { snapshot_tool: 'autosnap' } });
    }
  }
}

async function lived(event: object) {
  const cloud = await freshCloud({ regions: REGIONS, at: new Date() });
  const tries = new Map<string, number>();
  const before: BeforeShard = ({ account, region }) => {
    const place = `${account}/${region}`;
    tries.set(place, (tries.get(place) ?? 0) + 1);
    if (place === `${THROWS}/us-east-1`) throw new TypeError('Cannot read properties of undefined');
    if (place === `${STUMBLES}/eu-central-1` && tries.get(place) === 1) throw new Error('out of memory');
    // A burst of a hundred creates, and two seconds more.
    return place === `${LARGE}/us-west-2` ? { milliseconds: 32_000 } : {};
  };
  const fanOut = deployFanOut(cloud, ACCOUNTS, before);
  for (const id of MEMBERS) if (id !== REFUSES) fanOut.addMember(id);
  for (const id of ACCOUNTS) for (const name of REGIONS) fill(cloud, id, name);
  cloud.account(NOT_ENABLED).region('eu-north-1').enabled = false;
  for (let more = 0; more < 250; more += 1) {
    cloud.account(LARGE).region('us-west-2').volume({ tags: DAILY });
  }
  for (const action of ['CreateSnapshot', 'CreateSnapshots', 'DeleteSnapshot', 'DescribeVolumes']) {
    cloud.account(THROTTLED).fault({ action, times: 2, effect: { error: 'RequestLimitExceeded' } });
  }
  cloud.fault({ action: 'Invoke', times: 3, effect: { error: 'TooManyRequestsException', status: 429 } });

  const interpreter = await startInterpreter(cloud);
  onTestFinished(() => interpreter.stop());
  const old = ownCopies(cloud);
  const execution = await interpreter.run(fanOut.definition, event);
  const now = ownCopies(cloud);
  return {
    cloud,
    fanOut,
    tries,
    execution,
    created: [...now].filter((id) => !old.has(id)).length,
    deleted: [...old].filter((id) => !now.has(id)).length,
  };
}

test('a run over twenty accounts and five regions does what each shard can, and one report tells it all', {
  timeout: 300_000,
}, async () => {
  const { cloud, fanOut, tries, execution, created, deleted } = await lived({ ec2_regions: REGIONS });
  expect(execution).toMatchObject({ status: 'SUCCEEDED', cause: undefined });

  // Five regions refuse, one is not enabled, one throws: 93 are worked in, with 3 volumes each and 250 more.
  // The one that stumbled deletes nothing, because nobody knows what it had deleted before.
  expect({ created, deleted }).toEqual({ created: 93 * 3 + 250, deleted: 92 * 3 });
  const bucket = cloud.region('eu-west-1').bucket(fanOut.bucket);
  const report = reportSchema.parse(bucket.json(`${execution.name}/report.json`));
  expect(report.headline).toMatchObject({
    level: 'FAILURE',
    volumesManaged: 93 * 3 + 250,
    instancesManaged: 93,
    created,
    deleted,
    failures: 0,
    skipped: 0,
    unreachableRegions: 6,
    lostRegions: 2,
    problemVolumes: 0,
  });
  expect(execution.output).toEqual({
    headline: report.headline,
    report: `s3://${fanOut.bucket}/${execution.name}/report.json`,
  });
  expect(fanOut.told.map(({ headline }) => headline)).toEqual([report.headline]);

  const errors = new Map(
    report.regions.flatMap(({ account, region, error }) =>
      error === undefined ? [] : [[`${account}/${region}`, error] as const],
    ),
  );
  expect(errors.size).toBe(6);
  for (const name of REGIONS)
    expect(errors.get(`${REFUSES}/${name}`)).toMatch(/^AccessDenied: .*sts:AssumeRole/);
  expect(errors.get(`${NOT_ENABLED}/eu-north-1`)).toContain('eu-north-1 is not among the regions enabled');
  const lost = report.regions.flatMap(({ account, region, status, lostRuns }) =>
    lostRuns.length === 0 ? [] : [[`${account}/${region}`, status, ...lostRuns]],
  );
  const thrown = 'TypeError: Cannot read properties of undefined';
  expect(lost).toEqual([
    [`${THROWS}/us-east-1`, 'lost', thrown, thrown, thrown],
    [`${STUMBLES}/eu-central-1`, 'done', 'Error: out of memory'],
  ]);

  expect(tries.get(`${LARGE}/us-west-2`)).toBe(3);
  expect(tries.get(`${STUMBLES}/eu-central-1`)).toBe(2);
  expect(tries.get(`${THROWS}/us-east-1`)).toBe(3);
  expect(tries.get(`${REFUSES}/eu-west-1`)).toBe(3);
  expect(tries.get(`${HUB}/eu-west-1`)).toBe(1);

  const [mail = '', another] = mails(cloud, fanOut.topicArn);
  expect(another).toBeUndefined();
  expect(wholeLines(mail).split('\n')[0]).toBe(report.headline.line);
  expect(mail).toContain(`Region ${LARGE}/us-west-2\n  managed: 1 instance, 253 volumes\n  created: 253`);
  expect(bucket.keys(`${execution.name}/shards/${LARGE}/us-west-2/`)).toHaveLength(3);

  const secrets = [mail, JSON.stringify(execution), ...bucket.keys().map((key) => bucket.text(key))].join(
    '\n',
  );
  expect(secrets).not.toMatch(/ASIA[0-9A-Z]{16}|secret-of-|token-of-|only-the-hub-knows/);
});

test('with replicas each account is one shard, whose replicas are in one region and in one report', {
  timeout: 300_000,
}, async () => {
  const cloud = await freshCloud({ regions: REGIONS, at: new Date() });
  const [member = ''] = MEMBERS;
  const accounts = [HUB, member];
  const [place = '', ...regions] = REGIONS.toReversed();
  const tries: string[] = [];
  const before: BeforeShard = ({ account, region, run: count }) => {
    tries.push(`${account}/${region}/${count}`);
    return account === HUB && count === 1 ? { milliseconds: 32_000 } : {};
  };
  const fanOut = deployFanOut(cloud, accounts, before, [place]);
  fanOut.addMember(member);
  for (const id of accounts) for (const name of regions) fill(cloud, id, name);
  for (let more = 0; more < 150; more += 1) cloud.account(HUB).region('eu-west-1').volume({ tags: DAILY });
  for (const id of accounts) {
    for (const { tags } of regions.flatMap((name) => cloud.account(id).region(name).instances())) {
      Object.assign(tags, { autosnap_replicate: `${place}=1` });
    }
  }
  cloud.account(member).fault({
    action: 'DescribeSnapshots',
    region: 'us-east-1',
    times: 1,
    effect: { error: 'AuthFailure', status: 401 },
  });
  const interpreter = await startInterpreter(cloud);
  onTestFinished(() => interpreter.stop());
  const execution = await interpreter.run(fanOut.definition, { regions });

  expect(execution).toMatchObject({ status: 'SUCCEEDED', cause: undefined });
  expect(tries.toSorted()).toEqual([HUB, member].flatMap((id) => [`${id}/all/1`, `${id}/all/2`]));
  const bucket = cloud.region('eu-west-1').bucket(fanOut.bucket);
  const report = reportSchema.parse(bucket.json(`${execution.name}/report.json`));
  expect(report.regions.map(({ account, region }) => `${account}/${region}`).toSorted()).toEqual(
    accounts.flatMap((id) => REGIONS.map((name) => `${id}/${name}`)).toSorted(),
  );
  expect(report.headline).toMatchObject({ created: 2 * 4 * 3 + 150, unreachableRegions: 0, lostRegions: 0 });
  for (const id of accounts) {
    const made = cloud.account(id).region(place).snapshots();
    expect(new Set(made.map(({ tags }) => tags['autosnap_from'])).size).toBe(made.length);
    expect(made).toHaveLength(4 * 2);
  }
});
