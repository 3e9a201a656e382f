import { calledIn, volumeTitle } from '../core/policy/called.ts';
import { commandText, type Where } from '../core/grammar/commandText.ts';
import { isOurs, isPinned, markWords, type Snapshot } from '../core/snapshot.ts';
import { keysOf } from '../core/keys.ts';
import { retagged, type TagChange } from '../core/retag.ts';
import { type Found, idOf, kindWords } from '../core/find.ts';
import { show } from '../core/show/show.ts';
import { outlookWords } from '../core/show/showText.ts';
import type { ShownSnapshot } from '../core/show/shown.ts';
import { inQuotes, visible } from '../core/text.ts';
import { version } from '../version.ts';
import { type Answer, type CommandContext, CommandError } from './command.ts';
import { lookFor } from './lookUp.ts';
import { tagWords } from './enableText.ts';
import { writeTags } from './writeTags.ts';

/** Pins one of our snapshots: it is then never deleted and fills no place. */
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
  const { snapshot, one } = await ownSnapshot(id, context);
  if (because === undefined && isPinned(snapshot)) {
    throw new CommandError(
      { code: 'pinned-already', key: snapshot.id },
      `${snapshot.id} is pinned already (${inQuotes(snapshot.label.pin?.reason ?? '')}); give --because to change the reason; nothing was changed`,
    );
  }
  return change('pin', one, { ...unpinning(snapshot, context), [keyOf(context)]: value }, context);
}

/** Removes the pin of a snapshot, so that its retention decides again. */
export async function unpinCommand(id: string, context: CommandContext): Promise<Answer> {
  const { snapshot, one } = await ownSnapshot(id, context);
  if (!isPinned(snapshot)) {
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

/** A pin counts in any letter case, so all of them are removed. */
function unpinning({ label }: Snapshot, context: CommandContext): TagChange {
  const key = keyOf(context).toLowerCase();
  const pins = Object.keys(label.tags).filter((one) => one.toLowerCase() === key);
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
      `${inQuotes(id)} is ${kindWords(one)}; only a snapshot can be pinned, like snap-0123456789abcdef0; nothing was changed; its snapshots are listed by: ${commandText(['show', idOf(one)], { region: one.inventory.region, prefix: context.settings.prefix })}`,
    );
  }
  const { snapshot } = one;
  if (!isOurs(snapshot)) {
    throw new CommandError(
      { code: 'not-ours', key: snapshot.id },
      `${snapshot.id} is not ours (${markWords(snapshot)}, ours is ${JSON.stringify(context.settings.prefix)}), so no run deletes it and it needs no pin; nothing was changed`,
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
  const shownBefore = shownSnapshot(one, settings, now);
  const shownAfter = shownSnapshot({ ...one, inventory: after, snapshot: changedOne }, settings, now);
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
      tag: { key, before: snapshot.label.tags[key], after: changedOne.label.tags[key] },
      before: shownBefore,
      after: shownAfter,
    },
    text: [
      `${snapshot.id} of ${volumeTitle(calledIn(inventory)(snapshot.volumeId))} in ${inventory.region} is ${command}ned`,
      `  ${key}  ${tagWords(snapshot.label.tags[key])} -> ${tagWords(changedOne.label.tags[key])}`,
      `  before: ${outlookWords(shownBefore)}`,
      `  now:    ${outlookWords(shownAfter)}`,
      ...(command === 'pin' ? restoresNothing(snapshot, inventory) : []),
    ]
      .map(visible)
      .join('\n'),
    status: 0,
  };
}

/** A pin promises that something can be restored. */
function restoresNothing({ state, volumeId }: Snapshot, where: Where): string[] {
  if (state === 'error')
    return [
      `AWS failed it, so nothing can be restored from it; take another one: ${commandText(['take', volumeId], where)}`,
    ];
  return state === 'pending' ? ['It is pending: until it is complete, nothing can be restored from it.'] : [];
}

function shownSnapshot(one: FoundSnapshot, settings: CommandContext['settings'], now: Date): ShownSnapshot {
  const [volume] = show(one, settings, now).volumes;
  const [snapshot] = volume?.snapshots ?? [];
  if (snapshot === undefined) throw new Error(`no snapshot ${one.snapshot.id} in its own answer`);
  return snapshot;
}
