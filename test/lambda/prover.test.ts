import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { prover } from '../../lambda/aws/proof/permissions.ts';
import { answerOf, documentOf } from '../../lambda/commands/provedDocument.ts';
import type { Proving } from '../../lambda/core/proof/proving.ts';
import type { ProofVerdict } from '../../lambda/core/proved.ts';
import { freshCloud } from '../cloud/callers.ts';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import { contentOf } from '../cloud/content.ts';
import { metricsOf as metricsOfProving, proved as provedIn } from '../scenarios/proving.ts';
import { callsOf, ownCopy } from '../scenarios/story.ts';

const dist = join(import.meta.dirname, '../../dist');
const SECRET = 'the password of the data base';

/** A disk with text on it, which no table or file system is. */
const TEXT = contentOf(new TextEncoder().encode(SECRET));

/** A protective table, and behind it a header whose checksum does not match. */
const BROKEN = contentOf(
  Uint8Array.from({ length: 1024 }, (_, at) => {
    if (at === 450) return 0xee;
    if (at === 510) return 0x55;
    if (at === 511) return 0xaa;
    return at >= 512 && at < 520 ? ('EFI PART'.codePointAt(at - 512) ?? 0) : 0;
  }),
);

async function aCloud() {
  const cloud = await freshCloud();
  const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '7' });
  return { cloud, volume };
}

async function proved(cloud: Cloud, event: unknown, env: Readonly<Record<string, string>> = {}) {
  return provedIn({ clock: cloud.clock, env: { ...cloud.env, ...env } }, event);
}

describe('the door of the prover', () => {
  test('proves as many as its event says, and says and measures what it saw, but not what is in it', async () => {
    const { cloud, volume } = await aCloud();
    const [older, newest] = [ownCopy(cloud, volume, 2), ownCopy(cloud, volume, 1, { content: TEXT })];
    const { answer, log, measured } = await proved(cloud, { sample: 1 }, { PROVE: '20' });
    expect(answer).toMatchObject({
      kind: 'proof',
      proofs: [{ snapshotId: newest.id, status: 'proved' }],
    });
    expect(newest.tags['autosnap_proved']).toMatch(/^\d{4}-\S+Z unknown/);
    expect(older.tags).not.toHaveProperty('autosnap_proved');
    expect(log).toContain(newest.id);
    expect(measured).toHaveLength(1);
    expect(log + JSON.stringify([answer, measured])).not.toContain('password');
  });

  test('proves as many as the deployment has, where the event says nothing', async () => {
    const { cloud, volume } = await aCloud();
    const copies = [1, 2, 3].map((days) => ownCopy(cloud, volume, days, { content: TEXT }));
    await proved(cloud, null, { PROVE: '2' });
    expect(copies.filter(({ tags }) => 'autosnap_proved' in tags)).toHaveLength(2);
  });

  test('with dry_run says which come first, and reads and writes nothing', async () => {
    const { cloud, volume } = await aCloud();
    const { id } = ownCopy(cloud, volume, 1, { content: TEXT });
    const { answer, log, measured } = await proved(cloud, { sample: 5, dry_run: true });
    expect(answer).toMatchObject({
      kind: 'proof',
      dryRun: true,
      proofs: [{ snapshotId: id, status: 'planned' }],
    });
    expect(log).toContain(id);
    expect(log).toContain('Because of dry_run nothing was proved.');
    expect(measured).toEqual([]);
    for (const call of ['ListSnapshotBlocks', 'GetSnapshotBlock', 'CreateTags']) {
      expect(callsOf(cloud, call)).toEqual([]);
    }
  });

  test.for<[what: string, event: unknown, says: string]>([
    ['without a number', {}, 'SettingsError: sample must say how many snapshots to prove'],
    ['with a wrong one', { sample: 0 }, 'SettingsError: sample must be a whole number of snapshots from 1'],
    ['with a misspelt key', { Sample: 5 }, 'SettingsError: Sample (with the value 5) is not a setting'],
    ['with a wrong budget', { sample: 5, prove_budget: 1 }, 'SettingsError: prove_budget must be'],
  ])('%s fails before anything is read', async ([, event, says]) => {
    const { cloud } = await aCloud();
    const before = cloud.calls.length;
    expect((await proved(cloud, event)).answer).toContain(says);
    expect(cloud.calls).toHaveLength(before);
  });

  test('fails where no region could be read, and stops at none of several', async () => {
    const { cloud, volume } = await aCloud();
    ownCopy(cloud, volume, 1, { content: TEXT });
    const none = await proved(cloud, { sample: 5, regions: 'af-south-1' });
    expect(none.answer).toContain('NothingRead: Nothing could be proved: af-south-1');
    expect(none.measured).toHaveLength(1);
    const both = await proved(cloud, { sample: 5, regions: 'af-south-1,eu-west-1' });
    expect(both.answer).toMatchObject({
      proofs: [{ status: 'proved' }],
      unreachable: [{ region: 'af-south-1' }],
    });
  });

  test('looks again at what holds a volume because its key did not work: once the key works the hold is over', async () => {
    const { cloud, volume } = await aCloud();
    const key = cloud.region('eu-west-1').key();
    const locked = ownCopy(cloud, volume, 2, { kmsKeyId: key.arn, content: TEXT });
    key.state = 'Disabled';
    await proved(cloud, { sample: 1 });
    expect(locked.tags['autosnap_proved']).toMatch(/ unreadable key$/);
    key.state = 'Enabled';
    ownCopy(cloud, volume, 1, { content: TEXT });
    ownCopy(cloud, volume, 3, { content: TEXT });
    await proved(cloud, { sample: 2 });
    expect(locked.tags['autosnap_proved']).toMatch(/ unknown$/);
  });

  test('does not fail where a region was read that has no snapshot, but says and measures which one was not', async () => {
    const { cloud } = await aCloud();
    const { answer, log, measured } = await proved(cloud, { sample: 5, regions: 'af-south-1,eu-west-1' });
    expect(answer).toMatchObject({ proofs: [], unreachable: [{ region: 'af-south-1' }] });
    expect(log).toMatch(/^Proved nothing; 1 region NOT READ\.\n.*af-south-1/);
    expect(measured.map(metricsOfProving)).toMatchObject([{ SnapshotsNotProved: 1 }]);
  });

  test('assumes the role beside the member role, in accounts given by id and by ARN', async () => {
    const { cloud } = await aCloud();
    const accounts = ['222222222222', 'arn:aws:iam::333333333333:role/path/member'];
    await proved(cloud, { sample: 5, accounts });
    const asked = callsOf(cloud, 'AssumeRole').map(({ params }) => params['RoleArn']);
    expect(new Set(asked)).toEqual(
      new Set([
        'arn:aws:iam::222222222222:role/aws-snapper-member-prover',
        'arn:aws:iam::333333333333:role/path/member-prover',
      ]),
    );
  });
});

