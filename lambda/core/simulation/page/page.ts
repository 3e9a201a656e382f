import { Zone } from '../../calendar.ts';
import { type Life, livesOf } from '../lives.ts';
import { REPLICAS, type Saved, SNAPSHOTS } from '../../policy/saved.ts';
import type { Simulated } from '../book.ts';
import { subjectText, type Things, wordsOf, wordsOfAll } from '../words.ts';
import { answer, findings } from './answer.ts';
import { lifeArticle, type Placed, type Telling } from './article.ts';
import { pageDocument } from '../../page/document.ts';
import { capital, escaped, many, wallClock } from '../../page/html.ts';
import { PAGE_SCRIPT, PAGE_SCRIPT_HASH } from './script.ts';
import { PAGE_STYLE, PAGE_STYLE_HASH } from './style.ts';

/** The most calendars of a region, and squares in all of them: nobody looks at more, and these load quickly. */
const MOST_CALENDARS = 200;
const MOST_SQUARES = 100_000;
/** The most snapshots of a region that are listed one by one. */
const MOST_LISTED = 25_000;

/** The page of `aws-snapper simulate --html`: one self-contained HTML document that works without network. */
export function simulationPage(simulations: readonly Simulated[]): string {
  const regions = [
    ...new Set(simulations.flatMap(({ region, saved }) => (saved === REPLICAS ? [] : escaped(region)))),
  ];
  const body = `<header>
<h1>What the next ${many(simulations[0]?.days.length ?? 0, 'day')} would bring</h1>
</header>
${simulations.length > 1 ? contents(simulations.map(heading)) : ''}<main>
${simulations.map(answerSection).join('')}${simulations.length === 0 ? '<p>No region was simulated.</p>\n' : dayByDay(simulations)}</main>
<footer><p>A simulation by aws-snapper: nothing was taken and nothing was deleted. Each run decides as a real one does, in a world
where AWS does all that is asked and nobody changes anything.</p></footer>
`;
  return pageDocument({
    title: `aws-snapper simulation${regions.length === 1 ? ` of ${regions[0]}` : ''}`,
    style: { text: PAGE_STYLE, hash: PAGE_STYLE_HASH },
    script: { text: PAGE_SCRIPT, hash: PAGE_SCRIPT_HASH },
    body,
  });
}

/** `eu-west-1`, `eu-west-1: images` */
function heading({ region, saved }: Simulated): string {
  return `${escaped(region)}${saved === SNAPSHOTS ? '' : `: ${wordsOf(saved).many}`}`;
}

function contents(headings: readonly string[]): string {
  const links = headings.map((words, index) => `<li><a href="#region-${index + 1}">${words}</a></li>`);
  return `<nav aria-label="Regions"><ul>${links.join('')}</ul></nav>\n`;
}

function answerSection(simulation: Simulated, index: number): string {
  const id = `region-${index + 1}`;
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${heading(simulation)}</h2>
${answer(simulation, wallClock(new Zone(simulation.timeZone)))}${findings(simulation)}</section>
`;
}

/** All regions begin on the same day. */
function dayByDay(simulations: readonly Simulated[]): string {
  const { days, timeZone } = simulations.reduce((a, b) => (b.days.length > a.days.length ? b : a));
  if (simulations.every(({ volumes }) => volumes.length === 0)) return '';
  return `<section aria-labelledby="days">
<h2 id="days">Day by day</h2>
${legend(wordsOfAll(simulations))}${dayBar(simulations, days, timeZone)}${simulations.map(lives).join('')}</section>
`;
}

function legend({ one, many: all }: Things): string {
  return `<div class="legend">
<p>A square is a day; a column is a week, Monday at the top. It shows what there is when the day ends.</p>
<ul>
<li><i class="z"></i> no ${one} at all</li>
<li><i class="a"></i><i class="b"></i><i class="c"></i><i class="d"></i> from few ${all} to the most of its calendar</li>
<li><i class="d g"></i> a gap that is much longer than usual in its calendar</li>
<li class="scripted" hidden><i class="bar"></i> one ${one} on the line of time</li>
<li class="scripted" hidden><i class="ring"></i> a pinned one, which is never deleted and not counted</li>
</ul>
<p class="scripted" hidden>Choose a day with the slider or in any calendar. Below each calendar are the ${all} that exist when that day ends: point at one to
read when it was taken, why it is kept and when it is deleted.</p>
<details class="scripted" hidden><summary>With the keyboard</summary>
<p>Tab enters a calendar or the line below it. In a calendar the arrows go by day and by week, Page Up and Page Down by
month; on a line they go from mark to mark. Home and End go to the first and the last.</p></details>
</div>
`;
}

/** The day that all calendars and lines of the page show; only the script can move it. */
function dayBar(simulations: readonly Simulated[], days: readonly string[], timeZone: string): string {
  const totals = days.map((_, index) => {
    const those = simulations.flatMap(({ volumes }) => volumes.flatMap(({ byDay }) => byDay[index] ?? []));
    return those.reduce((sum, { snapshots, pinned = 0 }) => sum + snapshots + pinned, 0);
  });
  const last = days.length - 1;
  return `<div class="daybar" hidden>
<label for="day">Day <span>(${escaped(timeZone)})</span></label>
<button type="button" value="-1" aria-label="A day earlier">‹</button>
<input type="range" id="day" min="0" max="${last}" value="${last}" data-first="${days[0] ?? ''}" data-totals="${totals.join(' ')}" data-one="${wordsOfAll(simulations).one}" data-many="${wordsOfAll(simulations).many}">
<button type="button" value="1" aria-label="A day later">›</button>
<output for="day"></output>
</div>
`;
}

/** The lives of one region that the page shows, and the number of the others. */
function lives(simulation: Simulated, index: number): string {
  const { region, volumes, days, timeZone, saved } = simulation;
  if (volumes.length === 0) return '';
  const all = livesOf(simulation);
  const shown = placed(all.slice(0, Math.min(MOST_CALENDARS, Math.floor(MOST_SQUARES / days.length))), index);
  const known = new Map(volumes.map((volume) => [volume.volumeId, volume]));
  const telling: Telling = { region, dates: days, clock: wallClock(new Zone(timeZone)), known, saved };
  const left = all.slice(shown.length).reduce((sum, life) => sum + life.volumeIds.length, 0);
  const rest = `<p>${many(all.length - shown.length, 'more calendar')} of ${many(left, saved.of)} are not shown: <code>simulate --json</code> has them all.</p>\n`;
  return `<h3>${escaped(region)}: ${subjectText(saved, many(volumes.length, saved.of))}${all.length === volumes.length ? '' : `, ${many(all.length, 'calendar')}`}</h3>
${order(all.length, saved)}${shown.map((one) => lifeArticle(one, telling)).join('')}${left === 0 ? '' : rest}`;
}

/** The snapshots of the first lives are listed, as many as have room. */
function placed(shown: readonly Life[], index: number): Placed[] {
  let listed = 0;
  return shown.map((life, place) => {
    const { snapshots } = life.volume;
    listed += snapshots?.length ?? 0;
    const isListed = snapshots !== undefined && listed <= MOST_LISTED;
    return { life, id: `life-${index + 1}-${place + 1}`, isListed };
  });
}

function order(calendars: number, saved: Saved): string {
  if (calendars < 2) return '';
  const by = saved.of === 'volume' ? 'server and device' : 'server';
  return `<p>Those that need a person come first, then by ${by}. ${capital(saved.of)}s that are alike share one calendar.</p>\n`;
}
