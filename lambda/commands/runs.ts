import { aMinute } from '../aws/patience.ts';
import type { Zone } from '../core/calendar.ts';
import type { AnyPlan } from '../core/plan/plan.ts';
import { planText } from '../core/report/planText.ts';
import { joined } from '../core/report/titles.ts';
import { isRead, type Plans } from '../core/report/region.ts';
import type { Report } from '../core/report/report.ts';
import { headParts, headText, reportParts, reportText } from '../core/report/reportText.ts';
import { plain } from '../core/report/told.ts';
import { counted } from '../core/text.ts';
import { headlineLast, toldLines } from '../terminal/layout.ts';
import { deliver } from '../run/deliver.ts';
import type { Tally } from '../run/progress.ts';
import { type Ran, run } from '../run/run.ts';
import { type Answer, type CommandContext, CommandError, type ExitStatus, NEVER } from './command.ts';
import { credentialsError, rethrow } from './credentials.ts';

/** What a run would do and why; takes and deletes nothing. `workStatus` is the status where there is something to do. */
export async function planCommand(workStatus: 0 | 2, context: CommandContext): Promise<Answer> {
  const { plans, report } = await ran({ ...context, settings: { ...context.settings, dryRun: true } });
  const hasWork = plans.some(({ plan, images }) => isWork(plan) || (images !== undefined && isWork(images)));
  const parts = headParts(report);
  const aside = parts.rest.length === 0 ? [] : [plain(''), ...parts.rest];
  const text = planText(plans, new Date(report.now), context.settings.zone);
  return {
    document: report,
    text: `${text}\n\n${headText(report)}`,
    lines: headlineLast({ ...parts, rest: [...toldLines(text), ...aside] }),
    status: worst(report, hasWork ? workStatus : 0),
  };
}

function isWork({ creates, deletes }: Pick<AnyPlan, 'creates' | 'deletes'>): boolean {
  return creates.length + deletes.length > 0;
}

/** The job: takes what is due, deletes what has expired, and reports. */
export async function runCommand(context: CommandContext): Promise<Answer> {
  const { report, tally } = await ran(context);
  return {
    document: report,
    text: reportText(report),
    lines: headlineLast(reportParts(report)),
    whenInterrupted: interruptedText(tally),
    status: worst(report, 0),
  };
}

async function ran(context: CommandContext): Promise<Ran> {
  const { settings, clock, profile, ask, onProgress, interruptible } = context;
  const done = await run({
    settings,
    clock,
    stopAt: NEVER,
    ...(ask === undefined
      ? {}
      : { approve: (shown) => approve(shown, { now: clock.now(), zone: settings.zone }, ask) }),
    onProgress,
    interruptible,
  }).catch((error: unknown) => rethrow(error, profile));
  const { report, unidentified } = done;
  if (unidentified !== undefined && !report.regions.some(isRead)) {
    const refusal = credentialsError(unidentified, profile);
    if (refusal !== undefined) throw refusal;
  }
  return { ...done, report: await deliver(report, settings, aMinute(clock)) };
}

function interruptedText({ created, images, deleted, notCreated, notDeleted }: Tally): string {
  const snapshots = counted(created - images, 'snapshot');
  const started = images === 0 ? snapshots : `${snapshots} and ${counted(images, 'image')}`;
  const done = `${started} ${created === 1 ? 'was started and stays' : 'were started and stay'}, ${deleted} deleted`;
  const left = `${notCreated} not taken, ${notDeleted} not deleted`;
  return `interrupted: ${done}; ${left}; a second run goes on from there`;
}

/** @throws CommandError where the person does not agree. */
async function approve(
  plans: readonly Plans[],
  { now, zone }: { readonly now: Date; readonly zone: Zone },
  ask: NonNullable<CommandContext['ask']>,
): Promise<void> {
  const deletes = plans.flatMap(({ plan, images }) => [...plan.deletes, ...(images?.deletes ?? [])]);
  const replicas = plans.reduce((sum, one) => sum + (one.replicas?.deletes.length ?? 0), 0);
  if (deletes.length + replicas === 0) return;
  const isAgreed = await ask(planText(plans, now, zone), question(deletes, replicas));
  if (!isAgreed) throw new CommandError({ code: 'stopped' }, 'stopped by you; nothing was changed');
}

/** Snapshots that a deregistration left are snapshots. */
function question(deletes: AnyPlan['deletes'], replicas: number): string {
  const images = deletes.filter(({ kind }) => kind === 'delete image').length;
  const snapshots = deletes.length - images;
  const what = [
    ...(snapshots === 0 ? [] : [counted(snapshots, 'snapshot')]),
    ...(images === 0 ? [] : [counted(images, 'image')]),
    ...(replicas === 0 ? [] : [counted(replicas, 'replica')]),
  ];
  return `Create what is due and delete ${joined(what, what.length)}?`;
}

function worst({ headline, regions, undelivered }: Report, otherwise: ExitStatus): ExitStatus {
  if (headline.unreachableRegions === regions.length) return 1;
  return headline.level === 'FAILURE' || undelivered !== undefined ? 3 : otherwise;
}
