import { randomInt } from 'node:crypto';
import { CORE, failureText, type Kind, manyLives } from './histories.ts';
import { HTTP } from './httpLife.ts';
import { openTally, tallyText } from './tally.ts';

/**
 * `npm run test:laws`: random lives for as long as one likes.
 *
 * STEPS and STEPS_HTTP say how many steps are lived over the core and over HTTP, SEED where chance begins, and AT which
 * life of that seed.
 */

const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31));
const path = process.env['AT'];

async function lived<S>(name: string, kind: Kind<S>, steps: number): Promise<boolean> {
  if (steps === 0) return true;
  const tally = openTally();
  const started = performance.now();
  let shown = 0;
  const onProgress = (): void => {
    if (!process.stderr.isTTY || performance.now() - shown < 500) return;
    shown = performance.now();
    process.stderr.write(`\r${name}: ${tally.steps} of ${steps} steps, ${tally.runs} runs `);
  };
  const failure = await manyLives(kind, { steps, seed, path, onProgress }, tally);
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(`${name}, seed ${seed}: ${tallyText(tally, seconds)}\n`);
  if (failure !== undefined) process.stdout.write(`${failureText(failure)}\n`);
  return failure === undefined;
}

const core = await lived('core', CORE, Number(process.env['STEPS'] ?? 1_000_000));
const http = core && (await lived('http', HTTP, Number(process.env['STEPS_HTTP'] ?? 20_000)));
process.exit(core && http ? 0 : 1);
