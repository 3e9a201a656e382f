import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import { wholeLines } from '../wholeLines.ts';

/** The command line as a person gets it: the built file, in a process of its own, against the embedded cloud. */

const program = join(import.meta.dirname, '../../dist/cli.mjs');

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function snapper(cloud: Pick<Cloud, 'env'> | undefined, ...words: string[]): Promise<Ended> {
  const env = { PATH: process.env['PATH'], ...cloud?.env };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], { env }, (error, out, err) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

/** One instance with one volume that asks for a copy a day and keeps two. */
async function smallEstate(
  tags: Record<string, string> = { Name: 'web', autosnap: '1', autosnap_retain: '2' },
) {
  const now = new Date();
  const cloud = await startCloud({ at: now });
  onTestFinished(() => cloud.close());
  const region = cloud.region('eu-west-1');
  const volume = region.attachedVolume(tags, { Name: 'data' });
  return { cloud, region, volume };
}

describe('what a person reads first', () => {
  test('C-43 --version is that of package.json', async () => {
    expect(await snapper(undefined, '--version')).toEqual({
      status: 0,
      out: `${manifest.version}\n`,
      err: '',
    });
  });

  test('--help names the commands, the exit status and examples', async () => {
    const { status, out } = await snapper(undefined, '--help');
    expect(status).toBe(0);
    for (const part of [
      'plan [options] [regions...]',
      'run [options] [regions...]',
      'Exit status',
      'Examples',
    ]) {
      expect(out).toContain(part);
    }
  });

  test.for([['plan'], ['run']])(
    'C-43 %s --help names every option of the settings',
    async ([command = '']) => {
      const { out } = await snapper(undefined, command, '--help');
      const options = `--prefix, --tag-prefix --name, --job-name --interval --time-zone --sns-arn --sns-region --notify --default-frequency
      --default-retain --max-deletes --orphan-retain --consistency --copy-tags --copy-instance-tags --add-tags --images --image-in-use --accounts --role-name --external-id --json`;
      for (const option of options.split(/\s+/)) expect(out).toContain(option);
    },
  );
});

describe('plan', () => {
  test('shows what a run would do and changes nothing', async () => {
    const { cloud, volume } = await smallEstate();
    const { status, out } = await snapper(cloud, 'plan', 'eu-west-1');
    expect(status).toBe(0);
    expect(out).toContain(` (${volume.id}, data): has no snapshot yet; 0 restorable now`);
    expect(out).toContain('Plan: 1 to create, 0 to delete, 0 to keep.');
    expect(cloud.snapshotsOf(volume)).toEqual([]);
  });

  test('--detailed-exitcode tells work from no work', async () => {
    const { cloud } = await smallEstate();
    expect((await snapper(cloud, 'plan', '--detailed-exitcode')).status).toBe(2);
    await snapper(cloud, 'run');
    expect((await snapper(cloud, 'plan', '--detailed-exitcode')).status).toBe(0);
  });

  test('without a terminal there is no colour and no progress', async () => {
    const { cloud } = await smallEstate();
    const { out, err } = await snapper(cloud, 'plan');
    expect(out).not.toContain('\u001B');
    expect(err).toBe('');
  });

  test('--json is the report and nothing else', async () => {
    const { cloud, volume } = await smallEstate();
    const { out } = await snapper(cloud, 'plan', '--json');
    expect(JSON.parse(out)).toMatchObject({
      tool: 'aws-snapper',
      dryRun: true,
      regions: [{ region: 'eu-west-1', wouldCreate: [{ volumeId: volume.id }], created: [] }],
    });
  });
});

describe('run', () => {
  test('C-42 without a command and a region it runs in the region the SDK is configured for', async () => {
    const { cloud, volume } = await smallEstate();
    const { status, out } = await snapper(cloud);
    expect({ status, first: wholeLines(out).split('\n')[0] }).toEqual({
      status: 0,
      first:
        'OK: 1 of 1 volume on schedule; 0 full, 0 still filling, 1 without a restorable snapshot (their first is being made).',
    });
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
  });

  test('C-43 the command lines of the Python aws-snapper still work', async () => {
    const { cloud, region, volume } = await smallEstate({ nightly: '1', nightly_retain: '2' });
    const topic = region.topic('reports');
    const old = [
      'eu-west-1',
      'us-east-1',
      '--prefix',
      'nightly',
      '--sns-arn',
      topic,
      '--sns-region',
      'eu-west-1',
    ];
    const { status } = await snapper(cloud, ...old, '--name', 'Nightly', '--interval', '86400');
    expect(status).toBe(0);
    expect(cloud.snapshotsOf(volume).map(({ tags }) => tags['snapshot_tool'])).toEqual(['nightly']);
    expect(cloud.messages(topic).map(({ subject }) => subject)).toEqual(['AWS Snapshot Report OK - Nightly']);
  });

  test('C-53 status 3 where a volume has a problem', async () => {
    const { cloud } = await smallEstate({ autosnap: 'daily', autosnap_retain: '2' });
    const { status, out } = await snapper(cloud, 'run');
    expect(status).toBe(3);
    expect(out).toContain('autosnap = "daily"');
  });

  test('C-53 status 3 where an action failed, and where one of two regions could not be read', async () => {
    const { cloud } = await smallEstate();
    cloud.fault({ action: 'CreateSnapshot', effect: { error: 'IncorrectState' } });
    expect((await snapper(cloud, 'run')).status).toBe(3);
    expect((await snapper(cloud, 'run', 'eu-west-1', 'af-south-1')).status).toBe(3);
  });

  test('status 1 where no region could be read', async () => {
    const { cloud } = await smallEstate();
    expect((await snapper(cloud, 'run', 'af-south-1')).status).toBe(1);
  });
});

