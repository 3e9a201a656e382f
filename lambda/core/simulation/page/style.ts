import { BASE_STYLE } from '../../page/style.ts';

/**
 * How the page looks: on a screen, light or dark, and on paper.
 *
 * The squares differ in lightness, not in hue, and each has a contrast of 3 to 1 with the background. A day
 * without any snapshot is an empty box with a cross, so nobody needs colours to see it.
 */
export const PAGE_STYLE = `
${BASE_STYLE}
.daybar {
  position: sticky; top: 0; z-index: 3; display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .6rem;
  padding: .5rem 0; background: var(--paper); border-bottom: 1px solid var(--line);
}
.daybar label span { color: var(--faint); font-size: .85rem; }
.daybar input { flex: 1 1 9rem; min-width: 0; height: 2rem; margin: 0; accent-color: var(--d); }
.daybar button {
  width: 2rem; height: 2rem; padding: 0; border: 1px solid var(--edge); border-radius: 6px;
  background: var(--card); color: var(--ink); font: inherit; font-size: 1.2rem; line-height: 1; cursor: pointer;
}
.daybar output { flex: 0 0 auto; min-width: 16em; }
html { scroll-padding-top: 6rem; }

article { padding: 1.25rem 1.5rem; margin: 1.25rem 0; content-visibility: auto; contain-intrinsic-size: auto 27rem; }
.flags { margin-top: .6rem; gap: .5rem; }
.flags li {
  border: 1px solid currentColor; border-radius: 99px; padding: 0 .7rem;
  color: var(--alarm); font-size: .85rem; font-weight: 600;
}
.policy { margin: .15rem 0 0; font-size: .9rem; max-width: none; }
.parts { display: flex; flex-wrap: wrap; gap: 1.25rem 2.25rem; margin-top: 1.1rem; }
article dl { flex: 1 1 14rem; min-width: 0; max-width: 26rem; margin: 14px 0 0; font-size: .875rem; }
.told, .mark { font-size: .9rem; min-height: 1.55em; margin: .8rem 0 0; max-width: none; }
.line { margin: .7rem 6px 0; max-width: 62rem; }
.line svg { display: block; width: 100%; overflow: visible; cursor: pointer; touch-action: pan-y; }
.line text { fill: var(--faint); font-size: 12px; }
.axis { stroke: var(--edge); }
.mark { margin: .3rem -6px 0; }
[role=option] { fill: var(--b); forced-color-adjust: none; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
circle[role=option] { fill: var(--card); stroke: var(--d); stroke-width: 3; }
[role=option][aria-selected=true] { fill: var(--ink); }
[role=option]:focus-visible { outline: 3px solid var(--link); outline-offset: 3px; }
.stays pre {
  margin: .6rem 0 0; max-height: 22rem; overflow: auto; font-family: ui-monospace, monospace; font-size: .8rem;
  border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem;
}
[aria-selected=true][title] { outline: 2px solid var(--ink); outline-offset: 1px; }
.legend .bar, .legend .ring { height: 16px; min-width: 0; border-radius: 2px; }
.legend .bar { width: 6px; background: var(--b); }
.legend .ring { width: 14px; height: 14px; border-radius: 50%; border: 3px solid var(--d); }

.box { overflow-x: auto; overflow-y: hidden; max-width: calc(100% + 8px); padding: 4px; margin: -4px; scroll-padding-left: 3rem; }
[role=grid] { border-collapse: separate; border-spacing: 2px; width: max-content; --side: 12px; margin: -2px; }
[role=grid].middle { --side: 16px; border-spacing: 3px; }
[role=grid].large { --side: 22px; border-spacing: 3px; }
[role=grid] td, .legend i { width: var(--side, 12px); min-width: var(--side, 12px); height: var(--side, 12px); padding: 0; border-radius: 2.5px; forced-color-adjust: none; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
[role=grid] th { padding: 0; font-size: 11px; line-height: 1; font-weight: 400; color: var(--faint); text-align: left; white-space: nowrap; }
[role=grid] [scope=row] { position: sticky; left: 0; background: var(--card); min-width: 2.4em; padding-right: 6px; z-index: 1; }
[role=grid] [scope=col] { position: relative; }
[role=grid] [scope=col] span { position: absolute; bottom: 4px; left: 0; }
.small tr:nth-child(2n+3) [scope=row] span { position: absolute; clip-path: inset(50%); }
[role=grid] tr:first-child > * { height: 16px; }
[role=grid] tbody + tbody tr:first-child > * { height: 28px; }
.a { background: var(--a); } .b { background: var(--b); } .c { background: var(--c); }
.d { background: var(--d); }
.z {
  border: 2px solid var(--z);
  background:
    linear-gradient(45deg, transparent 42%, var(--z) 42% 58%, transparent 58%),
    linear-gradient(-45deg, transparent 42%, var(--z) 42% 58%, transparent 58%);
}
.g:not(.z) { background-image: radial-gradient(circle closest-side, var(--card) 46%, transparent 54%); }
[title]:hover { outline: 2px solid var(--ink); outline-offset: 1px; }

.months, .deletes { border-collapse: collapse; margin: .6rem 0 0; }
.months :is(th, td), .deletes :is(th, td) { padding: .3rem 1.2rem .3rem 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
.months td, .months thead th + th { text-align: right; }
.deletes { margin: 0; width: 100%; font-size: .9rem; }
.deletes :is(tbody th, td:last-child) { overflow-wrap: anywhere; }
.deletes :is(th, td) { padding: .45rem 1.2rem; }
.deletes tr:last-child > * { border-bottom: 0; }
.names { columns: 20rem; margin: .6rem 0 0; padding-left: 1.2rem; }

@media (max-width: 34rem) {
  article { padding: 1rem; }
  .daybar output { flex-basis: 100%; }
  .daybar label span { display: none; }
  .deletes :is(th, td) { padding: .4rem .4rem; overflow-wrap: anywhere; }
  .months { font-size: .8rem; width: 100%; }
  .months :is(th, td) { padding: .3rem .3rem .3rem 0; white-space: normal; }
  .months tbody th { white-space: nowrap; }
}
@media (prefers-reduced-motion: no-preference) {
  [role=grid] td { transition: outline-color .12s; }
}
@media print {
  article, tr { break-inside: avoid; }
  article { content-visibility: visible; }
  .parts { display: block; }
  .box { overflow: visible; }
  .small { --side: 2.2mm; border-spacing: .6mm; }
  .small th { font-size: 2.1mm; }
  article dl { max-width: none; columns: 2; column-gap: 3rem; }
  .daybar, .legend p:nth-of-type(2) { display: none; }
  .stays pre { max-height: none; white-space: pre-wrap; }
}
`;

/** Of the style as it stands; a test says the right one where they differ. */
export const PAGE_STYLE_HASH = 'sha256-L97kt7EfojiZDVGUiNwTp02BOpTQKfuMSz1JM5QXIvA=';
