import { finder, type Found, idOf } from '../core/find.ts';
import { goneIn } from '../core/gone.ts';
import { nearest } from '../core/grammar/nearest.ts';
import { givenName, type Inventory } from '../core/inventory.ts';

/** What has an id or a Name that is nearly a text, for when nothing has it; also what is gone. */
export function nearlyFound(text: string, inventories: readonly Inventory[]): Found[] {
  const known = inventories.flatMap((inventory) => [
    ...[...inventory.instances.filter(({ state }) => state !== 'terminated'), ...inventory.volumes].flatMap(
      ({ id, tags }) => [id, givenName(tags) ?? id],
    ),
    ...inventory.snapshots.map(({ id }) => id),
    ...goneIn(inventory).flatMap(({ one, names }) => [idOf(one), ...names]),
  ]);
  const each = nearest(text, known).flatMap(finder(inventories));
  return [...new Map(each.map((one) => [`${one.inventory.region} ${idOf(one)}`, one])).values()];
}
