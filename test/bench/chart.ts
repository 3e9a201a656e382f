/** What a picture shows. */
export interface Chart {
  readonly title: string;
  readonly desc: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
  /** A bound is drawn as a broad band without points, under what was measured. */
  readonly isBound: boolean;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 84;
const RIGHT = 36;
const TOP = 54;
const BOTTOM = 96;

/** On a ground of its own, so that it is read on white pages and on dark ones. */
const STYLE = `
  .ground { fill: #ffffff; stroke: #d0d7de }
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600; font-size: 15px }
  .grid { stroke: #d8dee4 }
  .line { fill: none; stroke-width: 2.5 }
  .bound { stroke-width: 9; opacity: 0.35 }
  .c0 { stroke: #0969da } .c1 { stroke: #bc4c00 } .c2 { stroke: #57606a }
  .dot { stroke-width: 2; fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    .ground, .dot { fill: #0d1117 }
    .ground { stroke: #30363d }
    text { fill: #e6edf3 }
    .grid { stroke: #30363d }
    .c0 { stroke: #58a6ff } .c1 { stroke: #f0883e } .c2 { stroke: #9ea7b3 }
  }`;

/** A line chart with both axes from zero, as SVG. */
export function chartSvg({ title, desc, xLabel, yLabel, lines }: Chart): string {
  const points = lines.flatMap((line) => line.points);
  const xTicks = ticksTo(Math.max(...points.map(({ x }) => x)));
  const yTicks = ticksTo(Math.max(...points.map(({ y }) => y)));
  const [xMost, yMost] = [xTicks.at(-1) ?? 1, yTicks.at(-1) ?? 1];
  const left = (x: number): number => round(LEFT + (x / xMost) * (WIDTH - LEFT - RIGHT));
  const top = (y: number): number => round(HEIGHT - BOTTOM - (y / yMost) * (HEIGHT - TOP - BOTTOM));
  const middle = (HEIGHT - BOTTOM + TOP) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title desc">
<title id="title">${escaped(title)}</title>
<desc id="desc">${escaped(desc)}</desc>
<style>${STYLE}
</style>
<rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="6"/>
<text class="title" x="${LEFT}" y="30">${escaped(title)}</text>
${yTicks.map((y) => `<path class="grid" d="M${LEFT} ${top(y)}H${WIDTH - RIGHT}"/><text x="${LEFT - 8}" y="${top(y) + 4}" text-anchor="end">${y.toLocaleString('en')}</text>`).join('\n')}
${xTicks.map((x) => `<text x="${left(x)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${x.toLocaleString('en')}</text>`).join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - BOTTOM + 44}" text-anchor="middle">${escaped(xLabel)}</text>
<text transform="translate(20 ${middle}) rotate(-90)" text-anchor="middle">${escaped(yLabel)}</text>
${inLayers(
  lines.map((line, index) => lineSvg(line, index, { left, top })),
  lines,
).join('\n')}
${keySvg(lines)}
</svg>
`;
}

/** Bounds lie under what was measured. */
function inLayers(drawn: readonly string[], lines: readonly Line[]): string[] {
  const isBound = (_: string, index: number): boolean => lines[index]?.isBound === true;
  return [...drawn.filter(isBound), ...drawn.filter((text, index) => !isBound(text, index))];
}

interface Scale {
  readonly left: (x: number) => number;
  readonly top: (y: number) => number;
}

function lineSvg({ points, isBound }: Line, index: number, { left, top }: Scale): string {
  const path = points
    .toSorted((a, b) => a.x - b.x)
    .map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${left(x)} ${top(y)}`)
    .join('');
  const dots = isBound
    ? ''
    : points
        .map(({ x, y }) => `<circle class="dot c${index}" cx="${left(x)}" cy="${top(y)}" r="4"/>`)
        .join('');
  return `<path class="line c${index}${isBound ? ' bound' : ''}" d="${path}"/>${dots}`;
}

/** What each line is, under the picture. */
function keySvg(lines: readonly Line[]): string {
  const y = HEIGHT - 22;
  let x = LEFT;
  return lines
    .map(({ name, isBound }, index) => {
      const sample = `<path class="line c${index}${isBound ? ' bound' : ''}" d="M${x} ${y - 4}h28"/>`;
      const text = `<text x="${x + 36}" y="${y}">${escaped(name)}</text>`;
      x += 64 + name.length * 7;
      return sample + text;
    })
    .join('\n');
}

/** Four to eight round steps from zero to at least the most. */
function ticksTo(most: number): number[] {
  const rough = 10 ** Math.floor(Math.log10(most));
  const step = [rough / 5, rough / 2, rough, 2 * rough].find((one) => most / one <= 6) ?? rough;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
