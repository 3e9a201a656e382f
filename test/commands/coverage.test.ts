import { CreateImageCommand } from '@aws-sdk/client-ec2';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { coverageCommand } from '../../lambda/commands/coverage.ts';
import { ec2Of } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Tags, Volume } from '../cloud/records.ts';
import { HUB, organisation } from '../scenarios/organisation.ts';
import { replicated } from '../scenarios/replicated.ts';
import { DAILY, DAY, HOUR, hostOf, nth, ownCopies, ownCopy } from '../scenarios/story.ts';
import { coverage, documentOf, give, linesOf, personsCloud } from './person.ts';

const HOME = 'eu-west-1';

/** A cloud in which some volumes are there for twenty days, and in which a person may look and nothing else. */
async function estate(...volumes: Tags[]): Promise<{ cloud: Cloud; volumes: Volume[] }> {
  const cloud = await personsCloud();
  const region = cloud.region(HOME);
  const made = volumes.map((tags) => region.attachedVolume({}, tags));
  cloud.clock.advance(20 * DAY);
  cloud.policy = [
    {
      Effect: 'Allow',
      Action: ['ec2:DescribeInstances', 'ec2:DescribeSnapshots', 'ec2:DescribeVolumes'],
      Resource: '*',
    },
  ];
  return { cloud, volumes: made };
}

function saved(cloud: Cloud, of: Volume, hoursAgo: number, tags: Tags = {}, description = ''): string {
  const startedAt = new Date(cloud.clock.now().getTime() - hoursAgo * HOUR);
  return cloud.region(of.region).snapshot({ of, startedAt, tags, description }).id;
}

/** What stands in the document of each volume. */
async function standings(cloud: Cloud, event?: unknown): Promise<Record<string, unknown>> {
  const { volumes } = documentOf(await coverage(cloud, {}, event), 'coverage');
  return Object.fromEntries(
    volumes.map(({ volumeId, standing, producers }) => [
      volumeId,
      [standing, ...producers.map(({ producer, hint }) => (hint ? `${producer} like ${hint}` : producer))],
    ]),
  );
}

const RPO = { autosnap_rpo: '26h' };

describe('whoever was meant to save it', () => {
  const BACKUP = { 'aws:backup:source-resource': 'arn:aws:ec2:eu-west-1:123456789012:volume/vol-1' };
  const MANAGER = { 'aws:dlm:lifecycle-policy-id': 'policy-0123456789abcdef0' };

  test.for<[string, Tags, string, string]>([
    ['this tool', { snapshot_tool: 'autosnap' }, 'autosnap: a volume', 'ours'],
    ['AWS Backup', BACKUP, '', 'AWS Backup'],
    ['Data Lifecycle Manager', MANAGER, '', 'DLM'],
    ['a person', { Name: 'before the upgrade' }, 'by Ann', 'other'],
    ['a cluster', { CSIVolumeSnapshotName: 'snapshot-1' }, '', 'other like CSI driver'],
    ['somebody who forges our mark', { snapshot_tool: 'autosnap' }, 'mine', 'other like aws-snapper'],
    [
      'somebody who forges AWS Backup',
      {},
      'This snapshot is created by the AWS Backup service.',
      'other like AWS Backup',
    ],
    ['somebody who forges our description', {}, 'autosnap: a volume', 'other'],
  ])('%s', async ([, tags, description, expected]) => {
    const { cloud, volumes } = await estate(RPO, RPO);
    const [young, old] = [nth(volumes, 0), nth(volumes, 1)];
    saved(cloud, young, 25, tags, description);
    saved(cloud, old, 27, tags, description);
    expect(await standings(cloud)).toEqual({
      [young.id]: ['inside', expected],
      [old.id]: ['outside', expected],
    });
  });

  test('an image made by hand protects each disk of its server', async () => {
    const { cloud, volumes } = await estate(RPO);
    const { policy } = cloud;
    cloud.policy = 'allow all';
    const command = new CreateImageCommand({ InstanceId: hostOf(nth(volumes, 0)).id, Name: 'golden' });
    await ec2Of(cloud, HOME).send(command);
    cloud.clock.advance(HOUR);
    cloud.policy = policy;
    expect(Object.values(await standings(cloud))).toEqual([['inside', 'other like image']]);
  });

  test('what was copied from another snapshot protects no volume, and is told', async () => {
    const { cloud, volumes } = await estate(RPO);
    const source = cloud.region('eu-central-1').snapshot({});
    cloud.region(HOME).snapshot({ copyOf: source });
    expect(await standings(cloud)).toEqual({ [volumes[0]?.id ?? '']: ['outside'] });
    const { text } = await coverage(cloud);
    expect(text).toContain('1 snapshot is copied from others, and AWS does not say of which volume.');
  });

  test('what is pending, failed or archived protects nothing', async () => {
    const { cloud, volumes } = await estate(RPO);
    const of = nth(volumes, 0);
    for (const wish of [{ state: 'pending' }, { state: 'error' }, { tier: 'archive' }] as const) {
      cloud.region(HOME).snapshot({ of, ...wish });
    }
    expect(Object.values(await standings(cloud))).toEqual([['outside']]);
  });

  test('a volume that nobody tagged is listed first, with the command that schedules it', async () => {
    const { cloud, volumes } = await estate(DAILY, { Name: 'forgotten' });
    const { text, status } = await coverage(cloud);
    expect(status).toBe(3);
    const [, first, second] = text.split('\n');
    expect(first).toMatch(/^unprotected +/);
    expect(second).toMatch(/^outside +/);
    expect(text).toContain(`  aws-snapper enable ${volumes[1]?.id} --every 1 --retain 7`);
  });
});

