import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calls } from './calls.ts';
import { coverage } from './coverage.ts';
import { type Figure, isMet, type Part, ratioOf } from './figure.ts';
import { help } from './help.ts';
import { memory } from './memory.ts';
import { org } from './org.ts';
import { pace } from './pace.ts';
import { drawPictures } from './pictures.ts';
import { planner } from './planner.ts';
import { pressure } from './pressure.ts';
import { images } from './images.ts';
import { prove } from './prove.ts';
import { replicas } from './replicas.ts';
import { restore } from './restore.ts';
import { start } from './start.ts';
import { tableText } from './table.ts';

/**
 * `npm run bench`: what the program costs, beside what the best conceivable one would.
 *
 * `-- pace memory` measures only these parts, `--json` is for machines, `--pictures` also draws docs/*.svg.
 */

const PARTS = new Map<string, Part>(
  Object.entries({
    calls,
    pace,
    pressure,
    memory,
    planner,
    start,
    help,
    org,
    restore,
    images,
    prove,
    coverage,
    replicas,
  }),
);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, pictures: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !PARTS.has(name));
if (unknown.length > 0) {
  process.stderr.write(
    `no part is called ${unknown.join(', ')}; there are ${[...PARTS.keys()].join(', ')}\n`,
  );
  process.exit(2);
}

const house = join(import.meta.dirname, '../..');
execFileSync(process.execPath, ['build.mjs'], { cwd: house, stdio: ['ignore', 'ignore', 'inherit'] });

const machine = { node: process.version, processors: cpus().length, model: cpus()[0]?.model.trim() };
const loadBefore = loadavg()[0];
const figures: Figure[] = [];
for (const [name, part] of PARTS) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  figures.push(...(await part((line) => void process.stderr.write(`${name}: ${line}\n`))));
}
const load = { before: loadBefore, after: loadavg()[0] };

if (values.pictures) {
  for (const file of drawPictures(figures, join(house, 'docs'))) process.stderr.write(`${file} is drawn\n`);
}
if (values.json) {
  const rows = figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), ok: isMet(figure) }));
  process.stdout.write(`${JSON.stringify({ machine, load, figures: rows }, undefined, 2)}\n`);
} else {
  const missed = figures.filter((figure) => isMet(figure) === false).length;
  const goals = figures.filter(({ goal }) => goal !== undefined).length;
  process.stdout.write(`${tableText(figures)}

${goals - missed} of ${goals} goals are reached, ${missed} are missed.
${machine.processors} x ${machine.model}, Node ${machine.node}; load ${load.before?.toFixed(1)} before, ${load.after?.toFixed(1)} after.
`);
}
