import { grouped } from '../../grouped.ts';
import type { SimulatedVolume } from '../diary.ts';
import type { Life } from '../lives.ts';
import { calendarGrid, toldDays, type ToldDay, usualGap } from './dayGrid.ts';
import { told } from '../../text.ts';
import { snapshotsText, escaped, hoursText, many, number, title } from './html.ts';

/** What the articles of one region share. */
export interface Telling {
  readonly dates: readonly string[];
  readonly clock: (instant: string) => string;
  readonly known: ReadonlyMap<string, SimulatedVolume>;
}

/** One life: its calendar, its numbers, and all volumes that share it. */
export function lifeArticle(life: Life, id: string, telling: Telling): string {
  const { volume: shown, volumeIds } = life;
  const days = toldDays(shown, telling.dates, telling.clock);
  const emptyDays = days.filter(({ snapshots }) => snapshots === 0).length;
  const gaping = days.filter(({ isGaping }) => isGaping).length;
  const others = volumeIds.length - 1;
  const heading =
    shown.name === undefined
      ? `<span class="id">${escaped(shown.volumeId)}</span>`
      : `<bdi>${escaped(told(shown.name))}</bdi> <span class="id">${escaped(shown.volumeId)}</span>`;
  const label = `Copies by day of ${escaped(shown.volumeId)}${shown.name === undefined ? '' : ` (${escaped(told(shown.name))})`}`;
  return `<article aria-labelledby="${id}">
<h4 id="${id}">${heading}${others === 0 ? '' : ` <span class="others">and ${many(others, 'more volume')} like it</span>`}</h4>
<p class="policy">${escaped(shown.schedule)} · keeps ${escaped(shown.retention)}</p>
${flags(shown, emptyDays)}<div class="parts">
<div class="when">
<div class="box">${calendarGrid(days, shown.most, label)}</div>
<p class="told" role="status">${days.at(-1)?.told ?? ''}</p>
${monthByMonth(days)}${others === 0 ? '' : allVolumes(volumeIds, telling)}</div>
<dl>${facts(shown, emptyDays, gaping).map(fact).join('')}</dl>
</div>
</article>
`;
}

/** What a person should look at, in words: on a printed page a colour alone says nothing. */
function flags({ fewestOnceFull }: SimulatedVolume, emptyDays: number): string {
  const all = [
    ...(fewestOnceFull === undefined ? ['never full'] : []),
    ...(emptyDays === 0 ? [] : [`no copy at all on ${many(emptyDays, 'day')}`]),
  ];
  return all.length === 0 ? '' : `<ul class="flags">${all.map((flag) => `<li>${flag}</li>`).join('')}</ul>\n`;
}

function facts(volume: SimulatedVolume, emptyDays: number, gaping: number): [term: string, told: string][] {
  const { byDay, taken, deleted, fewestOnceFull, most, largestGapHours } = volume;
  return [
    ['Taken', snapshotsText(taken)],
    ['Deleted', snapshotsText(deleted)],
    ['Most', snapshotsText(most)],
    ['Fewest once full', fewestOnceFull === undefined ? 'never full' : snapshotsText(fewestOnceFull)],
    ['Longest without a copy', hoursText(largestGapHours)],
    ['Usual largest gap', hoursText(usualGap(byDay))],
    ...onDays('A much longer one', gaping),
    ...onDays('Without any copy', emptyDays),
  ];
}

function onDays(term: string, days: number): [term: string, told: string][] {
  return days === 0 ? [] : [[term, `on ${many(days, 'day')}`]];
}

function fact([term, words]: [string, string]): string {
  return `<div><dt>${term}</dt><dd>${words}</dd></div>`;
}

/** The calendar as a table, one line a month, for those who cannot see it or point at it. */
function monthByMonth(days: readonly ToldDay[]): string {
  const months = grouped(days, ({ date }) => date.slice(0, 7));
  const rows = [...months].map(([month, those]) => {
    const counts = those.map((day) => day.snapshots);
    const fewest = Math.min(...counts);
    const gap = Math.max(...those.map((day) => day.largestGapHours));
    const empty = counts.filter((count) => count === 0).length;
    return `<tr><th scope="row">${month}</th><td>${fewest}</td><td>${Math.max(...counts)}</td><td>${empty}</td><td>${hoursText(gap)}</td></tr>`;
  });
  return `<details><summary>Month by month</summary>
<table class="months"><thead><tr><th scope="col">Month</th><th scope="col">Fewest copies</th><th scope="col">Most copies</th><th scope="col">Days without</th><th scope="col">Largest gap</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></details>
`;
}

/** As many volumes are named; JSON has all. */
const MOST_NAMES = 1000;

function allVolumes(volumeIds: readonly string[], { known }: Telling): string {
  const names = volumeIds
    .slice(0, MOST_NAMES)
    .map((volumeId) => `<li>${title(known.get(volumeId) ?? { volumeId })}</li>`);
  const left = volumeIds.length - names.length;
  const more = left === 0 ? '' : `<p>… and ${number(left)} more: <code>--json</code> names them all.</p>`;
  return `<details><summary>All ${many(volumeIds.length, 'volume')} that live this life</summary>
<ul class="names">${names.join('')}</ul>${more}</details>
`;
}
