import { escaped, many } from '../../page/html.ts';
import type { CoverageSums, CoveredVolume } from '../covered.ts';
import { ledgerText, standingText } from '../lines.ts';
import { PRODUCERS } from '../producers.ts';
import type { CoveragePage } from './given.ts';

/** What a person asks first: is each volume safe, was it so all the time, and by whom. */
export function answer({ coverage, zone, unread }: CoveragePage): string {
  const { sums, volumes, left } = coverage;
  const ledger = ledgerText(sums, zone);
  const rows = [
    ['Is each volume safe now?', `${safe(sums, unread)}${escaped(standingText(sums))}`],
    ...ledger.map((words) => ['Was it so all the time?', escaped(words)]),
    ...(volumes.length === 0
      ? []
      : [[`What protects ${left === 0 ? 'them' : 'those below'}?`, producers(volumes)]]),
  ];
  return `<dl class="answer">${rows.map(([term, words]) => `<div><dt>${term}</dt><dd>${words}</dd></div>`).join('\n')}</dl>
`;
}

function safe({ volumes }: CoverageSums, unread: readonly string[]): string {
  if (volumes.outside + volumes.unprotected > 0) return '<strong>No.</strong> ';
  if (volumes['no objective'] > 0 || unread.length > 0) return '<strong>Not known of all.</strong> ';
  return volumes.inside === 0 ? '' : '<strong>Yes.</strong> ';
}

function producers(volumes: readonly CoveredVolume[]): string {
  const count = (has: (volume: CoveredVolume) => boolean): number => volumes.filter(has).length;
  const parts = [
    ...PRODUCERS.map((producer) => [
      producer,
      count((one) => one.producers.some((by) => by.producer === producer)),
    ]),
    ['nothing', count((one) => one.producers.length === 0)],
    ['a replica elsewhere', count((one) => one.replicas.length > 0)],
    ['proved', count((one) => one.proof !== undefined)],
  ] as const;
  return parts
    .flatMap(([words, volumesOf]) =>
      volumesOf === 0 ? [] : `${words}: ${many(Number(volumesOf), 'volume')}`,
    )
    .join(' · ');
}
