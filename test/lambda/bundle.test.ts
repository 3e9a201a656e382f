import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import { ownImage } from './images/estate.ts';

const dist = join(import.meta.dirname, '../../dist');
const bundle = join(dist, 'lambda/index.mjs');

/** The files that a run mostly does not read: the client of Auto Scaling, and the other ways to credentials. */
const [SCALING, CREDENTIALS] = ['autoScaling.mjs', 'credentials.mjs'];

/** What Lambda does: the files in a folder of their own, a fresh process, an event, the deployment's environment. */
async function invoke(
  cloud: Cloud,
  event: unknown,
  environment: Record<string, string | undefined> = {},
  others: readonly string[] = [],
): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'snapper-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const file of ['index.mjs', ...others]) cpSync(join(dist, 'lambda', file), join(folder, file));
  writeFileSync(
    join(folder, 'invoke.mjs'),
    `import { handler } from './index.mjs';
     const context = { functionName: 'snapper', getRemainingTimeInMillis: () => 900000 };
     const report = await handler(${JSON.stringify(event)}, context);
     process.stdout.write('\\n' + JSON.stringify(report.headline));`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, ['invoke.mjs'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...cloud.env, ...environment },
  });
  return JSON.parse(stdout.split('\n').at(-1) ?? '');
}

async function cloudWithOneVolume() {
  const cloud = await startCloud({ at: new Date() });
  onTestFinished(() => cloud.close());
  return { cloud, volume: cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '2' }) };
}

test('the bundle does the job alone in an empty folder', async () => {
  const { cloud, volume } = await cloudWithOneVolume();
  expect(await invoke(cloud, {})).toMatchObject({ level: 'OK', created: 1 });
  expect(cloud.snapshotsOf(volume)).toHaveLength(1);
});

test('C-46 C-47 the bundle takes no event at all, and a region that refuses stops no other', async () => {
  const { cloud, volume } = await cloudWithOneVolume();
  const environment = { EC2_REGIONS: 'af-south-1,eu-west-1' };
  expect(await invoke(cloud, null, environment)).toMatchObject({ created: 1, unreachableRegions: 1 });
  expect(cloud.snapshotsOf(volume)).toHaveLength(1);
});

function isScalingAsked({ calls }: Cloud): boolean {
  return calls.some(({ action }) => action === 'DescribeAutoScalingGroups');
}

describe('the client of Auto Scaling is a part of its own', () => {
  test('which a run without images does not read', async () => {
    const { cloud, volume } = await cloudWithOneVolume();
    ownImage(cloud);
    expect(await invoke(cloud, {})).toMatchObject({ level: 'OK', created: 1 });
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
    expect(isScalingAsked(cloud)).toBe(false);
  });

  test('which a run with images reads', async () => {
    const { cloud } = await cloudWithOneVolume();
    ownImage(cloud);
    expect(await invoke(cloud, {}, { IMAGES: 'true' }, [SCALING])).toMatchObject({ created: 1 });
    expect(isScalingAsked(cloud)).toBe(true);
  });

  test('without which no image counts as unused, and the snapshots are taken', async () => {
    const { cloud, volume } = await cloudWithOneVolume();
    const image = ownImage(cloud);
    expect(await invoke(cloud, {}, { IMAGES: 'true' })).toMatchObject({ created: 1 });
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
    expect(cloud.region('eu-west-1').images()).toContain(image);
  });
});

test('keys that are in no environment are found by the file of credentials', async () => {
  const { cloud, volume } = await cloudWithOneVolume();
  const { accessKeyId, secretAccessKey } = cloud.credentials();
  const folder = mkdtempSync(join(tmpdir(), 'snapper-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const profile = join(folder, 'credentials');
  writeFileSync(
    profile,
    `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  const environment = {
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_SESSION_TOKEN: undefined,
    AWS_SHARED_CREDENTIALS_FILE: profile,
    AWS_CONFIG_FILE: profile,
  };
  expect(await invoke(cloud, {}, environment, [CREDENTIALS])).toMatchObject({ level: 'OK', created: 1 });
  expect(cloud.snapshotsOf(volume)).toHaveLength(1);
});

/** What was measured, and some more. */
test.for([
  ['lambda', { 'index.mjs': 685_000, [SCALING]: 25_000, [CREDENTIALS]: 90_000 }],
  ['fanOut', { 'index.mjs': 575_000, [CREDENTIALS]: 90_000 }],
] as const)('the bundle %s has these files, each with its map, and none is larger', ([name, bounds]) => {
  const folder = join(dist, name);
  const sizes = readdirSync(folder).map((file) => [file, statSync(join(folder, file)).size] as const);
  const most = new Map<string, number>(
    Object.entries(bounds).flatMap(([file, size]) => [
      [file, size],
      [`${file}.map`, size],
    ]),
  );
  expect(sizes.map(([file]) => file).toSorted()).toEqual([...most.keys()].toSorted());
  expect(sizes.filter(([file, size]) => size >= (most.get(file) ?? 0))).toEqual([]);
  expect(readFileSync(join(folder, 'index.mjs'), 'utf8')).not.toContain('DescribeAutoScalingGroups');
});

test('the bundle holds the schemas of the calls we make, and not of all of EC2', () => {
  const text = readFileSync(bundle, 'utf8');
  expect(text).toContain('DescribeLockedSnapshots');
  expect(text).not.toContain('DescribeTransitGateways');
  expect(text).not.toContain('DescribeStackResources');
});

test.for(['lambda', 'fanOut'])(
  'the bundle %s cannot make or attach a volume, and asks about no key',
  (name) => {
    const text = readFileSync(join(dist, `${name}/index.mjs`), 'utf8');
    for (const call of [
      'CreateVolume',
      'AttachVolume',
      'DetachVolume',
      'ReplaceRootVolume',
      'DescribeKey',
      'TrentService',
    ])
      expect(text).not.toMatch(new RegExp(String.raw`\b${call}\b`));
  },
);

test('the bundle names no path of the machine it was built on', () => {
  expect(readFileSync(bundle, 'utf8')).not.toContain(join(import.meta.dirname, '../..'));
});
