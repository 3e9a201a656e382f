import { carryOutRestore } from '../carryOut/restore/carryOutRestore.ts';
import { openRestorer } from '../aws/restore/openRestorer.ts';
import { type Found, idOf, kindWords, targetOf } from '../core/find/find.ts';
import type { Inventory } from '../core/inventory.ts';
import { keysOf } from '../core/keys.ts';
import { undoLines } from '../core/restore/told/awsLines.ts';
import { choose, type Chosen } from '../core/restore/chosen/choose.ts';
import { outcomeText, restoredIn } from '../core/restore/told/outcomeText.ts';
import { restoreLine, type RestoreOrder } from '../core/restore/asked/order.ts';
import type { Facts } from '../core/restore/facts.ts';
import type { DiskOutcome } from '../core/restore/outcome.ts';
import { isAllThere, planRestore } from '../core/restore/planned/planRestore.ts';
import { restorePlanText, restoreQuestion } from '../core/restore/told/planText.ts';
import type { Refusal, RestorePlan } from '../core/restore/restorePlan.ts';
import { withoutRestored } from '../core/restore/asked/meant.ts';
import { serverInPlace } from '../core/restore/planned/server.ts';
import { inQuotes } from '../core/text.ts';
import { version } from '../version.ts';
import { isBegunBy } from './begun.ts';
import { type Answer, type CommandContext, CommandError } from './command.ts';
import type { RestoreDocument } from './documents.ts';
import { inventories, lookIn } from './lookUp.ts';
import { readBegun, readFacts, sourcesFor } from './restoreFacts.ts';
import { hashOf, orderOf, type RestoreFlags } from './restoreOrder.ts';
import { laidOut, NOBODY_ASKED, refuseChanged, refusedAnswer, stoppedByYou } from './restoreTold.ts';

/**
 * Gives disks back from our snapshots: shows what it will make, asks, and makes new volumes.
 *
 * It deletes nothing. Given again within the hour it goes on where it ended. Status 1 where nothing was begun, 3
 * where some volumes, or all, are not as planned.
 *
 * What a person has agreed to is planned once more, because they can take long to say yes, and others go on.
 *
 * @throws CommandError where an option cannot be read, where a person says no, or where their plan no longer holds.
 */
export async function restoreCommand(
  name: string,
  flags: RestoreFlags,
  context: CommandContext,
): Promise<Answer> {
  const { settings, clock, onProgress } = context;
  const order = orderOf(name, flags, context);
  const first = await planned(order, flags, context);
  if ('status' in first) return first;
  const { zone, defaultPolicy } = settings;
  const reading = { now: clock.now(), zone, defaultPolicy, until: order.at?.instant };
  const text = restorePlanText(first.plan, reading);
  if (context.ask === undefined && !flags.yes) return notAsked(first.plan, text, first.asked);
  const ask = isAllThere(first.plan, first.facts) ? undefined : context.ask;
  if (ask !== undefined && !(await ask(laidOut(text), restoreQuestion(first.plan, reading)))) {
    throw stoppedByYou();
  }
  const agreed = ask === undefined ? first : await planned(order, flags, context);
  if ('status' in agreed) return agreed;
  refuseChanged(first.plan, agreed.plan);
  const { plan, facts, asked } = agreed;
  const { region, prefix } = asked.found.inventory;
  const restorer = openRestorer({ region }, prefix);
  const interruption = context.interruptible?.();
  const outcomes = await carryOutRestore(plan, { restorer, clock, interruption, onProgress, prefix }).finally(
    () => restorer.close(),
  );
  const done = outcomeText({ order, plan, outcomes, zones: facts.zones, prefix });
  return {
    document: documentOf(plan, outcomes, asked),
    text: laidOut([...(ask === undefined ? [...text, ''] : []), ...done]),
    status: outcomes.every(({ status }) => status === 'done') ? 0 : 3,
  };
}

interface Planned {
  readonly plan: RestorePlan;
  readonly facts: Facts;
  readonly asked: Asked;
}

