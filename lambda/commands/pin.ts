import { calledIn, volumeTitle } from '../core/policy/called.ts';
import { commandText } from '../core/grammar/commandText.ts';
import { isOurs, markWords, type Tags } from '../core/snapshot.ts';
import { keysOf } from '../core/keys.ts';
import { retagged, type TagChange } from '../core/plan/retag.ts';
import { type Found, idOf, kindWords, volumeIdOf } from '../core/find/find.ts';
import { givenName, type Inventory } from '../core/inventory.ts';
import { isReplica, shelved } from '../core/replicas/shelf.ts';
import { show } from '../core/show/show.ts';
import { shownImage } from '../core/show/shownImages.ts';
import { outlookWords } from '../core/show/snapshotLines.ts';
import { showForeign } from '../core/show/volumes.ts';
import type { ShownSnapshot } from '../core/show/shown.ts';
import { inQuotes, titled, visible } from '../core/text.ts';
import { version } from '../version.ts';
import { type Answer, type CommandContext, CommandError } from './command.ts';
import { lookFor, withImages } from './lookUp.ts';
import type { PinDocument } from './documents.ts';
import { sides, tagWords } from './enableText.ts';
import { writeTags } from './writeTags.ts';

/** Pins one of our snapshots, replicas or images: it is then never deleted and fills no place. */
export async function pinCommand(
  id: string,
  because: string | undefined,
  context: CommandContext,
): Promise<Answer> {
  const value = because?.trim() ?? 'pinned by hand';
  if (value === '' || Array.from(value).length > 256) {
    throw new CommandError(
      { code: 'wrong-value', key: '--because', found: because, must: 'have 1 to 256 characters' },
      `--because must have 1 to 256 characters, but ${inQuotes(value)} has ${Array.from(value).length}; use a short reason, like "before the upgrade"; nothing was changed`,
    );
  }
  const one = await pinnable(id, context);
  const pins = pinsOf(one, context);
  const [pinned] = Object.values(pins);
  if (because === undefined && pinned !== undefined) {
    throw new CommandError(
      { code: 'pinned-already', key: idOf(one) },
      `${idOf(one)} is pinned already (${inQuotes(pinned)}); give --because to change the reason; nothing was changed`,
    );
  }
  return change('pin', one, { ...removed(pins), [keyOf(context)]: value }, context);
}

/** Removes the pin of a snapshot or an image, so that its retention decides again. */
export async function unpinCommand(id: string, context: CommandContext): Promise<Answer> {
  const one = await pinnable(id, context);
  const pins = pinsOf(one, context);
  if (Object.keys(pins).length === 0) {
    throw new CommandError(
      { code: 'not-pinned', key: idOf(one) },
      `${idOf(one)} is not pinned (it has no tag ${keyOf(context)}); nothing was changed`,
    );
  }
  return change('unpin', one, removed(pins), context);
}

function keyOf({ settings }: CommandContext): string {
  return keysOf(settings.prefix).keep;
}

/** A pin counts in any letter case, so all of them are removed. */
function pinsOf(one: Pinnable, context: CommandContext): Tags {
  const key = keyOf(context).toLowerCase();
  return Object.fromEntries(Object.entries(tagsOf(one)).filter(([found]) => found.toLowerCase() === key));
}

function removed(pins: Tags): TagChange {
  return Object.fromEntries(Object.keys(pins).map((key) => [key, undefined]));
}

type Pinnable = Extract<Found, { kind: 'snapshot' | 'image' }>;

function tagsOf(one: Pinnable): Tags {
  return one.kind === 'snapshot' ? one.snapshot.label.tags : one.image.tags;
}

/** An image is found only if it is ours. */
async function pinnable(id: string, context: CommandContext): Promise<Pinnable> {
  const one = await lookFor(id, withImages(context));
  if (one.kind === 'image') return one;
  if (one.kind !== 'snapshot') {
    throw new CommandError(
      { code: 'wrong-kind', key: id, found: one.kind, must: 'be a snapshot or an image' },
      `${inQuotes(id)} is ${kindWords(one)}; only a snapshot or an image can be pinned, like snap-0123456789abcdef0; nothing was changed; ${one.kind.endsWith('instance') ? 'its snapshots and images' : 'its snapshots'} are listed by: ${commandText(['show', idOf(one)], { region: one.inventory.region, prefix: context.settings.prefix })}`,
    );
  }
  const { snapshot } = one;
  if (!isOurs(snapshot) && !isReplica(snapshot)) {
    throw new CommandError(
      { code: 'not-ours', key: snapshot.id },
      `${snapshot.id} is not ours (${markWords(snapshot)}, ours is ${JSON.stringify(context.settings.prefix)}), so no run deletes it and it needs no pin; nothing was changed`,
    );
  }
  return one;
}

