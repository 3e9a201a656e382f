import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Listed } from '../../lambda/fanOut/list.ts';
import type { LeftAlone } from '../../lambda/fanOut/lock.ts';
import { ordersIn } from '../../lambda/fanOut/orders.ts';
import type { ShardAnswer } from '../../lambda/fanOut/shard.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import { headText, reportText } from '../../lambda/core/report/reportText.ts';
import { SettingsError } from '../../lambda/settings/settings.ts';
import { freshCloud } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { contentOf } from '../cloud/content.ts';
import { HUB } from '../scenarios/organisation.ts';
import { ownCopy } from '../scenarios/story.ts';

const dist = join(import.meta.dirname, '../../dist');
const REQUEST = '8f5c1a6e-0000-4000-8000-000000000001';

type Function = 'lambda/handler' | 'lambda/shard' | 'fanOut/list' | 'fanOut/merge' | 'prover/handler';
type Line = Readonly<Record<string, unknown>>;

interface Logged<Answer> {
  readonly answer: Answer;
  /** The name and the message of its error; empty where it returned. */
  readonly thrown: string;
  /** The lines of JSON that are not metrics, of both streams. */
  readonly lines: readonly Line[];
  readonly metrics: readonly Line[];
  /** All else that was written. */
  readonly text: string;
}

/** What ends the output of an invocation, on both streams. */
const END = '\0';

/** One process for each bundle, alone in its folder: all invocations but its first are warm starts. */
const processes = new Map<string, ChildProcess>();

afterAll(() => {
  for (const one of processes.values()) one.kill();
});

function processOf(bundle: string): ChildProcess {
  const running = processes.get(bundle);
  if (running !== undefined) return running;
  const folder = mkdtempSync(join(tmpdir(), 'snapper-'));
  cpSync(join(dist, bundle), folder, { recursive: true });
  writeFileSync(
    join(folder, 'invoke.mjs'),
    `process.on('message', async ({ handler, input, environment }) => {
       for (const name of Object.keys(process.env)) delete process.env[name];
       Object.assign(process.env, environment);
       const { [handler]: run } = await import('./index.mjs');
       const context = {
         functionName: 'snapper', awsRequestId: '${REQUEST}', getRemainingTimeInMillis: () => 900000,
         invokedFunctionArn: 'arn:aws:lambda:eu-west-1:${HUB}:function:snapper',
       };
       const ended = await run(input, context).then(
         (answer) => ({ answer, thrown: '' }),
         ({ name, message }) => ({ thrown: name + ': ' + message }),
       );
       for (const stream of [process.stdout, process.stderr]) stream.write('\\0');
       process.send(ended);
     });`,
  );
  const started = fork(join(folder, 'invoke.mjs'), { cwd: folder, silent: true, execArgv: [] });
  started.once('exit', () => rmSync(folder, { recursive: true }));
  processes.set(bundle, started);
  return started;
}

/** Invokes a deployed function, and sorts what it writes. */
async function invoke<Answer = Report>(
  cloud: Pick<Cloud, 'env'>,
  name: Function,
  input: unknown,
  variables: Readonly<Record<string, string>> = {},
): Promise<Logged<Answer>> {
  const [bundle = '', handler] = name.split('/');
  const one = processOf(bundle);
  const environment = {
    PATH: process.env['PATH'],
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...cloud.env,
    ...variables,
  };
  const ended = once(one, 'message');
  one.send({ handler, input, environment });
  const [[{ answer, thrown }], ...outputs] = await Promise.all([
    ended,
    ...[one.stdout, one.stderr].flatMap((stream) => (stream === null ? [] : untilEnd(stream))),
  ]);
  const all = outputs.join('').split(/(?<=\n)/);
  const json: Line[] = all.filter(isJson).map((line) => JSON.parse(line));
  return {
    answer,
    thrown,
    lines: json.filter((line) => !('_aws' in line)),
    metrics: json.filter((line) => '_aws' in line),
    text: all.filter((line) => !isJson(line)).join(''),
  };
}

