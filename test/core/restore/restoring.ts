import type { Found } from '../../../lambda/core/find/find.ts';
import type { Inventory, Volume } from '../../../lambda/core/inventory.ts';
import {
  type CreateOne,
  createOne,
  type CreateSet,
  createSet,
  volumesOf,
} from '../../../lambda/core/plan/creation.ts';
import type { Choice } from '../../../lambda/core/restore/chosen/choice.ts';
import { choose, type Chosen } from '../../../lambda/core/restore/chosen/choose.ts';
import type { Facts, RestoredVolume, Server } from '../../../lambda/core/restore/facts.ts';
import type { RestoreOrder } from '../../../lambda/core/restore/asked/order.ts';
import { planRestore } from '../../../lambda/core/restore/planned/planRestore.ts';
import type { Refusal, Restoration, RestorePlan } from '../../../lambda/core/restore/restorePlan.ts';
import type { Source } from '../../../lambda/core/restore/source.ts';
import { labelled, type Tags } from '../../../lambda/core/snapshot.ts';
import { at, DISK, instance, inventory, SETTINGS, UTC, volume } from '../fixtures.ts';

/** A server of three disks whose snapshots are as the creating calls write them, and restores of it. */

export const ID = '20260310T050000Z-0123abcd';

export function disk(name: string, device: string, change: Partial<Volume> = {}): Volume {
  return volume({
    id: `vol-${name}`,
    tags: { Name: name },
    instanceIds: ['i-web'],
    ...change,
    disk: { ...DISK, devices: [{ name: device, isDeletedOnTermination: name === 'root' }], ...change.disk },
  });
}

export const ROOT = disk('root', '/dev/xvda');
export const DATA = disk('data', '/dev/sdf', { sizeGiB: 100 });
export const LOGS = disk('logs', '/dev/sdg', {
  type: 'st1',
  sizeGiB: 500,
  disk: {
    ...DISK,
    iops: undefined,
    throughput: undefined,
    devices: [{ name: '/dev/sdg', isDeletedOnTermination: false }],
  },
});
export const DISKS = [ROOT, DATA, LOGS];
export const WEB = instance({ id: 'i-web', rootVolumeId: 'vol-root', tags: { Name: 'web' } });

export interface Taking {
  /** Of which instance, and what was attached to it. */
  readonly server?: typeof WEB | undefined;
  readonly attached?: readonly Volume[];
  readonly settings?: Partial<typeof SETTINGS>;
}

/** The members of a set that was taken at a time: `snap-03-09-root`, … */
export function set(when: string, members: readonly Volume[] = DISKS, taking: Taking = {}): Source[] {
  const { server = WEB, attached = DISKS, settings = {} } = taking;
  return made(createSet(server, members, attached, at(when), { ...SETTINGS, ...settings }), members, when);
}

/** One snapshot that was taken alone: `snap-03-09-root`. */
export function single(when: string, member: Volume, taking: Taking = {}): Source {
  const { attached = DISKS, settings = {} } = taking;
  const server = 'server' in taking ? taking.server : WEB;
  const owed = { volume: member, instance: server };
  const [one] = made(
    createOne(owed, server ? attached : [], at(when), { ...SETTINGS, ...settings }),
    [member],
    when,
  );
  if (one === undefined) throw new Error('one is made');
  return one;
}

/** What AWS makes of a creating call. */
export function made(create: CreateOne | CreateSet, volumes: readonly Volume[], when: string): Source[] {
  const isCopying = create.kind === 'create set' && create.copyVolumeTags;
  return volumesOf(create).flatMap((id) => {
    const one = volumes.find((other) => other.id === id);
    if (one === undefined) return [];
    const copied = isCopying ? Object.entries(one.tags).filter(([key]) => !key.startsWith('aws:')) : [];
    return [
      sourceOf(one, {
        id: `snap-${when}-${id.replace('vol-', '')}`,
        startedAt: at(when).getTime(),
        tags: { ...create.tags, ...Object.fromEntries(copied) },
        description: create.description,
      }),
    ];
  });
}

/** A snapshot with tags and a description of any kind. */
export function sourceOf(
  { id: volumeId, sizeGiB }: Pick<Volume, 'id' | 'sizeGiB'>,
  change: Pick<Source, 'id' | 'startedAt' | 'tags' | 'description'> & Partial<Source>,
): Source {
  const base = { volumeId, sizeGiB, state: 'completed', tier: 'standard', ...change };
  return {
    isArchived: base.tier === 'archive',
    ...labelled(base, 'autosnap'),
    ...change,
    isEncrypted: change.isEncrypted ?? false,
    tags: base.tags,
    description: base.description,
  };
}

/** The same snapshot with something changed, and its label read anew. */
export function changed(source: Source, change: Partial<Source>): Source {
  const { label: _label, names: _names, ...one } = source;
  return sourceOf({ id: source.volumeId, sizeGiB: source.sizeGiB }, { ...one, ...change });
}

export function archived(source: Source): Source {
  return changed(source, { tier: 'archive', isArchived: true });
}

