import { isBad } from '../core/proved.ts';
import type { Level } from '../core/report/told.ts';
import { counted } from '../core/text.ts';
import type { Proving } from '../core/proof/proving.ts';
import { isAllWell, summaryLine } from '../core/proof/told/outcomeText.ts';

/** The result of a prover, in numbers. */
interface ProvingCounts {
  /** Snapshots that this run planned to prove. */
  readonly planned: number;
  /** Snapshots that can be proved, planned or not. */
  readonly provable: number;
  readonly proved: number;
  /** Volumes with a bad verdict. */
  readonly unsoundVolumes: number;
  readonly notProved: number;
  readonly notBegun: number;
  readonly unreachableRegions: number;
}

/** The same numbers, with a level and one line of text. */
export interface ProvingHeadline extends ProvingCounts {
  readonly level: Level;
  readonly line: string;
}

/** Sums up a prover: `FAILURE` where an alarm rings, `WARNING` for anything else that is not well. */
export function provingHeadline(proving: Proving, mode: 'run' | 'dry run'): ProvingHeadline {
  const counts = countsIn(proving);
  const { planned, provable, unsoundVolumes, notProved, unreachableRegions } = counts;
  const isFailed = unsoundVolumes + notProved + unreachableRegions > 0;
  const level = isFailed ? 'FAILURE' : isAllWell(proving) ? 'OK' : 'WARNING';
  const unread = unreachableRegions === 0 ? '' : `; ${counted(unreachableRegions, 'region')} NOT READ`;
  const line =
    mode === 'dry run'
      ? `DRY RUN, nothing was proved. ${level}: ${planned} of ${counted(provable, 'snapshot')} are planned${unread}.`
      : `${level}: ${summaryLine(proving)}`;
  return { level, line, ...counts };
}

/** Counts what became of the snapshots of a prover. */
export function countsIn({ outcomes, plan }: Proving): ProvingCounts {
  const having = (wanted: (typeof outcomes)[number]['status']) =>
    outcomes.filter(({ status }) => status === wanted).length;
  const unsound = outcomes.flatMap((one) =>
    one.status === 'proved' && isBad(one.proof.verdict)
      ? [[one.account, one.region, one.volumeId].join(' ')]
      : [],
  );
  return {
    planned: plan.proofs.length,
    provable: plan.provable,
    proved: having('proved'),
    unsoundVolumes: new Set(unsound).size,
    notProved: having('not proved'),
    notBegun: having('skipped'),
    unreachableRegions: plan.unreachable.length,
  };
}