async function untilEnd(stream: Readable): Promise<string> {
  let text = '';
  while (!text.endsWith(END)) {
    const [more] = await once(stream, 'data');
    text += String(more);
  }
  return text.slice(0, -END.length);
}

function isJson(line: string): boolean {
  return line.startsWith('{');
}

async function cloudWithOneVolume() {
  const cloud = await freshCloud({ at: new Date() });
  const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '2' });
  return { cloud, volume };
}

/** What the line of a run has of its report. */
function lineOf({ headline, prefix, jobName, account, dryRun }: Report): Line {
  const { line, ...numbers } = headline;
  return {
    message: line,
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    service: 'snapper',
    function_request_id: REQUEST,
    prefix,
    job: jobName,
    account,
    dry_run: dryRun,
    headline: numbers,
  };
}

describe('a run leaves its report as a person reads it, its metrics, and one line of JSON', () => {
  test.for<[environment: Readonly<Record<string, string>>, headline: string, level: string]>([
    [{}, 'OK', 'INFO'],
    [{ SNS_ARN: `arn:aws:sns:eu-west-1:${HUB}:deleted` }, 'WARNING', 'WARN'],
    [{ EC2_REGIONS: 'eu-west-1,af-south-1' }, 'FAILURE', 'ERROR'],
  ])('with %j: %s is %s', async ([environment, headline, level]) => {
    const { cloud } = await cloudWithOneVolume();
    const { answer, lines, metrics, text } = await invoke(cloud, 'lambda/handler', {}, environment);
    expect(answer).toMatchObject({ headline: { level: headline, created: 1 }, account: HUB });
    expect(lines).toEqual([{ level, ...lineOf(answer), ...POWERTOOLS }]);
    expect(metrics).toMatchObject([{ SnapshotsCreated: 1 }]);
    expect(text).toBe(`${reportText(answer)}\n`);
  });

  test('a dry run says that it is one, and measures nothing', async () => {
    const { cloud } = await cloudWithOneVolume();
    const { answer, lines, metrics, text } = await invoke(cloud, 'lambda/handler', { dry_run: true });
    expect(lines).toMatchObject([
      { level: 'INFO', dry_run: true, message: expect.stringMatching(/^DRY RUN/) },
    ]);
    expect(metrics).toEqual([]);
    expect(text).toBe(`${reportText(answer)}\n`);
  });

  test('POWERTOOLS_LOG_LEVEL leaves out the line of a run that is well, and no report', async () => {
    const { cloud } = await cloudWithOneVolume();
    const environment = { POWERTOOLS_LOG_LEVEL: 'WARN' };
    const { answer, lines, text } = await invoke(cloud, 'lambda/handler', {}, environment);
    expect([lines, text]).toEqual([[], `${reportText(answer)}\n`]);
  });
});

/** What Powertools adds of its own. */
const POWERTOOLS = { sampling_rate: 0 };