/** Reads everything, and plans a restore; an answer where it is refused. */
async function planned(
  order: RestoreOrder,
  flags: RestoreFlags,
  context: CommandContext,
): Promise<Planned | Answer> {
  const { settings, clock, onProgress } = context;
  const { found, server } = await lookedUp(order, flags, context);
  const { region, prefix } = found.inventory;
  onProgress?.(`${region}: reading the snapshots of ${idOf(found)}`);
  const begun = await readBegun(found.inventory, hashOf(order, region), flags, clock.now());
  const { restored } = keysOf(prefix);
  const begunWith = new Set(begun.volumes.flatMap(({ tags }) => tags[restored] ?? []));
  const sources = await sourcesFor(found, begunWith);
  const chosen = choose({
    order,
    found,
    sources,
    consistency: settings.consistency,
    begun: begunWith,
    zone: settings.zone,
  });
  const asked = { order, found, context };
  if (isRefused(chosen)) return refused(chosen, asked);
  const place = server ?? serverInPlace(order, found, begun.volumes);
  if (typeof place === 'object') return refused([place], asked);
  onProgress?.(`${region}: reading zones, keys and ${place ?? 'what there is'}`);
  const facts = await readFacts({ order, found, chosen, begun, serverId: place });
  const restoration = planRestore({ order, found, chosen, facts, id: begun.id });
  if (restoration.kind === 'refused') return refused(restoration.refusals, asked);
  return { plan: restoration.plan, facts, asked };
}

interface Asked {
  readonly order: RestoreOrder;
  readonly found: Found;
  readonly context: CommandContext;
}

function isRefused(chosen: Chosen | readonly Refusal[]): chosen is readonly Refusal[] {
  return Array.isArray(chosen);
}

/** The thing that is meant, and the instance that gets its volumes where one is named. */
async function lookedUp(
  order: RestoreOrder,
  flags: RestoreFlags,
  context: CommandContext,
): Promise<{ readonly found: Found; readonly server: string | undefined }> {
  const read = await inventories(context);
  const meant = read.map((one) =>
    withoutRestored(one, order.name, isBegunBy(hashOf(order, one.region), flags, context.clock.now())),
  );
  const found = single(await lookIn(meant, [order.name], context));
  if (order.mode.kind !== 'attach') return { found, server: undefined };
  const server = await serverNamed(order.mode.instance, read, context);
  if (server.kind !== 'instance' || server.inventory.region !== found.inventory.region) {
    const must = `be an instance in ${found.inventory.region}`;
    throw new CommandError(
      { code: 'wrong-value', key: '--attach-to', found: idOf(server), must },
      `--attach-to must ${must}, where the snapshots are, but ${inQuotes(idOf(server))} is ${kindWords(server)} in ${server.inventory.region}; nothing was changed`,
    );
  }
  return { found, server: server.instance.id };
}

/** Volumes often have the Name of their server, so it means one of them only where no instance has it. */
async function serverNamed(
  text: string,
  read: readonly Inventory[],
  context: CommandContext,
): Promise<Found> {
  const instances = read.map((one) => ({ ...one, volumes: [], snapshots: [] }));
  const [server] = await lookIn(instances, [text], context);
  const isKnown = !(server instanceof CommandError) || server.code === 'ambiguous';
  return single(isKnown ? [server] : await lookIn(read, [text], context));
}

function single([one]: readonly (Found | CommandError | undefined)[]): Found {
  if (one === undefined || one instanceof CommandError) throw one;
  return one;
}

function refused(refusals: readonly Refusal[], { found }: Asked): Answer {
  return refusedAnswer(headOf(found), refusals);
}

/** A machine is never asked, so it must say so itself. */
function notAsked(plan: RestorePlan, text: readonly string[], asked: Asked): Answer {
  const { order, found } = asked;
  const line = restoreLine(order, found.inventory);
  return {
    document: { ...documentOf(plan, [], asked), notes: [...plan.notes, NOBODY_ASKED], applied: false },
    text: laidOut([...text, '', `${NOBODY_ASKED} To make it:`, `  ${line} --yes`]),
    status: 1,
  };
}

function headOf(found: Found) {
  const { region, prefix } = found.inventory;
  const head = { kind: 'restore', tool: 'aws-snapper', version } as const;
  return { ...head, region, prefix, target: targetOf(found) };
}

function documentOf(
  plan: RestorePlan,
  outcomes: readonly DiskOutcome[],
  { found, order }: Asked,
): RestoreDocument {
  const { prefix } = found.inventory;
  const { id, moment, mode, disks, left, notes } = plan;
  const isWhole = outcomes.every(({ status }) => status === 'done');
  return {
    ...headOf(found),
    id,
    moment,
    mode,
    disks,
    left,
    notes,
    refusals: [],
    outcomes,
    undo: undoLines(restoredIn({ plan, outcomes }), plan, prefix),
    resume: isWhole ? undefined : restoreLine(order, found.inventory, { resume: id }),
    applied: true,
  };
}
