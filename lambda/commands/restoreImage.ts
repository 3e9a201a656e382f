import { openLauncher } from '../aws/restore/openLauncher.ts';
import { launchInstance } from '../carryOut/restore/launchInstance.ts';
import { launchLine, type LaunchOrder } from '../core/restore/launched/launchOrder.ts';
import type { LaunchOutcome, LaunchPlan } from '../core/restore/launched/launchPlan.ts';
import type { Refused } from '../core/restore/launched/launchRefused.ts';
import {
  launchOutcomeText,
  launchPlanText,
  launchQuestion,
  type LaunchReading,
  terminateLine,
} from '../core/restore/launched/launchText.ts';
import type { Refusal } from '../core/restore/restorePlan.ts';
import { version } from '../version.ts';
import type { Answer, CommandContext } from './command.ts';
import type { RestoreDocument } from './documents.ts';
import { type PlannedLaunch, plannedLaunch, type RefusedLaunch } from './imageFacts.ts';
import { launchOrderOf, type RestoreFlags } from './restoreOrder.ts';
import { laidOut, NOBODY_ASKED, refuseChanged, refusedAnswer, stoppedByYou } from './restoreTold.ts';

/**
 * Launches a server again from an image of ours: shows what it will launch, asks, and launches it.
 *
 * It ends and deletes nothing. Given again within the hour it goes on where it ended, and launches no second one.
 * Status 1 where nothing was begun, 3 where the instance does not run.
 *
 * @throws CommandError where an option cannot be read, where a person says no, or where their plan no longer holds.
 */
export async function restoreImageCommand(
  name: string,
  flags: RestoreFlags,
  context: CommandContext,
): Promise<Answer> {
  const order = launchOrderOf(name, flags, context);
  const first = await plannedLaunch(order, flags, context);
  if (first.kind === 'refused') return refused(first);
  const reading = readingOf(first, order, context);
  const text = launchPlanText(first.plan, reading);
  if (context.ask === undefined && !flags.yes) return notAsked(first, text);
  const ask = first.plan.made === undefined ? context.ask : undefined;
  if (ask !== undefined && !(await ask(laidOut(text), launchQuestion(first.plan, reading)))) {
    throw stoppedByYou();
  }
  const agreed = ask === undefined ? first : await plannedLaunch(order, flags, context);
  if (agreed.kind === 'refused') return refused(agreed);
  refuseChanged(first.plan, agreed.plan);
  const outcome = await carriedOut(agreed.plan, agreed, context);
  const done = launchOutcomeText(outcome, agreed);
  return {
    document: documentOf(agreed, outcome),
    text: laidOut([...(ask === undefined ? [...text, ''] : []), ...done]),
    status: outcome.status === 'done' ? 0 : 3,
  };
}

async function carriedOut(
  plan: LaunchPlan,
  { server }: Refused,
  { clock, interruptible, onProgress }: CommandContext,
): Promise<LaunchOutcome> {
  const { region, prefix } = server.inventory;
  const launcher = openLauncher({ region }, prefix);
  try {
    return await launchInstance(plan, { launcher, clock, interruption: interruptible?.(), onProgress });
  } finally {
    launcher.close();
  }
}

function readingOf(
  { server }: PlannedLaunch,
  order: LaunchOrder,
  { settings, clock }: CommandContext,
): LaunchReading {
  const { zone, defaultPolicy } = settings;
  return {
    now: clock.now(),
    zone,
    prefix: server.inventory.prefix,
    until: order.at?.instant,
    living: server.instance,
    defaultPolicy,
  };
}

function headOf({ inventory: { region, prefix } }: Refused['server']) {
  return { kind: 'restore', tool: 'aws-snapper', version, region, prefix, disks: [], left: [] } as const;
}

function refused({ server, target, refusals }: RefusedLaunch): Answer {
  return refusedAnswer({ ...headOf(server), target }, refusals);
}

/** A machine is never asked, so it must say so itself. */
function notAsked(planned: PlannedLaunch, text: readonly string[]): Answer {
  const { plan, order, server } = planned;
  const document = documentOf(planned, undefined);
  const line = launchLine(order, server.inventory);
  return {
    document: { ...document, notes: [...plan.notes, NOBODY_ASKED] },
    text: laidOut([...text, '', `${NOBODY_ASKED} To launch it:`, `  ${line} --yes`]),
    status: 1,
  };
}

function documentOf(
  { plan, order, server }: PlannedLaunch,
  outcome: LaunchOutcome | undefined,
): RestoreDocument {
  const { id, target, image, type, subnet, zone, groups, profile, key, tags, made, notes } = plan;
  const instanceId = outcome?.instanceId;
  const refusals: readonly Refusal[] = [];
  return {
    ...headOf(server),
    target,
    id,
    moment: { kind: 'one instant', takenAt: image.takenAt },
    notes,
    refusals,
    outcomes: [],
    launch: { ...image, type, subnet, zone, groups, profile, key, tags, made, outcome },
    undo: instanceId === undefined ? [] : [terminateLine(instanceId, plan)],
    resume: outcome?.status === 'done' ? undefined : lineOn(order, server, { id, instanceId }),
    applied: outcome !== undefined,
  };
}

/** `--resume` needs an instance: before AWS has named one, the same command is given again. */
function lineOn(
  order: LaunchOrder,
  { inventory }: Refused['server'],
  { id, instanceId }: { readonly id: string; readonly instanceId: string | undefined },
): string {
  return launchLine(order, inventory, instanceId === undefined ? {} : { resume: id });
}
