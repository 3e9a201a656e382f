import { before, clockText, type Zone } from '../calendar.ts';
import type { Image, ImageInventory, Inventory } from '../inventory.ts';
import { labelOf } from '../label.ts';
import { told } from '../text.ts';

/** For how many days a launch keeps an image where the setting does not say. */
const IN_USE_DAYS = 30;

/** What is looked at beside the images. */
export interface Keeping {
  readonly prefix: string;
  readonly zone: Zone;
  readonly imageInUse?: number | undefined;
  readonly now: Date;
}

/**
 * Why images are needed, by id. None of these is deleted, whatever retention says.
 *
 * | it is kept | because |
 * |---|---|
 * | protected from deregistration | AWS refuses |
 * | an instance that is not terminated was launched from it | a person compares with it, and launches again |
 * | a launch template or an Auto Scaling group names it | the next launch would fail |
 * | it was launched within `image_in_use` | a script or another account names it |
 * | it is public | others launch it |
 * | it is a copy, with name, description and tags | a person made it: perhaps it is the last one, in another region |
 * | one of its snapshots is pinned, or is a snapshot of ours or of another tool | AWS would delete it with the image |
 * | one of these is not known | it could be |
 */
export function keepersOf(
  { images, instances, snapshots }: Pick<Inventory, 'images' | 'instances' | 'snapshots'>,
  keeping: Keeping,
): ReadonlyMap<string, string> {
  if (images === undefined) return new Map();
  const { uses, usesUnknown } = images;
  const needed = neededSnapshots(images, snapshots, keeping);
  const running = new Map(
    instances
      .filter(({ state }) => state !== 'terminated')
      .flatMap(({ id, imageId }) =>
        imageId === undefined ? [] : [[imageId, `${id} was launched from it`] as const],
      ),
  );
  return new Map(
    images.own.flatMap((image): [string, string][] => {
      const because =
        protectionOf(image) ??
        running.get(image.id) ??
        uses.get(image.id) ??
        recentLaunch(image, keeping) ??
        needed.get(image.id) ??
        usesUnknown;
      return because === undefined ? [] : [[image.id, because]];
    }),
  );
}

function protectionOf({ isProtected, isPublic, isCopy }: Image): string | undefined {
  if (isProtected) return 'protected from deregistration';
  if (isCopy) return 'a person copied it from another image';
  return isPublic ? 'it is public' : undefined;
}

/** Why images stay for one of their snapshots, by the image's id. */
function neededSnapshots(
  { own, snapshots }: ImageInventory,
  marked: Inventory['snapshots'],
  { prefix }: Keeping,
): ReadonlyMap<string, string> {
  const imageOf = new Map(own.flatMap((image) => image.snapshotIds.map((id) => [id, image.id] as const)));
  const ofTools = marked.flatMap(({ id, label: { mark = '' } }): [string, string][] => {
    const imageId = imageOf.get(id);
    return imageId === undefined ? [] : [[imageId, `its snapshot ${id} carries the mark of ${told(mark)}`]];
  });
  const pinned = snapshots.flatMap(({ id, imageId, tags }): [string, string][] => {
    const { pin } = labelOf({ id, volumeId: '', tags, described: 'otherwise' }, prefix);
    return pin === undefined ? [] : [[imageId, `its snapshot ${id} is pinned by ${pin.key}`]];
  });
  return new Map([...ofTools, ...pinned]);
}

function recentLaunch({ lastLaunchedAt }: Image, { zone, imageInUse, now }: Keeping): string | undefined {
  if (lastLaunchedAt === undefined) return undefined;
  const since = before(now, { count: imageInUse ?? IN_USE_DAYS, unit: 'days' }, zone);
  if (lastLaunchedAt < since.getTime()) return undefined;
  return `launched ${clockText(new Date(lastLaunchedAt), zone)} ${zone.name}`;
}
