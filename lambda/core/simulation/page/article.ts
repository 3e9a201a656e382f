import { volumeTitle } from '../../policy/called.ts';
import { grouped } from '../../grouped.ts';
import { isBare, type SimulatedVolume } from '../diary.ts';
import type { Life } from '../lives.ts';
import { calendarGrid, toldDays, type ToldDay } from './dayGrid.ts';
import { REPLICAS, type Saved } from '../../policy/saved.ts';
import { type Things, type Words, wordsOf } from '../words.ts';
import { capital, escaped, heading, hoursText, many, number, stockText, title } from '../../page/html.ts';
import { timeline } from './timeline.ts';

/** What the articles of one region share. */
export interface Telling {
  /** Its name, or that of a place. */
  readonly region: string;
  readonly dates: readonly string[];
  readonly clock: (instant: string) => string;
  readonly known: ReadonlyMap<string, SimulatedVolume>;
  readonly saved: Saved;
}

/** A life with its place on the page. */
export interface Placed {
  readonly life: Life;
  readonly id: string;
  /** Whether its snapshots are listed one by one. */
  readonly isListed: boolean;
}

/** One life: its calendar, its numbers, its snapshots on a day, and all volumes that share it. */
export function lifeArticle({ life, id, isListed }: Placed, telling: Telling): string {
  const { volume: shown, volumeIds } = life;
  const { saved } = telling;
  const words = wordsOf(saved);
  const days = toldDays(shown, telling.dates, telling.clock, words);
  const emptyDays = days.filter(isBare).length;
  const gaping = days.filter(({ isGaping }) => isGaping).length;
  const others = volumeIds.length - 1;
  // For an attribute, which has no markup.
  const label = escaped(`${volumeTitle(shown)}${saved === REPLICAS ? ` in ${telling.region}` : ''}`);
  return `<article aria-labelledby="${id}">
<h4 id="${id}">${heading(shown)}${others === 0 ? '' : ` <span class="others">and ${many(others, `more ${saved.of}`)} like it</span>`}</h4>
<p class="policy">${escaped(shown.schedule)} · keeps ${escaped(shown.retention)}</p>
${flags(shown, emptyDays, words)}<div class="parts">
<div class="box">${calendarGrid(days, shown.most, `${capital(words.many)} by day of ${label}`)}</div>
<dl>${facts(shown, { emptyDays, gaping, words, clock: telling.clock }).map(fact).join('')}</dl>
</div>
<p class="told">${days.at(-1)?.told ?? ''}</p>
${isListed ? timeline(shown.snapshots ?? [], label, telling.clock, words) : notListed(words)}${monthByMonth(days, words)}${others === 0 ? '' : allVolumes(volumeIds, telling)}</article>
`;
}

function notListed(things: Things): string {
  return `<p>These ${things.many} are too many to list one by one: simulate fewer <code>--days</code>, or one server with <code>--of</code>.</p>\n`;
}

/** What a person should look at, in words: on a printed page a colour alone says nothing. */
function flags({ fewestOnceFull, missed }: SimulatedVolume, emptyDays: number, { one }: Things): string {
  const all = [
    ...(fewestOnceFull === undefined ? ['never full'] : []),
    ...(emptyDays === 0 ? [] : [`no ${one} at all on ${many(emptyDays, 'day')}`]),
    ...(missed === 0 ? [] : [`${many(missed, 'slot')} without a run`]),
  ];
  return all.length === 0 ? '' : `<ul class="flags">${all.map((flag) => `<li>${flag}</li>`).join('')}</ul>\n`;
}

interface Counted extends Pick<Telling, 'clock'> {
  readonly emptyDays: number;
  readonly gaping: number;
  readonly words: Words;
}

function facts(
  { taken, deleted, fewestOnceFull, most, largestGapHours, newest }: SimulatedVolume,
  { emptyDays, gaping, words, clock }: Counted,
): [term: string, told: string][] {
  return [
    ['Largest gap', hoursText(largestGapHours)],
    ...onDays('Much longer than usual', gaping),
    ...onDays(`No ${words.one} at all`, emptyDays),
    ['Most', stockText(words, most)],
    ['Fewest once full', fewestOnceFull === undefined ? 'never full' : stockText(words, fewestOnceFull)],
    [capital(words.taken), stockText(words, taken)],
    ['Deleted', stockText(words, deleted)],
    ...(newest === undefined ? [] : [['Newest at the end', clock(newest)] satisfies [string, string]]),
  ];
}

function onDays(term: string, days: number): [term: string, told: string][] {
  return days === 0 ? [] : [[term, `on ${many(days, 'day')}`]];
}

function fact([term, words]: [string, string]): string {
  return `<div><dt>${term}</dt><dd>${words}</dd></div>`;
}

/** The calendar as a table, one line a month, for those who cannot see it or point at it. */
function monthByMonth(days: readonly ToldDay[], { many: all }: Things): string {
  const months = grouped(days, ({ date }) => date.slice(0, 7));
  const rows = [...months].map(([month, those]) => {
    const counts = those.map((day) => day.snapshots);
    const fewest = Math.min(...counts);
    const gap = Math.max(...those.map((day) => day.largestGapHours));
    const empty = those.filter(isBare).length;
    return `<tr><th scope="row">${month}</th><td>${fewest}</td><td>${Math.max(...counts)}</td><td>${empty}</td><td>${hoursText(gap)}</td></tr>`;
  });
  return `<details><summary>Month by month</summary>
<table class="months"><thead><tr><th scope="col">Month</th><th scope="col">Fewest ${all}</th><th scope="col">Most ${all}</th><th scope="col">Days without</th><th scope="col">Largest gap</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></details>
`;
}

/** As many volumes are named; JSON has all. */
const MOST_NAMES = 1000;

function allVolumes(volumeIds: readonly string[], { known, saved }: Telling): string {
  const names = volumeIds
    .slice(0, MOST_NAMES)
    .map((volumeId) => `<li>${title(known.get(volumeId) ?? { volumeId })}</li>`);
  const left = volumeIds.length - names.length;
  const more = left === 0 ? '' : `<p>… and ${number(left)} more: <code>--json</code> names them all.</p>`;
  return `<details><summary>All ${many(volumeIds.length, saved.of)} with these ${saved.one}s</summary>
<ul class="names">${names.join('')}</ul>${more}</details>
`;
}