test('the newest replica in another region stands beside its volume', async () => {
  const { cloud, volumes } = await estate({ ...DAILY, Name: 'db' });
  const source = ownCopy(cloud, nth(volumes, 0), 1);
  const replica = replicated(cloud, source, 'eu-central-1');
  const answer = await coverage(cloud, { all: true }, { regions: `${HOME} eu-central-1` });
  const { volumes: rows } = documentOf(answer, 'coverage');
  expect(rows).toMatchObject([{ replicas: [{ region: 'eu-central-1', snapshotId: replica.id }] }]);
  expect(linesOf(answer).slice(0, 2)).toEqual([
    expect.stringContaining('REPLICA'),
    expect.stringMatching(/^inside .* 24 h( eu-central-1)?$/),
  ]);
});

describe('how it was', () => {
  test('the share of the hours inside since then, and the worst gap; the past does not change the status', async () => {
    const { cloud, volumes } = await estate({ ...DAILY, autosnap_retain: '30', Name: 'db' });
    const of = nth(volumes, 0);
    for (const day of [1, 2, 3, 4, 9, 10, 11]) ownCopy(cloud, of, day);
    const { text, status } = await coverage(cloud, { since: '10d' });
    expect(status).toBe(0);
    expect(text.replaceAll('\n', ' ')).toMatch(
      /^The only volume is inside its objective\. \d\d(\.\d)? % of volume-hours were inside their objective since 2026-01-11; the worst was .*: 5 days, until 2026-01-17/,
    );
  });

  test.for([
    ['1d', 1],
    ['2w', 14],
    ['1m', 31],
    ['366d', 366],
  ] as const)('--since %s looks back %d days', async ([since, days]) => {
    const { cloud } = await estate(RPO);
    expect(documentOf(await coverage(cloud, { since }), 'coverage').days).toBe(days);
  });

  test.for(['', '0d', '5h', '367d', '90m', '2y', 'soon', '30', '-1d', '9999y'])(
    '--since %j is refused',
    async (since) => {
      const { cloud } = await estate(RPO);
      await expect(coverage(cloud, { since })).rejects.toThrow(
        `--since must be days, weeks or months, from 1d to 366d, but is ${JSON.stringify(since)}; use 30d`,
      );
      expect(cloud.calls).toEqual([]);
    },
  );
});

describe('its status', () => {
  test.for<[number, string, Tags, unknown?]>([
    [0, 'each volume is inside its objective', DAILY],
    [0, 'nothing is expected', {}],
    [3, 'a volume is outside', RPO],
    [3, 'the setting expects a snapshot', {}, { rpo: '26h' }],
    [3, 'a tag cannot be read', { autosnap_rpo: 'soon' }],
    [3, 'a region cannot be read', DAILY, { regions: `af-south-1 ${HOME}` }],
    [1, 'no region can be read', DAILY, { regions: 'af-south-1' }],
  ])('is %d where %s', async ([status, , tags, event]) => {
    const { cloud, volumes } = await estate(tags);
    if ('autosnap' in tags) ownCopies(cloud, nth(volumes, 0), 2);
    expect((await coverage(cloud, {}, event)).status).toBe(status);
  });

  test.for([
    ['its tag before the setting', { autosnap_rpo: '30d' }, '26h', 'inside'],
    ['the tag of another prefix', { db_rpo: '30d' }, '26h', 'outside'],
    ['one that a person wants no snapshots of', { autosnap_ignore: '' }, '26h', 'unprotected'],
  ] as const)('%s', async ([, tags, rpo, standing]) => {
    const { cloud } = await estate({ ...tags });
    expect(Object.values(await standings(cloud, { rpo }))).toEqual([[standing]]);
  });

  test.for(['26', '90m', '0h', 'never', '1y'])('rpo %j is refused, and AWS is not asked', async (rpo) => {
    const { cloud } = await estate(RPO);
    await expect(coverage(cloud, {}, { rpo })).rejects.toThrow(
      /^rpo must be a whole number of hours, days or weeks/,
    );
    expect(cloud.calls).toEqual([]);
  });
});

