import type { Size } from './estate.ts';

/** What the best conceivable program would need: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html */

/** Pages of a thousand instances, volumes and snapshots: the least that tells what there is. */
export function pagesOf({ instances, volumesEach, copies }: Size): number {
  const volumes = instances * volumesEach;
  return [instances, volumes, volumes * copies].reduce((sum, count) => sum + Math.ceil(count / 1000), 0);
}

/** The pages, a create for each instance and a delete for each expired copy of every region, and the report. */
export function leastCalls(size: Size, regions = 1): number {
  const { instances, volumesEach, work } = size;
  const writes = work === 'all due' ? instances + instances * volumesEach : 0;
  return (pagesOf(size) + writes) * regions + 1;
}

const BURST = 100;

/**
 * The seconds until a full bucket has given tokens for so many calls, if each is spent at once.
 *
 * @param refill Calls a second, from the beginning and from each later second on.
 */
export function pouring(
  calls: number,
  refill: readonly { readonly from: number; readonly rate: number }[],
): number {
  let left = Math.max(0, calls - BURST);
  for (const [index, { from, rate }] of refill.entries()) {
    const until = refill[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    if (left <= rate * (until - from)) return left === 0 ? 0 : from + left / rate;
    left -= rate * (until - from);
  }
  return Number.POSITIVE_INFINITY;
}
