import type { ReadSnapshot } from '../aws/readSnapshots.ts';
import { type Found, idOf, kindWords } from '../core/find/find.ts';
import { grouped } from '../core/grouped.ts';
import type { Inventory } from '../core/inventory.ts';
import { MARK } from '../core/keys.ts';
import { adoption } from '../core/plan/retag.ts';
import { isManagedByAws, isVolumeOfCopies } from '../core/label.ts';
import { isOurs, type Snapshot } from '../core/snapshot.ts';
import { counted } from '../core/text.ts';
import { quoted } from '../settings/mistake.ts';
import { isPrefix } from '../settings/shape.ts';
import { type CommandContext, CommandError } from './command.ts';
import { lookForEach, snapshotsById } from './lookUp.ts';
import { refusedTogether } from './refusedTogether.ts';

/** A snapshot that can be adopted. */
export interface Adoptable {
  readonly snapshot: Snapshot;
  readonly inventory: Inventory;
}

/**
 * The snapshots that are meant, each once.
 *
 * @throws CommandError with every reason where one or more of them cannot be adopted.
 */
export async function adoptable(texts: readonly string[], context: CommandContext): Promise<Adoptable[]> {
  const wanted = [...new Set(texts.map((text) => text.trim()))];
  const refusals: CommandError[] = [];
  const listed: Adoptable[] = [];
  for (const one of await lookForEach(wanted, context)) {
    if (one instanceof CommandError) refusals.push(one);
    else if (one.kind === 'snapshot') listed.push(one);
    else refusals.push(wrongKind(one));
  }
  const now: Adoptable[] = [];
  for (const [inventory, some] of grouped(listed, (one) => one.inventory)) {
    const ids = some.map(({ snapshot }) => snapshot.id);
    const read = new Map((await snapshotsById(ids, inventory)).map((one) => [one.snapshot.id, one]));
    for (const id of ids) {
      const one = read.get(id);
      const refusal = one === undefined ? vanished(id, inventory) : refusalOf(one, inventory.prefix);
      if (refusal !== undefined) refusals.push(refusal);
      else if (one !== undefined) now.push({ snapshot: one.snapshot, inventory });
    }
  }
  if (refusals.length > 0) throw refusedTogether(refusals, wanted.length, 'be adopted');
  return now;
}

function wrongKind(one: Found): CommandError {
  const id = idOf(one);
  return new CommandError(
    { code: 'wrong-kind', key: id, found: one.kind, must: 'be a snapshot' },
    `${id} is ${kindWords(one)}; only a snapshot can be adopted, like snap-0123456789abcdef0`,
  );
}

function vanished(id: string, { region }: Inventory): CommandError {
  return new CommandError({ code: 'not-found', key: id, found: id }, `${id} is no longer in ${region}`);
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const MOST_TAGS = 50;

/** Why a snapshot cannot be ours, and what to do; nothing where it can. */
function refusalOf({ snapshot, tagKeys }: ReadSnapshot, prefix: string): CommandError | undefined {
  const { id, label } = snapshot;
  const { mark, tags } = label;
  if (isManagedByAws(tags)) {
    return new CommandError(
      { code: 'managed-by-aws', key: id },
      `AWS Backup or Data Lifecycle Manager manages ${id} and deletes it by its own rules; leave it out`,
    );
  }
  if (label.described === 'as a replica' || label.described === 'as no replica') {
    return new CommandError(
      { code: 'replica', key: id },
      `${id} is a replica: its description says so, and nobody can change that. Its place keeps and deletes it; leave it out`,
    );
  }
  if (isVolumeOfCopies(snapshot.volumeId)) {
    return new CommandError(
      { code: 'no-volume', key: id },
      `${id} was copied from another snapshot and does not name its volume (${snapshot.volumeId}), so no retention applies to it; leave it out`,
    );
  }
  if (isOurs(snapshot)) {
    return new CommandError({ code: 'ours-already', key: id }, `${id} is ours already; leave it out`);
  }
  if (mark !== undefined && mark !== prefix) {
    const how = isPrefix(mark)
      ? `if that is another prefix of aws-snapper, adopt it with --prefix ${quoted(mark)}; if another tool made it, remove that tag first, so that the other tool no longer deletes it`
      : 'remove that tag first';
    return new CommandError(
      { code: 'other-mark', key: id, found: mark },
      `${id} carries the mark of another tool or prefix (${MARK} is ${JSON.stringify(mark)}, ours is ${JSON.stringify(prefix)}); ${how}`,
    );
  }
  return tooManyTags(id, tagKeys, prefix);
}

/** Tags of AWS's own do not count. */
function tooManyTags(id: string, tagKeys: readonly string[], prefix: string): CommandError | undefined {
  const present = new Set(tagKeys.filter((key) => !key.toLowerCase().startsWith('aws:')));
  const added = Object.keys(adoption(id, prefix)).filter((key) => !present.has(key));
  const excess = present.size + added.length - MOST_TAGS;
  if (excess <= 0) return undefined;
  return new CommandError(
    { code: 'too-many-tags', key: id, found: present.size },
    `${id} has ${counted(present.size, 'tag')}, the adoption adds ${added.join(' and ')}, and AWS allows ${MOST_TAGS}; remove ${excess} of its other tags first`,
  );
}
