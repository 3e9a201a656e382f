import type { Problem } from '../../policy/policy.ts';
import type { SimulatedVolume } from '../diary.ts';
import { snapshotsText, escaped, hoursText, many, number, title } from './html.ts';
import type { Simulation } from '../simulation.ts';
import { inQuotes } from '../../text.ts';

/** The result of one region in plain sentences. */
export function resultSentence({ volumes, days, runs, timeZone, firstRun }: Simulation): string {
  const { creates, deletes, brakes, problems } = firstRun;
  const span = `${days[0]} to ${days.at(-1)} (${escaped(timeZone)})`;
  const unreadable = new Set(problems.map(({ volumeId }) => volumeId)).size;
  return [
    `<strong>${many(volumes.length, 'volume')}</strong> lived <strong>${many(days.length, 'day')}</strong> and ${many(runs, 'run')}, ${span}.`,
    ...(volumes.length === 0 ? ['Nothing asks for copies here.'] : [howFull(volumes), longest(volumes)]),
    `The first run would take ${snapshotsText(creates)} and <strong>delete ${deletes.length === 0 ? 'none' : snapshotsText(deletes.length)}</strong>.`,
    ...brakes.map((brake) => `${escaped(brake)}.`),
    ...(unreadable === 0
      ? []
      : [
          `<strong>${many(unreadable, 'volume has a tag', 'volumes have a tag')} that must be mended</strong>.`,
        ]),
  ].join(' ');
}

function howFull(volumes: readonly SimulatedVolume[]): string {
  const never = volumes.filter(({ fewestOnceFull }) => fewestOnceFull === undefined).length;
  if (never === 0) return volumes.length === 1 ? 'It became full.' : 'All became full.';
  if (never === volumes.length) return '<strong>None was ever full.</strong>';
  return `<strong>${number(never)} of them ${never === 1 ? 'was' : 'were'} never full</strong>.`;
}

function longest(volumes: readonly SimulatedVolume[]): string {
  const worst = volumes.reduce((a, b) => (b.largestGapHours > a.largestGapHours ? b : a));
  return `The longest time without a new copy was <strong>${hoursText(worst.largestGapHours)}</strong>, of ${title(worst)}.`;
}

/** The most lines of a list that the page shows; it counts the others. */
const MOST_LINES = 50;

/** Tags to correct, and what the first run would delete; empty where there is neither. */
export function findings({ volumes, firstRun: { deletes, problems } }: Simulation): string {
  const known = new Map(volumes.map((volume) => [volume.volumeId, volume]));
  const lines = problems.slice(0, MOST_LINES).map((one) => `<li>${problemLine(one)}</li>`);
  const rows = deletes
    .slice(0, MOST_LINES)
    .map(
      ({ snapshotId, volumeId, because }) =>
        `<tr><th scope="row">${escaped(snapshotId)}</th><td>${title(known.get(volumeId) ?? { volumeId })}</td><td>${escaped(because)}</td></tr>`,
    );
  const mend = `<h3>Tags to mend</h3>
<ul class="problems">${lines.join('\n')}</ul>${left(problems.length)}
`;
  const go = `<h3>What the first run would delete</h3>
<div class="sheet"><table class="deletes"><thead><tr><th scope="col">Snapshot</th><th scope="col">Volume</th><th scope="col">Why</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>${left(deletes.length)}
`;
  return `${problems.length === 0 ? '' : mend}${deletes.length === 0 ? '' : go}`;
}

function problemLine({ volumeId, key, value, source, remedy }: Problem): string {
  const tag = value === undefined ? escaped(key) : `${escaped(key)} = ${escaped(inQuotes(value))}`;
  const from = source === volumeId ? '' : ` (from ${escaped(source)})`;
  return `<strong>${escaped(volumeId)}</strong>: <code><bdi>${tag}</bdi></code>${from} ${escaped(remedy)}`;
}

function left(count: number): string {
  return count <= MOST_LINES
    ? ''
    : `<p>… and ${number(count - MOST_LINES)} more: <code>--json</code> has them all.</p>`;
}
