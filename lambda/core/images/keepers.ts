import { before, clockText, type Zone } from '../calendar.ts';
import type { Image, Inventory } from '../inventory.ts';

/** For how many days a launch keeps an image where the setting does not say. */
const IN_USE_DAYS = 30;

/** What is looked at beside the images. */
export interface Keeping {
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
 * | one of these is not known | it could be |
 */
export function keepersOf(
  { images, instances }: Pick<Inventory, 'images' | 'instances'>,
  keeping: Keeping,
): ReadonlyMap<string, string> {
  if (images === undefined) return new Map();
  const { uses, usesUnknown } = images;
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
        usesUnknown;
      return because === undefined ? [] : [[image.id, because]];
    }),
  );
}

function protectionOf({ isProtected, isPublic }: Image): string | undefined {
  if (isProtected) return 'protected from deregistration';
  return isPublic ? 'it is public' : undefined;
}

function recentLaunch({ lastLaunchedAt }: Image, { zone, imageInUse, now }: Keeping): string | undefined {
  if (lastLaunchedAt === undefined) return undefined;
  const since = before(now, { count: imageInUse ?? IN_USE_DAYS, unit: 'days' }, zone);
  if (lastLaunchedAt < since.getTime()) return undefined;
  return `launched ${clockText(new Date(lastLaunchedAt), zone)} ${zone.name}`;
}
