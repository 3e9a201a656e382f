import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reportSchema } from '../../lambda/fanOut/files.ts';
import { ACCOUNT as HUB, type Deployer, type Keys, OWN_KEYS, startDeployer } from './deployer.ts';
import { type Disks, disksOf } from './disks.ts';
import { fanOutIn } from './fanOutFunctions.ts';
import { START } from './motoServer.ts';

/**
 * moto keeps accounts apart by the keys of a request, so a run that reaches a member has become its role.
 *
 * It lets everybody become any role, and asks no policy: who may is asked for in test/scenarios and test/lib.
 */

const MEMBER = '222222222222';
const MEMBER_ROLE = `arn:aws:iam::${MEMBER}:role/aws-snapper-member`;
const EXTERNAL_ID = 'only-the-hub-knows';
const ORGANIZATION = 'o-a1b2c3d4e5';
const REGIONS = ['eu-west-1', 'us-east-1'] as const;
const [HOME, ABROAD] = REGIONS;

const regions = ['-c', `regions=${REGIONS.join()}`];
const accounts = [`accounts=${HUB},${MEMBER}`, `externalId=${EXTERNAL_ID}`, `organizationId=${ORGANIZATION}`];
const asHub = [...regions, ...accounts.flatMap((one) => ['-c', one])];

const DAILY = { autosnap: '1', autosnap_retain: '2' };
const EVERY_SECOND_DAY = { autosnap: '2', autosnap_retain: '1' };

const HOUR = 3_600_000;

/** Three o'clock on a day of January, or some hours later. */
function january(day: number, hours = 0): Date {
  return new Date(START.getTime() + (day - 1) * 24 * HOUR + hours * HOUR);
}

test('a hub takes and prunes copies in its members, and without their role cannot see them', {
  timeout: 300_000,
}, async () => {
  const aws = await startDeployer();
  const estate = await estateIn(aws);

  await aws.deploy(...regions);
  const alone = await aws.deployedFunction('index.handler');
  const first = reportSchema.parse(await runAt(aws, january(1), alone.invoke));
  expect(placesIn(first)).toEqual([`${HOME} done`, `${ABROAD} done`]);
  expect(first.headline).toMatchObject({ level: 'OK', created: 1, volumesManaged: 1 });
  expect(await estate.copies()).toEqual({
    own: [`${HUB} 2026-01-01`],
    theirs: [],
    abroad: [],
    rare: [],
    untagged: [],
  });
  expect(await sessions(aws)).toEqual(new Set());

  await aws.deploy(...asHub);
  await deployMember(aws, estate.memberKeys);
  const hub = await aws.deployedFunction('index.handler');
  expect(hub.configuration.Role).toBe(await aws.output('HubRoleArn'));
  for (const day of [2, 3, 4]) await runAt(aws, january(day), hub.invoke);
  // What was made today counts from the next run on, and only then the oldest goes.
  const last = reportSchema.parse(await runAt(aws, january(4, 1), hub.invoke));

  expect(placesIn(last)).toEqual([
    `${HUB}/${HOME} done`,
    `${HUB}/${ABROAD} done`,
    `${MEMBER}/${HOME} done`,
    `${MEMBER}/${ABROAD} done`,
  ]);
  expect(last).toMatchObject({ account: HUB, notes: [], headline: { level: 'OK', created: 0, deleted: 4 } });
  expect(last.undelivered).toBeUndefined();
  expect(await estate.copies()).toEqual(AFTER_FOUR_DAYS);
  expect(await sessions(aws)).toEqual(new Set([`${MEMBER_ROLE} ${EXTERNAL_ID}`]));

  const hubKeys = await aws.keysOf(hub.configuration.Role);
  await expectApart(disksOf(aws.endpoint, hubKeys, HOME), estate.theirDisks);
});

test('a fan-out does the same with list, shard and merge, as the deployed bundles are', {
  timeout: 300_000,
}, async () => {
  const aws = await startDeployer();
  const estate = await estateIn(aws);
  await aws.deploy(...asHub, '-c', 'fanOut=true');
  await deployMember(aws, estate.memberKeys);
  const fanOut = await fanOutIn(aws);
  expect(fanOut.accounts).toEqual([HUB, MEMBER]);

  for (const day of [1, 2, 3, 4]) {
    const { merged } = await runAt(aws, january(day), fanOut.run(`day-${day}`));
    expect(merged).toMatchObject({ headline: { level: 'OK', failures: 0 } });
  }
  const { merged, files, report } = await runAt(aws, january(4, 1), fanOut.run('again'));

  expect(files).toEqual([
    'again/report.json',
    'again/run.json',
    'again/shards.json',
    ...[HUB, MEMBER].flatMap((id) => REGIONS.map((region) => `again/shards/${id}/${region}/1.json`)),
  ]);
  expect(placesIn(report)).toEqual([HUB, MEMBER].flatMap((id) => REGIONS.map((one) => `${id}/${one} done`)));
  expect(report).toMatchObject({ account: HUB, notes: [], headline: { created: 0, deleted: 3 } });
  expect(report.undelivered).toBeUndefined();
  expect(merged).toEqual({ headline: report.headline, report: `s3://${fanOut.bucket}/again/report.json` });
  expect(await estate.copies()).toEqual({ ...AFTER_FOUR_DAYS, rare: [`${MEMBER} 2026-01-03`] });
  expect(await sessions(aws)).toEqual(new Set([`${MEMBER_ROLE} ${EXTERNAL_ID}`]));

  const hubKeys = await aws.keysOf(await aws.output('HubRoleArn'));
  await expectApart(disksOf(aws.endpoint, hubKeys, HOME), estate.theirDisks);
});

