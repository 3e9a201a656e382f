import { images } from '../../lambda/aws/images/permissions.ts';
import type { Statement } from '../../lambda/aws/permissions.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import type { Cloud, CloudWish, LoggedCall } from '../cloud/cloud.ts';
import { freshCloud as cloudOfTest } from '../cloud/callers.ts';
import type { Image, Instance, Snapshot, Tags, Volume } from '../cloud/records.ts';
import type { Region } from '../cloud/region.ts';
import { callsOf, DAY, HOUR, ROLE, runSnapper } from './story.ts';

/** An image a day of which three are kept, and nothing that asks for snapshots. */
export const DAILY_IMAGE: Tags = { autosnap_image: '1', autosnap_image_retain: '3' };

/** What a run is asked where images are on. */
export const IMAGES = { images: true };

/** What the function may where images are on. */
export const ROLE_WITH_IMAGES: readonly Statement[] = [
  ...ROLE,
  ...images({ partition: 'aws', account: '123456789012', prefixes: ['autosnap'] }),
];

export interface Estate {
  readonly cloud: Cloud;
  readonly region: Region;
  readonly server: Instance;
  readonly root: Volume;
  readonly data: Volume;
}

/** A server with two disks that wants an image a day. */
export async function aServer(tags: Tags = DAILY_IMAGE, wish?: CloudWish): Promise<Estate> {
  const cloud = await cloudOfTest(wish);
  cloud.policy = ROLE_WITH_IMAGES;
  const region = cloud.region('eu-west-1');
  const server = region.instance({ tags: { Name: 'web', ...tags } });
  const root = region.volume({ attachedTo: server });
  const data = region.volume({ attachedTo: server, device: '/dev/sdf' });
  return { cloud, region, server, root, data };
}

/** A run with images. */
export async function imaged(cloud: Cloud, event: object = {}): Promise<Report> {
  return runSnapper(cloud, { ...IMAGES, ...event });
}

/** A run a day; the day after the last one has passed too, so that its image is available. */
export async function imagedEveryDay(cloud: Cloud, days: number, event: object = {}): Promise<Report[]> {
  const reports: Report[] = [];
  for (let day = 0; day < days; day += 1) {
    reports.push(await imaged(cloud, event));
    cloud.clock.advance(DAY);
  }
  return reports;
}

/** What a report says could not be done about images: `not created`, `not deleted` or `left over not deleted`. */
export function failuresIn(report: Report): string[] {
  return report.regions
    .flatMap(({ imageTrouble = [] }) => imageTrouble.map(({ kind }) => kind))
    .filter((kind) => /\bnot (created|deleted)$/.test(kind));
}

/** The names of the images of a region, with their states, in order. */
export function imagesOf({ region }: Pick<Estate, 'region'>): string[] {
  return region
    .images()
    .map(({ name, state }) => `${name} ${state}`)
    .toSorted();
}

/** The name of the image of a day of January 2026. */
export function dayName({ server }: Pick<Estate, 'server'>, day: number, more = ''): string {
  return `autosnap-${server.id}-202601${String(day).padStart(2, '0')}T0000Z${more}`;
}

/** An image that this tool made some days ago, with its snapshots. */
export function ownImage({ cloud, region, server, root, data }: Estate, daysAgo: number): Image {
  const at = new Date(cloud.clock.now().getTime() - daysAgo * DAY);
  const name = `autosnap-${server.id}-${at.toISOString().slice(0, 10).replaceAll('-', '')}T0000Z`;
  const tags = { autosnap_image_snapshot: name, autosnap_instance: server.id };
  const disks = [root, data].map((of) => region.snapshot({ of, startedAt: at, tags }));
  const image = region.image({
    name,
    description: `autosnap: image of ${server.id} (web) from then`,
    createdAt: at,
    tags: { snapshot_tool: 'autosnap', autosnap_instance: server.id, autosnap_at: at.toISOString() },
    snapshots: disks,
  });
  for (const disk of disks) disk.description = `Created by CreateImage(${server.id}) for ${image.id}`;
  return image;
}

/** Own images of the last days, oldest first; none of today. */
export function ownImages(estate: Estate, count: number): Image[] {
  return Array.from({ length: count }, (_, index) => ownImage(estate, count - index));
}

export function imageCalls(cloud: Cloud): LoggedCall[] {
  return [...callsOf(cloud, 'CreateImage'), ...callsOf(cloud, 'DeregisterImage')];
}

/** The snapshots of a region that belong to no image, or to one that is gone. */
export function loose(region: Region): Snapshot[] {
  const held = new Set(region.images().flatMap(({ devices }) => devices.map(({ snapshot }) => snapshot)));
  return region.snapshots().filter((snapshot) => !held.has(snapshot));
}

export { DAY, HOUR };
