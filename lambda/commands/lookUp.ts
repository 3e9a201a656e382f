import { errorOf } from '../aws/errors.ts';
import { readInventory } from '../aws/readInventory.ts';
import { readSnapshot } from '../aws/readSnapshot.ts';
import type { Inventory } from '../core/inventory.ts';
import { found, type Found, idOf } from '../core/find.ts';
import { homeRegion, regionsOf, unreachableTeller } from '../run/sites.ts';
import { type CommandContext, CommandError } from './command.ts';

/**
 * Reads the regions of a command, all at the same time, in the account of the credentials.
 *
 * @throws CommandError where one of them cannot be read: an answer over the others could be wrong.
 */
export async function inventories({ settings, onProgress, onNote }: CommandContext): Promise<Inventory[]> {
  if (settings.accounts !== undefined) onNote?.(OWN_ACCOUNT_ONLY);
  const regions = await regionsOf(settings, await homeRegion(settings));
  const unreachable = unreachableTeller();
  return Promise.all(
    regions.map(async (region) => {
      if (typeof region !== 'string') {
        throw new CommandError(
          { code: 'unreadable', key: region.region },
          `${region.code}: ${region.message}`,
        );
      }
      onProgress?.(`${region}: reading`);
      try {
        return await readInventory({ region }, settings.prefix);
      } catch (error) {
        const { code, message } = await unreachable({ region }, error);
        throw new CommandError(
          { code: 'unreadable', key: region },
          `${region} could not be read: ${code}: ${message}`,
        );
      }
    }),
  );
}

const OWN_ACCOUNT_ONLY =
  'ACCOUNTS is set, but only plan and run work in those accounts; this command works in the account of the credentials, so another needs its own';

/**
 * The one thing that has an id or a Name.
 *
 * @throws CommandError where nothing has it, or where several have: then it lists them.
 */
export async function lookFor(text: string, context: CommandContext): Promise<Found> {
  const read = await inventories(context);
  const listed = found(text, read);
  const candidates =
    listed.length > 0 ? listed : await unmarkedSnapshots(text.trim(), read, context.settings.prefix);
  const [only, ...others] = candidates;
  const regions = read.map(({ region }) => region).join(', ');
  if (only === undefined) {
    throw new CommandError(
      { code: 'not-found', key: text, found: text },
      `nothing in ${regions} has the id or Name ${JSON.stringify(text)}; give an id like vol-0123456789abcdef0, or another region with --region`,
    );
  }
  if (others.length > 0) {
    const each = candidates.map((one) => `${one.kind} ${idOf(one)} in ${one.inventory.region}`);
    throw new CommandError(
      { code: 'ambiguous', key: text, found: text },
      `${JSON.stringify(text)} is the Name of ${candidates.length} things, and it is not clear which is meant; give one of the ids: ${each.join(', ')}`,
    );
  }
  return only;
}

/** A snapshot without any mark is not in the inventory, but a person may ask about it. */
async function unmarkedSnapshots(text: string, read: readonly Inventory[], prefix: string): Promise<Found[]> {
  if (!/^snap-[0-9a-f]+$/.test(text)) return [];
  const each = await Promise.all(
    read.map(async (inventory): Promise<Found[]> => {
      try {
        const snapshot = await readSnapshot(inventory.region, text, prefix);
        return snapshot === undefined ? [] : [{ kind: 'snapshot', snapshot, inventory }];
      } catch (error) {
        const { code, message } = errorOf(error);
        throw new CommandError(
          { code: 'unreadable', key: inventory.region },
          `${text} could not be looked up in ${inventory.region}: ${code}: ${message}`,
        );
      }
    }),
  );
  return each.flat();
}
