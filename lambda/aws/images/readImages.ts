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
  const { snapshots, notes } = await snapshotsOfImages(client, prefix);
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
  return {
    holds: held.holds,
    notes: [...notes, ...held.notes],
    images: {
      own,
      listed,
      snapshots,
      ...(isAny ? await imageUses(site, client) : NO_USES),
      unread: held.failure,
    },
  };
}

/** Where no image is, nothing has to be looked up. */
const NO_USES: ImageUses = { uses: new Map() };

/** Where they cannot be listed, no image and no snapshot is lost: what a deregistration left stays. */
async function snapshotsOfImages(
  client: EC2Client,
  prefix: string,
): Promise<{ readonly snapshots: ImageSnapshot[]; readonly notes: string[] }> {
  const record = imageSnapshotRecords(prefix);
  const Filters = [{ Name: 'tag-key', Values: [keysOf(prefix).imageSnapshot] }];
  const pages = paginateDescribeSnapshots({ client, pageSize: PAGE }, { OwnerIds: ['self'], Filters });
  try {
    const snapshots = await collected(pages, ({ Snapshots = [] }) =>
      Snapshots.flatMap((one) => record(one) ?? []),
    );
    return { snapshots, notes: [] };
  } catch (error) {
    const { code, message } = errorOf(error);
    const note = `The snapshots of images could not be listed (${code}: ${said(message)}); those that a deregistered image left are not deleted`;
    return { snapshots: [], notes: [note] };
  }
}