async function change(
  command: 'pin' | 'unpin',
  one: Pinnable,
  tags: TagChange,
  context: CommandContext,
): Promise<Answer> {
  const { settings, clock } = context;
  const { inventory } = one;
  const id = idOf(one);
  const now = clock.now();
  const after = retaggedOne(one, retagged(inventory, new Set([id]), tags));
  const shownBefore = shownOne(one, settings, now);
  const shownAfter = shownOne(after, settings, now);
  await writeTags(inventory.region, id, tags);
  const key = keyOf(context);
  const tag = { key, before: tagsOf(one)[key], after: tagsOf(after)[key] };
  return {
    document: {
      kind: 'pin',
      tool: 'aws-snapper',
      version,
      command,
      region: inventory.region,
      tag,
      ...documented(one, shownBefore, shownAfter),
    },
    text: [
      `${id} of ${titleOf(one)} in ${inventory.region} is ${command}ned`,
      `  ${key}  ${sides(tagWords(tag.before), tagWords(tag.after))}`,
      `  before: ${outlookWords(shownBefore)}`,
      `  now:    ${outlookWords(shownAfter)}`,
      ...(command === 'pin' ? restoresNothing(one) : []),
    ]
      .map(visible)
      .join('\n'),
    status: 0,
  };
}

function documented(
  one: Pinnable,
  before: ShownSnapshot,
  after: ShownSnapshot,
): Pick<PinDocument, 'before' | 'after' | 'volumeId' | 'instanceId'> {
  return one.kind === 'snapshot'
    ? { volumeId: volumeIdOf(one.snapshot), before, after }
    : { instanceId: one.image.instanceId, before: shownImage(before), after: shownImage(after) };
}

/** `web-1 /dev/sda1 (vol-1)`; of an image its server: `web-1 (i-1)` */
function titleOf(one: Pinnable): string {
  const { inventory } = one;
  if (one.kind === 'snapshot') return volumeTitle(calledIn(inventory)(volumeIdOf(one.snapshot)));
  const server = inventory.instances.find(({ id }) => id === one.image.instanceId);
  return titled(one.image.instanceId, server && givenName(server.tags));
}

/** The same thing in the inventory after the change. */
function retaggedOne(one: Pinnable, inventory: Inventory): Pinnable {
  if (one.kind === 'snapshot') {
    const snapshot = inventory.snapshots.find(({ id }) => id === one.snapshot.id) ?? one.snapshot;
    return { ...one, inventory, snapshot };
  }
  const image = inventory.images?.own.find(({ id }) => id === one.image.id) ?? one.image;
  return { ...one, inventory, image };
}

/** A pin promises that something can be restored. */
function restoresNothing(one: Pinnable): string[] {
  const [state, taken, options] =
    one.kind === 'snapshot'
      ? [one.snapshot.state, one.snapshot.volumeId, []]
      : [one.image.state, one.image.instanceId, ['--image']];
  if (state === 'error' && one.kind === 'snapshot' && isReplica(one.snapshot))
    return [
      'AWS failed it, so nothing can be restored from it; unpin it, and a run deletes it and copies again.',
    ];
  if (state === 'error' || state === 'failed')
    return [
      `AWS failed it, so nothing can be restored from it; take another one: ${commandText(['take', taken, ...options], one.inventory)}`,
    ];
  return state === 'pending' ? ['It is pending: until it is complete, nothing can be restored from it.'] : [];
}

function shownOne(one: Pinnable, settings: CommandContext['settings'], now: Date): ShownSnapshot {
  if (one.kind === 'snapshot' && isReplica(one.snapshot)) return showForeign(shelved(one.snapshot), settings);
  const { volumes, server } = show(one, settings, now);
  const [shown] = [...(server?.snapshots ?? []), ...volumes.flatMap(({ snapshots }) => snapshots)];
  if (shown === undefined) throw new Error(`no ${idOf(one)} in its own answer`);
  return shown;
}
