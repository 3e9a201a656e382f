import { expect, test } from 'vitest';
import { describedEstate } from '../../lambda/core/simulation/described.ts';
import type { Simulation } from '../../lambda/core/simulation/book.ts';
import { simulate } from '../../lambda/core/simulation/simulation.ts';
import { settings } from '../core/fixtures.ts';
import { RECIPES, rowsUnder, tagsIn } from './pages.ts';

/** The recipes in README, lived through for 500 days. */

test.for(rowsUnder('README.md', RECIPES))('%s: %s keeps never fewer than %s', ([, tags = '', words]) => {
  const { volumes, firstRun } = livedWith(tagsIn(tags));
  expect(firstRun.problems).toEqual([]);
  expect(volumes.map(({ fewestOnceFull }) => `${fewestOnceFull} snapshots`)).toEqual([words]);
});

function livedWith({ autosnap: frequency = '', autosnap_retain: retain }: Readonly<Record<string, string>>) {
  const life = simulate(describedEstate(1, { frequency, retain }, 'autosnap'), settings(), {
    from: new Date('2026-01-05T03:00:00Z'),
    days: 500,
    triggerHours: 24,
  });
  for (;;) {
    const step: IteratorResult<Date, Simulation> = life.next();
    if (step.done === true) return step.value;
  }
}
