import { finder, type Found, idOf, targetOf } from '../core/find/find.ts';
import { goneIn } from '../core/find/gone.ts';
import { didYouMean, nearest } from '../core/grammar/nearest.ts';
import { givenName, type Inventory } from '../core/inventory.ts';
import { inQuotes, said, titled } from '../core/text.ts';
import { CommandError } from './command.ts';

/** Why nothing has an id or a Name, and what is meant perhaps. */
export function notFound(text: string, inventories: readonly Inventory[]): CommandError {
  const wanted = text.trim();
  const owner = inventories.find(({ images }) => images?.listed.has(wanted));
  if (owner !== undefined)
    return new CommandError(
      { code: 'not-ours', key: wanted, found: text },
      `the image ${wanted} in ${owner.region} is not ours by mark, name and description together, so no run counts or deletes it`,
    );
  const regions = inventories.map(({ region }) => region).join(', ');
  const near = nearlyFound(text, inventories).map(targetOf);
  const meant = didYouMean(near.map(({ id, name }) => titled(id, name)));
  const like = `${wanted.startsWith('ami-') ? 'ami' : 'vol'}-0123456789abcdef0`;
  const advice = `; give an id like ${like}, or another region with --region`;
  return new CommandError(
    { code: 'not-found', key: text, found: text, like: near.length === 1 ? near[0]?.id : undefined },
    `nothing in ${regions} has the id or Name ${inQuotes(text)}${meant || imagesUnknown(wanted, inventories) || advice}`,
  );
}

/** Why an image can be there all the same. */
function imagesUnknown(wanted: string, inventories: readonly Inventory[]): string | undefined {
  if (!wanted.startsWith('ami-')) return undefined;
  if (inventories.every(({ images }) => images === undefined))
    return '; images are off, so this command did not look at them; give --images';
  const unread = inventories.find(({ images }) => images?.unread !== undefined);
  return unread && `; images could not be listed in ${unread.region}: ${said(unread.images?.unread ?? '')}`;
}

/** What has an id or a Name that is nearly a text, for when nothing has it; also what is gone. */
export function nearlyFound(text: string, inventories: readonly Inventory[]): Found[] {
  const known = inventories.flatMap((inventory) => [
    ...[...inventory.instances.filter(({ state }) => state !== 'terminated'), ...inventory.volumes].flatMap(
      ({ id, tags }) => [id, givenName(tags) ?? id],
    ),
    ...inventory.snapshots.map(({ id }) => id),
    ...(inventory.images?.own ?? []).flatMap(({ id, name }) => [id, name]),
    ...goneIn(inventory).flatMap(({ one, names }) => [idOf(one), ...names]),
  ]);
  const each = nearest(text, known).flatMap(finder(inventories));
  return [...new Map(each.map((one) => [`${one.inventory.region} ${idOf(one)}`, one])).values()];
}
