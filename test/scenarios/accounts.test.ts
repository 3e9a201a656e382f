import { describe, expect, test } from 'vitest';
import type { Report } from '../../lambda/core/report/report.ts';
import { reportText } from '../../lambda/core/report/reportText.ts';
import { freshCloud } from '../cloud/callers.ts';
import { EXTERNAL_ID, HUB, organisation } from './organisation.ts';
import { DAILY, DAY, lastMail, runSnapper } from './story.ts';

const [FIRST, SECOND] = ['222222222222', '333333333333'];

/** How the embedded cloud's keys, secrets and tokens of sessions look. */
const SECRET = /ASIA[0-9A-Z]{16}|secret-of-|token-of-/;

function placesIn({ regions }: Report): string[] {
  return regions.map(({ account, region, status }) => `${account}/${region} ${status}`);
}

describe('several accounts', () => {
  test('each gets the copies that its own tags ask for, and the report says where', async () => {
    const { cloud, asHub, member } = await organisation({ regions: ['eu-west-1', 'us-east-1'] });
    const own = cloud.region('eu-west-1').attachedVolume(DAILY);
    const theirs = member(FIRST).account.region('eu-west-1').attachedVolume(DAILY);
    const elsewhere = member(SECOND).account.region('us-east-1').attachedVolume(DAILY);

    const topic = cloud.region('eu-west-1').topic('reports');
    const report = await runSnapper(asHub, {
      accounts: [HUB, FIRST, SECOND],
      ec2_regions: ['eu-west-1', 'us-east-1'],
      sns_arn: topic,
    });

    expect(placesIn(report)).toEqual([
      `${HUB}/eu-west-1 done`,
      `${HUB}/us-east-1 done`,
      `${FIRST}/eu-west-1 done`,
      `${FIRST}/us-east-1 done`,
      `${SECOND}/eu-west-1 done`,
      `${SECOND}/us-east-1 done`,
    ]);
    for (const volume of [own, theirs, elsewhere]) {
      const [copy, another] = cloud.account(volume.account).snapshotsOf(volume);
      expect(copy?.account).toBe(volume.account);
      expect(another).toBeUndefined();
    }
    expect(report.headline).toMatchObject({ created: 3, volumesManaged: 3, failures: 0 });
    expect(lastMail(cloud, topic)).toContain(`Region ${FIRST}/eu-west-1`);
    expect(lastMail(cloud, topic)).toContain(`account ${HUB}`);
  });

  test('each is asked for its own regions, and one session serves them all', async () => {
    const { cloud, asHub, member } = await organisation({
      regions: ['eu-west-1', 'us-east-1', 'eu-north-1'],
    });
    const { account } = member(FIRST);
    const report = await runSnapper(asHub, {
      accounts: FIRST,
      ec2_regions: 'all',
      schedule_name: 'Nightly ☾ job',
    });
    expect(placesIn(report)).toEqual([
      `${FIRST}/eu-north-1 done`,
      `${FIRST}/eu-west-1 done`,
      `${FIRST}/us-east-1 done`,
    ]);
    expect(account.calls.filter(({ action }) => action === 'DescribeRegions')).toHaveLength(1);
    expect(new Set(account.calls.map(({ session }) => session))).toEqual(
      new Set(['aws-snapper-Nightly-job']),
    );
    expect(cloud.calls.filter(({ action }) => action === 'AssumeRole')).toHaveLength(1);
  });

  test('one that refuses is its own failure, told by its id, and the others go on', async () => {
    const { cloud, asHub, member } = await organisation();
    const volume = member(FIRST).account.region('eu-west-1').attachedVolume(DAILY);
    member(SECOND).role.remove();
    const report = await runSnapper(asHub, { accounts: [SECOND, FIRST] });
    expect(placesIn(report)).toEqual([`${SECOND}/eu-west-1 unreachable`, `${FIRST}/eu-west-1 done`]);
    expect(report.regions[0]?.error).toMatch(
      /^AccessDenied: .* is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::333333333333:role\/aws-snapper-member; .*that role must exist, trust the hub's role and its organisation/,
    );
    expect(report.headline.level).toBe('FAILURE');
    expect(cloud.account(FIRST).snapshotsOf(volume)).toHaveLength(1);
  });

  test('where all refuse, the run ends as one that could read nothing', async () => {
    const { asHub } = await organisation();
    await expect(runSnapper(asHub, { accounts: [FIRST, SECOND], ec2_regions: 'all' })).rejects.toThrow(
      /^No region could be read\. FAILURE: .*2 regions could not be read/,
    );
  });

  test('a region that one has not enabled is a failure there, with its choices', async () => {
    const { cloud, asHub, member } = await organisation();
    const { account } = member(FIRST);
    account.fault({
      action: 'any',
      region: 'af-south-1',
      effect: { error: 'OptInRequired', message: 'not subscribed' },
    });
    const report = await runSnapper(asHub, { accounts: [FIRST], ec2_regions: ['af-south-1', 'eu-west-1'] });
    expect(placesIn(report)).toEqual([`${FIRST}/af-south-1 unreachable`, `${FIRST}/eu-west-1 done`]);
    expect(report.regions[0]?.error).toContain(
      'af-south-1 is not among the regions enabled for this account',
    );
    expect(cloud.account(HUB).calls.some(({ region }) => region === 'af-south-1')).toBe(false);
  });

  test('a role can be given by its ARN, with a path and without an external id', async () => {
    const { cloud, asHub, hubRole } = await organisation();
    const account = cloud.account(FIRST);
    const role = account.addRole({
      name: 'other',
      path: '/ops/',
      trust: { Statement: [{ Effect: 'Allow', Principal: { AWS: hubRole.arn }, Action: 'sts:AssumeRole' }] },
      policy: 'allow all',
    });
    const volume = account.region('eu-west-1').attachedVolume(DAILY);
    await runSnapper({ ...asHub, env: { ...asHub.env, EXTERNAL_ID: '' } }, { accounts: [role.arn] });
    expect(account.snapshotsOf(volume)).toHaveLength(1);
  });

  test("the hub's own is worked with its own credentials also while STS does not say whose they are", async () => {
    const { cloud, asHub, member } = await organisation();
    const volumes = [cloud.account(HUB), member(FIRST).account].map((account) =>
      account.region('eu-west-1').attachedVolume(DAILY),
    );
    cloud.fault({ action: 'GetCallerIdentity', effect: { error: 'ServiceUnavailable', status: 503 } });
    const report = await runSnapper(
      { ...asHub, functionArn: `arn:aws:lambda:eu-west-1:${HUB}:function:snapper:live` },
      { accounts: [HUB, FIRST] },
    );
    expect(report).toMatchObject({ account: HUB, notes: [], headline: { created: 2, failures: 0 } });
    for (const { id, account } of volumes) {
      const [copy] = cloud.account(account).region('eu-west-1').snapshots();
      expect(copy?.volumeId).toBe(id);
    }
  });

  test('a role of China is asked for in China, also while STS does not say whose credentials these are', async () => {
    const cloud = await freshCloud({ regions: ['cn-north-1'] });
    const account = cloud.account(FIRST);
    account.addRole({
      name: 'aws-snapper-member',
      trust: { Statement: [{ Effect: 'Allow', Principal: { AWS: HUB }, Action: 'sts:AssumeRole' }] },
      policy: 'allow all',
    });
    const volume = account.region('cn-north-1').attachedVolume(DAILY);
    cloud.fault({ action: 'GetCallerIdentity', effect: { error: 'ServiceUnavailable', status: 503 } });
    await runSnapper(
      { ...cloud, functionArn: `arn:aws-cn:lambda:cn-north-1:${HUB}:function:snapper` },
      { accounts: FIRST },
    );
    expect(account.snapshotsOf(volume)).toHaveLength(1);
  });

  test('where nobody knows whose the credentials are, an id is refused in these words, and a role still works', async () => {
    const { cloud, asHub, member } = await organisation();
    const { account, role } = member(FIRST);
    const volume = account.region('eu-west-1').attachedVolume(DAILY);
    cloud.fault({
      action: 'GetCallerIdentity',
      effect: { error: 'ServiceUnavailable', status: 503, message: 'try again' },
    });
    const report = await runSnapper(asHub, { accounts: [HUB, role.arn] });
    expect(placesIn(report)).toEqual([`${HUB}/eu-west-1 unreachable`, `${FIRST}/eu-west-1 done`]);
    expect(report.regions[0]?.error).toBe(
      `UnknownAccount: it is not known whether ${HUB} is the account of these credentials, because STS did not answer: ServiceUnavailable: try again; run again, or, if it is another account, give the ARN of its role, like arn:aws:iam::${HUB}:role/aws-snapper-member`,
    );
    expect(report.notes).toEqual(['The account could not be identified: ServiceUnavailable: try again']);
    expect(account.snapshotsOf(volume)).toHaveLength(1);
  });

  test('snapshots of one account are never judged, and never deleted, for another', async () => {
    const { cloud, asHub, member } = await organisation();
    const volumes = [HUB, FIRST].map((id) => {
      const { account } = id === HUB ? { account: cloud.account(HUB) } : member(id);
      const volume = account.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '2' });
      return { account, volume };
    });
    for (let day = 0; day < 5; day += 1) {
      await runSnapper(asHub, { accounts: [HUB, FIRST] });
      cloud.clock.advance(DAY);
    }
    // Two, and the third that was pending when the last run deleted.
    for (const { account, volume } of volumes) expect(account.snapshotsOf(volume)).toHaveLength(3);
    const deletes = cloud.calls.filter(({ action }) => action === 'DeleteSnapshot');
    expect(deletes.every(({ outcome }) => outcome === 'ok')).toBe(true);
  });
});

describe('who may come in', () => {
  test('nobody who does not know the external id: a deputy that another has confused', async () => {
    const { asHub, member } = await organisation();
    member(FIRST);
    for (const external of ['', 'a-guess']) {
      const env = { ...asHub.env, EXTERNAL_ID: external };
      await expect(runSnapper({ ...asHub, env }, { accounts: FIRST })).rejects.toThrow(
        'No region could be read',
      );
    }
  });

  test('no key, token or external id is in any report or log', async () => {
    const { cloud, asHub, member } = await organisation();
    member(FIRST).account.region('eu-west-1').attachedVolume(DAILY);
    member(SECOND).role.remove();
    const told: Report[] = [];
    const answer = await runSnapper(asHub, { accounts: [FIRST, SECOND] }, 900_000, (report) =>
      told.push(report),
    );
    const words = [answer, ...told]
      .flatMap((report) => [JSON.stringify(report), reportText(report)])
      .join('\n');
    expect(cloud.calls.filter(({ action }) => action === 'AssumeRole')).toHaveLength(2);
    expect(words).not.toContain(EXTERNAL_ID);
    expect(words).not.toMatch(SECRET);
  });
});
