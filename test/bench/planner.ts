import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'rolldown';
import { atLeast, type Figure, type Part } from './figure.ts';

/** How fast the core judges, bundled as it is deployed: a loader of TypeScript would slow it down. */
export const planner: Part = async (tell) => {
  tell('judging 2,000 volumes of 100 snapshots each, nine times in four ways');
  const folder = mkdtempSync(join(tmpdir(), 'snapper-bench-'));
  try {
    const file = join(folder, 'planning.mjs');
    await build({
      platform: 'node',
      resolve: { mainFields: ['module', 'main'] },
      input: join(import.meta.dirname, 'planning.ts'),
      output: { file, minify: true, codeSplitting: false },
    });
    const told = JSON.parse(execFileSync(process.execPath, [file], { encoding: 'utf8' }));
    return [
      speed('judge, a count of 99', told.judgeCount, 1_000_000),
      speed('judge, five tiers in Europe/Berlin', told.judgeTiers, 300_000),
      speed('makePlan, a count of 99', told.planCount),
      speed('makePlan, five tiers in Europe/Berlin', told.planTiers),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
};

function speed(what: string, value: number, goal?: number): Figure {
  return {
    part: 'planner',
    what,
    value,
    unit: 'snapshots/s',
    ...(goal === undefined ? {} : { goal: atLeast(goal) }),
  };
}
