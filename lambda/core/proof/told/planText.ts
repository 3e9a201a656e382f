import { clockText, type Zone } from '../../calendar.ts';
import { counted, placeOf, said, titled } from '../../text.ts';
import { type CostRange, costRange, moneyText } from '../cost.ts';
import type { PlannedProof, ProofPlan, UnreachablePlace } from '../proving.ts';

/** How a person reads a plan of proofs. */
export interface ProofReading {
  readonly zone: Zone;
  /** Seconds for which a volume of each snapshot exists at most; absent where none is made. */
  readonly volumeSeconds?: number | undefined;
}

/** What is to be proved and why, what it costs, and what the budget leaves. */
export function proofPlanText(plan: ProofPlan, reading: ProofReading): string[] {
  const { proofs, provable, cutBecause, unreachable } = plan;
  const how = reading.volumeSeconds === undefined ? 'their blocks' : 'their blocks and by a volume of each';
  return [
    ...unreachable.map(unreachableLine),
    proofs.length === 0
      ? `Nothing to prove: ${provable === 0 ? 'no own snapshot can be restored at once' : `${counted(provable, 'snapshot')} could be proved`}.`
      : `Prove ${proofs.length} of ${counted(provable, 'snapshot')} by ${how}:`,
    ...proofs.map((one) => `  ${whichText(one, reading.zone)}: ${one.because}`),
    ...(cutBecause === undefined ? [] : [`No more are proved: ${cutBecause}.`]),
    ...(proofs.length === 0 ? [] : ['', ...costLines(plan, reading)]),
  ];
}

/** What `dry_run` says in place of proving. */
export function plannedText(plan: ProofPlan, reading: ProofReading): string[] {
  return [...proofPlanText(plan, reading), 'Because of dry_run nothing was proved.'];
}

/** What a person says yes or no to. */
export function proofQuestion({ proofs }: ProofPlan, { volumeSeconds }: ProofReading): string {
  const snapshots = counted(proofs.length, 'snapshot');
  return volumeSeconds === undefined
    ? `Prove ${snapshots}?`
    : `Prove ${snapshots}, and make and delete ${counted(proofs.length, 'volume')}?`;
}

/** `snap-1 of data (vol-1) in eu-west-1, 100 GiB of 2026-11-27 02:10 UTC` */
function whichText(one: PlannedProof, zone: Zone): string {
  const taken = clockText(new Date(one.startedAt), zone);
  return `${proofTitle(one)}, ${one.sizeGiB} GiB of ${taken} ${zone.name}`;
}

/** `snap-1 of data (vol-1) in eu-west-1` */
export function proofTitle(one: PlannedProof): string {
  return `${one.snapshotId} of ${titled(one.volumeId, one.name)} in ${placeOf(one)}`;
}

export function unreachableLine(place: UnreachablePlace): string {
  return `${placeOf(place)} could not be read: ${place.code}: ${said(place.message)}`;
}

function costLines(plan: ProofPlan, { volumeSeconds }: ProofReading): string[] {
  const { proofs, blocksLeft } = plan;
  const range = costRange({ proofs, blocksLeft, volumeSeconds });
  const { least, most, lowest, highest } = range;
  return [
    `It sends ${least.lists} to ${most.lists} lists and reads ${least.reads} to ${most.reads} blocks of 512 KiB${volumeWords(plan, range)}.`,
    `That costs ${moneyText(lowest)} to ${moneyText(highest)} (${PRICES}).`,
    ...(volumeSeconds === undefined ? [] : [FIRST_SWEPT]),
    `The month's budget leaves ${counted(Math.max(0, blocksLeft), 'block')} to this run.`,
  ];
}

const FIRST_SWEPT =
  'First it deletes the volumes that earlier proofs left: attached to nothing, and between 1 and 24 hours old.';

/** The prices differ between regions by less than a person who reads this needs to know. */
export const PRICES = 'prices of us-east-1; other regions differ';

function volumeWords({ proofs }: ProofPlan, { most }: CostRange): string {
  if (most.gibSeconds === 0) return '';
  const size = proofs.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0);
  return `, and makes and deletes ${counted(proofs.length, 'volume')}, together ${size} GiB`;
}
