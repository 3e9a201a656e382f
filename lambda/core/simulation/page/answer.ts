import { grouped } from '../../grouped.ts';
import { faultsIn, someOf } from '../../report/firstRun.ts';
import { holdWords } from '../../report/unsoundLines.ts';
import type { Saved } from '../../policy/saved.ts';
import { gapText, runsText, waitingText } from '../chart.ts';
import { isBare, type SimulatedVolume } from '../diary.ts';
import type { Simulated } from '../book.ts';
import { subjectText, type Things, wordsOf } from '../words.ts';
import { capital, escaped, hoursText, many, number, stockText, title } from '../../page/html.ts';

/**
 * What a person asks first: does it hold what the tags ask, how much is there, how far apart, what is deleted.
 *
 * @param clock Writes an instant as the clocks of the zone show it.
 */
export function answer(simulation: Simulated, clock: (instant: string) => string): string {
  const { volumes, days, timeZone, saved } = simulation;
  const things = wordsOf(saved);
  const span = `${capital(subjectText(saved, many(volumes.length, saved.of)))}, ${many(days.length, 'day')} from ${days[0] ?? ''} to ${days.at(-1) ?? ''} (${escaped(timeZone)}); ${escaped(runsText(simulation))}.`;
  const rows =
    volumes.length === 0
      ? [['Result', `Nothing asks for ${things.many} here.`]]
      : [
          ['Do they hold what the tags ask for?', holding(volumes, saved)],
          [`How many ${things.many}?`, stock(volumes, saved)],
          ['How large is the largest gap?', gap(volumes, things)],
          ...missing(simulation),
          ...waiting(simulation),
          ['What is deleted first?', firstDeleted(simulation, clock)],
        ];
  return `<p class="span">${span}</p>
<dl class="answer">${[...rows, ...braked(simulation)].map(([term, words]) => `<div><dt>${term}</dt><dd>${words}</dd></div>`).join('\n')}</dl>
`;
}

function holding(volumes: readonly SimulatedVolume[], saved: Saved): string {
  const never = volumes.filter(({ fewestOnceFull }) => fewestOnceFull === undefined);
  const bare = volumes.filter(({ byDay }) => byDay.some(isBare));
  const full =
    never.length === 0
      ? `<strong>Yes.</strong> ${volumes.length === 1 ? 'It becomes full.' : `All ${number(volumes.length)} become full.`}`
      : `<strong>No.</strong> ${number(never.length)} of ${many(volumes.length, saved.of)} ${never.length === 1 ? 'does' : 'do'} not become full in this time: ${some(never, saved)}.`;
  return bare.length === 0
    ? full
    : `${full} <strong>Days without any ${saved.one}</strong>: ${some(bare, saved)}.`;
}

function stock(volumes: readonly SimulatedVolume[], saved: Saved): string {
  const last = volumes.flatMap(({ byDay }) => byDay.at(-1) ?? []);
  const counts = last.map(({ snapshots }) => snapshots);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const pinned = last.reduce((sum, day) => sum + (day.pinned ?? 0), 0);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const each =
    volumes.length === 1 ? '' : `, ${fewest === most ? fewest : `${fewest} to ${most}`} of each ${saved.of}`;
  return `<strong>${stockText(saved, total, pinned)}</strong> at the end${each}.`;
}

function gap(volumes: readonly SimulatedVolume[], things: Things): string {
  const worst = volumes.reduce((a, b) => (b.largestGapHours > a.largestGapHours ? b : a));
  const of = volumes.length === 1 ? '' : `, of ${title(worst)}`;
  return `<strong>${hoursText(worst.largestGapHours)}</strong>${of}. ${gapText(things)}`;
}

/** Slots that pass because the trigger comes too seldom for the schedule. */
function missing({ volumes, triggerHours, saved }: Simulated): string[][] {
  const late = volumes.filter(({ missed }) => missed > 0);
  if (late.length === 0) return [];
  const slots = late.reduce((sum, { missed }) => sum + missed, 0);
  return [
    [
      'Does a run come often enough?',
      `<strong>No.</strong> ${many(slots, 'slot')} of ${some(late, saved)} pass without a run: one comes only every ${hoursText(triggerHours)}, and ${wordsOf(saved).takes} at most one ${saved.one} of each ${saved.of}. Let it come more often (<code>--trigger</code>).`,
    ],
  ];
}

