import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { afterAll, expect, test } from 'vitest';
import { readContext } from '../../lib/app/deployment.ts';
import { contextsOf } from '../documents/pages.ts';
import { deployment, removeOutput } from './deployment.ts';

/** The deployments in README, synthesised. */

afterAll(removeOutput);

const [deployed, ...others] = contextsOf('README.md');

test.for([{}, ...others].map((keys) => ({ ...deployed, ...keys })))('%o', (context) => {
  const { stack } = deployment(readContext(context).props);
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});