/** Without what snapshots remember since there is a map of disks. */
export function withoutMap(source: Source): Source {
  const forgotten = /^autosnap_(disks.*|zone|server|named|instance)$/;
  const tags: Tags = Object.fromEntries(Object.entries(source.tags).filter(([key]) => !forgotten.test(key)));
  return changed(source, { tags });
}

/** The region of the server. */
export function region(change: Partial<Inventory> = {}): Inventory {
  return inventory({ instances: [WEB], volumes: DISKS, ...change });
}

/** Nothing is there any more. */
export const LOST = region({ instances: [], volumes: [] });

export function theServer(world: Inventory = region()): Found {
  return { kind: 'instance', instance: WEB, inventory: world };
}

export const GONE: Found = { kind: 'vanished instance', instanceId: 'i-web', name: 'web', inventory: LOST };

export function order(change: Partial<RestoreOrder> = {}): RestoreOrder {
  return { name: 'web', only: [], extent: 'whole', mode: { kind: 'beside' }, wished: {}, ...change };
}

export function until(text: string): NonNullable<RestoreOrder['at']> {
  return { text, instant: at(text) };
}

export function choice(sources: readonly Source[], change: Partial<Choice> = {}): Choice {
  return {
    order: order(),
    found: theServer(),
    sources,
    consistency: 'instance',
    begun: new Set(),
    zone: UTC,
    ...change,
  };
}

function isRefused(chosen: Chosen | readonly Refusal[]): chosen is readonly Refusal[] {
  return Array.isArray(chosen);
}

/** What is chosen, or fails. */
export function chosenFrom(sources: readonly Source[], change: Partial<Choice> = {}): Chosen {
  const chosen = choose(choice(sources, change));
  if (isRefused(chosen)) throw new Error(chosen.map(({ message }) => message).join('\n'));
  return chosen;
}

/** Why nothing is chosen, or fails. */
export function refusedFrom(sources: readonly Source[], change: Partial<Choice> = {}): readonly Refusal[] {
  const chosen = choose(choice(sources, change));
  if (!isRefused(chosen))
    throw new Error(`chosen: ${chosen.members.map(({ source }) => source.id).join(' ')}`);
  return chosen;
}

/** What is chosen in short: the kind of the moment and the snapshots. */
export function ids(sources: readonly Source[], change: Partial<Choice> = {}): string {
  const { moment, members } = chosenFrom(sources, change);
  return `${moment.kind}: ${members
    .map(({ source }) => source.id.replace('snap-', ''))
    .toSorted()
    .join(' ')}`;
}

export const ZONES = ['a', 'b', 'c'].map((letter) => ({
  name: `eu-west-1${letter}`,
  state: 'available',
  type: 'availability-zone',
  isOptedIn: true,
}));

export function facts(change: Partial<Facts> = {}): Facts {
  return { zones: ZONES, unusableKeys: new Map(), notes: [], productCodes: new Map(), begun: [], ...change };
}

export function host(change: Partial<Server> = {}): Server {
  return {
    id: 'i-web',
    name: 'web',
    state: 'stopped',
    zone: 'eu-west-1a',
    type: 'm7i.large',
    rootDevice: '/dev/xvda',
    attached: DISKS.flatMap(({ id, disk: { devices } }) =>
      devices.map(({ name, isDeletedOnTermination }) => ({
        volumeId: id,
        device: name,
        isDeletedOnTermination,
      })),
    ),
    mostVolumes: 27,
    ...change,
  };
}

/** A volume that a restore has made before. */
export function begun(snapshotId: string, change: Partial<RestoredVolume> = {}): RestoredVolume {
  return {
    id: `vol-of-${snapshotId}`,
    state: 'available',
    attached: [],
    ...change,
    tags: { autosnap_restored: snapshotId, autosnap_restore: ID, ...change.tags },
  };
}

/** What differs from the restore of the whole server, beside, from a set of today. */
export interface Asked {
  readonly sources?: readonly Source[];
  readonly order?: Partial<RestoreOrder>;
  readonly facts?: Partial<Facts>;
  readonly found?: Found;
}

/** A restore is chosen and planned. */
export function restoration({
  sources = set('03-10'),
  order: change = {},
  facts: known = {},
  found = theServer(),
}: Asked = {}): Restoration {
  const asked = order(change);
  const isMade = new Set((known.begun ?? []).map(({ tags }) => tags['autosnap_restored'] ?? ''));
  const chosen = choose(choice(sources, { order: asked, found, begun: isMade }));
  if (isRefused(chosen)) return { kind: 'refused', refusals: chosen };
  return planRestore({ order: asked, found, chosen, facts: facts(known), id: ID });
}

export function planned(asked: Asked = {}): RestorePlan {
  const one = restoration(asked);
  if (one.kind === 'refused') throw new Error(one.refusals.map(({ message }) => message).join('\n'));
  return one.plan;
}

export function refusals(asked: Asked = {}): readonly Refusal[] {
  const one = restoration(asked);
  return one.kind === 'refused' ? one.refusals : [];
}