function waiting({ waiting: count }: Simulated): string[][] {
  return count === undefined
    ? []
    : [['Is there room for all of them?', `<strong>No.</strong> ${waitingText(count)}.`]];
}

/** The first run, or the first of the days that are recorded. */
function firstDeleted(
  { volumes, firstRun, days, saved }: Simulated,
  clock: (instant: string) => string,
): string {
  const { creates, deletes } = firstRun;
  const first = `The first run ${wordsOf(saved).takes} ${stockText(saved, creates)}`;
  if (deletes.length > 0)
    return `${first} and <strong>deletes ${stockText(saved, deletes.length)}</strong>, see below.`;
  const [next] = volumes
    .flatMap((volume) =>
      (volume.snapshots ?? []).flatMap(({ at, deleted }) => deleted && { volume, at, deleted }),
    )
    .filter((one) => one !== undefined)
    .toSorted((a, b) => (a.deleted.at < b.deleted.at ? -1 : Number(a.deleted.at > b.deleted.at)));
  const then =
    next === undefined
      ? `No ${saved.one} is deleted in these ${many(days.length, 'day')}.`
      : `The first to be deleted is that of ${title(next.volume)} from ${clock(next.at)}, on <strong>${clock(next.deleted.at).slice(0, 10)}</strong> (${escaped(next.deleted.because)}).`;
  return `${first} and <strong>deletes nothing</strong>. ${then}`;
}

function braked({ firstRun }: Simulated): string[][] {
  const held = (firstRun.unsound ?? []).map((one) => `${one.volumeId}: ${holdWords(one)}`);
  return [...firstRun.brakes, ...held].map((words) => ['Is anything held back?', `${escaped(words)}.`]);
}

function some(volumes: readonly SimulatedVolume[], saved: Saved): string {
  return someOf(volumes.map(title), saved);
}

/** The most lines of a list that the page shows; it counts the others. */
const MOST_LINES = 50;

/** Tags to correct, and what the first run would delete; empty where there is neither. */
export function findings({ volumes, saved, firstRun: { deletes, problems } }: Simulated): string {
  const known = new Map(volumes.map((volume) => [volume.volumeId, volume]));
  const faults = faultsIn(problems).map(
    ({ tag, from, remedy, volumeIds }) =>
      `<li><code><bdi>${escaped(tag)}</bdi></code>${from === undefined ? '' : ` (from ${escaped(from)})`} ${escaped(remedy)}. It stops ${many(volumeIds.length, saved.of)}: ${escaped(someOf(volumeIds, saved))}.</li>`,
  );
  const groups = grouped(deletes, ({ volumeId, because }) => JSON.stringify([volumeId, because]));
  const rows = [...groups.values()].map((all) => {
    const [{ volumeId, because }] = all;
    const ids = all.slice(0, MOST_LINES).map(({ snapshotId }) => escaped(snapshotId));
    const more = all.length > MOST_LINES ? ` and ${number(all.length - MOST_LINES)} more` : '';
    return `<tr><th scope="row">${title(known.get(volumeId) ?? { volumeId })}</th><td>${number(all.length)}</td><td>${escaped(because)}</td><td><code>${ids.join(' ')}</code>${more}</td></tr>`;
  });
  const mend = `<h3>Tags to correct</h3>
<ul class="problems">${faults.slice(0, MOST_LINES).join('\n')}</ul>${left(faults.length)}
`;
  const go = `<h3>What the first run would delete</h3>
<div class="sheet"><table class="deletes"><thead><tr><th scope="col">${capital(saved.of)}</th><th scope="col">${capital(wordsOf(saved).many)}</th><th scope="col">Why</th><th scope="col">Which</th></tr></thead>
<tbody>${rows.slice(0, MOST_LINES).join('\n')}</tbody></table></div>${left(rows.length)}
`;
  return `${problems.length === 0 ? '' : mend}${deletes.length === 0 ? '' : go}`;
}

function left(count: number): string {
  return count <= MOST_LINES
    ? ''
    : `<p>… and ${number(count - MOST_LINES)} more: <code>--json</code> has them all.</p>`;
}
