import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteSnapshotCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ec2Of, resultOf } from '../cloud/callers.ts';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import { policyFile } from '../lib/policyFile.ts';
import type { Instance, Volume } from '../cloud/records.ts';
import { callsOf, DAILY, DAY, HOUR, idsOf, MINUTE, ownIn, runAndSettle } from '../scenarios/story.ts';
import { CTRL_C, noTerminal, onTerminal, type Shown } from '../terminal/pty.ts';
import { cli } from './builtCli.ts';

/** `restore` as a person gives it: the built file, in a process of its own, by the real clock, with its policy alone. */

const REGION = 'eu-west-1';

interface Estate {
  readonly cloud: Cloud;
  readonly server: Instance;
  readonly root: Volume;
  readonly data: Volume;
}

/** A server whose two disks have a set of yesterday. Each look takes a minute of the cloud's time. */
async function estate(): Promise<Estate> {
  const cloud = await startCloud({ at: new Date(Date.now() - DAY) });
  onTestFinished(() => cloud.close());
  const region = cloud.region(REGION);
  const server = region.instance({ tags: { ...DAILY, Name: 'web' } });
  const root = region.volume({ attachedTo: server, tags: { Name: 'web-root' } });
  const kmsKeyId = region.key().arn;
  const data = region.volume({
    attachedTo: server,
    type: 'io2',
    iops: 4000,
    kmsKeyId,
    tags: { team: 'shop' },
  });
  await runAndSettle(cloud);
  cloud.clock.advance(DAY - HOUR);
  cloud.before('DescribeVolumes', () => cloud.clock.advance(MINUTE));
  cloud.policy = policyFile('iam-restore-policy.json');
  return { cloud, server, root, data };
}

function newOnes({ cloud }: Estate): Volume[] {
  return cloud
    .region(REGION)
    .volumes()
    .filter(({ fromSnapshot }) => fromSnapshot !== undefined);
}

/** What a person must find again. */
function shape({ type, size, iops, throughput, zone, kmsKeyId, tags }: Volume) {
  const own = Object.entries(tags).filter(([key]) => !key.startsWith('autosnap'));
  return { type, size, iops, throughput, zone, kmsKeyId, tags: Object.fromEntries(own) };
}

function sorted(volumes: readonly Volume[]) {
  return volumes.map(shape).toSorted((a, b) => a.type.localeCompare(b.type));
}

function placesOf({ attachments }: Volume): string[] {
  return attachments.map(({ instance, device, state }) => `${instance.id} ${device} ${state}`);
}

test('at a pipe it shows the plan and how to say yes, with status 1, and makes nothing', async () => {
  const one = await estate();
  const { status, out, err } = await cli(one.cloud.env, 'restore', 'web');
  expect([status, err]).toEqual([1, '']);
  expect(out).toContain('+ volume 8 GiB io2 4000 IOPS in eu-west-1a, was /dev/sdf\n');
  expect(out.replaceAll(/ \\\n */g, ' ')).toContain('aws-snapper restore web --region eu-west-1 --yes\n');
  const json = await cli(one.cloud.env, 'restore', 'web', '--json');
  const document: unknown = JSON.parse(json.out);
  expect([json.status, json.err]).toEqual([1, '']);
  expect(document).toMatchObject({ kind: 'restore', applied: false, disks: [{}, {}], outcomes: [] });
  expect(callsOf(one.cloud, 'CreateVolume')).toEqual([]);
});

describe('with iam-restore-policy.json and nothing else', () => {
  test('beside: the disks as they were, and the same command makes no other ones', async () => {
    const one = await estate();
    const { status, out, err } = await cli(one.cloud.env, 'restore', 'web', '--yes');
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain('Restored 2 of 2 volumes.');
    expect(sorted(newOnes(one))).toEqual(sorted([one.root, one.data]));
    expect(newOnes(one).map(({ state }) => state)).toEqual(['available', 'available']);
    expect((await cli(one.cloud.env, 'restore', 'web', '--yes')).status).toBe(0);
    expect(newOnes(one)).toHaveLength(2);
  });

  test('at another instance', async () => {
    const one = await estate();
    const other = one.cloud.region(REGION).instance({ tags: { Name: 'other' } });
    const words = ['restore', 'web', '--only', '/dev/sdf', '--attach-to', 'other', '--yes', '--json'];
    const { status, out, err } = await cli(one.cloud.env, ...words);
    expect([status, err]).toEqual([0, '']);
    const document: unknown = JSON.parse(out);
    expect(document).toMatchObject({ kind: 'restore', applied: true, outcomes: [{ status: 'done' }] });
    expect(newOnes(one).map(shape)).toEqual([shape(one.data)]);
    expect(newOnes(one).map(placesOf)).toEqual([[`${other.id} /dev/sdf attached`]]);
  });

  test('in place, on a server that is stopped, and the root of one that runs', async () => {
    const one = await estate();
    const { cloud, server, root, data } = one;
    const running = await cli(cloud.env, 'restore', 'web', '--in-place', '--yes');
    expect([running.status, newOnes(one)]).toEqual([1, []]);
    expect(running.out).toContain(`aws ec2 stop-instances --region eu-west-1 --instance-ids ${server.id}`);

    const onlyRoot = await cli(cloud.env, 'restore', 'web', '--in-place', '--only', '/dev/xvda', '--yes');
    expect([onlyRoot.status, onlyRoot.err]).toEqual([0, '']);
    expect(newOnes(one).map(placesOf)).toEqual([[`${server.id} /dev/xvda attached`]]);
    expect(root.attachments).toEqual([]);

    server.state = 'stopped';
    const onlyData = await cli(cloud.env, 'restore', 'web', '--in-place', '--only', '/dev/sdf', '--yes');
    expect([onlyData.status, onlyData.err]).toEqual([0, '']);
    expect(newOnes(one).flatMap(placesOf).toSorted()).toEqual([
      `${server.id} /dev/sdf attached`,
      `${server.id} /dev/xvda attached`,
    ]);
    for (const old of [root, data]) {
      expect(old).toMatchObject({ state: 'available', attachments: [] });
      expect(old.tags).toMatchObject({
        autosnap_replaced: expect.any(String),
        autosnap_ignore: expect.any(String),
      });
    }
  });

  test('nobody can delete a snapshot or stop a server', async () => {
    const { cloud, server } = await estate();
    const snapshots = idsOf(ownIn(cloud, REGION));
    const ec2 = ec2Of(cloud);
    const deletions = snapshots.map((SnapshotId) => ec2.send(new DeleteSnapshotCommand({ SnapshotId })));
    const stop = ec2.send(new StopInstancesCommand({ InstanceIds: [server.id] }));
    for (const call of [...deletions, stop]) expect(await resultOf(call)).toBe('UnauthorizedOperation 403');
    expect(snapshots).toHaveLength(2);
    expect([idsOf(ownIn(cloud, REGION)), server.state]).toEqual([snapshots, 'running']);
  });
});

