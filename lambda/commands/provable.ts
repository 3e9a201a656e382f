import { type Found, idOf, kindWords, ownSnapshotsOf } from '../core/find/find.ts';
import { commandText } from '../core/grammar/commandText.ts';
import { didYouMean } from '../core/grammar/nearest.ts';
import { regionsNear } from '../core/grammar/regions.ts';
import { grouped } from '../core/grouped.ts';
import { isOurs, isRestorable, markWords, type Snapshot } from '../core/snapshot.ts';
import { inQuotes } from '../core/text.ts';
import { type CommandContext, CommandError } from './command.ts';
import { lookForEach } from './lookUp.ts';
import { refusedTogether } from './refusedTogether.ts';

/** A snapshot that a person wants to have proved. */
export interface Wanted {
  readonly region: string;
  readonly snapshotId: string;
}

/**
 * The snapshots that are meant by some ids and Names, each once: of an instance and of a volume, also of those that are
 * gone, the newest that restores of each volume; of a snapshot that one.
 *
 * @throws CommandError with every reason where one or more of them cannot be proved.
 */
export async function provable(texts: readonly string[], context: CommandContext): Promise<Wanted[]> {
  const asked = [...new Set(texts.map((text) => text.trim()))];
  const refusals: CommandError[] = [];
  const wanted = new Map<string, Wanted>();
  for (const one of await lookForEach(asked, context)) {
    const meant = one instanceof CommandError ? perhapsRegion(one) : snapshotsMeant(one);
    if (meant instanceof CommandError) refusals.push(meant);
    else for (const each of meant) wanted.set(`${each.region} ${each.snapshotId}`, each);
  }
  if (refusals.length > 0) throw refusedTogether(refusals, asked.length, 'be proved');
  return [...wanted.values()];
}

/** `eu-west1` is no region, so it was looked for as a Name. */
function perhapsRegion(unknown: CommandError): CommandError {
  const near = regionsNear(unknown.key ?? '');
  if (unknown.code !== 'not-found' || near.length === 0) return unknown;
  return new CommandError(
    unknown,
    `${inQuotes(unknown.key ?? '')} is no region, and ${unknown.message}${didYouMean(near)}`,
  );
}

function snapshotsMeant(one: Found): readonly Wanted[] | CommandError {
  const { region } = one.inventory;
  if (one.kind === 'image') {
    return new CommandError(
      {
        code: 'wrong-kind',
        key: one.image.id,
        found: one.kind,
        must: 'be a snapshot, a volume or an instance',
      },
      `${inQuotes(one.image.id)} is ${kindWords(one)}; only snapshots of volumes are proved, like those of ${one.image.instanceId}`,
    );
  }
  if (one.kind === 'snapshot') return unprovable(one.snapshot) ?? [{ region, snapshotId: one.snapshot.id }];
  const restorable = ownSnapshotsOf(one).filter((each) => isRestorable(each) && each.lineage === undefined);
  const newest = [...grouped(restorable, ({ volumeId }) => volumeId).values()].map(([first]) => first);
  return newest.length === 0 ? without(one) : newest.map(({ id }) => ({ region, snapshotId: id }));
}

/** Why a snapshot cannot be proved now, and what to do; undefined where it can. */
function unprovable(snapshot: Snapshot): CommandError | undefined {
  const { id, state, tier } = snapshot;
  if (!isOurs(snapshot)) return notOurs(snapshot);
  if (state === 'pending') {
    return new CommandError(
      { code: 'pending', key: id, found: state },
      `${id} is pending, and AWS reads no snapshot before it is complete; prove it later`,
    );
  }
  if (state !== 'completed') {
    return new CommandError(
      { code: 'failed-snapshot', key: id, found: state },
      `${id} has the state ${inQuotes(state)}, so nothing can be restored from it; prove another one`,
    );
  }
  if (tier === 'standard') return undefined;
  return new CommandError(
    { code: 'archived', key: id, found: tier },
    `${id} is in the archive, and AWS reads no snapshot there; restore it from there first: aws ec2 restore-snapshot-tier --snapshot-id ${id} --permanent-restore`,
  );
}

/** What is not ours is neither proved nor accepted: its tags belong to another tool. */
export function notOurs(snapshot: Snapshot): CommandError {
  return new CommandError(
    { code: 'not-ours', key: snapshot.id },
    `${snapshot.id} is not ours (${markWords(snapshot)}), and only own snapshots are proved`,
  );
}

function without(one: Found): CommandError {
  const { region, prefix } = one.inventory;
  const id = idOf(one);
  const isGone = one.kind === 'vanished instance' || one.kind === 'vanished volume';
  const remedy = isGone ? '' : `; take one: ${commandText(['take', id], { region, prefix })}`;
  return new CommandError(
    { code: 'no-snapshot', key: id },
    `${id} has no own snapshot in ${region} that can be restored at once${remedy}`,
  );
}
