import type { Cloud } from '../cloud/cloud.ts';
import { DAY, HOUR } from '../cloud/clock.ts';

/** How large an estate is, and what is owed in it. */
export interface Size {
  readonly instances: number;
  readonly volumesEach: number;
  readonly copies: number;
  /** Every volume is due and has one copy more than it keeps, or nothing is to do. */
  readonly work: 'all due' | 'none';
  readonly tags?: Readonly<Record<string, string>>;
}

/** Fills a region: instances with tags, their volumes, and a daily copy of each volume for as many days. */
export function fill(cloud: Cloud, regionName: string, size: Size): void {
  const region = cloud.region(regionName);
  const { instances, volumesEach, copies, work } = size;
  const tags = size.tags ?? { autosnap: '1', autosnap_retain: String(copies) };
  const newest = cloud.clock.now().getTime() - (work === 'all due' ? DAY : HOUR);
  for (let host = 0; host < instances; host += 1) {
    const attachedTo = region.instance({ tags: { ...tags, Name: `host-${host}` } });
    for (let disk = 0; disk < volumesEach; disk += 1) {
      const volume = region.volume({ attachedTo, tags: { Name: `host-${host} disk ${disk}`, team: 'data' } });
      for (let copy = 0; copy < copies; copy += 1) {
        const startedAt = new Date(newest - (copies - 1 - copy) * DAY);
        region.snapshot({
          of: volume,
          startedAt,
          tags: {
            snapshot_tool: 'autosnap',
            autosnap_at: startedAt.toISOString(),
            autosnap_instance: attachedTo.id,
            Name: `host-${host} disk ${disk}`,
            team: 'data',
          },
        });
      }
    }
  }
}