describe('who may run it', () => {
  test('RA-14 no option takes a key or a secret: credentials come from where the SDK finds them', async () => {
    const { out } = await snapper(undefined, 'run', '--help');
    // The names of keys of KMS are no secret.
    expect(out.replaceAll('--replica-keys', '')).not.toMatch(/--\S*(key|secret|token|password|user)/i);
  });

  test('RA-15 it works without root, and needs nothing but its own files', async () => {
    const { cloud, volume } = await smallEstate();
    const folder = mkdtempSync(join(tmpdir(), 'snapper-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    chmodSync(folder, 0o755);
    cpSync(dirname(program), folder, { recursive: true });
    const isRoot = process.getuid?.() === 0;
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'cli.mjs'), 'run'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, ...cloud.env },
      ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}),
    });
    expect(stdout).toMatch(/^OK/);
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
  });
});

describe('a mistake in the command line ends with status 1 and says what to use', () => {
  test.for<[string[], string]>([
    [
      ['run', '--interval', 'daily'],
      '--interval must be a whole number of seconds from 60 to 31536000, but is "daily"; use 86400',
    ],
    [
      ['run', 'Mars'],
      'regions must be a list of one or more regions, or "all", but is "Mars"; use us-east-1,eu-west-1',
    ],
    [
      ['run', '--sns-region', 'us-east-1'],
      '--sns-arn must be given beside --sns-region, which otherwise can be left out, but is not given; use arn:aws:sns:',
    ],
    [
      ['run', '--interval', '3600', '--time-zone', 'Berlin'],
      '--time-zone must be an IANA time zone, but is "Berlin"',
    ],
    [['run', '--retian', '7'], "unknown option '--retian'"],
    [['run', '--retian', '7'], '--help shows what there is'],
  ])('%j', async ([words, message]) => {
    const { cloud } = await smallEstate();
    const { status, err, out } = await snapper(cloud, ...words);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toContain(message);
  });

  test.for([[['run', '--retian', '7']], [['show']], [['paln']]])(
    '%j with --json is a document of the kind error',
    async ([words = []]) => {
      const { status, out, err } = await snapper(undefined, ...words, '--json');
      expect(status).toBe(1);
      expect(JSON.parse(out)).toMatchObject({ kind: 'error', code: 'usage' });
      expect(err).toBe(`aws-snapper: ${JSON.parse(out).message}\n`);
    },
  );

  test('no region anywhere', async () => {
    const { cloud } = await smallEstate();
    const { AWS_REGION: _, ...env } = cloud.env;
    const { status, err } = await snapper({ ...cloud, env }, 'run');
    expect(status).toBe(1);
    expect(err).toContain('but is not given, and neither is AWS_REGION');
  });
});

describe('U19 without credentials it is one line on stderr, status 1, and with --json a document', () => {
  const nowhere = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
  };

  test.for<[string[], Record<string, string>, string]>([
    [['plan', 'eu-west-1'], {}, 'no AWS credentials were found; set AWS_PROFILE'],
    [['run', 'eu-west-1', 'us-east-1'], {}, 'no AWS credentials were found; set AWS_PROFILE'],
    [['show', 'web', '--region', 'eu-west-1'], {}, 'no AWS credentials were found; set AWS_PROFILE'],
    [['plan', 'eu-west-1'], { AWS_PROFILE: 'nope' }, 'profile "nope" (AWS_PROFILE) is not in'],
    [['plan'], { AWS_PROFILE: 'nope' }, 'profile "nope" (AWS_PROFILE) is not in'],
    [['show', 'web'], { AWS_PROFILE: 'nope' }, 'profile "nope" (AWS_PROFILE) is not in'],
    [['plan', '--stack', 'AwsSnapper'], { AWS_REGION: 'eu-west-1' }, 'no AWS credentials were found; set'],
    [['plan'], {}, 'but is not given, and neither is AWS_REGION'],
  ])('%j with %j', async ([words, env, told]) => {
    const bare = { env: { ...nowhere, ...env } };
    const [text, json] = await Promise.all([snapper(bare, ...words), snapper(bare, ...words, '--json')]);
    expect({ status: text.status, out: text.out }).toEqual({ status: 1, out: '' });
    expect(text.err).toMatch(/^aws-snapper: .*\n$/);
    expect(text.err).toContain(told);
    expect(json.status).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ kind: 'error', message: expect.stringContaining(told) });
  });
});
