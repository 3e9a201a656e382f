import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { atMost, median, type Part } from './figure.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.mjs');
const ROUNDS = 15;

/** What a person waits for `--help`, beyond what node itself takes. */
export const help: Part = async (tell) => {
  const [ours, node]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    tell(`--help ${round + 1} of ${ROUNDS}`);
    ours.push(milliseconds([CLI, '--help']));
    node.push(milliseconds(['-e', '0']));
  }
  return [
    {
      part: 'help',
      what: '--help, beyond an empty process',
      value: median(ours) - median(node),
      unit: 'ms',
      goal: atMost(150),
    },
  ];
};

function milliseconds(argv: readonly string[]): number {
  const begun = performance.now();
  execFileSync(process.execPath, argv, { stdio: 'pipe' });
  return performance.now() - begun;
}
