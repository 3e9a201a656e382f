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

/** What is read only where images are on. */
const PART = 'autoScaling.mjs';

/** What Lambda does: the files in a folder of their own, a fresh process, an event, the deployment's environment. */
async function invoke(
  cloud: Cloud,
  event: unknown,
  environment: Record<string, string> = {},
  files: readonly string[] = ['index.mjs', PART],
): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'snapper-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const file of files) cpSync(join(dist, 'lambda', file), join(folder, file));
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
    expect(await invoke(cloud, {}, {}, ['index.mjs'])).toMatchObject({ level: 'OK', created: 1 });
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
    expect(isScalingAsked(cloud)).toBe(false);
  });

  test('which a run with images reads', async () => {
    const { cloud } = await cloudWithOneVolume();
    ownImage(cloud);
    expect(await invoke(cloud, {}, { IMAGES: 'true' })).toMatchObject({ created: 1 });
    expect(isScalingAsked(cloud)).toBe(true);
  });

  test('without which no image counts as unused, and the snapshots are taken', async () => {
    const { cloud, volume } = await cloudWithOneVolume();
    const image = ownImage(cloud);
    expect(await invoke(cloud, {}, { IMAGES: 'true' }, ['index.mjs'])).toMatchObject({ created: 1 });
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
    expect(cloud.region('eu-west-1').images()).toContain(image);
  });

  test('and these are all the files, each as small as it was measured and some more', () => {
    const sizes = readdirSync(join(dist, 'lambda')).map((name) => [
      name,
      statSync(join(dist, 'lambda', name)).size,
    ]);
    expect(Object.fromEntries(sizes)).toEqual({
      'index.mjs': expect.toSatisfy((size: number) => size < 650_000),
      [PART]: expect.toSatisfy((size: number) => size < 25_000),
    });
    expect(statSync(join(dist, 'fanOut/index.mjs')).size).toBeLessThan(625_000);
    for (const name of ['lambda', 'fanOut'])
      expect(readFileSync(join(dist, name, 'index.mjs'), 'utf8')).not.toContain('DescribeAutoScalingGroups');
  });
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
      expect(text).not.toContain(call);
  },
);

test('the bundle names no path of the machine it was built on', () => {
  expect(readFileSync(bundle, 'utf8')).not.toContain(join(import.meta.dirname, '../..'));
});