const AFTER_FOUR_DAYS = {
  own: [`${HUB} 2026-01-03`, `${HUB} 2026-01-04`],
  theirs: [`${MEMBER} 2026-01-03`, `${MEMBER} 2026-01-04`],
  abroad: [`${MEMBER} 2026-01-03`, `${MEMBER} 2026-01-04`],
  rare: [`${MEMBER} 2026-01-04`],
  untagged: [],
};

/** A volume in the hub and some in the member, each asking for something. */
async function estateIn(aws: Deployer) {
  const memberKeys = await aws.keysOf(`arn:aws:iam::${MEMBER}:role/Any`);
  const ours = disksOf(aws.endpoint, OWN_KEYS, HOME);
  const theirDisks = disksOf(aws.endpoint, memberKeys, HOME);
  const abroad = disksOf(aws.endpoint, memberKeys, ABROAD);
  const volumes = {
    own: [ours, await ours.volume(DAILY)],
    theirs: [theirDisks, await theirDisks.volume(DAILY)],
    abroad: [abroad, await abroad.volume(DAILY)],
    rare: [theirDisks, await theirDisks.volume(EVERY_SECOND_DAY)],
    untagged: [theirDisks, await theirDisks.volume({ Name: 'scratch' })],
  } as const;
  return {
    memberKeys,
    theirDisks,
    /** The account and day of each copy there is, by volume. */
    async copies(): Promise<Readonly<Record<string, readonly string[]>>> {
      const each = Object.entries(volumes).map(async ([name, [disks, volume]]) => {
        const copies = await disks.copiesOf(volume);
        return [name, copies.map(({ owner, day }) => `${owner} ${day}`)] as const;
      });
      return Object.fromEntries(await Promise.all(each));
    },
  };
}

async function runAt<Answer>(
  aws: Deployer,
  time: Date,
  run: (event: object, at: Date) => Promise<Answer>,
): Promise<Answer> {
  return aws.at(time, () => run({ scheduled_time: time }, time));
}

function placesIn({ regions: all }: ReturnType<typeof reportSchema.parse>): string[] {
  return all.map(({ account, region, status }) =>
    [account, `${region} ${status}`].filter((part) => part !== undefined).join('/'),
  );
}

/** Deploys member-role.json as a person in the member account would. */
async function deployMember(aws: Deployer, memberKeys: Keys): Promise<void> {
  const HubRoleArn = await aws.output('HubRoleArn');
  const parameters = { HubRoleArn, ExternalId: EXTERNAL_ID, OrganizationId: ORGANIZATION };
  const given = Object.entries(parameters).flatMap(([key, value], index) => [
    [`Parameters.member.${index + 1}.ParameterKey`, key],
    [`Parameters.member.${index + 1}.ParameterValue`, value],
  ]);
  const order = {
    Action: 'CreateStack',
    Version: '2010-05-15',
    StackName: 'aws-snapper-member',
    TemplateBody: readFileSync(join(import.meta.dirname, '../../member-role.json'), 'utf8'),
    'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
    ...Object.fromEntries(given),
  };
  await aws.query('cloudformation', order, memberKeys);
  expect(await aws.output('MemberRoleArn', memberKeys)).toBe(MEMBER_ROLE);
  expect(await aws.output('MemberRoleArn')).toBe('');

  const look = { Action: 'GetRole', Version: '2010-05-08', RoleName: 'aws-snapper-member' };
  const role = await aws.query('iam', look, memberKeys);
  const [, trust = ''] = /<AssumeRolePolicyDocument>([^<]*)</.exec(role) ?? [];
  expect(JSON.parse(decodeURIComponent(trust))).toMatchObject({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: HubRoleArn },
        Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID, 'aws:PrincipalOrgID': ORGANIZATION } },
      },
    ],
  });
}

/** The roles that the program has become, and what it said at the door. */
async function sessions(aws: Deployer): Promise<Set<string>> {
  const all = await aws.asked('AssumeRole');
  return new Set(
    all
      .filter((form) => form.get('RoleSessionName') === 'aws-snapper-Default')
      .map((form) => `${form.get('RoleArn')} ${form.get('ExternalId')}`),
  );
}

async function expectApart(hub: Disks, member: Disks): Promise<void> {
  const theirs = await member.snapshots();
  expect(theirs).toHaveLength(3);
  const ours = await hub.snapshots();
  expect(ours).toHaveLength(2);
  expect(ours.filter((id) => theirs.includes(id))).toEqual([]);
  for (const [disks, ids] of [
    [hub, theirs],
    [member, ours],
  ] as const) {
    for (const id of ids)
      await expect(disks.delete(id)).rejects.toMatchObject({ name: 'InvalidSnapshot.NotFound' });
  }
  expect(await member.snapshots()).toEqual(theirs);
}
