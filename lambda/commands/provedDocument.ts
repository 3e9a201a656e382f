import { iso } from '../core/calendar.ts';
import { costOf } from '../core/proof/cost.ts';
import type { ProofOutcome, Proving } from '../core/proof/proving.ts';
import { countsOf } from '../core/proof/told/outcomeText.ts';
import { version } from '../version.ts';
import { type ProofDocument, type ProofLine, seenProof } from './proofDocuments.ts';

/** What `prove --json` prints, and the prover's function returns. */
export function documentOf(proving: Proving, prefix: string): ProofDocument {
  const { plan, outcomes, swept, now } = proving;
  const { provable: count, blocksLeft, cutBecause, unreachable } = plan;
  const counts = countsOf(proving);
  return {
    kind: 'proof',
    tool: 'aws-snapper',
    version,
    now: iso(new Date(now)),
    prefix,
    proofs: outcomes.map(lineOf),
    provable: count,
    blocksLeft,
    cutBecause,
    unreachable,
    swept,
    spent: { ...counts, dollars: costOf(counts) },
  };
}

function lineOf(one: ProofOutcome): ProofLine {
  const { account, region, snapshotId, volumeId, name, sizeGiB, because, lists, reads, status } = one;
  const failed = one.status === 'not proved' ? { code: one.code, message: one.message } : undefined;
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
    failure: failed,
    lists,
    reads,
  };
}
