import { unusableKeys } from '../aws/restore/keys.ts';
import { readProductCodes, readServer, readZones } from '../aws/restore/readFacts.ts';
import { readSources, type SourcesOf } from '../aws/restore/readSources.ts';
import { begunVolumes, volumesOfOrder } from '../aws/restore/restoredVolumes.ts';
import { type Found, volumesMeant } from '../core/find.ts';
import type { Inventory } from '../core/inventory.ts';
import { keysOf } from '../core/keys.ts';
import { neverReached } from '../core/neverReached.ts';
import type { Chosen } from '../core/restore/chosen/choose.ts';
import type { Facts, RestoredVolume } from '../core/restore/facts.ts';
import type { RestoreOrder } from '../core/restore/asked/order.ts';
import type { Source } from '../core/restore/source.ts';
import { inQuotes } from '../core/text.ts';
import { CommandError } from './command.ts';
import { type RestoreFlags, restoreId, startOf } from './restoreOrder.ts';

/** The restore that is begun now or went before, and the volumes that it has made. */
export interface Begun {
  readonly id: string;
  readonly volumes: readonly RestoredVolume[];
}

/**
 * The id of a restore begins with its time, in steps of this, in milliseconds: so the same command has the same id
 * for some minutes, and AWS the same client tokens, while a listing does not show yet what was made.
 */
const STEP = 600_000;

/** The same command is a new restore after an hour, counted from the step in which it began, in milliseconds. */
const SAME_RESTORE = 3_600_000 + STEP;

/**
 * The restore that a command goes on with: the one of `--resume`, or the newest that the same command began within
 * the hour; else a new one.
 *
 * @throws CommandError where `--resume` names none, or one of another command.
 */
export async function readBegun(
  { region, prefix }: Inventory,
  hash: string,
  { resume, again }: Pick<RestoreFlags, 'resume' | 'again'>,
  now: Date,
): Promise<Begun> {
  if (resume !== undefined) {
    refuseOther(resume, hash);
    const volumes = await begunVolumes({ region }, prefix, resume);
    if (volumes.length > 0) return { id: resume, volumes };
    throw new CommandError(
      { code: 'not-found', key: '--resume', found: resume },
      `no volume in ${region} is of the restore ${inQuotes(resume)}, so there is nothing to go on with; leave --resume out to begin anew; nothing was changed`,
    );
  }
  // A second later, so that it is no step either.
  if (again) return { id: restoreId(new Date(now.getTime() + 1000), hash), volumes: [] };
  const fresh = { id: restoreId(new Date(Math.floor(now.getTime() / STEP) * STEP), hash), volumes: [] };
  const volumes = await volumesOfOrder({ region }, prefix, hash);
  const { restore } = keysOf(prefix);
  const ids = volumes.map(({ tags }) => tags[restore] ?? '').toSorted();
  const id = ids.findLast((one) => isRecent(one, now));
  return id === undefined ? fresh : { id, volumes: volumes.filter(({ tags }) => tags[restore] === id) };
}

/** Whether a restore, by its id, is one that this command goes on with, or began within the hour. */
export function isBegunBy(
  hash: string,
  { resume }: Pick<RestoreFlags, 'resume'>,
  now: Date,
): (id: string) => boolean {
  return (id) => id.endsWith(`-${hash}`) && (id === resume || isRecent(id, now));
}

function isRecent(id: string, now: Date): boolean {
  const start = startOf(id);
  return start !== undefined && Math.abs(now.getTime() - start.getTime()) < SAME_RESTORE;
}

function refuseOther(resume: string, hash: string): void {
  if (startOf(resume) === undefined)
    throw new CommandError({
      code: 'wrong-value',
      key: '--resume',
      found: resume,
      must: 'be the id of a restore, as a restore printed it',
      like: restoreId(new Date(0), hash),
    });
  if (resume.endsWith(hash)) return;
  throw new CommandError(
    { code: 'wrong-value', key: '--resume', found: resume },
    `the restore ${resume} was begun by a command with other options; give the same ones, or leave --resume out; nothing was changed`,
  );
}

/** Reads all snapshots of a thing, also those that a restore of it has begun with. */
export async function sourcesFor(found: Found, begunWith: ReadonlySet<string>): Promise<Source[]> {
  const { region, prefix } = found.inventory;
  return readSources({ region }, prefix, sourcesOf(found, [...begunWith]));
}

function sourcesOf(found: Found, snapshotIds: readonly string[]): SourcesOf {
  switch (found.kind) {
    case 'instance':
      return {
        kind: 'instance',
        instanceId: found.instance.id,
        volumeIds: volumesMeant(found).map(({ id }) => id),
        snapshotIds,
      };
    case 'vanished instance':
      return { kind: 'instance', instanceId: found.instanceId, volumeIds: [], snapshotIds };
    case 'volume':
      return { kind: 'volume', volumeId: found.volume.id };
    case 'vanished volume':
      return { kind: 'volume', volumeId: found.volumeId };
    case 'snapshot':
      return { kind: 'snapshot', snapshotId: found.snapshot.id };
    case 'image':
      throw new CommandError(
        { code: 'wrong-kind', key: found.image.id, found: found.kind, must: 'be given beside --image' },
        `${found.image.id} is an image, which is of a whole server; give --image to start a server from it; nothing was changed`,
      );
    default:
      return neverReached(found);
  }
}

/** What facts are read for. */
export interface Wanted {
  readonly order: RestoreOrder;
  readonly found: Found;
  readonly chosen: Chosen;
  readonly begun: Begun;
  /** The instance that gets the volumes; absent where none does. */
  readonly serverId: string | undefined;
}

/**
 * Reads what the plan of a restore needs beside the snapshots.
 *
 * @throws CommandError where the instance is gone; the SDK's error where zones or the instance cannot be read.
 */
export async function readFacts({ order, found, chosen, begun, serverId }: Wanted): Promise<Facts> {
  const site = { region: found.inventory.region };
  const sources = chosen.members.map(({ source }) => source);
  const keys = [order.wished.key, ...sources.map(({ keyArn }) => keyArn)].flatMap((key) => key ?? []);
  const [zones, checked, server, codes] = await Promise.all([
    readZones(site),
    unusableKeys(site, keys),
    serverId === undefined ? undefined : readServer(site, serverId),
    serverId === undefined
      ? undefined
      : readProductCodes(
          site,
          sources.map(({ id }) => id),
        ),
  ]);
  if (server !== undefined && server.server === undefined)
    throw new CommandError(
      { code: 'not-found', key: serverId, found: serverId },
      `the instance ${serverId ?? ''} is gone, so nothing can be attached to it; nothing was changed`,
    );
  return {
    zones: zones.zones,
    unusableKeys: checked.keys,
    notes: [...zones.notes, ...checked.notes, ...(server?.notes ?? []), ...(codes?.notes ?? [])],
    server: server?.server,
    productCodes: codes?.codes ?? new Map(),
    begun: begun.volumes,
  };
}