describe('a run that throws leaves one line with the error', () => {
  test('its stack names our files and lines, and no path of a machine', async () => {
    const { lines } = await invoke(await freshCloud(), 'fanOut/merge', {
      event: {},
      folder: 'one-run',
      started: '2026-01-01T03:00:00Z',
    });
    const { stack } = z.object({ stack: z.string() }).parse(lines[0]?.['error']);
    expect(stack).toContain(placeOf('lambda/fanOut/files.ts', 'BUCKET must name the bucket'));
    expect(stack).toContain(placeOf('lambda/fanOut/merge.ts', 'bucketOf(env())'));
    expect(stack).toContain(placeOf('lambda/fanOut/index.ts', 'merging.merge('));
    expect(stack).not.toContain('index.mjs');
  });

  test('a mistake in the settings, and nothing else of the event', async () => {
    const { cloud } = await cloudWithOneVolume();
    const event = { interval: 'daily', external_id: 'only-the-hub-knows', timezone: 'Mars' };
    const { thrown, lines, metrics, text } = await invoke(cloud, 'lambda/handler', event);
    expect(thrown).toMatch(/^SettingsError: /);
    const message = thrown.replace('SettingsError: ', '');
    expect(lines).toMatchObject([
      {
        level: 'ERROR',
        message,
        function_request_id: REQUEST,
        error: { name: 'SettingsError', message, stack: expect.stringContaining('\n    at ') },
      },
    ]);
    expect(Object.keys(lines[0]?.['error'] ?? {})).toEqual(['name', 'message', 'stack']);
    expect(JSON.stringify(lines)).not.toContain('only-the-hub-knows');
    expect([metrics, text]).toEqual([[], '']);
  });

  test('no region could be read: its line has the headline, too', async () => {
    const { cloud } = await cloudWithOneVolume();
    const { thrown, lines, text } = await invoke(cloud, 'lambda/handler', { ec2_regions: 'af-south-1' });
    expect(thrown).toMatch(/^Error: No region could be read/);
    expect(lines).toMatchObject([
      { level: 'ERROR', headline: { level: 'FAILURE', unreachableRegions: 1 }, error: { name: 'Error' } },
    ]);
    expect(text).toMatch(/^FAILURE: /);
  });

  test.for([{ POWERTOOLS_LOGGER_SAMPLE_RATE: 'never' }, { POWERTOOLS_LOGGER_LOG_EVENT: 'perhaps' }])(
    'a wrong variable of the logger, %j, costs the line and not the run',
    async (wrong) => {
      const { cloud } = await cloudWithOneVolume();
      const { answer, lines, metrics } = await invoke(cloud, 'lambda/handler', {}, wrong);
      expect(answer).toMatchObject({ headline: { level: 'OK', created: 1 } });
      expect([lines, metrics.length]).toEqual([[], 1]);
    },
  );

  test('POWERTOOLS_LOGGER_LOG_EVENT logs no event', async () => {
    const { cloud } = await cloudWithOneVolume();
    const event = { note: 'of-the-event' };
    const { lines } = await invoke(cloud, 'lambda/handler', event, { POWERTOOLS_LOGGER_LOG_EVENT: 'true' });
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain('of-the-event');
  });

  test('what is in the line is short and can be seen, whatever a person gave', async () => {
    const folder = `\u202E\u009B31m${'x'.repeat(1_000_000)}`;
    const { lines } = await invoke(await freshCloud(), 'fanOut/merge', { event: {}, folder });
    expect(lines).toHaveLength(1);
    const line = JSON.stringify(lines[0]);
    expect(line.length).toBeLessThan(5_000);
    expect(line).not.toMatch(/[\u009B\u202E]/);
  });

  test.for<[Function, unknown]>([
    ['lambda/shard', { account: HUB, region: 'eu-west-1', folder: 'one-run' }],
    ['fanOut/list', { event: 7, accounts: [], folder: 'one-run' }],
    ['fanOut/merge', { event: {}, folder: 'one-run' }],
  ])('%s also names its execution', async ([name, input]) => {
    const { lines, text } = await invoke(await freshCloud(), name, input);
    expect(lines).toMatchObject([{ level: 'ERROR', execution: 'one-run', error: { name: 'SettingsError' } }]);
    expect(text).toBe('');
  });
});

