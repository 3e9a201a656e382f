import { runSnapper } from '../scenarios/snapper.ts';
import { leastCalls } from './bound.ts';
import { fill, type Size } from './estate.ts';
import { type Figure, type Part, timesTheBound } from './figure.ts';
import { inCloud } from './runs.ts';

const ESTATES: readonly Size[] = [
  { instances: 10, volumesEach: 2, copies: 7, work: 'all due' },
  { instances: 100, volumesEach: 3, copies: 7, work: 'all due' },
  { instances: 500, volumesEach: 3, copies: 14, work: 'all due' },
  { instances: 10, volumesEach: 2, copies: 7, work: 'none' },
  { instances: 100, volumesEach: 3, copies: 7, work: 'none' },
  { instances: 500, volumesEach: 3, copies: 14, work: 'none' },
];

/** STS, and one look-up each of images and of locks. */
const THE_FEW = 3;

/** Calls, as the cloud counts them, of runs that nobody throttles. */
export const calls: Part = async (tell) => {
  const figures: Figure[] = [];
  for (const size of ESTATES) {
    const what = `${size.instances} x ${size.volumesEach}, ${size.copies} copies, ${size.work === 'all due' ? 'all due, one expired each' : 'nothing due'}`;
    tell(what);
    figures.push({
      part: 'calls',
      what,
      value: await callsOf(size),
      unit: 'calls',
      bound: leastCalls(size) + (size.work === 'none' ? THE_FEW : 0),
      goal: timesTheBound(size.work === 'none' ? 1 : 1.02),
      plot: {
        picture: 'calls',
        line: size.work === 'none' ? 'nothing due' : 'all due',
        x: size.instances * size.volumesEach,
      },
    });
  }
  return figures;
};

/** The calls of one run, which must have done all there was to do. */
export async function callsOf(size: Size): Promise<number> {
  return inCloud(async (cloud) => {
    fill(cloud, 'eu-west-1', size);
    const report = await runSnapper(cloud, { sns_arn: cloud.region('eu-west-1').topic('reports') });
    const owed = size.work === 'all due' ? size.instances * size.volumesEach : 0;
    const { created, deleted, level } = report.verdict;
    if (created !== owed || deleted !== owed || level !== 'OK') throw new Error(report.verdict.line);
    return cloud.calls.length;
  });
}
