import { parseReplicate } from '../core/grammar/replicate.ts';
import type { Inventory } from '../core/inventory.ts';
import { onlyReplicas } from '../core/replicas/shelf.ts';
import { said } from '../core/text.ts';
import type { CommandContext } from './command.ts';
import { eachInventory, isUnreachable } from './lookUp.ts';

/** The places of this account that a tag names, as they are now. */
export interface PlacesRead {
  readonly read: readonly Inventory[];
  /** Why some of them are simulated without the replicas that are there, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Reads the places of this account that are not among the regions that were read.
 *
 * @param replicate The value of the tag.
 */
export async function placesRead(
  replicate: string,
  regions: readonly Inventory[],
  context: CommandContext,
): Promise<PlacesRead> {
  const words = parseReplicate(replicate);
  const named = words.ok ? words.value.filter(({ account }) => account === undefined) : [];
  const names = named
    .map(({ region }) => region)
    .filter((name) => !regions.some(({ region }) => region === name));
  if (names.length === 0) return { read: [], notes: [] };
  const settings = { ...context.settings, regions: { kind: 'named' as const, names } };
  const all = await eachInventory({ ...context, settings, onNote: undefined });
  return {
    read: all.flatMap((one) => (isUnreachable(one) ? [] : onlyReplicas(one))),
    notes: all.flatMap((one) =>
      isUnreachable(one)
        ? `${one.region} could not be read, so it is simulated as if it had no replicas: ${one.code}: ${said(one.message)}`
        : [],
    ),
  };
}
