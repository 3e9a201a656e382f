import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figuresText } from './figures.ts';

/** `npm run soak -- <question>`: asks one of the four questions of this folder as much as the environment says. */

const ABOUT = `npm run soak -- <question>, with more words for vitest if you like

laws       random lives; STEPS over the core, STEPS_HTTP over HTTP, AT repeats one life of a SEED
trouble    faults, deaths, deadlines and wrong clocks; EVERY=n takes each n-th of them, PAIRS of two at once
accidents  mass accidents and runs that overlap; DAYS, VOLUMES in each region, EVERY n-th call
hostile    hostile input; RUNS

SEED is where chance begins.
`;

const [question = '', ...words] = process.argv.slice(2);
if (!['laws', 'trouble', 'accidents', 'hostile'].includes(question)) {
  process.stderr.write(ABOUT);
  process.exit(1);
}

const root = join(import.meta.dirname, '../..');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const seed = process.env['SEED'] ?? String(randomInt(2 ** 31));
const folder = mkdtempSync(join(tmpdir(), 'soak-'));
const begun = performance.now();
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'soak', `test/soak/${question}/`, ...words],
  { cwd: root, stdio: 'inherit', env: { ...process.env, SEED: seed, SOAK_FIGURES: folder } },
);
const seconds = ((performance.now() - begun) / 1000).toFixed(0);
process.stdout.write(`\n${figuresText(folder)}\n\nseed ${seed}, ${seconds} seconds\n`);
rmSync(folder, { recursive: true });
process.exit(status ?? 1);
