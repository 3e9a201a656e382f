import { wholeLines } from '../wholeLines.ts';
import type { RegionReport } from '../../lambda/core/report/region.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import { role } from '../../lambda/aws/permissions.ts';
import { freshCloud as cloudOfTest } from '../cloud/callers.ts';
import { DAY, HOUR } from '../cloud/clock.ts';
import type { Cloud, CloudWish, LoggedCall } from '../cloud/cloud.ts';
import type { Instance, Snapshot, Tags, Volume } from '../cloud/records.ts';
import type { SnapshotWish } from '../cloud/wishes.ts';
import { runSnapper } from './snapper.ts';

export { DAY, HOUR, MINUTE, SECOND } from '../cloud/clock.ts';
export { runSnapper };

/** The function's own list, for every prefix and topic that a story uses. */
export const ROLE = role({
  partition: 'aws',
  account: '123456789012',
  prefixes: ['autosnap', 'autosnap_x', 'db', 'fast', 'web'],
  topicArn: 'arn:aws:sns:*:123456789012:*',
});

/** A cloud in which everybody may do what the deployed function may, and nothing else. */
export async function freshCloud(wish?: CloudWish): Promise<Cloud> {
  const cloud = await cloudOfTest(wish);
  cloud.policy = ROLE;
  return cloud;
}

/** Taken every day, three copies kept. */
export const DAILY: Tags = { autosnap: '1', autosnap_retain: '3' };

/** A snapshot that this tool took some days ago. */
export function ownCopy(cloud: Cloud, volume: Volume, daysAgo: number, wish: SnapshotWish = {}): Snapshot {
  return cloud.region(volume.region).snapshot({
    of: volume,
    startedAt: new Date(cloud.clock.now().getTime() - daysAgo * DAY),
    description: `autosnap: ${volume.id}`,
    ...wish,
    tags: { snapshot_tool: 'autosnap', ...wish.tags },
  });
}

/** Own copies of the last days, oldest first; none of today. */
export function ownCopies(cloud: Cloud, volume: Volume, count: number): Snapshot[] {
  return Array.from({ length: count }, (_, index) => ownCopy(cloud, volume, count - index));
}

/** A run a day; the time after the last one has passed too, so that its copies are complete. */
export async function everyDay(cloud: Cloud, days: number, event?: unknown): Promise<Report[]> {
  const reports: Report[] = [];
  for (let day = 0; day < days; day += 1) {
    reports.push(await runSnapper(cloud, event));
    cloud.clock.advance(DAY);
  }
  return reports;
}

/** A run, and the hour in which its copies come to their end. */
export async function runAndSettle(cloud: Cloud, event?: unknown): Promise<Report> {
  const report = await runSnapper(cloud, event);
  cloud.clock.advance(HOUR);
  return report;
}

export function restorable(cloud: Cloud, volume: Volume): Snapshot[] {
  return cloud.snapshotsOf(volume).filter(({ state, tier }) => state === 'completed' && tier === 'standard');
}

export function idsOf(resources: readonly { readonly id: string }[]): string[] {
  return resources.map(({ id }) => id).toSorted();
}

/** Whether each of these still exists, by its name in the story. */
export function existing(cloud: Cloud, named: Readonly<Record<string, Snapshot>>): string[] {
  return Object.entries(named).flatMap(([name, snapshot]) =>
    cloud
      .account(snapshot.account)
      .region(snapshot.region)
      .snapshots()
      .some(({ id }) => id === snapshot.id)
      ? [name]
      : [],
  );
}

export function regionIn(report: Report, name: string): RegionReport {
  const region = report.regions.find((one) => one.region === name);
  if (region === undefined) throw new Error(`the report has no region ${name}`);
  return region;
}

/** The only region's part of a report. */
export function only(report: Report): RegionReport {
  const [region, another] = report.regions;
  if (region === undefined || another !== undefined)
    throw new Error(`the report has ${report.regions.length} regions`);
  return region;
}

export function callsOf(cloud: Cloud, action: string): LoggedCall[] {
  return cloud.calls.filter((call) => call.action === action);
}

/** What the creating calls asked of AWS for each volume; a set asks for each of its members. */
export function creationsAsked(cloud: Cloud, volume: Volume): LoggedCall[] {
  return cloud.calls.filter(({ action, params }) => {
    if (action === 'CreateSnapshot') return params['VolumeId'] === volume.id;
    if (action !== 'CreateSnapshots') return false;
    const instance = volume.attachments.find(
      (attachment) => attachment.instance.id === params['InstanceSpecification.InstanceId'],
    );
    if (instance === undefined || Object.values(params).includes(volume.id)) return false;
    const isRoot = instance.device === instance.instance.rootDevice;
    return !(isRoot && params['InstanceSpecification.ExcludeBootVolume'] === 'true');
  });
}

/** The texts that were published, oldest first. */
export function mails(cloud: Cloud, topicArn: string): string[] {
  return cloud.messages(topicArn).map(({ message }) => message);
}

/** The text of the last report that was published. */
export function lastMail(cloud: Cloud, topicArn: string): string {
  const text = mails(cloud, topicArn).map(wholeLines).at(-1);
  if (text === undefined) throw new Error(`nothing was published to ${topicArn}`);
  return text;
}

/** How many own copies exist of the volumes of a region, whatever became of them. */
export function ownIn(cloud: Cloud, region: string, prefix = 'autosnap'): Snapshot[] {
  return cloud
    .region(region)
    .snapshots()
    .filter(({ tags }) => tags['snapshot_tool'] === prefix);
}

/** One of a list that the story knows to be there. */
export function nth<T>(list: readonly T[], index: number): T {
  const item = list.at(index);
  if (item === undefined) throw new Error(`the list has ${list.length} items, none at ${index}`);
  return item;
}

/** The first instance that a volume is attached to. */
export function hostOf(volume: Volume): Instance {
  return nth(volume.attachments, 0).instance;
}

/** Numbers from 0 to 1 that are the same in every test run. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
