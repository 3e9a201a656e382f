import { clockText } from '../../calendar.ts';
import { pageDocument } from '../../page/document.ts';
import { escaped, many, number, wallClock } from '../../page/html.ts';
import type { CoveredVolume } from '../covered.ts';
import { answer } from './answer.ts';
import { columnHeads, columnsOf, SIGNS } from './days.ts';
import { filterOf } from './filter.ts';
import type { CoveragePage } from './given.ts';
import { proves } from './proves.ts';
import { volumeRow } from './row.ts';
import { COVERAGE_SCRIPT, COVERAGE_SCRIPT_HASH } from './script.ts';
import { COVERAGE_STYLE, COVERAGE_STYLE_HASH } from './style.ts';

/** The page of `aws-snapper coverage --html`: one self-contained HTML document that works without network. */
export function coveragePage(told: CoveragePage): string {
  const { coverage, now, zone, unread } = told;
  const at = `${clockText(now, zone)} (${escaped(zone.name)})`;
  const { firstDay = '', oldest = [] } = coverage.volumes[0]?.ledger ?? {};
  const days = oldest.length;
  const span = days === 0 ? '' : `, ${many(days, 'day')} from ${firstDay}`;
  const body = `<header>
<h1>Which volumes are not safe</h1>
<p>As of ${at}${span}. ${told.of === 'ours' ? 'Snapshots by aws-snapper only.' : 'Snapshots of all producers.'}</p>
</header>
<main>
${unread.length === 0 ? '' : notRead(unread)}${answer(told)}${days === 0 ? '' : map(told, days)}${proves(told)}</main>
<footer><p>Written by aws-snapper from what AWS listed at ${at}; nothing was changed.</p></footer>
`;
  return pageDocument({
    title: `aws-snapper coverage on ${clockText(now, zone).slice(0, 10)}`,
    style: { text: COVERAGE_STYLE, hash: COVERAGE_STYLE_HASH },
    script: { text: COVERAGE_SCRIPT, hash: COVERAGE_SCRIPT_HASH },
    body,
  });
}

function notRead(unread: readonly string[]): string {
  return `<h2>What could not be read</h2>
<ul class="problems">${unread.map((one) => `<li>${escaped(one)}</li>`).join('\n')}</ul>
`;
}

/** The volumes by days, with what chooses among them. */
function map({ coverage, now, zone, tags }: CoveragePage, days: number): string {
  const { volumes, left } = coverage;
  const firstDay = volumes[0]?.ledger.firstDay ?? '';
  const columns = columnsOf(firstDay, days);
  const filter = filterOf(volumes, tags);
  const telling = { columns, now, clock: wallClock(zone), tokensOf: filter.tokensOf };
  const more =
    left === 0
      ? ''
      : `<p>… and ${many(left, 'more volume')} that had no room: <code>--json</code> has them all.</p>\n`;
  return `<section aria-labelledby="days">
<h2 id="days">Volumes by days, worst first</h2>
${legend(volumes, columns.each)}<div class="filter scripted" role="search" aria-label="Volumes" hidden>
<label>Search <input type="search" autocomplete="off" spellcheck="false"></label>
${filter.html}</div>
<p class="count" role="status" data-all="${many(volumes.length, 'volume')}"></p>
<div class="map" role="grid" aria-readonly="true" aria-label="Volumes by days, worst first" data-first="${firstDay}" data-each="${columns.each}">
<div class="heads" role="rowgroup"><div role="row">
<span role="columnheader">Volume</span><div class="strip"><div class="cells">${columnHeads(columns)}</div></div><span role="columnheader">Now</span><span role="columnheader">Protected by</span><span role="columnheader">In these days</span>
</div></div>
<div class="rows" role="rowgroup">
${volumes.map((one) => volumeRow(one, telling)).join('')}</div>
</div>
<p class="told scripted" hidden></p>
${more}</section>
`;
}

/** What the signs mean, of those that can be there. */
function legend(volumes: readonly CoveredVolume[], each: number): string {
  const span =
    each === 1 ? 'A column is a day' : `A column is ${number(each)} days, and shows the worst of them`;
  const isWithout = volumes.some(({ objective }) => objective === undefined);
  const signs = [
    sign('f', SIGNS.inside, 'inside all day'),
    `<li><i class="a"></i><i class="b"></i><i class="c"></i><i class="d"></i> outside: the higher, the more of the day ${plainSigns(SIGNS.quarter + SIGNS.half + SIGNS.more + SIGNS.all)}</li>`,
    ...(isWithout
      ? [sign('n', SIGNS.without, 'no objective'), sign('z', SIGNS.nothing, 'no objective, and no snapshot')]
      : []),
    sign('u', SIGNS.unknown, 'not known'),
  ];
  return `<div class="legend">
<p>${span}. It is outside while the newest complete snapshot is older than the objective of its volume.</p>
<ul>
${signs.join('\n')}
</ul>
<details class="scripted" hidden><summary>With the keyboard</summary>
<p>Tab enters the map. The arrows go by day and by volume, Page Up and Page Down by ten volumes, Home and End to the first and the
last day, with Ctrl to the first and the last volume. What a day says is written below the map.</p></details>
</div>
`;
}

function sign(kind: string, text: string, words: string): string {
  return `<li><i class="${kind}"></i> ${words} ${plainSigns(text)}</li>`;
}

/** The signs as they stand where nothing draws the days. */
function plainSigns(signs: string): string {
  return `<noscript>${signs}</noscript>`;
}
