/** How every page of ours looks: its colours on a screen, light or dark, its writing, and how it goes to paper. */
export const BASE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f5f7f9; --card: #fff; --line: #d5dbe3; --ink: #1a2230; --faint: #566173; --link: #0b5cad;
  --alarm: #b3330a; --z: #c23a0c; --edge: #7d8896;
  --a: #5d9bbb; --b: #3684af; --c: #1e6e9d; --d: #105688;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #0f141b; --card: #171d26; --line: #333e4d; --ink: #e8edf3; --faint: #a4b0bf; --link: #8cc4ff;
    --alarm: #ff9a73; --z: #ff8b5e; --edge: #7b8798;
    --a: #3c6d8e; --b: #3f87b0; --c: #4ba3ce; --d: #6fc6e8;
  }
}
* { box-sizing: border-box; }
html { background: var(--paper); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 3rem) 4rem; max-width: 84rem;
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
h1, h2, h3, h4 { line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; letter-spacing: -.01em; }
h2 { font-size: 1.4rem; }
h3 { font-size: 1.1rem; margin: 2.25rem 0 .75rem; }
h4 { font-size: 1.05rem; }
p { margin: .5rem 0; max-width: 46rem; }
a { color: var(--link); }
code, .id { font-family: ui-monospace, monospace; font-size: .9em; }
.id, .others { color: var(--faint); font-weight: 400; }
.id:first-child { color: inherit; font-weight: 600; }
header p, .legend, h3 + p, .span, footer { color: var(--faint); }
header { margin-bottom: 1.25rem; }
footer { margin-top: 3rem; font-size: .9rem; }
nav ul, .legend ul, .flags { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; }
nav { margin-bottom: 2rem; }
main > section + section { margin-top: 3.5rem; }
.legend { font-size: .9rem; margin: .5rem 0 1rem; }
.legend p { max-width: 60rem; }
.legend li { display: flex; align-items: center; gap: 3px; }
.legend i:last-of-type { margin-right: .4rem; }
.answer { max-width: none; margin: .9rem 0 0; font-size: 1.05rem; flex: none; }
.answer div { display: grid; grid-template-columns: minmax(11rem, 17rem) 1fr; gap: .1rem 1.5rem; justify-content: start; padding: .5rem 0; }
.answer dd { text-align: left; white-space: normal; max-width: 48rem; }
[hidden] { display: none !important; }
article, .problems, .sheet {
  background: var(--card); border: 1px solid var(--line); border-radius: 10px;
}
dl div { display: flex; justify-content: space-between; gap: 1rem; padding: .14rem 0; border-bottom: 1px solid var(--line); }
dl div:last-child { border-bottom: 0; }
dt { color: var(--faint); }
dd { margin: 0; text-align: right; white-space: nowrap; }
.legend i { flex: none; display: inline-block; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
details { margin-top: .7rem; font-size: .9rem; }
summary { cursor: pointer; color: var(--link); width: max-content; max-width: 100%; }
tbody th { font-weight: 500; }
thead th { font-weight: 600; color: var(--faint); white-space: nowrap; }
.problems { margin: 0; padding: .9rem 1.5rem .9rem 2.6rem; border-left: 4px solid var(--alarm); }
.problems li + li { margin-top: .5rem; }
@media (max-width: 34rem) {
  body { padding-top: 1.5rem; }
  .answer div { display: block; }
}
@media (prefers-reduced-motion: no-preference) {
  html { scroll-behavior: smooth; }
}
@media print {
  :root { color-scheme: light; }
  html { background: none; font-size: 10pt; }
  body { padding: 0; max-width: none; }
  dl div { break-inside: avoid; }
  nav, details:not([open]) { display: none; }
}
`;
