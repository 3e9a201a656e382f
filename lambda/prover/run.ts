import type { Clock } from '../clock.ts';
import type { ProofDocument } from '../commands/proofDocuments.ts';
import { documentOf } from '../commands/provedDocument.ts';
import { proofPlanText } from '../core/proof/told/planText.ts';
import { provingText } from '../core/proof/told/outcomeText.ts';
import type { ProofPlan, Proving } from '../core/proof/proving.ts';
import { visible } from '../core/text.ts';
import { prove } from '../run/prove.ts';
import { type Settings, readSettings, SettingsError } from '../settings/settings.ts';
import { table } from '../settings/table.ts';
import { withProverRoles } from './roles.ts';

/** What the prover works with, as its door gives it. */
export interface Door {
  readonly clock: Clock;
  readonly env: () => Readonly<Record<string, string | undefined>>;
  /** Puts the text where people look. */
  readonly log: (text: string) => void;
  readonly measure: (proving: Proving, prefix: string) => void;
  readonly functionArn?: string | undefined;
  /** No snapshot is begun after this. */
  readonly stopAt: Date;
}

/** What the prover answers: what it proved, or only what comes first. */
export type Proved = ProofDocument | { readonly dryRun: true; readonly plan: ProofPlan };

/**
 * Proves the snapshots that come first in the queue, and says what it saw.
 *
 * With `dry_run` it only says which these are. What is bad, and what could not be proved, is in the answer and in the metrics.
 *
 * @throws SettingsError for settings that cannot be used, and where nothing says how many snapshots to prove.
 * @throws NothingRead where no region could be read.
 */
export async function runProver(event: unknown, door: Door): Promise<Proved> {
  const settings = readSettings(event, door.env());
  refuseWithoutNumber(settings);
  const ran = await proved(settings, door);
  if (ran instanceof PlannedOnly) {
    door.log([...proofPlanText(ran.plan, { zone: settings.zone }).map(visible), DRY].join('\n'));
    refuseUnread(ran.plan);
    return { dryRun: true, plan: ran.plan };
  }
  door.log(provingText(ran));
  door.measure(ran, settings.prefix);
  refuseUnread(ran.plan);
  return documentOf(ran, settings.prefix);
}

const DRY = 'Because of dry_run nothing was proved.';

async function proved(settings: Settings, door: Door): Promise<Proving | PlannedOnly> {
  const { clock, functionArn, stopAt } = door;
  try {
    return await prove({
      settings: withProverRoles(settings),
      clock,
      stopAt,
      functionArn,
      approve: async (plan) => {
        if (settings.dryRun) throw new PlannedOnly(plan);
      },
    });
  } catch (error) {
    if (error instanceof PlannedOnly) return error;
    throw error;
  }
}

/** Ends a dry run before a block is read. */
class PlannedOnly extends Error {
  override readonly name = 'PlannedOnly';
  readonly plan: ProofPlan;

  constructor(plan: ProofPlan) {
    super('this is a dry run');
    this.plan = plan;
  }
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

function refuseUnread({ provable, unreachable }: ProofPlan): void {
  const [first] = unreachable;
  if (provable > 0 || first === undefined) return;
  throw new NothingRead(`Nothing could be proved: ${first.region}: ${first.code}: ${visible(first.message)}`);
}

class NothingRead extends Error {
  override readonly name = 'NothingRead';
}
