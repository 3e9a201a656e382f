import { commandText } from '../../grammar/commandText.ts';
import { grouped } from '../../grouped.ts';
import { neverReached } from '../../neverReached.ts';
import { isBad, type Proof, VERDICTS } from '../../proved.ts';
import { counted, placeOf, said, visible } from '../../text.ts';
import { costOf, moneyText, type ProofCounts } from '../cost.ts';
import type { PlannedProof, ProofOutcome, Proving, SweptVolume } from '../proving.ts';
import { PRICES, proofTitle, unreachableLine } from './planText.ts';

/** What a prover did, for a person at a terminal: what matters most comes last. */
export function provedLines(proving: Proving, prefix: string): string[] {
  const { outcomes, swept, plan } = proving;
  const lines = outcomes.toSorted((a, b) => weightOf(a) - weightOf(b)).map((one) => `  ${outcomeLine(one)}`);
  const told = [...lines, ...swept.map(sweptLine), ...plan.unreachable.map(unreachableLine)];
  return [
    ...(told.length === 0 ? [] : [...told, '']),
    ...badLines(outcomes, prefix),
    ...cutLines(proving),
    spentLine(proving),
    summaryLine(proving),
  ];
}

/** The same for a log: the summary, what is bad or was not proved, then all else. */
export function provingText(proving: Proving): string {
  const { outcomes, swept, plan } = proving;
  return [
    summaryLine(proving),
    ...plan.unreachable.map(unreachableLine),
    ...swept.map(sweptLine),
    ...outcomes.toSorted((a, b) => weightOf(b) - weightOf(a)).map((one) => `  ${outcomeLine(one)}`),
    ...cutLines(proving),
    spentLine(proving),
  ]
    .map(visible)
    .join('\n');
}

/** Why fewer were proved than were asked for; the summary says why none was. */
function cutLines({ plan: { cutBecause }, outcomes }: Proving): string[] {
  return cutBecause === undefined || outcomes.length === 0 ? [] : [`No more were proved: ${cutBecause}.`];
}

/** Whether all that was planned is proved, nothing of it is bad, and no volume was left. */
export function isAllWell({ outcomes, swept, plan }: Proving): boolean {
  return (
    outcomes.every((one) => one.status === 'proved' && !isBad(one.proof.verdict)) &&
    swept.every(({ status }) => status === 'deleted') &&
    plan.unreachable.length === 0 &&
    (plan.proofs.length > 0 || plan.provable === 0)
  );
}

/** How much an outcome matters to a person. */
function weightOf(one: ProofOutcome): number {
  switch (one.status) {
    case 'proved':
      return isBad(one.proof.verdict) ? 3 : 0;
    case 'not proved':
      return 2;
    case 'skipped':
      return 1;
    default:
      return neverReached(one);
  }
}

function outcomeLine(one: ProofOutcome): string {
  switch (one.status) {
    case 'proved':
      return provedLine(one, one.proof, one.reason);
    case 'not proved':
      return `NOT PROVED ${proofTitle(one)}: ${one.code}: ${said(one.message)}`;
    case 'skipped':
      return `not begun: ${proofTitle(one)}: ${one.reason}`;
    default:
      return neverReached(one);
  }
}

function provedLine(one: PlannedProof, { verdict, kinds, volume }: Proof, reason: string): string {
  const seen = [
    ...(isBad(verdict) ? [] : [verdict]),
    ...(kinds === '' || kinds === verdict ? [] : [kinds]),
    ...(reason === '' ? [] : [reason]),
    ...(volume === undefined ? [] : [`AWS made a volume of it in ${volume.seconds} s`]),
  ];
  const head = isBad(verdict) ? `${verdict.toUpperCase()} ` : '';
  return `${head}${proofTitle(one)}: ${seen.join('; ')}`;
}

function sweptLine({ region, volumeId, status, because }: SweptVolume): string {
  return `${status === 'left' ? 'LEFT' : 'deleted'} ${volumeId} in ${region}, which a proof made: ${because}`;
}

/** What a bad verdict means, and the commands for it. Those of other accounts need their own credentials. */
function badLines(outcomes: readonly ProofOutcome[], prefix: string): string[] {
  const bad = outcomes.filter((one) => one.status === 'proved' && isBad(one.proof.verdict));
  if (bad.length === 0) return [];
  const volumes = grouped(
    bad,
    ({ volumeId, account, region }) => `${placeOf({ account, region })} ${volumeId}`,
  );
  return [
    `Runs delete no snapshot of ${volumes.size === 1 ? 'this volume' : `these ${volumes.size} volumes`} until three newer ones are sound or you accept what is there.`,
    'What each verdict can mean, and what to do: docs/proof.md, "What to do on a bad verdict"',
    'If it is meant to be so:',
    ...[...volumes.values()].map((some) => {
      const { snapshotId, region } = some.reduce((a, b) => (a.startedAt < b.startedAt ? b : a));
      return `  ${commandText(['prove', '--accept', snapshotId], { region, prefix })}`;
    }),
    '',
  ];
}

/** `Proved 4 of 5 snapshots: 3 sound, 1 changed; 1 not proved.` */
export function summaryLine({ outcomes, plan }: Proving): string {
  const unread =
    plan.unreachable.length === 0 ? [] : [`${counted(plan.unreachable.length, 'region')} NOT READ`];
  if (outcomes.length === 0) {
    const nothing = `Proved nothing${plan.cutBecause === undefined ? '' : `: ${plan.cutBecause}`}`;
    return `${[nothing, ...unread].join('; ')}.`;
  }
  const proved = outcomes.flatMap((one) => (one.status === 'proved' ? one.proof.verdict : []));
  const verdicts = VERDICTS.map((verdict) => ({
    verdict,
    count: proved.filter((one) => one === verdict).length,
  })).filter(({ count }) => count > 0);
  const each = verdicts.map(
    ({ verdict, count }) => `${count} ${isBad(verdict) ? verdict.toUpperCase() : verdict}`,
  );
  const notProved = outcomes.filter(({ status }) => status === 'not proved').length;
  const skipped = outcomes.filter(({ status }) => status === 'skipped').length;
  return [
    `Proved ${proved.length} of ${counted(outcomes.length, 'snapshot')}${each.length === 0 ? '' : `: ${each.join(', ')}`}`,
    ...(notProved === 0 ? [] : [`${notProved} NOT PROVED`]),
    ...(skipped === 0 ? [] : [`${skipped} not begun`]),
    ...unread,
  ]
    .join('; ')
    .concat('.');
}

/** What a prover asked of AWS, from its own counts. */
export function countsOf({ outcomes }: Pick<Proving, 'outcomes'>): ProofCounts {
  const sum = (name: keyof ProofCounts): number => outcomes.reduce((all, one) => all + one[name], 0);
  return { lists: sum('lists'), reads: sum('reads'), gibSeconds: sum('gibSeconds') };
}

function spentLine(proving: Proving): string {
  const counts = countsOf(proving);
  const { lists, reads } = counts;
  const made = proving.outcomes.filter(({ gibSeconds }) => gibSeconds > 0).length;
  const volumes = made === 0 ? '' : `, and made ${counted(made, 'volume')}`;
  return `Sent ${counted(lists, 'list')} and read ${counted(reads, 'block')}${volumes}: about ${moneyText(costOf(counts))} (${PRICES}).`;
}
