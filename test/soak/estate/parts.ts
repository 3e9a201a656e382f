import type { Cloud } from '../../cloud/cloud.ts';
import type { Snapshot, Tags, Volume } from '../../cloud/records.ts';
import type { Region } from '../../cloud/region.ts';
import { nth, ownCopy } from '../../scenarios/story.ts';

/** What lies about in an estate and must stay. */

/** Tags that ask for one snapshot a day and keep a number of them. */
export function asks(keeps: number): Tags {
  return { autosnap: '1', autosnap_retain: String(keeps) };
}

/** Copies by hand, of other tools, with our mark but not by us, of AWS Backup, and one of ours that was archived. */
export function notOurs(region: Region, startedAt: string, volume: Volume, managed = volume): Snapshot[] {
  const mark = { snapshot_tool: 'autosnap' };
  const description = 'autosnap: x';
  return [
    region.snapshot({ of: volume, startedAt }),
    region.snapshot({ of: managed, startedAt, tags: { snapshot_tool: 'db' } }),
    region.snapshot({ of: managed, startedAt, tags: mark, description: 'nightly' }),
    region.snapshot({
      of: managed,
      startedAt,
      description,
      tags: { ...mark, 'aws:backup:source-resource': 'x' },
    }),
    region.snapshot({ of: managed, startedAt, description, tags: mark, tier: 'archive' }),
    region.snapshot({ startedAt, description, tags: mark }),
  ];
}

/** Old copies of a volume that is gone; the last one is given, because it stays. */
export function lastOfGone(cloud: Cloud, region: Region, daysAgo: readonly number[]): Snapshot {
  const vanished = region.volume();
  const copies = daysAgo.map((days) => ownCopy(cloud, vanished, days));
  region.remove(vanished);
  return nth(copies, -1);
}
