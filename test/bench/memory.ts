import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fill } from './estate.ts';
import { atMost, type Figure, type Part, timesTheBound } from './figure.ts';
import { inCloud } from './runs.ts';

const HOSTS = { instances: 5000, volumesEach: 2 };
const LAMBDA_MB = 512;

/** What Lambda's own runtime tells node where the function has 512 MB. */
const LAMBDA_FLAGS = ['--max-semi-space-size=25', '--max-old-space-size=460'];

/** What a run that only plans takes of a function of 512 MB: the real bundle, in a process of its own. */
export const memory: Part = async (tell) => {
  const measured: (Cost & { readonly snapshots: number })[] = [];
  for (const copies of [10, 20, 40]) {
    const snapshots = HOSTS.instances * HOSTS.volumesEach * copies;
    tell(`${snapshots} snapshots`);
    measured.push({ snapshots, ...(await costOf(copies)) });
  }
  const [least, middle] = measured;
  return measured.flatMap(({ snapshots, peakMb, seconds, cpuSeconds }): Figure[] => [
    {
      part: 'memory',
      what: `peak over ${snapshots} snapshots`,
      value: peakMb,
      unit: 'MB',
      bound: LAMBDA_MB,
      goal: timesTheBound(1),
      plot: { picture: 'memory', line: 'peak', x: snapshots },
    },
    {
      part: 'memory',
      what: `time over ${snapshots} snapshots`,
      value: seconds,
      unit: 's',
      ...(snapshots === middle?.snapshots ? { goal: atMost(60) } : {}),
    },
    { part: 'memory', what: 'its own processor time', value: cpuSeconds, unit: 's' },
    ...(snapshots === measured.at(-1)?.snapshots && least !== undefined
      ? [
          {
            part: 'memory',
            what: `peak of ${snapshots} against ${least.snapshots}`,
            value: peakMb,
            unit: 'MB',
            bound: least.peakMb,
            goal: timesTheBound(1.3),
          },
        ]
      : []),
  ]);
};

interface Cost {
  readonly peakMb: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function costOf(copies: number): Promise<Cost> {
  return inCloud(
    async (cloud) => {
      fill(cloud, 'eu-west-1', { ...HOSTS, copies, work: 'all due' });
      const house = join(import.meta.dirname, '../..');
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [
          ...LAMBDA_FLAGS,
          join(import.meta.dirname, 'invoked.mjs'),
          join(house, 'dist/lambda/index.mjs'),
          JSON.stringify({ dry_run: true }),
          '900000',
        ],
        { env: { PATH: process.env['PATH'], ...cloud.env }, maxBuffer: 2 ** 30 },
      );
      const told = JSON.parse(stdout.split('\n').at(-1) ?? '');
      if (told.headline.volumesManaged !== HOSTS.instances * HOSTS.volumesEach) {
        throw new Error(told.headline.line);
      }
      return told;
    },
    { at: new Date() },
  );
}
