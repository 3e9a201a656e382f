import { counted } from '../../lambda/core/text.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { ownImages } from '../scenarios/imaging.ts';
import { runSnapper } from '../scenarios/snapper.ts';
import { type Figure, type Part, timesTheBound } from './figure.ts';
import { inCloud } from './runs.ts';

const PART = 'images';

/** How many images each server has before the run. Its tags keep one fewer. */
const IMAGES = 4;
const TAGS = { autosnap_image: '1', autosnap_image_retain: String(IMAGES - 1) };

const SERVERS = [1, 10, 300] as const;

/**
 * What is asked whatever there is: who we are, locks, and what starts servers from images: launch templates, groups and
 * launch configurations; and the report is published.
 */
export const THE_FEW = 6;

/** Calls of a run that makes an image of each server and deregisters its oldest. */
export const images: Part = async (tell) => {
  const figures: Figure[] = [];
  for (const servers of SERVERS) {
    tell(`${counted(servers, 'server')}, all due`);
    const { calls, creates } = await imagedServers(servers);
    const what = `${counted(servers, 'server')} of 2 disks, ${IMAGES} images each, all due`;
    figures.push(
      { part: PART, what, value: calls, unit: 'calls', bound: leastCalls(servers), goal: timesTheBound(1) },
      {
        part: PART,
        what: 'of these, creates: one for each server',
        value: creates,
        unit: 'calls',
        bound: servers,
        goal: timesTheBound(1),
      },
    );
  }
  return figures;
};

/**
 * Pages of a thousand instances, volumes, images, snapshots of volumes (one page, empty) and snapshots of images. For
 * each server a create, a question with whom the image is shared that is about to go, and its deregistration.
 */
export function leastCalls(servers: number): number {
  const pages = [servers, 2 * servers, IMAGES * servers, 1, 2 * IMAGES * servers];
  return pages.reduce((sum, count) => sum + Math.ceil(count / 1000), 0) + 3 * servers + THE_FEW;
}

/** The calls of one run, which must have done all there was to do. */
export async function imagedServers(servers: number): Promise<{ calls: number; creates: number }> {
  return inCloud(async (cloud) => {
    fill(cloud, servers);
    const sns_arn = cloud.region('eu-west-1').topic('reports');
    const { headline } = await runSnapper(cloud, { ec2_regions: ['eu-west-1'], images: true, sns_arn });
    const done = [headline.level, headline.images?.created, headline.images?.deleted];
    if (String(done) !== String(['OK', servers, servers])) throw new Error(headline.line);
    const creates = cloud.calls.filter(({ action }) => action === 'CreateImage').length;
    return { calls: cloud.calls.length, creates };
  });
}

function fill(cloud: Cloud, servers: number): void {
  const region = cloud.region('eu-west-1');
  for (let index = 0; index < servers; index += 1) {
    const server = region.instance({ tags: { Name: `web-${index + 1}`, ...TAGS } });
    const root = region.volume({ attachedTo: server });
    const data = region.volume({ attachedTo: server, device: '/dev/sdf' });
    ownImages({ cloud, region, server, root, data }, IMAGES);
  }
}
