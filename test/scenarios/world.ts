import type { FilterPolicy } from '../cloud/sns.ts';
import type { Report } from '../../lambda/core/report/report.ts';

/**
 * A cloud as a story sees it that is told in two of them: the embedded one and moto.
 *
 * Only what both can do is here. Regions are `eu-west-1`, where everything is unless said otherwise, and
 * `us-east-1`.
 */
export interface World {
  /** A running instance with a root volume. */
  instance(tags?: Tags, region?: string): Promise<Server>;
  /** A volume; without `attachedTo` it is detached. */
  volume(wish?: VolumeWish): Promise<string>;
  tag(resource: string, tags: Tags): Promise<void>;
  untag(resource: string, ...keys: string[]): Promise<void>;
  /** Detached volumes only. */
  deleteVolume(volume: string): Promise<void>;
  /** A snapshot that somebody else takes now. */
  snapshot(volume: string, tags?: Tags): Promise<string>;
  /** The snapshot behind a new image. Its volume is gone; on it are the tags asked for. */
  imageSnapshot(tags: Tags): Promise<string>;
  /** The snapshots of a volume, oldest first. */
  snapshotsOf(volume: string, region?: string): Promise<Copy[]>;
  exists(snapshot: string): Promise<boolean>;
  /** A topic whose messages `reports` reads, by a subscription with this filter policy. */
  topic(region?: string, wanted?: FilterPolicy): Promise<string>;
  /** What was published to the topics, oldest first. */
  reports(): Promise<readonly Mail[]>;
  pass(milliseconds: number): Promise<void>;
  run(event?: unknown): Promise<Report>;
  /** Lets the program's own code talk to this cloud, outside of a run. */
  inside<T>(act: () => Promise<T>): Promise<T>;
}

export type Tags = Readonly<Record<string, string>>;

/** What the tool that writes this mark calls its snapshots. */
export function describedBy({ snapshot_tool: mark = 'by hand' }: Tags): string {
  return `${mark}: x`;
}

export interface Server {
  readonly id: string;
  readonly root: string;
}

export interface VolumeWish {
  readonly tags?: Tags;
  readonly attachedTo?: Server;
  readonly type?: 'gp3' | 'st1';
  readonly region?: string;
}

export interface Copy {
  readonly id: string;
  readonly state: string;
  readonly startedAt: Date;
  readonly tags: Tags;
}

export interface Mail {
  readonly subject: string | undefined;
  readonly message: string;
}

const HOUR = 3_600_000;

/** A run a day. */
export async function passDays(world: World, days: number, event?: unknown): Promise<Report[]> {
  const reports: Report[] = [];
  for (let day = 0; day < days; day += 1) {
    reports.push(await world.run(event));
    await world.pass(24 * HOUR);
  }
  return reports;
}

/**
 * A run, and one more an hour later.
 *
 * In the embedded cloud, as on AWS, the new copy is pending while the first run prunes; in moto it is
 * complete at once. After the second run both have the same number.
 */
export async function runAndPrune(world: World, event?: unknown): Promise<[first: Report, second: Report]> {
  const first = await world.run(event);
  await world.pass(HOUR);
  return [first, await world.run(event)];
}
