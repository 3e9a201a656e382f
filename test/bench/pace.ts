import { SECOND } from '../cloud/clock.ts';
import { type Bucket, PUBLISHED } from '../cloud/tokenBuckets.ts';
import { pouring } from './bound.ts';
import { fill, fillLoose, type Size } from './estate.ts';
import { atMost, type Figure, type Part, timesTheBound } from './figure.ts';
import { inCloud, type Timed, timedRun } from './runs.ts';

/** Virtual time and throttled calls under the buckets that AWS publishes, and under smaller ones. */
export const pace: Part = async (tell) => [
  ...(await published(tell)),
  ...(await slowFromTheStart(tell)),
  ...(await cutInMidRun(tell)),
  ...(await eightRegions(tell)),
  ...(await raisedQuotas(tell)),
  ...(await notThrottled(tell)),
];

const BURST_ONLY = 100;
const CURVE = [BURST_ONLY, 300, 750, 1500];

async function published(tell: (line: string) => void): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const volumes of CURVE) {
    tell(`${volumes} volumes, published buckets`);
    const { seconds, throttledShare } = await loose({ volumes, buckets: PUBLISHED });
    figures.push({
      part: 'pace',
      what: `${volumes} creates and deletes`,
      value: seconds,
      unit: 's',
      bound: pouring(volumes, [{ from: 0, rate: 5 }]),
      ...(volumes === 1500 ? { goal: timesTheBound(1.05) } : {}),
      plot: { picture: 'time', line: 'creates and deletes', x: volumes },
    });
    if (volumes === 1500) figures.push(throttled('the same, throttled', throttledShare, 1));
  }
  return figures;
}

async function slowFromTheStart(tell: (line: string) => void): Promise<Figure[]> {
  const volumes = 400;
  tell(`${volumes} volumes, refill 1/s`);
  const { seconds, throttledShare } = await loose({ volumes, buckets: refilled(() => 1) });
  return [
    {
      part: 'pace',
      what: `${volumes}, refill 1/s from the start`,
      value: seconds,
      unit: 's',
      bound: pouring(volumes, [{ from: 0, rate: 1 }]),
      goal: timesTheBound(1.1),
    },
    throttled('the same, throttled', throttledShare, 10),
  ];
}

async function cutInMidRun(tell: (line: string) => void): Promise<Figure[]> {
  const [volumes, cutAfter] = [600, 40];
  tell(`${volumes} volumes, refill cut from 5/s to 1/s after ${cutAfter} s`);
  const begun = Date.parse(AT);
  const buckets = refilled((now) => (now.getTime() - begun < cutAfter * SECOND ? 5 : 1));
  const { seconds, throttledShare } = await loose({ volumes, buckets });
  const ideal = pouring(volumes, [
    { from: 0, rate: 5 },
    { from: cutAfter, rate: 1 },
  ]);
  return [
    {
      part: 'pace',
      what: `${volumes}, cut from 5/s to 1/s after ${cutAfter} s: the rest of the time`,
      value: seconds - cutAfter,
      unit: 's',
      bound: ideal - cutAfter,
      goal: timesTheBound(1.1),
    },
    throttled('the same, throttled', throttledShare, 10),
  ];
}

async function eightRegions(tell: (line: string) => void): Promise<Figure[]> {
  const volumes = 300;
  tell(`${volumes} volumes in one region, and in each of eight`);
  const one = await loose({ volumes, buckets: PUBLISHED });
  const eight = await loose({ volumes, buckets: PUBLISHED, regions: REGIONS });
  return [
    {
      part: 'pace',
      what: `eight regions of ${volumes}, against one`,
      value: eight.seconds,
      unit: 's',
      bound: one.seconds,
      goal: timesTheBound(1.2),
    },
    throttled('the same, throttled', eight.throttledShare, 1),
  ];
}

/** AWS raises quotas on request; the published ones are the least. */
async function raisedQuotas(tell: (line: string) => void): Promise<Figure[]> {
  const volumes = 4000;
  const figures: Figure[] = [];
  for (const rate of [15, 50]) {
    tell(`${volumes} volumes, refill ${rate}/s`);
    const { seconds, throttledShare } = await loose({ volumes, buckets: refilled(() => rate) });
    figures.push(
      {
        part: 'pace',
        what: `${volumes}, a quota of ${rate}/s`,
        value: seconds,
        unit: 's',
        bound: pouring(volumes, [{ from: 0, rate }]),
        goal: timesTheBound(1.15),
      },
      throttled('the same, throttled', throttledShare, 5),
    );
  }
  return figures;
}

async function notThrottled(tell: (line: string) => void): Promise<Figure[]> {
  const size: Size = { instances: 500, volumesEach: 3, copies: 3, work: 'all due' };
  tell(
    `${size.instances} sets and ${size.instances * size.volumesEach} deletes, 30 ms a call, not throttled`,
  );
  const seconds = await inCloud(
    async (cloud) => {
      fill(cloud, 'eu-west-1', size);
      const timed = await timedRun(cloud, { buckets: [], latency: 30 });
      const { deleted, line } = timed.report.headline;
      if (deleted !== size.instances * size.volumesEach) throw new Error(line);
      return timed.seconds;
    },
    { at: AT, regions: ['eu-west-1'] },
  );
  return [
    {
      part: 'pace',
      what: `${size.instances} sets of ${size.volumesEach}, 30 ms a call, not throttled`,
      value: seconds,
      unit: 's',
      goal: atMost(15),
    },
  ];
}

function throttled(what: string, share: number, percent: number): Figure {
  return { part: 'pace', what, value: share * 100, unit: '% of writes', goal: atMost(percent) };
}

function refilled(refill: Bucket['refill']): Bucket[] {
  return PUBLISHED.map(({ action }) => ({ action, refill }));
}

const AT = '2026-01-01T03:00:00Z';
const REGIONS = [
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-central-1',
  'eu-north-1',
  'us-east-1',
  'us-east-2',
  'us-west-2',
];

interface Loose {
  /** In each region. */
  readonly volumes: number;
  readonly buckets: readonly Bucket[];
  readonly regions?: readonly string[];
}

/** A run over volumes that are all due with one copy to expire each; it must have done everything. */
export async function loose({ volumes, buckets, regions = ['eu-west-1'] }: Loose): Promise<Timed> {
  return inCloud(
    async (cloud) => {
      for (const region of regions) fillLoose(cloud, region, { volumes, copies: 3, retain: 2 });
      const event = { ec2_regions: regions, sns_arn: cloud.region('eu-west-1').topic('reports') };
      const timed = await timedRun(cloud, { event, buckets });
      const owed = volumes * regions.length;
      const { created, deleted, level, line } = timed.report.headline;
      if (created !== owed || deleted !== owed || level !== 'OK') throw new Error(line);
      return timed;
    },
    { at: AT, regions },
  );
}
