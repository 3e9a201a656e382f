import { readSnapshots } from '../aws/readSnapshots.ts';
import { clockText, type Zone } from '../core/calendar.ts';
import { idOf, kindWords } from '../core/find/find.ts';
import { commandText } from '../core/grammar/commandText.ts';
import type { Inventory } from '../core/inventory.ts';
import { keysOf } from '../core/keys.ts';
import { makePlan } from '../core/plan/makePlan.ts';
import { retagged } from '../core/plan/retag.ts';
import { calledIn, volumeTitle } from '../core/policy/called.ts';
import { type Accepting, accepting } from '../core/proof/accepting.ts';
import { acceptLines } from '../core/proof/told/acceptText.ts';
import { proofText, seenProof } from '../core/proved.ts';
import { firstRunLines, firstRunOf } from '../core/report/firstRun.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { inQuotes } from '../core/text.ts';
import { version } from '../version.ts';
import { type Answer, type CommandContext, CommandError } from './command.ts';
import { sides, tagWords } from './enableText.ts';
import { lookFor } from './lookUp.ts';
import type { AcceptDocument } from './proofDocuments.ts';
import { laidOut, stoppedByYou } from './restoreTold.ts';
import { writeTags } from './writeTags.ts';

/**
 * Accepts a snapshot of which a proof was bad, as it is: shows what was seen, what it was before, and what the next run
 * then deletes; asks; and writes the tag.
 *
 * Without a terminal and without `--yes` nothing is written, and the status is 1.
 *
 * @throws CommandError where there is nothing to accept, where a person says no, or where another record stands there.
 */
export async function acceptCommand(
  id: string,
  flags: { readonly yes?: true },
  context: CommandContext,
): Promise<Answer> {
  const one = await lookFor(id, context);
  if (one.kind !== 'snapshot') {
    throw new CommandError(
      { code: 'wrong-kind', key: id, found: one.kind, must: 'be a snapshot' },
      `${inQuotes(id)} is ${kindWords(one)}; only a snapshot can be accepted, like snap-0123456789abcdef0; nothing was changed; its snapshots are listed by: ${commandText(['show', idOf(one)], one.inventory)}`,
    );
  }
  const { snapshot, inventory } = one;
  const { region, prefix } = inventory;
  const acceptance = accepting(snapshot, inventory.snapshots, context.clock.now());
  if (acceptance.status === 'refused') {
    const { code, because } = acceptance;
    const remedy = UNPROVED.has(code) ? `; first: ${commandText(['prove', snapshot.id], inventory)}` : '';
    throw new CommandError({ code, key: snapshot.id }, `${because}; nothing was changed${remedy}`);
  }
  const document = documentOf(acceptance, inventory, context);
  const text = acceptText(document, acceptance, { snapshot, inventory, zone: context.settings.zone });
  if (context.ask === undefined && !flags.yes) {
    const yes = commandText(['prove', '--accept', snapshot.id, '--yes'], inventory);
    return {
      document: { ...document, applied: false },
      text: laidOut([...text, '', `${NOBODY_ASKED} To accept it:`, `  ${yes}`]),
      status: 1,
    };
  }
  const question = `Accept ${snapshot.id} as it is?`;
  if (context.ask !== undefined && !(await context.ask(laidOut(text), question))) throw stoppedByYou();
  await refuseOtherRecord(snapshot, inventory);
  const { key, after } = document.tag;
  await writeTags(region, snapshot.id, { [key]: after });
  const done = `Accepted ${snapshot.id}. Its tag ${keysOf(prefix).proved} says so.`;
  return {
    document,
    text: laidOut([...(context.ask === undefined ? [...text, ''] : []), done]),
    status: 0,
  };
}

/** Of these nobody knows what would be accepted. */
const UNPROVED: ReadonlySet<string> = new Set(['not-proved', 'unread-proof']);

const NOBODY_ASKED = 'There is no terminal to ask and no --yes, so nothing was accepted.';

/**
 * A person can take long to say yes, and a prover can look again meanwhile.
 *
 * @throws CommandError where the record is another one than was shown.
 */
async function refuseOtherRecord(shown: Snapshot, { region, prefix }: Inventory): Promise<void> {
  const [now] = await readSnapshots(region, [shown.id], prefix);
  const [before, after] = [shown, now?.snapshot].map((one) => one?.proof && proofText(one.proof));
  if (before !== undefined && before === after) return;
  throw new CommandError(
    { code: 'changed', key: shown.id, found: after },
    `while you were asked the record of ${shown.id} changed (${tagWords(before)} -> ${tagWords(after)}); nothing was changed; give the command again to see it as it is now`,
  );
}

function documentOf(
  { snapshotId, volumeId, seen, was, accepted, heldBefore, heldAfter }: Accepting,
  inventory: Inventory,
  { settings, clock }: CommandContext,
): AcceptDocument {
  const key = keysOf(inventory.prefix).proved;
  const [before, after] = [seen, accepted].map(proofText);
  const changed = retagged(inventory, new Set([snapshotId]), { [key]: after });
  return {
    kind: 'accept',
    tool: 'aws-snapper',
    version,
    region: inventory.region,
    volumeId,
    snapshotId,
    tag: { key, before, after },
    seen: seenProof(seen),
    was: was && { snapshotId: was.snapshotId, ...seenProof(was.proof) },
    heldBefore,
    heldAfter,
    firstRun: firstRunOf(makePlan(changed, settings, clock.now()), new Set([volumeId])),
    applied: true,
  };
}

interface Asked {
  readonly snapshot: Snapshot;
  readonly inventory: Inventory;
  readonly zone: Zone;
}

function acceptText(
  { tag, firstRun, region, volumeId, snapshotId }: AcceptDocument,
  acceptance: Accepting,
  { snapshot, inventory, zone }: Asked,
): string[] {
  const called = calledIn(inventory);
  const title = (id: string): string => volumeTitle(called(id));
  const taken = `${clockText(new Date(snapshot.startedAt), zone)} ${zone.name}`;
  return [
    `${snapshotId} of ${title(volumeId)} in ${region}, taken ${taken}`,
    ...acceptLines(acceptance, zone),
    `  ${tag.key}  ${sides(tagWords(tag.before), tagWords(tag.after))}`,
    ...firstRunLines(firstRun, title),
  ];
}