/** What a prover hands to CloudWatch. */
function metricsOf(outcomes: Proving['outcomes'], unreachable: Proving['plan']['unreachable'] = []) {
  const plan = { proofs: outcomes, provable: 9, blocksLeft: 9, unreachable, regionsRead: 1 };
  return metricsOfProving({ plan, outcomes, swept: [], now: 0 });
}

describe('the metrics of a prover', () => {
  const planned = {
    region: 'eu-west-1',
    snapshotId: 'snap-1',
    volumeId: 'vol-1',
    sizeGiB: 8,
    startedAt: 0,
    because: 'never proved',
    lists: 1,
    reads: 1,
    gibSeconds: 0,
  };
  const seen = (verdict: ProofVerdict) =>
    ({ ...planned, status: 'proved', reason: '', proof: { at: 0, verdict, kinds: 'ext4' } }) as const;
  const service = { service: 'prover', Prefix: 'autosnap' };

  test('count a volume once, whose snapshots are bad, and what was not proved', () => {
    const failed = { ...planned, status: 'not proved', code: 'AccessDenied', message: 'no' } as const;
    expect(metricsOf([seen('changed'), seen('damaged'), seen('sound'), seen('blank'), failed])).toEqual({
      ...service,
      SnapshotsProved: 4,
      UnsoundVolumes: 1,
      SnapshotsNotProved: 1,
    });
  });

  test('have zeros where all is well, and none that would end an alarm where something was not seen', () => {
    const zeros = { UnsoundVolumes: 0, SnapshotsNotProved: 0 };
    expect(metricsOf([seen('sound')])).toEqual({ ...service, SnapshotsProved: 1, ...zeros });
    const late = { ...planned, status: 'skipped', reason: 'late' } as const;
    expect(metricsOf([seen('sound'), late])).toEqual({ ...service, SnapshotsProved: 1 });
    const unread = [{ region: 'eu-south-1', code: 'AccessDenied', message: 'no' }];
    expect(metricsOf([], unread)).toEqual({ ...service, SnapshotsNotProved: 1 });
  });
});