test('a region that cannot be read is told in each form, and the others are shown', async () => {
  const { cloud } = await estate(RPO);
  const event = { regions: `af-south-1 ${HOME}` };
  const answer = await coverage(cloud, {}, event);
  const { regions, volumes } = documentOf(answer, 'coverage');
  expect(regions).toMatchObject([
    { region: 'af-south-1', status: 'unreachable', error: expect.stringMatching(/^AuthFailure: /) },
    { region: HOME, status: 'read', notes: [] },
  ]);
  expect(volumes).toHaveLength(1);
  expect(answer.text.replaceAll('\n', ' ')).toContain(
    'af-south-1 could not be read, so its volumes are not in this answer: AuthFailure: ',
  );
  const notes: string[] = [];
  await coverage(cloud, { csv: true }, event, { onNote: (line) => notes.push(line) });
  expect(notes).toEqual([expect.stringMatching(/^af-south-1 could not be read/)]);
});

test('several accounts are one table, and one that lets nobody in is told', async () => {
  const { cloud, asHub, member } = await organisation({ regions: [HOME] });
  const [first, second] = ['222222222222', '333333333333'];
  cloud.region(HOME).attachedVolume({}, RPO);
  const theirs = member(first).account.region(HOME).attachedVolume({}, RPO);
  cloud.clock.advance(20 * DAY);
  const answer = await give({ ...cloud, env: asHub.env }, (context) => coverageCommand({}, 80, context), {
    event: { accounts: [HUB, first, second], external_id: asHub.env['EXTERNAL_ID'] },
  });
  const { account, volumes, regions } = documentOf(answer, 'coverage');
  expect(account).toBeUndefined();
  expect(volumes.map((one) => one.account)).toEqual([HUB, first]);
  expect(volumes[1]?.volumeId).toBe(theirs.id);
  expect(regions.map((one) => [one.account, one.status])).toEqual([
    [HUB, 'read'],
    [first, 'read'],
    [second, 'unreachable'],
  ]);
  expect(answer.text).toContain(`${second}/${HOME} could not be read`);
  expect(answer.status).toBe(3);
});

test('whom AWS does not know is told what to do', async () => {
  const { cloud } = await estate(RPO);
  cloud.fault({ action: 'any', effect: { error: 'AuthFailure' } });
  cloud.fault({ action: 'GetCallerIdentity', effect: { error: 'InvalidClientTokenId' } });
  await expect(coverage(cloud)).rejects.toThrow('AWS does not know the access key of these credentials');
});

describe('comma-separated values', () => {
  test('have every volume, with the account, and no Name is a formula', async () => {
    const { cloud } = await estate({ ...DAILY, Name: '=SUM("1","x")' }, { ...DAILY, Name: '+1, "2"' });
    for (const volume of cloud.region(HOME).volumes()) ownCopies(cloud, volume, 2);
    const lines = (await coverage(cloud, { csv: true })).csv?.().split('\r\n') ?? [];
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^account,region,volume,name,/);
    const cells = lines.slice(1, 3).toSorted();
    expect(cells.every((line) => line.startsWith('123456789012,eu-west-1,vol-'))).toBe(true);
    expect(cells.join('\n')).toContain(`"'=SUM(""1"",""x"")"`);
    expect(cells.join('\n')).toContain(`"'+1, ""2"""`);
  });

  test('and a document are two forms', async () => {
    const { cloud } = await estate(RPO);
    await expect(coverage(cloud, { csv: true, json: true })).rejects.toThrow(
      '--csv and --json cannot be given together; leave one of them out; nothing was read',
    );
  });
});

test('no line is longer than 80 columns, and a person who waits sees how far it is', async () => {
  const long = 'a very long name of a server that somebody chose '.repeat(3).trim();
  const { cloud, volumes } = await estate({ ...RPO, Name: long }, { Name: long }, { autosnap_rpo: long });
  for (const of of volumes) saved(cloud, of, 400, { CSIVolumeSnapshotName: 'x' });
  const progress: string[] = [];
  const event = { regions: `${HOME} eu-central-1 af-south-1`, tag_prefix: 'autosnap' };
  const { text } = await coverage(cloud, { all: true }, event, { onProgress: (line) => progress.push(line) });
  expect(text.split('\n').filter((line) => stringWidth(line) > 80)).toEqual([]);
  expect(progress).toEqual(
    expect.arrayContaining([`${HOME}: reading`, `${HOME}: 3 snapshots read`, 'eu-central-1: reading']),
  );
});

test('small pages tell the same', async () => {
  const { cloud, volumes } = await estate(RPO, DAILY, {});
  for (const of of volumes) for (const hours of [5, 30, 60]) saved(cloud, of, hours);
  const { document } = await coverage(cloud);
  cloud.pageLimit = 2;
  expect((await coverage(cloud)).document).toEqual(document);
});

test('the page has the volumes by name, their tags and what could not be read', async () => {
  const { cloud, volumes } = await estate({ ...RPO, Name: '<b>db</b>', Team: 'data' }, { Team: 'web' });
  saved(cloud, nth(volumes, 0), 30);
  const page = (await coverage(cloud, {}, { regions: `af-south-1 ${HOME}` })).page?.() ?? '';
  expect(page).toMatch(/^<!doctype html>/i);
  expect(page).toContain(nth(volumes, 0).id);
  expect(page).not.toContain('<b>db</b>');
  expect(page).toContain('af-south-1 could not be read');
  expect(page).toContain('Team');
});
