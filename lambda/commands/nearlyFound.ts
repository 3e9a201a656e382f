import { found, type Found, idOf } from '../core/find.ts';
import { nearest } from '../core/grammar/nearest.ts';
import { givenName, type Inventory } from '../core/inventory.ts';

/** What has an id or a Name that is nearly a text, for when nothing has it. */
export function nearlyFound(text: string, inventories: readonly Inventory[]): Found[] {
  const known = inventories.flatMap(({ instances, volumes, snapshots }) => [
    ...[...instances.filter(({ state }) => state !== 'terminated'), ...volumes].flatMap(({ id, tags }) => [
      id,
      givenName(tags) ?? id,
    ]),
    ...snapshots.map(({ id }) => id),
  ]);
  const each = nearest(text, known).flatMap((name) => found(name, inventories));
  return [...new Map(each.map((one) => [`${one.inventory.region} ${idOf(one)}`, one])).values()];
}
