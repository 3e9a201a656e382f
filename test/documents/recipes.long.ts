import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { afterAll, expect, test } from 'vitest';
import { describedEstate } from '../../lambda/core/simulation/described.ts';
import { simulate, type Simulation } from '../../lambda/core/simulation/simulation.ts';
import { readContext } from '../../lib/app/deployment.ts';
import { settings } from '../core/fixtures.ts';
import { deployment, removeOutput } from '../lib/deployment.ts';
import { commandsIn, contextIn, RECIPES, rowsUnder, tagsIn } from './pages.ts';

/** The recipes in README, lived through for 500 days and synthesised. */

afterAll(removeOutput);

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

test.for(commandsIn('README.md').filter((line) => line.startsWith('npx cdk deploy ')))('%s', (command) => {
  const { stack } = deployment(readContext(contextIn(command)).props);
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});
