import { LONGEST_VOLUME } from '../core/proof/cost.ts';
import type { ProofPlan, Proving } from '../core/proof/proving.ts';
import { isAllWell, provedLines } from '../core/proof/told/outcomeText.ts';
import { plannedText, proofPlanText, type ProofReading, proofQuestion } from '../core/proof/told/planText.ts';
import { openByVolume } from '../run/byVolume.ts';
import { prove, type ProveContext } from '../run/prove.ts';
import { inQuotes } from '../core/text.ts';
import { TOGETHER } from '../settings/mistake.ts';
import type { Settings } from '../settings/settings.ts';
import { type Answer, type CommandContext, CommandError, type ExitStatus, NEVER } from './command.ts';
import type { Flags } from './commandRow.ts';
import { rethrow } from './credentials.ts';
import { OWN_ACCOUNT_ONLY } from './lookUp.ts';
import { provable } from './provable.ts';
import { documentOf } from './provedDocument.ts';
import { laidOut, stoppedByYou } from './restoreTold.ts';

/** What `prove` takes beside settings. */
export type ProveFlags = Pick<Flags, 'sample' | 'volume' | 'accept' | 'yes'>;

/** How many snapshots are proved where nobody says. */
const USUAL_SAMPLE = 20;

/**
 * Proves snapshots: those of the things that are named, or else the first of the queue. Shows what it will look at and
 * the cost, and asks. With `dry_run` it only shows that.
 *
 * Status 1 where no region could be read, 3 where something is bad, was not proved, or a volume was left.
 *
 * @throws CommandError where flags contradict each other, where something cannot be proved, or where a person says no.
 */
export async function proveCommand(
  names: readonly string[],
  flags: ProveFlags,
  context: CommandContext,
): Promise<Answer> {
  refuseTogether(names, flags);
  if (flags.accept !== undefined) {
    return (await import('./acceptProof.ts')).acceptCommand(flags.accept, flags, context);
  }
  const { settings, clock, profile, ask, onProgress, interruptible } = context;
  const reading = { zone: settings.zone, volumeSeconds: flags.volume && LONGEST_VOLUME };
  const proving = await prove({
    ...(await asked(names, context)),
    clock,
    stopAt: NEVER,
    ...(ask === undefined ? {} : { approve: (plan) => approve(plan, reading, ask) }),
    onProgress,
    interruptible,
    ...(flags.volume ? { byVolume: openByVolume } : {}),
  }).catch((error: unknown) => rethrow(error, profile));
  const told = settings.dryRun ? plannedText(proving.plan, reading) : provedLines(proving, settings.prefix);
  return {
    document: documentOf(proving, settings),
    text: laidOut(told),
    whenInterrupted: 'interrupted; what was proved is written down; the same command proves what is left',
    status: statusOf(proving),
  };
}

/** @throws CommandError for flags that do not go together. */
function refuseTogether(names: readonly string[], { accept, volume, sample }: ProveFlags): void {
  const others = [
    ...(volume ? ['--volume'] : []),
    ...(sample === undefined ? [] : ['--sample']),
    ...names.slice(0, 1).map((name) => inQuotes(name)),
  ];
  const [other] = others;
  if (accept !== undefined && other !== undefined) {
    throw new CommandError(
      { code: TOGETHER, key: '--accept' },
      `--accept takes one snapshot and proves nothing, so it cannot be given together with ${other}; leave one of them out; nothing was changed`,
    );
  }
  if (sample !== undefined && names.length > 0) {
    throw new CommandError(
      { code: TOGETHER, key: '--sample' },
      '--sample is how many snapshots of the queue are proved, so it cannot be given together with a name; leave one of them out; nothing was changed',
    );
  }
}

/** The settings of a proof, and which snapshots are meant. A person has rights in their own account only. */
async function asked(
  names: readonly string[],
  context: CommandContext,
): Promise<Pick<ProveContext, 'settings' | 'only'>> {
  const settings: Settings = { ...context.settings, accounts: undefined };
  if (names.length === 0) {
    if (context.settings.accounts !== undefined) context.onNote?.(OWN_ACCOUNT_ONLY);
    return { settings: { ...settings, prove: settings.prove ?? USUAL_SAMPLE } };
  }
  const wanted = await provable(names, context);
  const keys = new Set(wanted.map(keyOf));
  const regions = [...new Set(wanted.map(({ region }) => region))];
  return {
    settings: { ...settings, prove: wanted.length, regions: { kind: 'named', names: regions } },
    only: (one) => keys.has(keyOf(one)),
  };
}

function keyOf({ region, snapshotId }: { readonly region: string; readonly snapshotId: string }): string {
  return `${region} ${snapshotId}`;
}

/** @throws CommandError where the person does not agree. */
async function approve(
  plan: ProofPlan,
  reading: ProofReading,
  ask: NonNullable<CommandContext['ask']>,
): Promise<void> {
  if (plan.proofs.length === 0) return;
  if (!(await ask(laidOut(proofPlanText(plan, reading)), proofQuestion(plan, reading)))) throw stoppedByYou();
}

function statusOf(proving: Proving): ExitStatus {
  const { unreachable, regionsRead } = proving.plan;
  if (unreachable.length > 0 && regionsRead === 0) return 1;
  return isAllWell(proving) ? 0 : 3;
}
