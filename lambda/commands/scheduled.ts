import {
  found,
  type Found,
  idOf,
  kindWords,
  type Target,
  targetOf,
  volumesMeant,
} from '../core/find/find.ts';
import { shelfOf } from '../core/images/shelf.ts';
import { keysOf } from '../core/keys.ts';
import { makePlan } from '../core/plan/makePlan.ts';
import type { PlanSettings } from '../core/plan/planSettings.ts';
import { calledIn } from '../core/policy/called.ts';
import { IMAGES, type Saved, SNAPSHOTS } from '../core/policy/saved.ts';
import { type FirstRun, firstRunOf } from '../core/report/firstRun.ts';
import { changed, retagged, type TagChange } from '../core/plan/retag.ts';
import { show } from '../core/show/show.ts';
import type { ShownVolume } from '../core/show/shown.ts';
import { type CommandContext, CommandError } from './command.ts';
import type { TagLine } from './documentParts.ts';
import type { ImagesChange, TagsDocument, VolumeChange } from './documents.ts';
import { lookFor, withImages } from './lookUp.ts';
import { instanceMeant, onShelf } from './ofImages.ts';

/** Whose schedule is changed: an instance or a volume; for images an instance, as it stands on the shelf. */
export interface Scheduled {
  readonly saved: Saved;
  readonly one: Taggable;
  readonly target: Target;
  readonly settings: PlanSettings;
  readonly now: Date;
  /** What the change means for the images of an instance whose snapshots are scheduled. */
  readonly imagesWith?: ((change: TagChange) => ImagesChange | undefined) | undefined;
  /** Why own images are not known; absent where they are. */
  readonly unread?: string | undefined;
}

type Taggable = Extract<Found, { kind: 'instance' | 'volume' }>;

/** @throws CommandError where it is no instance and no volume. */
export async function scheduledSnapshots(name: string, context: CommandContext): Promise<Scheduled> {
  const { settings, clock } = context;
  const one = taggable(await lookFor(name, context));
  const now = clock.now();
  return {
    saved: SNAPSHOTS,
    one,
    target: targetOf(one),
    settings,
    now,
    imagesWith: (change) => imagesWith(one, change, settings, now),
  };
}

/** @throws CommandError where it is no instance. */
export async function scheduledImages(name: string, context: CommandContext): Promise<Scheduled> {
  const { settings, clock } = context;
  const instance = instanceMeant(await lookFor(name, withImages(context)), 'nothing was changed');
  const now = clock.now();
  const shelf = shelfOf(instance.inventory, settings, now);
  return {
    saved: IMAGES,
    one: onShelf(idOf(instance), shelf.inventory),
    target: targetOf(instance),
    settings: shelf.settings,
    now,
    unread: instance.inventory.images?.unread,
  };
}

/** What a change of tags means. */
export interface Announced extends Pick<TagsDocument, 'command' | 'region' | 'target' | 'tags' | 'volumes'> {
  readonly saved: Saved;
  readonly firstRun: FirstRun;
  /** Own snapshots that nobody pinned. */
  readonly unpinned: number;
  readonly images?: ImagesChange | undefined;
  readonly unread?: string | undefined;
}

export function announced(
  command: TagsDocument['command'],
  scheduled: Scheduled,
  change: TagChange,
): Announced {
  const { one, target, saved, settings, now, unread } = scheduled;
  const { tags } = one.kind === 'instance' ? one.instance : one.volume;
  const after = changed(tags, change);
  const ids = new Set(volumesMeant(one).map(({ id }) => id));
  const inventory = retagged(one.inventory, new Set([idOf(one)]), change);
  const shownBefore = show(one, settings, now).volumes;
  const called = calledIn(inventory);
  const shownAfter = volumesAfter(scheduled, change);
  return {
    command,
    region: inventory.region,
    target,
    tags: Object.keys(change).map((key): TagLine => ({ key, before: tags[key], after: after[key] })),
    volumes: shownAfter.map((volume): VolumeChange => {
      const before = shownBefore.find(({ volumeId }) => volumeId === volume.volumeId) ?? volume;
      return {
        ...called(volume.volumeId),
        before: { status: before.status, policies: before.policies },
        after: { status: volume.status, policies: volume.policies },
        snapshots: volume.snapshots.length,
      };
    }),
    firstRun: firstRunOf(makePlan(inventory, settings, now), ids, saved),
    unpinned: shownAfter.flatMap(({ snapshots }) => snapshots).filter(({ pin }) => pin === undefined).length,
    saved,
    images: scheduled.imagesWith?.(change),
    unread,
  };
}

export function volumesAfter({ one, settings, now }: Scheduled, change: TagChange): readonly ShownVolume[] {
  const inventory = retagged(one.inventory, new Set([idOf(one)]), change);
  const [same] = found(idOf(one), [inventory]);
  return same === undefined ? [] : show(same, settings, now).volumes;
}

function taggable(one: Found): Taggable {
  if (one.kind === 'instance' || one.kind === 'volume') return one;
  throw new CommandError(
    { code: 'wrong-kind', key: idOf(one), found: one.kind, must: 'be an instance or a volume' },
    `${idOf(one)} is ${kindWords(one)}; only an instance or a volume can have a schedule, like vol-0123456789abcdef0; nothing was changed`,
  );
}

/** The tag `_ignore` of an instance also stops its images: what changes for them, where they are scheduled by a tag. */
function imagesWith(
  one: Taggable,
  change: TagChange,
  settings: PlanSettings,
  now: Date,
): ImagesChange | undefined {
  if (one.kind !== 'instance' || !(keysOf(settings.prefix).image in one.instance.tags)) return undefined;
  const { id } = one.instance;
  const [before, after] = [one.inventory, retagged(one.inventory, new Set([id]), change)].map((inventory) => {
    const shelf = shelfOf(inventory, settings, now);
    return show(onShelf(id, shelf.inventory), shelf.settings, now).volumes[0];
  });
  if (before === undefined || after === undefined || before.status === after.status) return undefined;
  return {
    before: { status: before.status, policies: before.policies },
    after: { status: after.status, policies: after.policies },
  };
}
