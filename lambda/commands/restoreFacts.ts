import { unusableKeys } from '../aws/restore/keys.ts';
import { readProductCodes, readServer, readZones } from '../aws/restore/readFacts.ts';
import { readSources, type SourcesOf } from '../aws/restore/readSources.ts';
import { begunVolumes } from '../aws/restore/restoredVolumes.ts';
import { type Found, ownSnapshotsOf, volumesMeant } from '../core/find/find.ts';
import type { Inventory } from '../core/inventory.ts';
import { keysOf } from '../core/keys.ts';
import { neverReached } from '../core/neverReached.ts';
import type { Chosen } from '../core/restore/chosen/choose.ts';
import type { Facts, RestoredVolume } from '../core/restore/facts.ts';
import type { RestoreOrder } from '../core/restore/asked/order.ts';
import type { Source } from '../core/restore/source.ts';
import { begunRestore } from './begun.ts';
import { CommandError } from './command.ts';
import type { RestoreFlags } from './restoreOrder.ts';

/** The restore that is begun now or went before, and the volumes that it has made. */
export interface Begun {
  readonly id: string;
  readonly volumes: readonly RestoredVolume[];
}

/**
 * The restore that a command goes on with, or a new one.
 *
 * @throws CommandError where `--resume` names none, or one of another command.
 */
export async function readBegun(
  { region, prefix }: Inventory,
  hash: string,
  flags: Pick<RestoreFlags, 'resume' | 'again'>,
  now: Date,
): Promise<Begun> {
  const { id, made } = await begunRestore(
    {
      called: 'volume',
      region,
      key: keysOf(prefix).restore,
      find: async (one) => begunVolumes({ region }, prefix, one),
    },
    hash,
    flags,
    now,
  );
  return { id, volumes: made };
}

/** Reads all snapshots and replicas of a thing, also those that a restore of it has begun with. */
export async function sourcesFor(found: Found, begunWith: ReadonlySet<string>): Promise<Source[]> {
  const { region, prefix } = found.inventory;
  const replicas = ownSnapshotsOf(found).flatMap(({ id, lineage }) => (lineage === undefined ? [] : id));
  return readSources({ region }, prefix, sourcesOf(found, { begun: [...begunWith], replicas }));
}

interface KnownById {
  readonly begun: readonly string[];
  readonly replicas: readonly string[];
}

function sourcesOf(found: Found, { begun, replicas }: KnownById): SourcesOf {
  const snapshotIds = [...new Set([...begun, ...replicas])];
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
      return { kind: 'volume', volumeId: found.volume.id, snapshotIds: replicas };
    case 'vanished volume':
      return { kind: 'volume', volumeId: found.volumeId, snapshotIds: replicas };
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