describe.skipIf(noTerminal)(`at a terminal${noTerminal ? ` (${noTerminal})` : ''}`, () => {
  const QUESTION = '? [y/N] ';

  test('y makes what the plan says', async () => {
    const one = await estate();
    const session = onTerminal(one.cloud.env, 'restore', 'web');
    await session.until(QUESTION);
    expect(callsOf(one.cloud, 'CreateVolume')).toEqual([]);
    session.type('y\r');
    const shown = await session.ended;
    expect(shown.status).toBe(0);
    expect(newOnes(one)).toHaveLength(2);
    // The plan was shown before the question.
    expect(shown.raw.split('+ volume 8 GiB io2')).toHaveLength(2);
  });

  test('n makes nothing', async () => {
    const one = await estate();
    const session = onTerminal(one.cloud.env, 'restore', 'web');
    await session.until(QUESTION);
    session.type('n\r');
    const { status, lines } = await session.ended;
    expect([status, lines.join('\n').trimEnd().split('\n').at(-1)]).toEqual([
      1,
      'aws-snapper: stopped by you; nothing was changed',
    ]);
    expect(newOnes(one)).toEqual([]);
  });

  test('without its input nobody can be asked, so it makes nothing', async () => {
    const one = await estate();
    const { status, lines } = await onTerminal(one.cloud.env, 'restore', 'web', '</dev/null').ended;
    expect(status).toBe(1);
    const text = lines.join(' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain('this asks before it changes anything, but');
    expect(newOnes(one)).toEqual([]);
  });

  test('--json is one document, and how far things are goes to standard error', async () => {
    const one = await estate();
    const folder = mkdtempSync(join(tmpdir(), 'snapper-restore-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'out');
    const { status, raw } = await onTerminal(one.cloud.env, 'restore', 'web', '--yes', '--json', `>${file}`)
      .ended;
    expect(status).toBe(0);
    const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
    expect(document).toMatchObject({ kind: 'restore', applied: true });
    expect(raw).toContain('available: 2 of 2 volumes');
  });

  test('Ctrl-C in the middle: 130, and the line that is printed goes on and makes no second volume', async () => {
    const one = await estate();
    one.server.state = 'stopped';
    const session = onTerminal(one.cloud.env, 'restore', 'web', '--in-place', '--yes');
    let isPressed = false;
    const hook = one.cloud.before('DetachVolume', async () => {
      if (!isPressed) session.type(CTRL_C);
      isPressed = true;
      await session.until('interrupted: nothing more is started');
    });
    const shown = await session.ended;
    hook.remove();
    expect(shown.status).toBe(130);
    expect(newOnes(one)).toHaveLength(2);
    const line = printedLine(shown);
    expect(line).toContain('--resume');
    const { status, err } = await cli(one.cloud.env, ...line.split(' ').slice(1), '--yes');
    expect([status, err]).toEqual([0, '']);
    expect(newOnes(one)).toHaveLength(2);
    expect(newOnes(one).flatMap(placesOf).toSorted()).toEqual([
      `${one.server.id} /dev/sdf attached`,
      `${one.server.id} /dev/xvda attached`,
    ]);
  });
});

/** The command line of ours that was shown last. */
function printedLine({ lines }: Shown): string {
  const text = lines.join('\n').replaceAll(/ \\\n */g, ' ');
  return (
    text
      .match(/^ *aws-snapper restore .*$/gm)
      ?.at(-1)
      ?.trim() ?? ''
  );
}
