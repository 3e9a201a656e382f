import { aMinute } from '../aws/patience.ts';
import type { Plan } from '../core/plan/plan.ts';
import { planText } from '../core/report/planText.ts';
import { isRead } from '../core/report/region.ts';
import type { Report } from '../core/report/report.ts';
import { headText, reportText } from '../core/report/reportText.ts';
import { counted } from '../core/text.ts';
import { deliver } from '../run/deliver.ts';
import { type Ran, run } from '../run/run.ts';
import { type Answer, type CommandContext, CommandError, type ExitStatus, NEVER } from './command.ts';
import { credentialsError, rethrow } from './credentials.ts';

/** What a run would do and why; takes and deletes nothing. `workStatus` is the status where there is something to do. */
export async function planCommand(workStatus: 0 | 2, context: CommandContext): Promise<Answer> {
  const { plans, report } = await ran({ ...context, settings: { ...context.settings, dryRun: true } });
  const hasWork = plans.some(({ creates, deletes }) => creates.length + deletes.length > 0);
  return {
    document: report,
    text: `${planText(plans)}\n\n${headText(report)}`,
    status: worst(report, hasWork ? workStatus : 0),
  };
}

/** The job: takes what is due, deletes what has expired, and reports. */
export async function runCommand(context: CommandContext): Promise<Answer> {
  const { report } = await ran(context);
  return { document: report, text: reportText(report), status: worst(report, 0) };
}

async function ran({ settings, clock, profile, ask, onProgress }: CommandContext): Promise<Ran> {
  const { plans, report, unidentified } = await run({
    settings,
    clock,
    stopAt: NEVER,
    ...(ask === undefined ? {} : { approve: (shown) => approve(shown, ask) }),
    ...(onProgress === undefined ? {} : { onProgress }),
  }).catch((error: unknown) => rethrow(error, profile));
  if (unidentified !== undefined && !report.regions.some(isRead)) {
    const refusal = credentialsError(unidentified, profile);
    if (refusal !== undefined) throw refusal;
  }
  return { plans, report: await deliver(report, settings, aMinute(clock)) };
}

/** @throws CommandError where the person does not agree. */
async function approve(plans: readonly Plan[], ask: NonNullable<CommandContext['ask']>): Promise<void> {
  const deletes = plans.reduce((sum, one) => sum + one.deletes.length, 0);
  if (deletes === 0) return;
  const isAgreed = await ask(
    planText(plans),
    `Create what is due and delete ${counted(deletes, 'snapshot')}?`,
  );
  if (!isAgreed) throw new CommandError({ code: 'stopped' }, 'stopped by you; nothing was changed');
}

function worst({ headline, regions, undelivered }: Report, otherwise: ExitStatus): ExitStatus {
  if (headline.unreachableRegions === regions.length) return 1;
  return headline.level === 'FAILURE' || undelivered !== undefined ? 3 : otherwise;
}
