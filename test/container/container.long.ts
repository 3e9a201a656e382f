import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { startCloud } from '../cloud/cloud.ts';
import { HOUSE } from '../documents/pages.ts';
import { writeBuilder, writeRuntime } from './standIn.ts';

/**
 * The image of container/Dockerfile, built by buildah and run without root on a root file system that cannot be written.
 * No registry is asked: Node is this machine's, and so are the packages.
 */

const lacks = [
  ...(spawnSync('buildah', ['--version']).status === 0 ? [] : ['buildah is not installed']),
  ...(process.getuid?.() === 0 ? [] : ['not root']),
];

describe.skipIf(lacks.length > 0)(`the container${lacks.map((one) => ` (skipped: ${one})`).join('')}`, () => {
  let folder = '';
  let root = '';
  let image: Image;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'snapper-container-'));
    const packages = realpathSync(join(HOUSE, 'node_modules'));
    writeRuntime(join(folder, 'runtime'));
    writeBuilder(join(folder, 'builder'), packages);
    for (const name of ['runtime', 'builder']) buildStandIn(name);
    const volume = `${packages}:/src/node_modules:ro`;
    const images = ['BUILD_IMAGE=localhost/builder', 'RUN_IMAGE=localhost/runtime'];
    build(
      ['--file', join(HOUSE, 'container/Dockerfile'), '--tag', 'snapper', '--volume', volume],
      ['--ignorefile', join(HOUSE, 'container/Dockerfile.dockerignore')],
      images.flatMap((one) => ['--build-arg', one]),
      [HOUSE],
    );
    image = JSON.parse(buildah('inspect', '--type', 'image', 'snapper')).OCIv1.config;
    root = buildah('mount', buildah('from', 'snapper'));
  }, 300_000);

  afterAll(() => {
    if (root !== '') buildah('umount', '--all');
    rmSync(folder, { recursive: true, force: true });
  });

  function buildah(...words: string[]): string {
    const store = ['--root', join(folder, 'store'), '--runroot', join(folder, 'run')];
    const all = [...store, '--storage-driver', 'vfs', ...words];
    return execFileSync('buildah', all, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  }

  function build(...words: string[][]): void {
    buildah('build', '--isolation', 'chroot', ...words.flat());
  }

  function buildStandIn(name: string): void {
    const file = join(folder, `${name}.Dockerfile`);
    writeFileSync(file, 'FROM scratch\nCOPY / /\nENV PATH=/nodejs/bin:/bin\n');
    build(['--file', file, '--tag', name, join(folder, name)]);
  }

  /** Runs these words as the image's user, with the image's environment and this one. */
  async function run(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const given = Object.fromEntries(image.Env.map((line) => line.split(/=(.*)/s)));
    const inside = ['chroot', `--userspec=${image.User}`, root, ...words];
    const all = ['--mount', 'sh', '-c', READ_ONLY, root, ...inside];
    // The tools around it are this machine's.
    const options = { env: { ...given, ...env, PATH: process.env['PATH'] } };
    return new Promise((resolve) => {
      const child = execFile('unshare', all, options, (error, out, err) =>
        resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err }),
      );
      child.stdin?.end();
    });
  }

  async function snapper(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> {
    return run([...image.Entrypoint, ...words], env);
  }

  test('it has no user root, and can write nothing', async () => {
    const [node = ''] = image.Entrypoint;
    const script = `console.log(process.getuid(), process.getgid(), process.getgroups());
      for (const to of ['/app/x', '/x']) try { fs.writeFileSync(to, 'x') } catch ({ code }) { console.log(code) }`;
    const { out } = await run([node, '-e', script]);
    expect(out).toBe('65532 65532 [ 65532 ]\nEROFS\nEROFS\n');
  });

  test('it tells its version, and without words its help', async () => {
    expect(await snapper(['--version'])).toEqual({ status: 0, out: `${manifest.version}\n`, err: '' });
    expect((await snapper(image.Cmd)).out).toContain('Usage: aws-snapper');
  });

  test('plan changes nothing, and run takes a snapshot without asking', async () => {
    const { cloud, volume } = await estate();
    const plan = await snapper(['plan', 'eu-west-1'], cloud.env);
    expect(plan).toMatchObject({ status: 0, err: '' });
    expect(plan.out).toContain('Plan: 1 to create, 0 to delete, 0 to keep.');
    expect(cloud.snapshotsOf(volume)).toEqual([]);
    expect(await snapper(['run', 'eu-west-1'], cloud.env)).toMatchObject({ status: 0, err: '' });
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
  });

  test('it takes the credentials that ECS and EKS hand to a container', async () => {
    const { cloud } = await estate();
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } = cloud.env;
    const keys = { AccessKeyId: AWS_ACCESS_KEY_ID, SecretAccessKey: AWS_SECRET_ACCESS_KEY };
    const agent = createServer(({ headers }, answer) => {
      const isCaller = headers.authorization === 'a token';
      const expiring = { ...keys, Token: '', Expiration: new Date(Date.now() + 3_600_000).toISOString() };
      answer.writeHead(isCaller ? 200 : 401).end(isCaller ? JSON.stringify(expiring) : '{}');
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void agent.close());
    await once(agent, 'listening');
    const address = agent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { status, out } = await snapper(['plan', 'eu-west-1'], {
      ...env,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'a token',
    });
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining('1 to create') });
  });
});

interface Image {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
}

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Makes the folder $0 read-only in this mount namespace alone, then runs the rest. */
const READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"';

/** One volume that asks for a snapshot a day. */
async function estate() {
  const cloud = await startCloud({ at: new Date() });
  onTestFinished(() => cloud.close());
  const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '2' });
  return { cloud, volume };
}
