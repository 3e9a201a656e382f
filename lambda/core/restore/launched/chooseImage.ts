import { clockText, iso, type Zone } from '../../calendar.ts';
import { commandText } from '../../grammar/commandText.ts';
import type { Image } from '../../inventory.ts';
import { isOurs } from '../../snapshot.ts';
import { inQuotes, said, shellWord } from '../../text.ts';
import type { Refusal } from '../restorePlan.ts';
import { launchLine, type LaunchOrder } from './launchOrder.ts';
import { goneOf, type RegionOfImages, type ServerMeant, serverTitle } from './meant.ts';

/** From what an image is chosen. */
export interface ImageChoice {
  readonly order: LaunchOrder;
  readonly server: ServerMeant;
  /** The region of that server. */
  readonly region: RegionOfImages;
  /** The images that this restore has launched before. */
  readonly begun: ReadonlySet<string>;
  readonly zone: Zone;
}

/** The image that is launched. */
export interface ChosenImage {
  readonly image: Image;
  readonly notes: readonly string[];
}

/** Chooses the newest image that can be launched, or the one that is named, or says why there is none. */
export function chooseImage(choice: ImageChoice): ChosenImage | readonly Refusal[] {
  const { order, server, begun } = choice;
  if (server.image !== undefined) return named(server.image, choice);
  const until = order.at?.instant.getTime() ?? Number.POSITIVE_INFINITY;
  const inTime = server.images.filter(({ createdAt }) => createdAt <= until);
  if (inTime.length === 0) return [nothing(choice)];
  const image = inTime.find(({ id }) => begun.has(id)) ?? inTime.find(isUsable);
  if (image === undefined) return inTime.slice(0, MOST_TOLD).map((one) => notAvailable(one, choice));
  const newer = inTime.slice(0, inTime.indexOf(image)).filter((one) => !isUsable(one));
  const notes = newer.slice(0, MOST_TOLD).map((one) => `A newer one cannot be used: ${whyNot(one)}.`);
  return { image, notes: [...notes, ...predecessorNotes(choice)] };
}

const MOST_TOLD = 3;

function isUsable({ state }: Image): boolean {
  return state === 'available';
}

function named(image: Image, choice: ImageChoice): ChosenImage | Refusal[] {
  const { order, server } = choice;
  if (order.at !== undefined)
    return [
      {
        code: 'at-not-for-image',
        message: `--at chooses among the images of an instance, but ${inQuotes(order.name)} is one image; leave --at out`,
        like: launchLine({ ...order, at: undefined }, server.inventory),
      },
    ];
  return isUsable(image) || choice.begun.has(image.id) ? { image, notes: [] } : [notAvailable(image, choice)];
}

function whyNot({ id, state, failure }: Image): string {
  return `${id} is ${state}${failure === undefined ? '' : ` (${said(failure)})`}`;
}

function notAvailable(image: Image, { order, server }: ImageChoice): Refusal {
  const { region } = server.inventory;
  const { id, state } = image;
  const code = 'image-not-available';
  const why = `${whyNot(image)}, and AWS launches only images that are available`;
  if (state === 'disabled')
    return {
      code,
      message: `${why}; enable it first, then repeat the command`,
      like: `aws ec2 enable-image --region ${region} --image-id ${shellWord(id)}`,
    };
  if (state === 'pending')
    return {
      code,
      message: `${why}; wait until it is, then repeat the command`,
      like: launchLine(order, server.inventory),
    };
  const disks = disksLine(server);
  const instead = disks === undefined ? '' : '; its disks can be restored from snapshots';
  return { code, message: `${why}${instead}`, like: disks };
}

/** The command that makes volumes in place of an instance; undefined where there are no snapshots for it. */
function disksLine({ inventory, instanceId }: ServerMeant): string | undefined {
  const attached = new Set(
    inventory.volumes.filter(({ instanceIds }) => instanceIds.includes(instanceId)).map(({ id }) => id),
  );
  const isKnown = inventory.snapshots.some(
    (one) => isOurs(one) && (one.names?.instanceId === instanceId || attached.has(one.volumeId)),
  );
  return isKnown ? commandText(['restore', instanceId], inventory) : undefined;
}

function nothing({ order, server, region }: ImageChoice): Refusal {
  const code = 'nothing-to-restore';
  const { images, inventory } = server;
  const oldest = images.at(-1);
  if (oldest !== undefined && order.at !== undefined) {
    const instant = new Date(oldest.createdAt);
    const text = iso(instant);
    return {
      code,
      message: `${inQuotes(order.name)} has no image of ours that was made by ${iso(order.at.instant)}; its oldest is of ${text}; use --at with that time or a later one`,
      like: launchLine({ ...order, at: { text, instant } }, inventory),
    };
  }
  const [gone] = goneOf(server, region);
  if (gone !== undefined)
    return {
      code,
      message: `${serverTitle(server)} has no image of ours. ${gone.instanceId}, which is gone, had this Name and has images`,
      like: launchLine({ ...order, name: gone.instanceId }, inventory),
    };
  const disks = disksLine(server);
  const instead =
    disks === undefined
      ? 'images are made of an instance with the tag autosnap_image, where the deployment has images on'.replace(
          'autosnap',
          inventory.prefix,
        )
      : 'its disks can be restored from snapshots';
  return { code, message: `${serverTitle(server)} has no image of ours; ${instead}`, like: disks };
}

/** Told beside a plan, because another server may be meant. */
function predecessorNotes({ order, server, region, zone }: ImageChoice): string[] {
  if (order.name.trim() === server.instanceId) return [];
  const [gone] = goneOf(server, region);
  const [newest] = gone?.images ?? [];
  if (gone === undefined || newest === undefined) return [];
  const when = `${clockText(new Date(newest.createdAt), zone)} ${zone.name}`;
  return [
    `${gone.instanceId} had this Name as well and is gone; its newest image is of ${when}. To launch that one: ${launchLine({ ...order, name: gone.instanceId }, server.inventory)}`,
  ];
}
