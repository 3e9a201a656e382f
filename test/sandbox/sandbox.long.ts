import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../moto/freePort.ts';

/** `npm run sandbox` as a newcomer uses it: a window, a shell with what it prints, and the built program in it. */

const folder = join(import.meta.dirname, '../..');
const main = [
  '--import',
  pathToFileURL(join(folder, 'node_modules/tsx/dist/loader.mjs')).href,
  'test/sandbox/main.ts',
];
const port = await freePort();

const window = { text: '' };
const sandbox = spawn(process.execPath, [...main, '--port', String(port)], { cwd: folder, stdio: 'pipe' });
sandbox.stdout.on('data', (part) => (window.text += String(part)));
sandbox.stderr.on('data', (part) => (window.text += String(part)));

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a line in a shell where the sandbox's `env` was read; `before` is what the shell had before. */
async function sh(line: string, before: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const read = `eval "$(node ${main.join(' ')} env --port ${port})"`;
  return ended('sh', ['-c', `${read}\n${line}`], before);
}

async function control(...words: string[]): Promise<Ended> {
  return ended(process.execPath, [...main, ...words]);
}

async function ended(
  program: string,
  words: readonly string[],
  before: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const env = { ...before, PATH: process.env['PATH'] };
  return new Promise((resolve) => {
    execFile(program, words, { cwd: folder, env }, (error, out, err) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

async function shown(text: string): Promise<void> {
  while (!window.text.includes(text)) await once(sandbox.stdout, 'data');
}

beforeAll(() => shown('q or Ctrl-C'));
afterAll(() => sandbox.kill());

test('the window says what to type, in lines of a terminal', () => {
  const told = window.text.split('\n').filter((line) => !/^(export|unset) |--sns-arn|--port/.test(line));
  expect(told.filter((line) => line.length > 80)).toEqual([]);
  for (const part of [`AWS_ENDPOINT_URL=http://127.0.0.1:${port}`, 'unset AWS_PROFILE', 'plan', 'next-day']) {
    expect(window.text).toContain(part);
  }
});

test('the commands work on ten days of history', async () => {
  const { out } = await sh(`
    say() { node dist/cli.mjs "$@"; echo "$1: status $?"; }
    say plan; say list; say show vault; say take old-db
    say enable mail --every 1 --retain within:7d --yes; say simulate --days 5; say plan`);
  expect(out.match(/^\w+: status \d$/gm)).toEqual([
    'plan: status 3',
    'list: status 3',
    'show: status 0',
    'take: status 0',
    'enable: status 0',
    'simulate: status 0',
    'plan: status 0',
  ]);
  // On a Sunday vault has its weekly one besides.
  expect(out).toMatch(/Plan: [89] to create, 0 to delete/);
});

test('a server that is gone comes back on a new one, and the same command again makes no second volume', async () => {
  const restore = 'node dist/cli.mjs restore shop --attach-to shop-new --yes; echo "status $?"';
  const made = [await sh(restore), await sh(restore)].map(({ out }) => out);
  expect(made.map((out) => out.match(/^\+ volume .+|^Restored \d of \d|^status \d$/gm))).toEqual([
    [
      '+ volume 8 GiB gp3 3000 IOPS 125 MiB/s in eu-west-1a, /dev/xvda (root)',
      '+ volume 200 GiB gp3 6000 IOPS 250 MiB/s in eu-west-1a, /dev/sdf',
      '+ volume 50 GiB io2 4000 IOPS in eu-west-1a, /dev/sdg',
      'Restored 3 of 3',
      'status 0',
    ],
    ['Restored 3 of 3', 'status 0'],
  ]);
});

test('nothing reaches AWS, whatever endpoints, proxies and keys the shell had', async () => {
  const elsewhere = 'http://127.0.0.1:1';
  const services = ['EC2', 'KMS', 'SNS', 'STS', 'CLOUDFORMATION', 'LAMBDA', 'S3', 'AUTO_SCALING'];
  const { out, err } = await sh(
    'node dist/cli.mjs list --json; node dist/cli.mjs restore shop --again --json',
    {
      AWS_SESSION_TOKEN: 'of a real session',
      AWS_PROFILE: 'production',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
      AWS_USE_FIPS_ENDPOINT: 'true',
      HTTP_PROXY: elsewhere,
      no_proxy: 'example.com',
      ...Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, elsewhere])),
    },
  );
  expect(err).toBe('');
  expect(out.match(/"status": "(read|unreachable)"/g)).toEqual(['"status": "read"', '"status": "read"']);
  // The key of a disk was asked about, and KMS answered.
  expect(out).toContain('"value": "arn:aws:kms:');
  expect(out).not.toContain('not checked');
});

test('days pass: the function runs, its report arrives, and the command line reads the same clock', async () => {
  const { out } = await control('next-day', '3', '--port', String(port));
  const days = out.match(/^\w{3} \d\d \w{3} \d{4}, 03:00 UTC$/gm) ?? [];
  expect(new Set(days).size).toBe(3);
  expect(window.text.match(/Mail: AWS Snapshot Report OK/g)).toHaveLength(3);
  const plan = await sh('node dist/cli.mjs plan --json');
  const [, now = ''] = /"now": "([^"]+)"/.exec(plan.out) ?? [];
  const [weekday, ...date] = (days.at(-1) ?? '').split(/,? /).slice(0, 4);
  expect(new Date(now).toUTCString()).toContain(`${weekday}, ${date.join(' ')} 04:`);
});

test('what cannot be done is said in one line, with what to do', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  expect(await control('--port', String(port))).toMatchObject({
    status: 1,
    err: `sandbox: port ${port} is in use; give another one, or leave --port out to have a free one\n`,
  });
  taken.close();
  const nobody = await freePort();
  expect(await control('next-day', '--port', String(nobody))).toMatchObject({
    status: 1,
    err: `sandbox: no sandbox answers at http://127.0.0.1:${nobody}; start one with npm run sandbox, or name its port with -- --port\n`,
  });
  expect((await control('next-day', 'soon')).err).toBe(
    'sandbox: next-day takes a number of days from 1 to 100, but is given "soon"; use 1\n',
  );
});

test('Ctrl-C ends it, and its port is free', async () => {
  sandbox.kill('SIGINT');
  expect(await once(sandbox, 'exit')).toEqual([0, null]);
  const next = createServer().listen(port, '127.0.0.1');
  await once(next, 'listening');
  next.close();
});
