import { openWriter } from '../aws/openWriter.ts';
import { carryOut } from '../carryOut/carryOut.ts';
import { calledIn, inPlaces, volumeTitle } from '../core/policy/called.ts';
import { iso } from '../core/calendar.ts';
import { commandText, type Where } from '../core/grammar/commandText.ts';
import { createsFor } from '../core/plan/sets.ts';
import type { Instance, Volume } from '../core/inventory.ts';
import {
  failureLines,
  skippedLines,
  type SnapshotLine,
  tagNotes,
  vanishedLines,
} from '../core/report/lines.ts';
import { type Found, idOf, kindWords, targetOf, volumesMeant } from '../core/find/find.ts';
import { said, visible } from '../core/text.ts';
import { version } from '../version.ts';
import { type Answer, type CommandContext, CommandError, NEVER } from './command.ts';
import { lookFor } from './lookUp.ts';

/**
 * Takes a snapshot of a volume, or one set of all volumes of an instance, now. Each is pinned from the beginning.
 *
 * A pinned snapshot serves its slot, fills no place and stays until a person unpins or deletes it.
 */
export async function takeCommand(name: string, context: CommandContext): Promise<Answer> {
  const { settings, clock } = context;
  const one = await lookFor(name, context);
  const volumes = takable(one);
  const now = clock.now();
  const because = `taken by hand ${iso(now)}`;
  const instance = one.kind === 'instance' ? one.instance : hostOf(one);
  const owed = volumes.map((volume) => ({ volume, instance, lastFailed: false }));
  const creates = createsFor(owed, one.inventory, { ...settings, pin: because }, now);
  const { region } = one.inventory;
  const writer = openWriter({ region });
  const outcomes = await carryOut({ creates, deletes: [] }, writer, clock, NEVER, {
    interruption: context.interruptible?.(),
  }).finally(() => writer.close());
  const created = outcomes.flatMap((outcome) =>
    outcome.kind === 'create' && outcome.status === 'done'
      ? { volumeId: outcome.volumeId, snapshotId: outcome.snapshotId, because }
      : [],
  );
  const failures = failureLines(outcomes);
  const skipped = [...skippedLines(outcomes), ...vanishedLines(outcomes)];
  const called = calledIn(one.inventory);
  const title = (volumeId: string): string => volumeTitle(called(volumeId));
  return {
    document: {
      kind: 'take',
      tool: 'aws-snapper',
      version,
      region,
      target: targetOf(one),
      created,
      failures,
      skipped,
    },
    text: [
      ...inPlaces(created, called).map(
        ({ snapshotId, volumeId }) => `+ ${snapshotId} of ${title(volumeId)}: ${because}, pinned`,
      ),
      ...inPlaces(failures, called).map(
        ({ volumeId, code, message }) => `${title(volumeId)} got no snapshot: ${code}: ${said(message)}`,
      ),
      ...inPlaces(skipped, called).map(
        ({ volumeId, because: why }) => `${title(volumeId)} got no snapshot: ${why}`,
      ),
      ...tagNotes(outcomes, (ones) => ones.map(({ volumeId }) => title(volumeId)).join(', ')).map(
        (note) => `Note: ${note}`,
      ),
      ...stayLines(created, { region, prefix: settings.prefix }),
      `Taken in ${region}: ${created.length} of ${volumes.length}.`,
    ]
      .map(visible)
      .join('\n'),
    status: created.length === volumes.length ? 0 : 3,
  };
}

function stayLines([first, ...others]: readonly SnapshotLine[], where: Where): string[] {
  if (first === undefined) return [];
  const command = commandText(['unpin', first.snapshotId], where);
  return others.length === 0
    ? [`It stays until you delete it or unpin it: ${command}`]
    : [`Each stays until you delete it or unpin it, as the first: ${command}`];
}

function takable(one: Found): Volume[] {
  if (one.kind !== 'instance' && one.kind !== 'volume') {
    throw new CommandError(
      { code: 'wrong-kind', key: idOf(one), found: one.kind, must: 'be an instance or a volume' },
      `${idOf(one)} is ${kindWords(one)}; give a volume or an instance, like vol-0123456789abcdef0; nothing was taken`,
    );
  }
  const volumes = volumesMeant(one).filter(({ state }) => state === 'in-use' || state === 'available');
  if (volumes.length === 0) {
    throw new CommandError(
      { code: 'no-volume', key: idOf(one) },
      `${idOf(one)} has no volume in state in-use or available, so there is nothing to take a snapshot of; nothing was taken`,
    );
  }
  return volumes;
}

/** A Multi-Attach volume is taken with its first instance, as in a run. */
function hostOf(one: Found): Instance | undefined {
  if (one.kind !== 'volume') return undefined;
  const [first] = one.volume.instanceIds.toSorted();
  return one.inventory.instances.find(({ id }) => id === first);
}
