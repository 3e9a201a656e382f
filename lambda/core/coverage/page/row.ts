import { awayText } from '../../calendar.ts';
import { escaped, heading, hoursText } from '../../page/html.ts';
import { problemText } from '../../policy/policy.ts';
import { isBad } from '../../proved.ts';
import { placeOf } from '../../text.ts';
import type { CoveredVolume } from '../covered.ts';
import { shareText } from '../lines.ts';
import { type Columns, daysOutside, drawn, short } from './days.ts';

/** What all rows share. */
export interface Telling {
  readonly columns: Columns;
  readonly now: Date;
  readonly clock: (instant: string) => string;
  /** What the filter knows of a volume, in words without blanks between them. */
  readonly tokensOf: (volume: CoveredVolume) => string;
}

/** One volume: what it is, its days, how it stands, what protects it, and how it was. */
export function volumeRow(volume: CoveredVolume, telling: Telling): string {
  const { columns, tokensOf } = telling;
  const { signs, inside, oldest } = drawn(volume, columns);
  const none = volume.producers.length === 0 ? ' data-none' : '';
  return `<div role="row" data-is="${tokensOf(volume)}" data-inside="${short(inside)}" data-oldest="${short(oldest)}" data-allowed="${volume.objective?.hours ?? ''}"${none}>
<div role="rowheader"><span class="who">${heading(volume)}</span><small>${escaped(placeOf(volume))} · ${volume.sizeGiB} GiB</small></div>
<div class="strip" role="gridcell" aria-colspan="${oldest.length}">${signs}</div>
<div role="gridcell">${stands(volume)}</div>
<div role="gridcell">${protectedBy(volume, telling)}</div>
<div role="gridcell">${was(volume, telling)}</div>
</div>
`;
}

function stands({ standing, asked, age, objective, producers, problems }: CoveredVolume): string {
  const words = [
    producers.length === 0 ? 'no snapshot' : `newest ${tenths(age ?? 0)}`,
    ...(objective === undefined ? [] : [`objective ${hoursText(objective.hours)} by ${objective.from}`]),
    ...problems.map((one) => `<strong>${escaped(problemText(one))}</strong>`),
  ];
  const why = asked === 'scheduled' ? '' : ` <span class="others">${asked}</span>`;
  return `<b class="${standing.replace(' ', '-')}">${standing}</b>${why}${small(words)}`;
}

/** Rounded up, so that what is inside never looks older than its objective, nor what is outside younger. */
function tenths(hours: number): string {
  return hoursText(Math.ceil(hours * 10) / 10);
}

function small(words: readonly string[]): string {
  return words.map((one) => `<small>${one}</small>`).join('');
}

function protectedBy({ producers, replicas, proof }: CoveredVolume, { now, clock }: Telling): string {
  const age = (at: string): string => awayText(new Date(at), now).replace(' ago', '');
  const made = producers.map(({ producer, hint, at, restorable }) => {
    const like = hint === undefined ? '' : ` (${escaped(hint)}?)`;
    return `${producer}${like}: ${restorable}, newest ${age(at)}`;
  });
  const [first] = made;
  const replicated = replicas.map((one) => `replica in ${escaped(placeOf(one))}: ${age(one.at)}`);
  const seen =
    proof === undefined
      ? []
      : [
          isBad(proof.verdict)
            ? `<strong>proof: ${proof.verdict}, ${clock(proof.at).slice(0, 10)}</strong>`
            : `proved ${clock(proof.at).slice(0, 10)}: ${proof.verdict}`,
        ];
  return `${first ?? 'nothing'}${small([...made.slice(1), ...replicated, ...seen])}`;
}

function was(volume: CoveredVolume, { columns, clock }: Telling): string {
  const { objective, producers, ledger } = volume;
  const { since, worst, known } = ledger;
  if (since === undefined || known === 0) return 'not known';
  if (objective === undefined && producers.length === 0) return 'no snapshot is left';
  const first = clock(since);
  const parts = [
    ...(objective === undefined
      ? []
      : [`${shareText(ledger)} inside`, daysOutside(volume, columns.firstDay)]),
    worst === undefined ? '' : `oldest ${tenths(worst.age)}, until ${clock(worst.at).slice(0, 10)}`,
    first.startsWith(columns.firstDay) ? '' : `known since ${first}`,
  ].filter((part) => part !== '');
  return `${parts[0] ?? ''}${small(parts.slice(1))}`;
}
