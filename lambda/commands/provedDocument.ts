import { iso } from '../core/calendar.ts';
import { costOf } from '../core/proof/cost.ts';
import type { PlannedProof, ProofOutcome, Proving } from '../core/proof/proving.ts';
import { countsOf } from '../core/proof/told/outcomeText.ts';
import type { Settings } from '../settings/settings.ts';
import { seenProof } from '../core/proved.ts';
import { version } from '../version.ts';
import type { ProofDocument, ProofLine } from './proofDocuments.ts';

/** What `prove --json` prints, and the prover's function returns. */
export function documentOf(
  proving: Proving,
  { prefix, dryRun }: Pick<Settings, 'prefix' | 'dryRun'>,
): ProofDocument {
  const { plan, outcomes, swept, now } = proving;
  const { provable: count, blocksLeft, cutBecause, unreachable } = plan;
  const counts = countsOf(proving);
  return {
    kind: 'proof',
    tool: 'aws-snapper',
    version,
    now: iso(new Date(now)),
    prefix,
    dryRun,
    proofs: dryRun ? plan.proofs.map(plannedLine) : outcomes.map(lineOf),
    provable: count,
    blocksLeft,
    cutBecause,
    unreachable,
    swept,
    spent: { ...counts, dollars: costOf(counts) },
  };
}

/**
 * A function can answer with 6 MB, and a proof has at most 3 KB.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MOST_ANSWERED = 2000;

/** The same as a function can return it: where it is too long, what is well is left out first. */
export function answerOf(document: ProofDocument): ProofDocument {
  const { proofs } = document;
  const omitted = proofs.length - MOST_ANSWERED;
  if (omitted <= 0) return document;
  const first = [...proofs.filter((one) => !isWell(one)), ...proofs.filter(isWell)];
  return { ...document, proofs: first.slice(0, MOST_ANSWERED), omitted };
}

function isWell({ reason, failure }: ProofLine): boolean {
  return reason === undefined && failure === undefined;
}

function plannedLine(one: PlannedProof): ProofLine {
  return {
    ...one,
    startedAt: iso(new Date(one.startedAt)),
    status: 'planned',
    lists: 0,
    reads: 0,
    gibSeconds: 0,
  };
}

function lineOf(one: ProofOutcome): ProofLine {
  const { account, region, snapshotId, volumeId, name, sizeGiB, because, lists, reads, gibSeconds, status } =
    one;
  return {
    account,
    region,
    snapshotId,
    volumeId,
    name,
    sizeGiB,
    startedAt: iso(new Date(one.startedAt)),
    because,
    status,
    proof: one.status === 'proved' ? seenProof(one.proof) : undefined,
    reason: one.status === 'not proved' ? undefined : one.reason || undefined,
    failure: one.status === 'not proved' ? { code: one.code, message: one.message } : undefined,
    lists,
    reads,
    gibSeconds,
  };
}
