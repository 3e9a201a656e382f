import type { Snapshot } from '../core/inventory.ts';
import { isOwn, isPinned, keysOf, markWords, pinReason } from '../core/ownership.ts';
import { retagged, type TagChange } from '../core/retag.ts';
import type { Found } from '../core/find.ts';
import { show } from '../core/show/show.ts';
import type { ShownCopy } from '../core/show/shown.ts';
import { visible } from '../core/visible.ts';
import { version } from '../version.ts';
import { type Answer, type CommandContext, CommandError } from './command.ts';
import { lookFor } from './lookUp.ts';
import { tagWords } from './enableText.ts';
import { writeTags } from './writeTags.ts';

/** Pins one of our snapshots: from then on it is never deleted and fills no place. */
export async function pinCommand(
  id: string,
  because: string | undefined,
  context: CommandContext,
): Promise<Answer> {
  const value = because?.trim() ?? 'pinned by hand';
  if (value === '' || Array.from(value).length > 256) {
    throw new CommandError(
      { code: 'wrong-value', key: '--because', found: because, must: 'have 1 to 256 characters' },
      `the reason of a pin has 1 to 256 characters, like "before the upgrade", but ${JSON.stringify(because)} has ${Array.from(value).length}; nothing was changed`,
    );
  }
  const { snapshot, one } = await ownSnapshot(id, context);
  if (because === undefined && isPinned(snapshot, context.settings.prefix)) {
    throw new CommandError(
      { code: 'pinned-already', key: snapshot.id },
      `${snapshot.id} is pinned already (${JSON.stringify(pinReason(snapshot, context.settings.prefix))}); give --because to change the reason; nothing was changed`,
    );
  }
  return change('pin', one, { ...unpinning(snapshot, context), [keyOf(context)]: value }, context);
}

/** Takes the pin from a snapshot, so that its retention decides again. */
export async function unpinCommand(id: string, context: CommandContext): Promise<Answer> {
  const { snapshot, one } = await ownSnapshot(id, context);
  if (!isPinned(snapshot, context.settings.prefix)) {
    throw new CommandError(
      { code: 'not-pinned', key: snapshot.id },
      `${snapshot.id} is not pinned (it has no tag ${keyOf(context)}); nothing was changed`,
    );
  }
  return change('unpin', one, unpinning(snapshot, context), context);
}

function keyOf({ settings }: CommandContext): string {
  return keysOf(settings.prefix).keep;
}

/** A pin counts in any letter case, so all of them go. */
function unpinning({ tags }: Snapshot, context: CommandContext): TagChange {
  const key = keyOf(context).toLowerCase();
  const pins = Object.keys(tags).filter((one) => one.toLowerCase() === key);
  return Object.fromEntries(pins.map((one) => [one, undefined]));
}

type FoundSnapshot = Extract<Found, { kind: 'snapshot' }>;

async function ownSnapshot(
  id: string,
  context: CommandContext,
): Promise<{ readonly snapshot: Snapshot; readonly one: FoundSnapshot }> {
  const one = await lookFor(id, context);
  if (one.kind !== 'snapshot') {
    throw new CommandError(
      { code: 'wrong-kind', key: id, found: one.kind, must: 'be a snapshot' },
      `${JSON.stringify(id)} is ${one.kind === 'instance' ? 'an' : 'a'} ${one.kind}; a pin belongs on a snapshot, like snap-0123456789abcdef0; aws-snapper show lists them; nothing was changed`,
    );
  }
  const { snapshot } = one;
  if (!isOwn(snapshot, context.settings.prefix)) {
    throw new CommandError(
      { code: 'not-ours', key: snapshot.id },
      `${snapshot.id} is not ours (${markWords(snapshot)}, ours is ${JSON.stringify(context.settings.prefix)}), so it is never deleted and needs no pin; nothing was changed`,
    );
  }
  return { snapshot, one };
}

async function change(
  command: 'pin' | 'unpin',
  one: FoundSnapshot,
  tags: TagChange,
  context: CommandContext,
): Promise<Answer> {
  const { settings, clock } = context;
  const { snapshot, inventory } = one;
  const now = clock.now();
  const after = retagged(inventory, new Set([snapshot.id]), tags);
  const changedOne = after.snapshots.find(({ id }) => id === snapshot.id) ?? snapshot;
  const shownBefore = copyOf(one, settings, now);
  const shownAfter = copyOf({ ...one, inventory: after, snapshot: changedOne }, settings, now);
  await writeTags(inventory.region, snapshot.id, tags);
  const key = keyOf(context);
  return {
    document: {
      kind: 'pin',
      tool: 'aws-snapper',
      version,
      command,
      region: inventory.region,
      volumeId: snapshot.volumeId,
      tag: { key, before: snapshot.tags[key], after: changedOne.tags[key] },
      before: shownBefore,
      after: shownAfter,
    },
    text: [
      `${snapshot.id} of ${snapshot.volumeId} in ${inventory.region} is ${command}ned`,
      `  ${key}  ${tagWords(snapshot.tags[key])} -> ${tagWords(changedOne.tags[key])}`,
      `  before: ${fateWords(shownBefore)}`,
      `  now:    ${fateWords(shownAfter)}`,
    ]
      .map(visible)
      .join('\n'),
    status: 0,
  };
}

function copyOf(one: FoundSnapshot, settings: CommandContext['settings'], now: Date): ShownCopy {
  const copy = show(one, settings, now).volumes[0]?.copies[0];
  if (copy === undefined) throw new Error(`no copy ${one.snapshot.id} in its own answer`);
  return copy;
}

function fateWords({ fate, because, goes }: ShownCopy): string {
  return `${fate}: ${because}${goes === undefined ? '' : `, goes on ${goes}`}`;
}
