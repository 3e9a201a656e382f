import type { Site } from '../aws/clients.ts';
import { errorOf } from '../aws/errors.ts';
import { patienceUntil } from '../aws/patience.ts';
import { readInventory } from '../aws/readInventory.ts';
import { type ReadSnapshot, readSnapshots } from '../aws/readSnapshots.ts';
import { clockText, type Zone } from '../core/calendar.ts';
import { calledIn, calledThen, volumeTitle } from '../core/policy/called.ts';
import { grouped } from '../core/grouped.ts';
import { type Inventory, titleOf } from '../core/inventory.ts';
import {
  finder,
  type Found,
  homeOf,
  idOf,
  kindWords,
  ownSnapshotsOf,
  volumesMeant,
} from '../core/find/find.ts';
import { neverReached } from '../core/neverReached.ts';
import { type Snapshot, standsFor } from '../core/snapshot.ts';
import { homeRegion, regionsOf, type Unreachable } from '../run/sites.ts';
import { unreachableTeller } from '../run/unreachable.ts';
import { inQuotes, said, titled } from '../core/text.ts';
import { type CommandContext, CommandError, NEVER } from './command.ts';
import { refuseUnknown, rethrow } from './credentials.ts';
import { notFound } from './nearlyFound.ts';

/**
 * Reads the regions of a command, all at the same time, in the account of the credentials.
 *
 * @throws CommandError where one of them cannot be read: an answer over the others could be wrong.
 */
export async function inventories(context: CommandContext): Promise<Inventory[]> {
  const read = await eachInventory(context);
  return read.map((one) => {
    if (!isUnreachable(one)) return one;
    const { region, code, message } = one;
    const where = region === 'all' ? '' : `${region} could not be read: `;
    throw new CommandError({ code: 'unreadable', key: region }, `${where}${code}: ${said(message)}`);
  });
}

/**
 * The same, with the regions that cannot be read among the others.
 *
 * @throws CommandError where none can be read, because AWS does not know whose credentials these are.
 */
export async function eachInventory({
  settings,
  clock,
  profile,
  onProgress,
  onNote,
}: CommandContext): Promise<(Inventory | Unreachable)[]> {
  if (settings.accounts !== undefined) onNote?.(OWN_ACCOUNT_ONLY);
  const patience = patienceUntil(NEVER, clock);
  const home = {
    region: await homeRegion(settings).catch((error: unknown) => rethrow(error, profile)),
    patience,
  };
  const regions = await regionsOf(settings, home);
  const unreachable = unreachableTeller();
  const read = await Promise.all(
    regions.map(async (region) => {
      if (typeof region !== 'string') return region;
      onProgress?.(`${region}: reading`);
      try {
        return await readInventory({ region, patience }, settings);
      } catch (error) {
        return unreachable({ region }, error);
      }
    }),
  );
  if (read.length > 0 && read.every(isUnreachable)) await refuseUnknown(home, profile);
  return read;
}

/**
 * The same command, but its regions are read with their images, also where images are off.
 *
 * To look at images costs nothing and changes nothing. Where AWS refuses that look, `images.unread` says why.
 */
export function withImages(context: CommandContext): CommandContext {
  return { ...context, settings: { ...context.settings, images: true } };
}

export function isUnreachable(one: Inventory | Site | Unreachable): one is Unreachable {
  return 'status' in one;
}

export const OWN_ACCOUNT_ONLY =
  'ACCOUNTS is set, but only plan, run and coverage work in those accounts; this command works in the account of your credentials';

/**
 * The one thing that has an id or a Name.
 *
 * @throws CommandError where nothing has it, or where several have: then it lists them.
 */
export async function lookFor(text: string, context: CommandContext): Promise<Found> {
  const [one] = await lookForEach([text], context);
  if (one === undefined || one instanceof CommandError) throw one;
  return one;
}

/** For each id or Name the one thing that has it, or why there is no such thing. Each region is read once. */
export async function lookForEach(
  texts: readonly string[],
  context: CommandContext,
): Promise<(Found | CommandError)[]> {
  return lookIn(await inventories(context), texts, context);
}

/** The same in regions that were read before. */
export async function lookIn(
  read: readonly Inventory[],
  texts: readonly string[],
  { settings }: Pick<CommandContext, 'settings'>,
): Promise<(Found | CommandError)[]> {
  const find = finder(read);
  const listed = texts.map((text) => ({ text, candidates: find(text) }));
  const unlisted = listed.flatMap(({ text, candidates }) =>
    candidates.length === 0 && /^snap-[0-9a-f]+$/.test(text.trim()) ? text.trim() : [],
  );
  const unmarked = await unmarkedSnapshots(unlisted, read);
  return listed.map(({ text, candidates }) =>
    onlyOne(
      text,
      candidates.length > 0 ? candidates : unmarked.filter((one) => idOf(one) === text.trim()),
      read,
      settings.zone,
    ),
  );
}