test('an answer that is too long for Lambda leaves out what is well, and says how much', () => {
  const planned = {
    region: 'eu-west-1',
    volumeId: 'vol-1',
    name: '\u0001'.repeat(255),
    sizeGiB: 8,
    startedAt: 0,
    because: 'never proved',
    lists: 1,
    reads: 1,
    gibSeconds: 0,
  };
  const outcomes = Array.from({ length: 10_000 }, (_, index) => {
    const isBad = index >= 9000;
    const reason = isBad ? 'the ext4 file system at 1 MiB: a checksum; '.repeat(8) : '';
    const verdict: ProofVerdict = isBad ? 'damaged' : 'sound';
    const proof = { at: 0, verdict, kinds: 'ext4 '.repeat(40) };
    return { ...planned, snapshotId: `snap-${index}`, status: 'proved', reason, proof } as const;
  });
  const plan = { proofs: outcomes, provable: 10_000, blocksLeft: 9, regionsRead: 1, unreachable: [] };
  const whole = documentOf({ plan, outcomes, swept: [], now: 0 }, { prefix: 'autosnap', dryRun: false });
  const answer = answerOf(whole);
  expect(JSON.stringify(answer).length).toBeLessThan(6_000_000);
  expect(answer.proofs.filter(({ reason }) => reason !== undefined)).toHaveLength(1000);
  expect([answer.proofs.length + (answer.omitted ?? 0), answer.spent]).toEqual([10_000, whole.spent]);
  expect(answerOf(answer)).toBe(answer);
});

/** What Lambda does: the file in a folder of its own, a fresh process, an event, the deployment's environment. */
async function invoke(cloud: Cloud, event: unknown, environment: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'snapper-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(join(dist, 'prover/index.mjs'), join(folder, 'index.mjs'));
  writeFileSync(
    join(folder, 'invoke.mjs'),
    `import { handler } from './index.mjs';
     const context = { functionName: 'prover', getRemainingTimeInMillis: () => 900000 };
     const { proofs } = await handler(${JSON.stringify(event)}, context);
     process.stdout.write('\\n' + JSON.stringify(proofs));`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, ['invoke.mjs'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...cloud.env, ...environment },
  });
  return { proofs: JSON.parse(stdout.split('\n').at(-1) ?? ''), stdout };
}

describe('the bundle of the prover', () => {
  test('does the job alone in an empty folder, with the rights of its role alone', async () => {
    const cloud = await startCloud({ at: new Date() });
    onTestFinished(() => cloud.close());
    const region = cloud.region('eu-west-1');
    const [one, other] = [1, 2].map(() => region.attachedVolume({ autosnap: '1', autosnap_retain: '7' }));
    if (one === undefined || other === undefined) throw new Error('there are two');
    const [good, bad] = [
      ownCopy(cloud, one, 1, { content: TEXT }),
      ownCopy(cloud, other, 1, { content: BROKEN }),
    ];
    cloud.policy = prover({ partition: 'aws', account: '123456789012', prefixes: ['autosnap'] });
    const { proofs, stdout } = await invoke(cloud, { sample: 5 }, { TAG_PREFIXES: 'autosnap' });
    expect(proofs).toHaveLength(2);
    expect(good.tags['autosnap_proved']).toContain(' unknown');
    expect(bad.tags['autosnap_proved']).toContain(' damaged');
    expect(stdout).not.toContain('password');
    const metrics = stdout.split('\n').find((line) => line.includes('"_aws"')) ?? '{}';
    expect(JSON.parse(metrics)).toMatchObject({
      service: 'prover',
      Prefix: 'autosnap',
      SnapshotsProved: 2,
      UnsoundVolumes: 1,
      SnapshotsNotProved: 0,
    });
  });

  test('has these files, and none is larger', () => {
    const folder = join(dist, 'prover');
    const most = new Map([
      ['index.mjs', 475_000],
      ['credentials.mjs', 90_000],
      ['index.mjs.map', 240_000],
      ['credentials.mjs.map', 90_000],
    ]);
    const sizes = readdirSync(folder).map((file) => [file, statSync(join(folder, file)).size] as const);
    expect(sizes.map(([file]) => file).toSorted()).toEqual([...most.keys()].toSorted());
    expect(sizes.filter(([file, size]) => size >= (most.get(file) ?? 0))).toEqual([]);
  });

  test.for(['lambda', 'fanOut'])('is the only one with EBS direct: %s has none of it', (name) => {
    const text = readFileSync(join(dist, name, 'index.mjs'), 'utf8');
    for (const call of ['ListSnapshotBlocks', 'GetSnapshotBlock', 'PutSnapshotBlock']) {
      expect(text).not.toContain(call);
    }
  });

  test('can make, change and delete no snapshot and no volume, and write no block', () => {
    const text = readFileSync(join(dist, 'prover/index.mjs'), 'utf8');
    expect(text).toContain('GetSnapshotBlock');
    for (const call of [
      'PutSnapshotBlock',
      'StartSnapshot',
      'CompleteSnapshot',
      'CreateVolume',
      'DeleteVolume',
      'DeleteSnapshot',
      'CreateSnapshot',
      'DeregisterImage',
      'DeleteTags',
    ]) {
      expect(text).not.toContain(call);
    }
  });
});
