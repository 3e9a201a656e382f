import fc from 'fast-check';
import { aLife } from './chances.ts';
import { heal } from './healing.ts';
import { openLife } from './life.ts';
import { smaller } from './smaller.ts';
import type { Step } from '../estate/steps.ts';
import { SEED } from '../../amounts.ts';
import { keep } from '../figures.ts';
import { cellsOf, openTally, type Tally } from './tally.ts';
import { Broken } from '../judge/seen.ts';
import { CALM } from '../judge/vocabulary.ts';

/** Random lives, one after the other, until the number of steps is reached or a law is broken. */

/** One way to live: what can happen, and what is looked at. */
export interface Kind<S> {
  /** The variables of `npm run soak -- laws` that repeat a life of this kind. */
  readonly repeatedWith: string;
  readonly steps: fc.Arbitrary<S[]>;
  readonly livesAtOnce: number;
  /** @param end A number that says how a life ends. */
  readonly live: (steps: readonly S[], end: number, tally: Tally) => Promise<void>;
}

/** The program's own core and its way of carrying out, over a region in memory. One life in three is healed. */
export const CORE: Kind<Step> = {
  repeatedWith: 'STEPS_HTTP=0',
  steps: aLife(300),
  livesAtOnce: 40,
  async live(steps, end, tally) {
    const life = openLife(tally);
    for (const step of steps) await life.step(step);
    if (end < CALM.length) await heal(life, end, tally);
  },
};

/** Lives a number of steps and keeps their figures. @throws with the shortest life known to break a law */
export async function lived<S>(name: string, kind: Kind<S>, steps: number): Promise<Tally> {
  const tally = openTally();
  const failure = await manyLives(kind, steps, tally);
  keep(name, cellsOf(tally));
  if (failure !== undefined) throw new Error(failureText(failure));
  return tally;
}

/** A path of fast-check: only the life that it leads to. */
const AT = process.env['AT'];

/** The shortest life known to break a law. */
interface Failure {
  readonly message: string;
  readonly steps: readonly unknown[];
  readonly end: number;
  readonly repeat: string;
}

async function manyLives<S>(kind: Kind<S>, steps: number, tally: Tally): Promise<Failure | undefined> {
  for (let seed = SEED; tally.steps < steps; seed = (seed + 1) | 0) {
    const property = fc.asyncProperty(kind.steps, fc.nat(29), async (life, end) => {
      if (tally.steps < steps) await kind.live(life, end, tally);
    });
    const numRuns = kind.livesAtOnce;
    const told = await fc.check(property, { seed, numRuns, endOnFailure: true, ...(AT ? { path: AT } : {}) });
    if (told.failed) return failureOf(kind, told);
    if (AT !== undefined) return undefined;
  }
  return undefined;
}

async function failureOf<S>(
  kind: Kind<S>,
  { counterexample, errorInstance, seed, counterexamplePath }: fc.RunDetails<[S[], number]>,
): Promise<Failure> {
  const [life, end] = counterexample ?? [[], 0];
  const law = lawOf(errorInstance);
  let message = textOf(errorInstance);
  const steps = await smaller(life, async (shorter) => {
    try {
      await kind.live(shorter, end, openTally());
    } catch (error) {
      if (lawOf(error) !== law) return false;
      message = textOf(error);
      return true;
    }
    return false;
  });
  const repeat = `SEED=${seed} AT=${counterexamplePath} ${kind.repeatedWith} npm run soak -- laws`;
  return { message, steps, end, repeat };
}

/** A shorter life counts only if it breaks the same law. */
function lawOf(error: unknown): string {
  return error instanceof Broken ? (/^law \d+/.exec(error.message)?.[0] ?? '') : textOf(error);
}

function textOf(error: unknown): string {
  return error instanceof Broken ? error.message : String(error instanceof Error ? error.stack : error);
}

function failureText({ message, steps, end, repeat }: Failure): string {
  return [
    `Broken ${message}`,
    ...steps.map((step) => `  ${JSON.stringify(step)}`),
    `  and an end of kind ${end}`,
    `Again: ${repeat}`,
  ].join('\n');
}
