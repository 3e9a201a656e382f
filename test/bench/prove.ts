import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MOST_BLOCKS, SECTOR } from '../../lambda/core/proof/disk.ts';
import type { ProofOutcome } from '../../lambda/core/proof/proving.ts';
import { prove as proveAll } from '../../lambda/run/prove.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { passTime } from '../cloud/passingTime.ts';
import { addTokenBucket, BLOCK_QUOTAS } from '../cloud/tokenBuckets.ts';
import { image, type Image, writeExt, writeGpt } from '../core/proof/images.ts';
import { extDisk, gptDisk } from '../scenarios/proving.ts';
import { withEnvironment } from '../scenarios/snapper.ts';
import { ownCopies } from '../scenarios/story.ts';
import { atMost, type Figure, type Part, timesTheBound } from './figure.ts';
import { inCloud } from './runs.ts';

const PART = 'prove';

const SNAPSHOTS = 1000;
const EACH = 5;

/** So much that it bounds nothing. */
const BUDGET = 31 * MOST_BLOCKS * SNAPSHOTS;

/** What a call takes from afar, in milliseconds. */
const LATENCY = 250;

/** How many snapshots are under way at once. */
const SIDE_BY_SIDE = 10;

/** The time that a run has before its function's deadline, in seconds. */
const RUN = 840;

/** What the function has. */
const LAMBDA_MB = 256;

/** What Lambda's own runtime tells node where the function has 256 MB. */
const LAMBDA_FLAGS = ['--max-semi-space-size=13', '--max-old-space-size=230'];

/** A thousand snapshots in one region: calls and virtual time under the quotas of EBS direct, and memory in a process of its own. */
export const prove: Part = async (tell) => {
  tell(`${SNAPSHOTS} snapshots in virtual time`);
  const { seconds, calls, throttled, lists, reads, most } = await timed();
  tell(`${SNAPSHOTS} snapshots in a process of its own`);
  const { peakMb } = await invoked();
  const rows: Omit<Figure, 'part'>[] = [
    {
      what: `${SNAPSHOTS} snapshots, ${SIDE_BY_SIDE} side by side`,
      value: seconds,
      unit: 's',
      bound: (calls * LATENCY) / 1000 / SIDE_BY_SIDE,
      goal: timesTheBound(1.1),
    },
    {
      what: 'the same, of the time that a run has',
      value: seconds,
      unit: 's',
      bound: RUN,
      goal: timesTheBound(0.5),
    },
    { what: 'the same, throttled', value: (100 * throttled) / calls, unit: '% of calls', goal: atMost(1) },
    { what: 'lists of a snapshot, on average', value: lists / SNAPSHOTS, unit: 'calls' },
    { what: 'blocks read of a snapshot, on average', value: reads / SNAPSHOTS, unit: 'blocks' },
    { what: 'blocks read of a snapshot at most', value: most, unit: 'blocks', goal: atMost(MOST_BLOCKS) },
    {
      what: `peak over ${SNAPSHOTS} snapshots`,
      value: peakMb,
      unit: 'MB',
      bound: LAMBDA_MB,
      goal: timesTheBound(1),
    },
  ];
  return rows.map((row) => ({ part: PART, ...row }));
};

/** Of ten volumes four have a file system alone, four have two partitions, two have more than are looked at. */
function fill(cloud: Cloud): void {
  const region = cloud.region('eu-west-1');
  for (let index = 0; index < SNAPSHOTS / EACH; index += 1) {
    const { sizeGiB, blocks } = diskAt(index % 10);
    ownCopies(cloud, region.volume({ size: sizeGiB, content: blocks }), EACH);
  }
}

function diskAt(place: number): Image {
  if (place < 4) return extDisk();
  return place < 8 ? gptDisk() : crowdedDisk();
}

/** A GPT with twelve partitions, each with an ext4 file system. */
function crowdedDisk(): Image {
  const disk = image();
  const partitions = Array.from({ length: 12 }, (_, index) => {
    const first = 2048 + index * 40_960;
    return { first, last: first + 40_959 };
  });
  writeGpt(disk, partitions);
  for (const { first } of partitions) writeExt(disk, first * SECTOR);
  return disk;
}

interface Timed {
  /** Virtual ones. */
  readonly seconds: number;
  readonly calls: number;
  readonly throttled: number;
  readonly lists: number;
  readonly reads: number;
  readonly most: number;
}

async function timed(): Promise<Timed> {
  return inCloud(async (cloud) => {
    fill(cloud);
    for (const bucket of BLOCK_QUOTAS) addTokenBucket(cloud, bucket);
    const time = passTime(cloud, LATENCY);
    const begun = cloud.clock.now().getTime();
    const { outcomes } = await withEnvironment(cloud.env, async () =>
      proveAll({
        settings: readSettings({ sample: SNAPSHOTS, prove_budget: BUDGET }, {}),
        clock: time.clock,
        stopAt: new Date(begun + RUN * 1000),
      }),
    ).finally(() => time.stop());
    mustBeAll(outcomes.filter((one) => one.status === 'proved' && one.proof.verdict === 'sound').length);
    const sum = (of: (one: ProofOutcome) => number): number =>
      outcomes.reduce((all, one) => all + of(one), 0);
    return {
      seconds: (cloud.clock.now().getTime() - begun) / 1000,
      calls: cloud.calls.length,
      throttled: cloud.calls.filter(({ outcome }) => outcome === 'RequestThrottledException').length,
      lists: sum(({ lists }) => lists),
      reads: sum(({ reads }) => reads),
      most: Math.max(...outcomes.map(({ reads }) => reads)),
    };
  });
}

/** The real bundle in a process of its own. */
async function invoked(): Promise<{ readonly peakMb: number }> {
  return inCloud(
    async (cloud) => {
      fill(cloud);
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [
          ...LAMBDA_FLAGS,
          join(import.meta.dirname, 'invokedProver.mjs'),
          join(import.meta.dirname, '../../dist/prover/index.mjs'),
          JSON.stringify({ sample: SNAPSHOTS, prove_budget: BUDGET }),
          '900000',
        ],
        { env: { PATH: process.env['PATH'], ...cloud.env }, maxBuffer: 2 ** 30 },
      );
      const told = JSON.parse(stdout.split('\n').at(-1) ?? '');
      mustBeAll(told.proved);
      return told;
    },
    { at: new Date() },
  );
}

function mustBeAll(proved: number): void {
  if (proved !== SNAPSHOTS) throw new Error(`only ${proved} of ${SNAPSHOTS} are proved`);
}
