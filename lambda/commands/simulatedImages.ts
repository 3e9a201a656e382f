import { type Found, idOf } from '../core/find/find.ts';
import { shelfOf } from '../core/images/shelf.ts';
import { givenName, type Inventory } from '../core/inventory.ts';
import { keysOf } from '../core/keys.ts';
import { someOf } from '../core/report/firstRun.ts';
import type { PlanSettings } from '../core/plan/planSettings.ts';
import { IMAGES } from '../core/policy/saved.ts';
import { show } from '../core/show/show.ts';
import type { Simulated } from '../core/simulation/book.ts';
import { said, titled } from '../core/text.ts';
import type { CommandContext } from './command.ts';
import { onShelf } from './ofImages.ts';

/** A region whose images may be simulated. */
export interface Imaged {
  readonly inventory: Inventory;
  /** The thing that is named; absent where all is shown. */
  readonly one?: Found | undefined;
}

/** Whether the images of servers are simulated: of all, or of the one that is named. */
export function isWithImages({ inventory: { images }, one }: Imaged): boolean {
  return images !== undefined && images.unread === undefined && (one?.kind ?? 'instance') === 'instance';
}

/** Whether nothing is asked for, deleted or to be corrected. */
export function isEmpty({ volumes, firstRun: { deletes, problems } }: Simulated): boolean {
  return volumes.length + deletes.length + problems.length === 0;
}

/** Why images that tags ask for are not simulated, in sentences. */
export function notSimulated({ inventory, one }: Imaged, { settings, clock }: CommandContext): string[] {
  const { region, images, prefix } = inventory;
  const keys = keysOf(prefix);
  const asking = inventory.instances
    .filter(({ id, state, tags }) => state !== 'terminated' && keys.image in tags && isMeant(id, one))
    .map(({ id, tags }) => ({ id, name: givenName(tags), isIgnored: keys.ignore in tags }));
  if (images !== undefined && images.unread === undefined) {
    return one === undefined
      ? []
      : asking.flatMap((server) => leftOut(server, inventory, settings, clock.now()));
  }
  const servers = asking.filter(({ isIgnored }) => !isIgnored).map(({ id, name }) => titled(id, name));
  if (servers.length === 0) return [];
  const why =
    images === undefined
      ? 'the setting images is off; add --images'
      : `the images in ${region} could not be listed: ${said(images.unread ?? '')}`;
  return [`Images of ${someOf(servers, IMAGES)} are not simulated, because ${why}`];
}

function isMeant(instanceId: string, one: Found | undefined): boolean {
  return one === undefined || idOf(one) === instanceId;
}

interface Asking {
  readonly id: string;
  readonly name: string | undefined;
}

/** Why one server has no life on the shelf. */
function leftOut({ id, name }: Asking, inventory: Inventory, settings: PlanSettings, now: Date): string[] {
  const { ignore, image } = keysOf(inventory.prefix);
  const shelf = shelfOf(inventory, settings, now);
  const [shown] = show(onShelf(id, shelf.inventory), shelf.settings, now).volumes;
  if (shown === undefined || shown.policies.length > 0) return [];
  const { status, because = status } = shown;
  const why =
    status === 'ignored'
      ? `${ignore} is set on it`
      : status === 'paused'
        ? `${image} asks for no images (count 0)`
        : because;
  return [`Images of ${titled(id, name)} are not simulated: ${why}`];
}
