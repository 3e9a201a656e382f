import type { Cloud } from '../cloud/cloud.ts';
import { DAY, HOUR } from '../cloud/clock.ts';
import type { Volume } from '../cloud/records.ts';

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
  const retain = work === 'all due' ? copies - 1 : copies;
  const tags = size.tags ?? { autosnap: '1', autosnap_retain: String(retain) };
  const newest = cloud.clock.now().getTime() - (work === 'all due' ? DAY : HOUR);
  for (let host = 0; host < instances; host += 1) {
    const attachedTo = region.instance({ tags: { ...tags, Name: `host-${host}` } });
    for (let disk = 0; disk < volumesEach; disk += 1) {
      const volumeTags = { Name: `host-${host} disk ${disk}`, team: 'data' };
      const volume = region.volume({ attachedTo, tags: volumeTags });
      dailyCopies(cloud, volume, {
        newest,
        copies,
        tags: {
          ...volumeTags,
          autosnap_instance: attachedTo.id,
          autosnap_zone: attachedTo.zone,
          autosnap_server: `host-${host}`,
          autosnap_disks: Array.from(
            { length: volumesEach },
            (_, each) => `0${attachedTo.id.slice(-7)}:/dev/sd${'abcdefgh'.charAt(each)}:gp3:3000:125:d`,
          ).join(' '),
        },
      });
    }
  }
}

/** Fills a region with volumes that no instance holds: each is a call of its own. */
export function fillLoose(
  cloud: Cloud,
  regionName: string,
  { volumes, copies, retain }: { readonly volumes: number; readonly copies: number; readonly retain: number },
): Volume[] {
  const tags = { autosnap: '1', autosnap_retain: String(retain) };
  const newest = cloud.clock.now().getTime() - DAY;
  return Array.from({ length: volumes }, () => {
    const volume = cloud.region(regionName).volume({ tags });
    dailyCopies(cloud, volume, { newest, copies, tags: {} });
    return volume;
  });
}

interface Daily {
  readonly newest: number;
  readonly copies: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The copies of one day were meant for one time, and each was started at its own, as a run of minutes leaves them. */
function dailyCopies(cloud: Cloud, volume: Volume, { newest, copies, tags }: Daily): void {
  const region = cloud.region(volume.region);
  const started = (Number.parseInt(volume.id.slice(-6), 16) * 7919) % 240_000;
  for (let copy = 0; copy < copies; copy += 1) {
    const meantFor = newest - (copies - 1 - copy) * DAY;
    region.snapshot({
      of: volume,
      startedAt: new Date(meantFor + ((started + copy * 1237) % 240_000)),
      description: `autosnap: ${volume.id}`,
      tags: { ...tags, snapshot_tool: 'autosnap', autosnap_at: new Date(meantFor).toISOString() },
    });
  }
}
