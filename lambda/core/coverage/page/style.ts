import { BASE_STYLE } from '../../page/style.ts';

/**
 * How the page looks: on a screen, light or dark, and on paper.
 *
 * A day that was outside is a bar, as high as its share: nobody needs colours to see it. A bar has a contrast of 3 to 1
 * with what is behind it, and a higher one is darker, or lighter in the dark.
 */
export const COVERAGE_STYLE = `
${BASE_STYLE}
:root { --wash: #fbeae4; --fine: #d9e8ef; --base: #3684af; --a: #b5761a; --b: #b7560f; --c: #ab3a0c; --d: #8c1d14; }
@media screen and (prefers-color-scheme: dark) {
  :root { --wash: #33211c; --fine: #1f3140; --base: #4f97be; --a: #bd8a3c; --b: #dd8a4d; --c: #f59470; --d: #ffb6a6; }
}
html { scroll-behavior: auto; scroll-padding: 4rem 0 7rem; }
main > :is(section, .problems + dl) { margin-top: 2.5rem; }
.problems { margin-top: .6rem; }
.filter { display: flex; flex-wrap: wrap; gap: .6rem 1rem; margin: 1rem 0 .5rem; }
.filter label { display: flex; flex-direction: column; color: var(--faint); font-size: .85rem; min-width: 0; max-width: 100%; }
.filter :is(input, select) {
  font: inherit; font-size: 1rem; color: var(--ink); background: var(--card); border: 1px solid var(--edge);
  border-radius: 6px; padding: .35rem .6rem; min-height: 2.4rem; max-width: 18rem; width: 100%;
}
.count { max-width: none; }
.count.some { font-weight: 600; }

.map { background: var(--card); border: 1px solid var(--line); border-radius: 10px; font-size: .875rem; line-height: 1.4; }
[role=row] {
  display: grid; gap: .2rem 1rem; padding: .45rem 1rem; align-items: start;
  grid-template-columns: minmax(14rem, 1.2fr) minmax(20rem, 24rem) minmax(10rem, 1fr) minmax(8.5rem, 1fr) minmax(9rem, 1fr);
}
[data-is] { border-top: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 4.4rem; }
.heads { position: sticky; top: 0; z-index: 2; background: var(--card); border-radius: 10px 10px 0 0; color: var(--faint); font-weight: 600; border-bottom: 1px solid var(--edge); }
.heads + * [data-is]:first-child { border-top: 0; }
[role=rowheader], [role=gridcell] { min-width: 0; overflow-wrap: anywhere; }
.who { font-weight: 600; }
.who .id { display: block; font-size: .75rem; font-weight: 400; }
.who .others, b + .others { font-size: .8rem; }
small { display: block; font-size: .78rem; color: var(--faint); }
[role=row] strong { color: var(--alarm); }
.unprotected, .outside { color: var(--alarm); }
.strip { height: 2.6rem; font-family: ui-monospace, monospace; line-height: 2.6rem; overflow-wrap: anywhere; }
.cells { display: flex; gap: 1px; height: 100%; font-family: system-ui, sans-serif; line-height: 1; }
.heads .strip { height: 1.4em; align-self: end; }
.strip i, .legend i { flex: 1 1 0; min-width: 0; position: relative; font-style: normal; border-radius: 2px; forced-color-adjust: none; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.heads .strip b { position: absolute; left: 0; bottom: 0; white-space: nowrap; font-size: .72rem; font-weight: 400; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.legend i { width: 15px; height: 1.7rem; flex: none; }
.cells { --high: 2.6rem; }
.legend { --high: 1.7rem; }
.f { background: var(--fine); border-bottom: 3px solid var(--base); }
.a { background: var(--a); border-top: calc(.7 * var(--high)) solid var(--fine); }
.b { background: var(--b); border-top: calc(.48 * var(--high)) solid var(--fine); }
.c { background: var(--c); border-top: calc(.24 * var(--high)) solid var(--fine); }
.d { background: var(--d); }
.n, .u, .z { text-align: center; line-height: var(--high); font-size: .8rem; overflow: hidden; }
.n, .z { border: 1px solid; line-height: calc(var(--high) - 2px); }
.n, .u { color: var(--edge); }
.z { color: var(--z); background: var(--wash); }
.n::before { content: '–'; }
.u::before { content: '·'; font-size: 1.1rem; }
.z::before { content: '×'; font-weight: 700; }
.strip i:hover { outline: 2px solid var(--ink); }
.strip i:focus-visible { z-index: 1; outline: 3px solid var(--link); outline-offset: 1px; }
.told {
  position: sticky; bottom: 0; z-index: 2; max-width: none; margin: 0; padding: .7rem 1rem; font-size: .9rem;
  background: var(--card); border: 1px solid var(--edge); border-radius: 0 0 10px 10px; min-height: 2.9em;
}
.proves { max-width: 52rem; padding-left: 1.2rem; }
.proves li + li { margin-top: .4rem; }

@media screen and (max-width: 68rem) {
  [role=row] { grid-template-columns: repeat(3, 1fr); }
  [role=rowheader], .strip, .heads .strip { grid-column: 1 / -1; }
  .heads > [role=row] > :not(.strip) { position: absolute; clip-path: inset(50%); }
  [data-is] { contain-intrinsic-size: auto 9rem; }
  .who .id { display: inline; }
  [data-is] > :nth-child(4)::before { content: 'protected by '; color: var(--faint); }
}
@media screen and (max-width: 34rem) {
  [role=row] { grid-template-columns: 1fr 1fr; padding: .6rem .7rem; }
  [data-is] { contain-intrinsic-size: auto 13rem; }
  .filter label { flex: 1 1 8rem; }
  .n, .u, .z { font-size: .6rem; }
  .told { padding: .6rem .7rem; }
}
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  .filter, .told, .count:not(.some), .legend .scripted { display: none; }
  .map { display: table; width: 100%; border: 0; font-size: 7.5pt; }
  .heads { display: table-header-group; position: static; }
  .heads [role=row] > * { vertical-align: bottom; border-top: 0; }
  .heads .cells { height: 1.4em; }
  .rows { display: table-row-group; }
  [role=row] { display: table-row; content-visibility: visible; break-inside: avoid; }
  [role=row] > * { display: table-cell; vertical-align: top; padding: 1mm 2mm; border-top: 1px solid var(--line); width: 18%; }
  [role=row] > .strip { width: 34%; white-space: nowrap; }
  .cells { height: 7mm; --high: 7mm; }
  [data-is] .strip i { position: static; overflow: visible; border-radius: 0; }
  small, .who .id { font-size: 6.5pt; }
}
`;

/** Of the style as it stands; a test says the right one where they differ. */
export const COVERAGE_STYLE_HASH = 'sha256-Nybth2HmV4DEQdhryK4AjMr08y+maXWQcBP/mRaVCrA=';
