import type { Clock } from '../clock.ts';
import type { ProofDocument } from '../commands/proofDocuments.ts';
import { answerOf, documentOf } from '../commands/provedDocument.ts';
import { plannedText } from '../core/proof/told/planText.ts';
import { provingText } from '../core/proof/told/outcomeText.ts';
import { provingHeadline } from '../run/proofHeadline.ts';
import type { ProofPlan, Proving } from '../core/proof/proving.ts';
import { visible } from '../core/text.ts';
import { identityIn } from '../run/identify.ts';
import type { RunLine } from '../run/logLine.ts';
import { prove } from '../run/prove.ts';
import { readSettings, type Settings, SettingsError } from '../settings/settings.ts';
import { table } from '../settings/table.ts';
import { withProverRoles } from './roles.ts';

/** What the prover works with, as its door gives it. */
export interface Door {
  readonly clock: Clock;
  readonly env: () => Readonly<Record<string, string | undefined>>;
  /** Puts the text where people look. */
  readonly log: (text: string) => void;
  readonly note: (line: RunLine) => void;
  readonly measure: (proving: Proving, prefix: string) => void;
  readonly functionArn?: string | undefined;
  /** No snapshot is begun after this. */
  readonly stopAt: Date;
}

/**
 * Proves the snapshots that come first in the queue, and says what it saw.
 *
 * With `dry_run` it only says which these are. What is bad, and what could not be proved, is in the answer and in the metrics.
 *
 * @throws SettingsError for settings that cannot be used, and where nothing says how many snapshots to prove.
 * @throws NothingRead where no region could be read.
 */
export async function runProver(event: unknown, door: Door): Promise<ProofDocument> {
  const settings = readSettings(event, door.env());
  refuseWithoutNumber(settings);
  const { clock, functionArn, stopAt } = door;
  const proving = await prove({ settings: withProverRoles(settings), clock, stopAt, functionArn });
  const { plan } = proving;
  door.note({
    headline: provingHeadline(proving, settings.dryRun ? 'dry run' : 'run'),
    prefix: settings.prefix,
    jobName: settings.jobName,
    account: identityIn(functionArn)?.account,
    dryRun: settings.dryRun,
  });
  if (settings.dryRun) {
    door.log(plannedText(plan, { zone: settings.zone }).map(visible).join('\n'));
  } else {
    door.log(provingText(proving));
    door.measure(proving, settings.prefix);
  }
  refuseUnread(plan);
  return answerOf(documentOf(proving, settings));
}

function refuseWithoutNumber({ prove: count }: Settings): void {
  if (count !== undefined) return;
  const like = String(table.prove.like);
  const must = 'say how many snapshots to prove';
  throw new SettingsError(
    { code: 'missing', key: 'prove', must, like },
    { message: `sample must ${must}, but is not given, and neither is PROVE; use ${like}; nothing was read` },
  );
}

function refuseUnread({ regionsRead, unreachable }: ProofPlan): void {
  const [first] = unreachable;
  if (regionsRead > 0 || first === undefined) return;
  throw new NothingRead(`Nothing could be proved: ${first.region}: ${first.code}: ${visible(first.message)}`);
}

class NothingRead extends Error {
  override readonly name = 'NothingRead';
}
