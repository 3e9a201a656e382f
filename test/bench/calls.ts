import { runSnapper } from '../scenarios/snapper.ts';
import { leastCalls } from './bound.ts';
import { fill, type Size } from './estate.ts';
import { type Figure, type Part, timesTheBound } from './figure.ts';
import { inCloud } from './runs.ts';

interface Estate {
  readonly size: Size;
  readonly regions: number;
  /** @default a run, which publishes its report */
  readonly run?: Run;
}

/** A follow-up that finds nothing wrong publishes nothing. */
type Run = 'main' | 'follow-up';

const ESTATES: readonly Estate[] = [
  { size: { instances: 10, volumesEach: 2, copies: 7, work: 'all due' }, regions: 1 },
  { size: { instances: 100, volumesEach: 3, copies: 7, work: 'all due' }, regions: 1 },
  { size: { instances: 500, volumesEach: 3, copies: 14, work: 'all due' }, regions: 1 },
  { size: { instances: 10, volumesEach: 2, copies: 7, work: 'none' }, regions: 1 },
  { size: { instances: 100, volumesEach: 3, copies: 7, work: 'none' }, regions: 1 },
  { size: { instances: 500, volumesEach: 3, copies: 14, work: 'none' }, regions: 1 },
  { size: { instances: 500, volumesEach: 3, copies: 14, work: 'none' }, regions: 1, run: 'follow-up' },
  { size: { instances: 25, volumesEach: 2, copies: 7, work: 'none' }, regions: 8 },
];

/** Calls, as the cloud counts them, of runs that nobody throttles. */
export const calls: Part = async (tell) => {
  const figures: Figure[] = [];
  for (const { size, regions, run = 'main' } of ESTATES) {
    const isIdle = size.work === 'none';
    const what = [
      `${size.instances} x ${size.volumesEach}, ${size.copies} snapshots`,
      ...(regions > 1 ? [`in each of ${regions} regions`] : []),
      isIdle ? 'nothing due' : 'all due, one expired each',
      ...(run === 'follow-up' ? ['a follow-up'] : []),
    ].join(', ');
    tell(what);
    figures.push({
      part: 'calls',
      what,
      value: await callsOf(size, regions, run),
      unit: 'calls',
      bound: leastCalls(size, regions) + theFew(regions) - (run === 'follow-up' ? 1 : 0),
      goal: timesTheBound(isIdle ? 1 : 1.02),
      ...(regions > 1 || run === 'follow-up'
        ? {}
        : {
            plot: {
              picture: 'calls',
              line: isIdle ? 'nothing due' : 'all due',
              x: size.instances * size.volumesEach,
            },
          }),
    });
  }
  return figures;
};

/** Who we are, and what AMIs and locks hold in each region: asked in every run, whatever its size. */
export function theFew(regions = 1): number {
  return 1 + 2 * regions;
}

/** The calls of one run, which must have done all there was to do. */
export async function callsOf(size: Size, regions = 1, run: Run = 'main'): Promise<number> {
  const names = Array.from({ length: regions }, (_, index) => `eu-west-${index + 1}`);
  return inCloud(
    async (cloud) => {
      for (const name of names) fill(cloud, name, size);
      const event = {
        ec2_regions: names,
        sns_arn: cloud.region('eu-west-1').topic('reports'),
        ...(run === 'follow-up' && { follow_up: '1h', scheduled_time: cloud.clock.now().toISOString() }),
      };
      const report = await runSnapper(cloud, event);
      const owed = size.work === 'all due' ? size.instances * size.volumesEach * regions : 0;
      const { created, deleted, level, line } = report.headline;
      if (created !== owed || deleted !== owed || level !== 'OK') throw new Error(line);
      return cloud.calls.length;
    },
    { regions: names },
  );
}