/** Groups that grow and shrink leave hundreds of servers of one Name; the latest ends come first. */
const MOST_CANDIDATES = 10;

function onlyOne(
  text: string,
  candidates: readonly Found[],
  read: readonly Inventory[],
  zone: Zone,
): Found | CommandError {
  const [only, ...others] = candidates;
  if (only === undefined) return notFound(text, read);
  if (others.length > 0 && candidates.every((one) => idOf(one) === idOf(only) && homeOf(one) !== undefined))
    return inSeveralPlaces(text, only, candidates);
  if (others.length > 0) {
    const each = candidates.slice(0, MOST_CANDIDATES).map((one) => candidateText(one, zone));
    const left = candidates.length - each.length;
    return new CommandError(
      { code: 'ambiguous', key: text, found: text },
      `${inQuotes(text)} is the Name of ${candidates.length} things; give the id of the one that is meant: ${each.join('; ')}${left > 0 ? `; and ${left} more` : ''}`,
    );
  }
  return only;
}

/** Its id is the same in each of them. */
function inSeveralPlaces(text: string, only: Found, candidates: readonly Found[]): CommandError {
  const [first = '', ...more] = candidates.map(({ inventory: { region } }) => region);
  return new CommandError(
    { code: 'ambiguous', key: text, found: text, like: `--region ${first}` },
    `${inQuotes(text)} is ${kindWords(only).replace('here', `in ${[first, ...more].join(' and ')}`)}; choose the replicas of one region, with --region ${first}`,
  );
}

/** Two servers of one Name are told apart by their disks; what is gone also by the time of its newest snapshot. */
function candidateText(one: Found, zone: Zone): string {
  const { region } = one.inventory;
  switch (one.kind) {
    case 'volume':
      return `volume ${volumeTitle(calledIn(one.inventory)(one.volume.id))} in ${region}`;
    case 'instance':
      return `instance ${one.instance.id} in ${region}${disksText(volumesMeant(one).map(titleOf))}`;
    case 'snapshot':
    case 'image':
      return `${one.kind} ${idOf(one)} in ${region}`;
    case 'vanished instance':
    case 'vanished volume': {
      const newest = newestOfEachVolume(one);
      const [last] = newest;
      const isVolume = one.kind === 'vanished volume';
      const title = isVolume && last !== undefined ? volumeTitle(calledThen(last)) : idOf(one);
      const disks = newest.map(({ volumeId, names }) => titled(volumeId, names?.volume));
      const when =
        last === undefined ? '' : `, last snapshot ${clockText(standsFor(last), zone)} ${zone.name}`;
      const home = homeOf(one);
      const what = home === undefined ? 'which is gone' : `of which there are replicas of ${home}`;
      return `${isVolume ? 'volume' : 'instance'} ${title} in ${region}, ${what}${when}${isVolume ? '' : disksText(disks)}`;
    }
    default:
      return neverReached(one);
  }
}

function newestOfEachVolume(one: Found): Snapshot[] {
  return [...grouped(ownSnapshotsOf(one), ({ volumeId }) => volumeId).values()].flatMap(
    ([newest]) => newest ?? [],
  );
}

function disksText(disks: readonly string[]): string {
  if (disks.length === 0) return '';
  return ` with ${disks.slice(0, MOST_DISKS).join(', ')}${disks.length > MOST_DISKS ? ', …' : ''}`;
}

const MOST_DISKS = 2;

/** A snapshot without any mark is not in the inventory, but a person may ask about it. */
async function unmarkedSnapshots(ids: readonly string[], read: readonly Inventory[]): Promise<Found[]> {
  if (ids.length === 0) return [];
  const each = await Promise.all(
    read.map(async (inventory) => {
      const known = await snapshotsById(ids, inventory);
      return known.map(({ snapshot }): Found => ({ kind: 'snapshot', snapshot, inventory }));
    }),
  );
  return each.flat();
}

/**
 * Some snapshots as they are now, without those that the region does not have.
 *
 * @throws CommandError where AWS does not list them.
 */
export async function snapshotsById(
  ids: readonly string[],
  { region, prefix }: Pick<Inventory, 'region' | 'prefix'>,
): Promise<ReadSnapshot[]> {
  try {
    return await readSnapshots(region, ids, prefix);
  } catch (error) {
    const { code, message } = errorOf(error);
    throw new CommandError(
      { code: 'unreadable', key: region },
      `${ids.join(', ')} could not be looked up in ${region}: ${code}: ${said(message)}`,
    );
  }
}
