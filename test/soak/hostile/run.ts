import { randomInt } from 'node:crypto';
import { flagsLaw } from './flagsLaw.ts';
import { type Flood, floodedFunction, floodedRegions, WIDEST } from './flood.ts';
import { tried } from './law.ts';
import { namesLaw } from './namesLaw.ts';
import { planLaw } from './planLaw.ts';
import { settingsLaw } from './settingsLaws.ts';
import { tagsLaw } from './tagsLaw.ts';

/**
 * `npm run test:hostile`: hostile input for as long as one likes.
 *
 * RUNS says how many events, command lines and inventories are tried (of regions over HTTP a hundredth), SEED where chance
 * begins; a broken law is printed with its smallest case.
 */

const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31));
const runs = Number(process.env['RUNS'] ?? 10_000);
const few = Math.ceil(runs / 100);

const laws = [
  [settingsLaw, runs],
  [flagsLaw, runs],
  [planLaw, runs],
  [tagsLaw, few],
  [namesLaw, few],
] as const;

let isWell = true;

process.stdout.write(`seed ${seed}\n`);
tell(['tried', 'times', 'what came', 'seconds', 'broken']);

for (const [law, times] of laws) {
  const started = performance.now();
  const { name, runs: made, about, broken } = await tried(law, { seed, runs: times });
  tell([
    name,
    made.toLocaleString('en'),
    about,
    secondsSince(started),
    broken === undefined ? 'none' : 'yes',
  ]);
  if (broken !== undefined) process.stdout.write(`${name}: ${broken}\n`);
  isWell &&= broken === undefined;
}

for (const [name, value] of Object.entries(WIDEST)) {
  tell(await flooded(`10,000 bad tags over HTTP, ${name}`, () => floodedFunction(value, 10_000)));
  tell(await flooded(`20 regions of 10,000 bad tags, ${name}`, () => floodedRegions(value, 20, 5000)));
}

process.exit(isWell ? 0 : 1);

function tell(row: readonly string[]): void {
  process.stdout.write(`| ${row.join(' | ')} |\n`);
}

async function flooded(name: string, flood: () => Promise<Flood> | Flood): Promise<string[]> {
  const { problems, listed, bytes, cpuMilliseconds } = await flood();
  const what = `${problems} problems, ${listed.join(' and ')} listed in ${bytes.join(' and ')} bytes (message and answer), the others counted`;
  return [name, '1', what, `${(cpuMilliseconds / 1000).toFixed(1)} of CPU`, 'none'];
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(0);
}
