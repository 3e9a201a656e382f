import { wholeLines } from '../wholeLines.ts';
import type { RestoreDocument } from '../../lambda/commands/documents.ts';
import type { Answer } from '../../lambda/commands/command.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import { freshCloud } from '../cloud/callers.ts';
import type { Cloud, CloudWish } from '../cloud/cloud.ts';
import type { Instance, Tags, Volume } from '../cloud/records.ts';
import type { Region } from '../cloud/region.ts';
import type { InstanceWish } from '../cloud/wishes.ts';
import { DAILY, HOUR, idsOf, nth, ROLE, runSnapper } from '../scenarios/story.ts';
import { documentOf, RESTORER } from './person.ts';

/** A server with a root and a data disk, of which one set was taken an hour ago. */
export interface TakenServer {
  readonly cloud: Cloud;
  readonly region: Region;
  readonly web: Instance;
  readonly root: Volume;
  readonly data: Volume;
}

/** Tags that the data disk has of its owner. */
export const OWN: Tags = { Name: 'web-data', CostCenter: '4711' };

export async function takenServer(wish: InstanceWish = {}, clouds?: CloudWish): Promise<TakenServer> {
  return takenIn(await freshCloud(clouds), wish);
}

/** The same in a cloud that is there. */
export async function takenIn(cloud: Cloud, wish: InstanceWish = {}): Promise<TakenServer> {
  const region = cloud.region('eu-west-1');
  const web = region.instance({
    state: 'stopped',
    zone: 'eu-west-1b',
    ...wish,
    tags: { Name: 'web', ...DAILY, ...wish.tags },
  });
  const root = region.volume({ attachedTo: web, zone: web.zone, iops: 4000, throughput: 500 });
  const data = region.volume({
    attachedTo: web,
    zone: web.zone,
    size: 20,
    type: 'io2',
    iops: 5000,
    tags: OWN,
  });
  await taken(cloud);
  return { cloud, region, web, root, data };
}

/** A run of the function, and the hour in which its snapshots are completed; then a person may only restore. */
export async function taken(cloud: Cloud, event?: unknown): Promise<Report> {
  cloud.policy = ROLE;
  const report = await runSnapper(cloud, event);
  cloud.policy = RESTORER;
  cloud.clock.advance(HOUR);
  return report;
}

/** The server and all its volumes, as if they had never been. */
export function lose({ region, web }: Pick<TakenServer, 'region' | 'web'>): void {
  const disks = region
    .volumes()
    .filter(({ attachments }) => attachments.some(({ instance }) => instance === web));
  region.terminate(web);
  region.remove(web);
  for (const disk of disks) region.remove(disk);
}

/** What restores have made in a region, in the order of their snapshots. */
export function newVolumes(region: Region): Volume[] {
  return region.volumes().filter(({ fromSnapshot }) => fromSnapshot !== undefined);
}

/** `web:/dev/xvda available`: each attachment by the Name of its server, and the state. */
export function whereIs({ state, attachments }: Volume): string {
  return [...attachments.map(({ instance, device }) => `${instance.tags['Name']}:${device}`), state].join(
    ' ',
  );
}

export function restoreOf(answer: Answer): RestoreDocument {
  return documentOf(answer, 'restore');
}

export function refusalCodes(answer: Answer): string[] {
  return restoreOf(answer).refusals.map(({ code }) => code);
}

/** How each disk ended: its status, or the code of its failure. */
export function ends(answer: Answer): string[] {
  return restoreOf(answer).outcomes.map((one) => (one.status === 'failed' ? one.code : one.status));
}

/** Runs `act`, and gives what of a region's volumes and snapshots it has taken away. */
export async function losses(region: Region, act: () => Promise<unknown>): Promise<string[]> {
  const before = idsOf([...region.volumes(), ...region.snapshots()]);
  await act();
  const after = new Set(idsOf([...region.volumes(), ...region.snapshots()]));
  return before.filter((id) => !after.has(id));
}

export function snapshotOf(cloud: Cloud, volume: Volume) {
  return nth(cloud.snapshotsOf(volume), -1);
}

/** The command that an answer ends with, as a shell reads it. */
export function commandAtEnd({ text }: Answer): string | undefined {
  return /aws-snapper .*$/.exec(wholeLines(text).replaceAll(' \\ ', ' '))?.[0];
}
