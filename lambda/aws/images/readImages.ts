import { type EC2Client, paginateDescribeSnapshots } from '@aws-sdk/client-ec2';
import type { Image, ImageInventory, ImageSnapshot } from '../../core/inventory.ts';
import { keysOf } from '../../core/keys.ts';
import type { PlanSettings } from '../../core/plan/planSettings.ts';
import { said } from '../../core/text.ts';
import type { Site } from '../clients.ts';
import { errorOf } from '../errors.ts';
import { type Holds, imageHolds } from '../holds.ts';
import { collected, detached, PAGE } from '../pages.ts';
import { imageRecords, imageSnapshotRecords } from './imageRecords.ts';
import { type ImageUses, imageUses } from './imageUses.ts';

/** Which snapshots any image holds, and, where images are on, what the same listing says of images of servers. */
export interface ReadImages extends Holds {
  readonly images?: ImageInventory | undefined;
}

/**
 * Reads the images of a region; where images are off, only which snapshots they hold.
 *
 * The snapshots are listed first: an image that is made between the two listings has none among them, so that no
 * snapshot looks as if its image were gone.
 */
export async function readImages(
  site: Site,
  client: EC2Client,
  { prefix, images }: Pick<PlanSettings, 'prefix' | 'images'>,
): Promise<ReadImages> {
  if (images !== true) return imageHolds(client);
  const { snapshots, failure } = await snapshotsOfImages(client, prefix);
  const record = imageRecords(prefix);
  const own: Image[] = [];
  const listed = new Map<string, string>();
  const held = await imageHolds(client, (image) => {
    const { ImageId, Name = '' } = image;
    if (ImageId !== undefined) listed.set(detached(ImageId), detached(Name));
    const ours = record(image);
    if (ours !== undefined) own.push(ours);
  });
  const isAny = own.length > 0 && held.failure === undefined;
  const unseen =
    failure && `the snapshots of images could not be listed (${failure}), and one could be pinned`;
  const { uses, usesUnknown = unseen } = isAny ? await imageUses(site, client) : NO_USES;
  return {
    holds: held.holds,
    notes: [...leftOverNotes(failure), ...held.notes],
    images: {
      own,
      listed,
      snapshots,
      uses,
      ...(usesUnknown === undefined ? {} : { usesUnknown }),
      unread: held.failure,
    },
  };
}

/** Where no image is, nothing has to be looked up. */
const NO_USES: ImageUses = { uses: new Map() };

/** `failure`: what AWS said where they cannot be listed, `CODE: message`. Then no image and no left-over is deleted. */
async function snapshotsOfImages(
  client: EC2Client,
  prefix: string,
): Promise<{ readonly snapshots: ImageSnapshot[]; readonly failure?: string }> {
  const record = imageSnapshotRecords(prefix);
  const Filters = [{ Name: 'tag-key', Values: [keysOf(prefix).imageSnapshot] }];
  const pages = paginateDescribeSnapshots({ client, pageSize: PAGE }, { OwnerIds: ['self'], Filters });
  try {
    const snapshots = await collected(pages, ({ Snapshots = [] }) =>
      Snapshots.flatMap((one) => record(one) ?? []),
    );
    return { snapshots };
  } catch (error) {
    const { code, message } = errorOf(error);
    return { snapshots: [], failure: `${code}: ${said(message)}` };
  }
}

function leftOverNotes(failure: string | undefined): string[] {
  return failure === undefined
    ? []
    : [
        `The snapshots of images could not be listed (${failure}); those that a deregistered image left are not deleted`,
      ];
}
