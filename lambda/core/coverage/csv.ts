import { visible } from '../text.ts';
import type { CoveredVolume } from './covered.ts';
import type { Coverage } from './merged.ts';

/**
 * The volumes as comma-separated values, as RFC 4180 has them: one line of names, then one for each volume.
 *
 * A spreadsheet takes a cell for a formula that begins with one of `= + - @`, a tab or a line break, and anybody can
 * write a Name. Such a cell begins with an apostrophe here. Times are in UTC, ages and shares in hours.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function coverageCsv({ volumes }: Pick<Coverage, 'volumes'>): string {
  const rows = volumes.map((one) => COLUMNS.map(([, valueOf]) => cell(valueOf(one))));
  return [COLUMNS.map(([name]) => name), ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

type Value = string | number | undefined;

const COLUMNS: readonly (readonly [name: string, valueOf: (one: CoveredVolume) => Value])[] = [
  ['account', ({ account }) => account],
  ['region', ({ region }) => region],
  ['volume', ({ volumeId }) => volumeId],
  ['name', ({ name }) => name],
  ['instance', ({ instanceId }) => instanceId],
  ['instance_name', ({ instanceName }) => instanceName],
  ['device', ({ device }) => device],
  ['size_gib', ({ sizeGiB }) => sizeGiB],
  ['standing', ({ standing }) => standing],
  ['asked', ({ asked }) => asked],
  ['objective_hours', ({ objective }) => hours(objective?.hours)],
  ['objective_from', ({ objective }) => objective?.from],
  ['age_hours', ({ age }) => hours(age)],
  ['newest_by', ({ producers: [newest] }) => newest?.producer],
  ['newest_snapshot', ({ producers: [newest] }) => newest?.snapshotId],
  ['newest_at', ({ producers: [newest] }) => newest?.at],
  ['all_producers', ({ producers }) => producers.map(({ producer }) => producer).join(' + ')],
  ['looks_like', ({ producers }) => producers.flatMap(({ hint }) => hint ?? []).join(' + ')],
  ['replica_region', ({ replicas: [newest] }) => newest?.region],
  ['replica_at', ({ replicas: [newest] }) => newest?.at],
  ['proved', ({ proof }) => proof?.verdict],
  ['proved_at', ({ proof }) => proof?.at],
  ['known_since', ({ ledger }) => ledger.since],
  ['known_hours', ({ ledger }) => hours(ledger.known)],
  ['inside_hours', ({ objective, ledger }) => (objective === undefined ? undefined : hours(ledger.inside))],
  ['at_least', ({ ledger }) => (ledger.isAtLeast ? 'yes' : 'no')],
  ['worst_age_hours', ({ ledger }) => hours(ledger.worst?.age)],
  ['worst_until', ({ ledger }) => ledger.worst?.at],
];

function hours(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 100) / 100;
}

function cell(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const shown = visible(value);
  const plain = FORMULA.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Also the wide forms of the signs, which some spreadsheets take for the same; and behind blanks. */
const FORMULA = /^\s*['=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20\u2212]/;