test('an error about an input has no input in it, because Lambda logs all that an error has', () => {
  const input = { accounts: [HUB], external_id: 'only-the-hub-knows' };
  const thrown: unknown = (() => {
    try {
      return ordersIn(input, z.object({ folder: z.string() }));
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toBeInstanceOf(SettingsError);
  expect(JSON.stringify({ ...Object(thrown) })).not.toContain('only-the-hub-knows');
});

/** The file and the line of a text, as a stack names them. */
function placeOf(file: string, text: string): string {
  const source = readFileSync(join(import.meta.dirname, '../..', file), 'utf8').split('\n');
  return `${file}:${source.findIndex((line) => line.includes(text)) + 1}:`;
}

test('an execution leaves one line of each shard, with its account and region, and one of the merged report', async () => {
  const { cloud } = await cloudWithOneVolume();
  const bucket = cloud.region('eu-west-1').bucket('reports');
  const environment = { BUCKET: 'reports' };
  const run = { event: { ec2_regions: 'eu-west-1' }, folder: 'one-run' };
  const listed = await invoke<Listed>(cloud, 'fanOut/list', { ...run, accounts: [HUB] }, environment);
  expect([listed.answer.shards, listed.lines, listed.text]).toEqual([1, [], '']);
  const place = { account: HUB, region: 'eu-west-1' };
  const orders = { run: 1, budget: 12, failures: 0, mayDelete: 'as set' };
  const shard = await invoke<ShardAnswer>(
    cloud,
    'lambda/shard',
    { ...run, ...place, ...orders },
    environment,
  );
  const { report } = shard.answer;
  expect(shard.lines).toEqual([
    { level: 'INFO', ...lineOf(report), ...place, execution: 'one-run', ...POWERTOOLS },
  ]);
  expect([shard.metrics, shard.text]).toEqual([[], `${headText(report)}\n`]);
  bucket.put(`one-run/shards/${HUB}/eu-west-1/1.json`, JSON.stringify(shard.answer));
  const input = { ...run, started: new Date().toISOString() };
  const merged = await invoke(cloud, 'fanOut/merge', input, environment);
  expect(merged.lines).toMatchObject([
    { level: 'INFO', execution: 'one-run', account: HUB, headline: { level: 'OK', created: 1 } },
  ]);
  expect(merged.lines[0]).not.toHaveProperty('region');
  expect(merged.metrics).toMatchObject([{ SnapshotsCreated: 1 }]);
  const whole: Report = JSON.parse(bucket.text('one-run/report.json'));
  expect(merged.text).toBe(`${reportText(whole)}\n`);
});

test('an execution that leaves its run to another writes one line that says so', async () => {
  const { cloud } = await cloudWithOneVolume();
  cloud.region('eu-west-1').bucket('reports');
  const run = { event: { scheduled_time: '2026-11-29T03:00:00Z' }, accounts: [HUB] };
  const list = async (folder: string) =>
    invoke<LeftAlone>(cloud, 'fanOut/list', { ...run, folder }, { BUCKET: 'reports' });
  expect((await list('first')).lines).toEqual([]);
  const { answer, lines, metrics, text } = await list('second');
  expect(answer.leftTo).toBe('first');
  expect(lines).toMatchObject([{ level: 'INFO', message: answer.because, execution: 'second' }]);
  expect([metrics, text]).toEqual([[], '']);
});

describe('the prover', () => {
  const headline = { planned: 1, provable: 1, notProved: 0, notBegun: 0, unreachableRegions: 0 };

  test.for([
    ['INFO', new Uint8Array(8), { level: 'OK', proved: 1, unsoundVolumes: 0, ...headline }],
    ['ERROR', brokenTable(), { level: 'FAILURE', proved: 1, unsoundVolumes: 1, ...headline }],
  ] as const)('leaves one line of %s', async ([level, bytes, numbers]) => {
    const { cloud, volume } = await cloudWithOneVolume();
    ownCopy(cloud, volume, 1, { content: contentOf(bytes) });
    const { lines, metrics, text } = await invoke(cloud, 'prover/handler', { sample: 5 });
    expect(lines).toEqual([
      {
        level,
        message: `${numbers.level}: ${text.split('\n')[0]}`,
        timestamp: expect.any(String),
        service: 'snapper',
        function_request_id: REQUEST,
        prefix: 'autosnap',
        job: expect.any(String),
        account: HUB,
        dry_run: false,
        headline: numbers,
        ...POWERTOOLS,
      },
    ]);
    expect(metrics).toMatchObject([{ SnapshotsProved: 1 }]);
  });

  test('leaves one line with the error where it throws', async () => {
    const { lines, text } = await invoke(await freshCloud(), 'prover/handler', {});
    expect(lines).toMatchObject([{ level: 'ERROR', error: { name: 'SettingsError' } }]);
    expect(text).toBe('');
  });
});

/** A protective table, and behind it a header whose checksum does not match. */
function brokenTable(): Uint8Array {
  const bytes = new Uint8Array(1024);
  bytes[450] = 0xee;
  bytes.set([0x55, 0xaa], 510);
  bytes.set(new TextEncoder().encode('EFI PART'), 512);
  return bytes;
}
