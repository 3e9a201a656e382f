import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { afterAll, expect, test } from 'vitest';
import { readContext } from '../../lib/app/deployment.ts';
import { commandsIn, contextIn } from '../documents/pages.ts';
import { deployment, removeOutput } from './deployment.ts';

/** The deployments in README, synthesised. */

afterAll(removeOutput);

test.for(commandsIn('README.md').filter((line) => line.startsWith('npx cdk deploy ')))('%s', (command) => {
  const { stack } = deployment(readContext(contextIn(command)).props);
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});
