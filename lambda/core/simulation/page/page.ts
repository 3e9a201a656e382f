import { livesOf } from '../lives.ts';
import { findings, resultSentence } from './findings.ts';
import { lifeArticle, type Telling } from './article.ts';
import { PAGE_SCRIPT, PAGE_SCRIPT_HASH } from './script.ts';
import { PAGE_STYLE, PAGE_STYLE_HASH } from './style.ts';
import { escaped, many, wallClock } from './html.ts';
import type { Simulation } from '../simulation.ts';

/** The most calendars of a region, and squares in all of them: nobody looks at more, and these load quickly. */
const MOST_CALENDARS = 200;
const MOST_SQUARES = 100_000;

/**
 * The page of `aws-snapper simulate --html`: one self-contained HTML document that works without network.
 *
 * Anybody can write a name or a tag, so these are escaped. If that ever fails, the policy in the head allows
 * only the page's own script and style.
 */
export function simulationPage(simulations: readonly Simulation[]): string {
  const regions = simulations.map(({ region }) => escaped(region));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '${PAGE_SCRIPT_HASH}'; style-src '${PAGE_STYLE_HASH}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>aws-snapper simulation${regions.length === 1 ? ` of ${regions[0]}` : ''}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>What the next ${many(simulations[0]?.days.length ?? 0, 'day')} would bring</h1>
<p>A simulation by aws-snapper: nothing was taken and nothing was deleted. Each run decides as it would in earnest, in a world
where AWS does all that is asked and nobody changes anything.</p>
</header>
${regions.length > 1 ? contents(regions) : ''}<main>
${LEGEND}${simulations.map(section).join('')}${simulations.length === 0 ? '<p>No region was simulated.</p>\n' : ''}</main>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function contents(regions: readonly string[]): string {
  const links = regions.map((region, index) => `<li><a href="#region-${index + 1}">${region}</a></li>`);
  return `<nav aria-label="Regions"><ul>${links.join('')}</ul></nav>\n`;
}

const LEGEND = `<section class="legend" aria-labelledby="legend">
<h2 id="legend">How to read the calendars</h2>
<p>A square is a day; a column is a week, Monday at the top. It shows what there is when the day ends.</p>
<ul>
<li><i class="z"></i> no copy at all</li>
<li><i class="a"></i><i class="b"></i><i class="c"></i><i class="d"></i> from few copies to the most this volume ever has</li>
<li><i class="d g"></i> a gap between copies that is much longer than this volume’s usual</li>
</ul>
<p hidden>Point at a day to read it below its calendar. With the keyboard: Tab enters a calendar, the arrows go by day and by week,
Page Up and Page Down by month, Home and End to the first and the last day.</p>
</section>
`;

function section(simulation: Simulation, index: number): string {
  const { region, volumes, days, timeZone } = simulation;
  const id = `region-${index + 1}`;
  const lives = livesOf(simulation);
  const shown = lives.slice(0, Math.min(MOST_CALENDARS, Math.floor(MOST_SQUARES / days.length)));
  const known = new Map(volumes.map((volume) => [volume.volumeId, volume]));
  const telling: Telling = { dates: days, clock: wallClock(timeZone), known };
  const articles = shown.map((life, place) => lifeArticle(life, `${id}-${place + 1}`, telling));
  const calendars = `<h3>Calendars of copies</h3>\n${order(lives.length)}${articles.join('')}`;
  const left = lives.slice(shown.length).reduce((sum, life) => sum + life.volumeIds.length, 0);
  const rest = `<p>${many(lives.length - shown.length, 'more calendar')} of ${many(left, 'volume')} are not shown: <code>simulate --json</code> has them all.</p>\n`;
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${escaped(region)}</h2>
<p class="result">${resultSentence(simulation)}</p>
${findings(simulation)}${lives.length === 0 ? '' : calendars}${left === 0 ? '' : rest}</section>
`;
}

function order(calendars: number): string {
  return calendars < 2
    ? ''
    : '<p>Those that need a person come first. Volumes that live the same life share one.</p>\n';
}
