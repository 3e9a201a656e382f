import { describe, expect, test } from 'vitest';
import { SMALL } from '../estate/troubled.ts';
import { statusWhen } from './exits.ts';
import { calmLife } from './matrix.ts';
import { kindsFor } from './kinds.ts';

const CALM = await calmLife(SMALL);

/** By docs/commands.md: 1 where no region could be read, 3 where not all is well. Here there is one region. */
const STATUS: Readonly<Record<string, readonly [internalError: number, unauthorized: number]>> = {
  DescribeRegions: [1, 1],
  DescribeInstances: [1, 1],
  DescribeVolumes: [1, 1],
  DescribeSnapshots: [1, 1],
  DescribeImages: [0, 0],
  DescribeLockedSnapshots: [0, 0],
  GetCallerIdentity: [0, 0],
  Publish: [3, 3],
  CreateSnapshot: [3, 3],
  // A set that AWS refuses is taken one by one; one without a clear answer is not taken again.
  CreateSnapshots: [3, 0],
  DeleteSnapshot: [3, 3],
};

describe('C-53 the exit status of a run by hand', () => {
  test.for(Object.entries(STATUS))('when %s fails', async ([action, expected]) => {
    const site = CALM.sites.findLast((one) => one.action === action);
    const kinds = kindsFor({ action }).filter(
      ({ name }) => name === 'InternalError for ever' || name === 'UnauthorizedOperation for ever',
    );
    expect(kinds).toHaveLength(2);
    if (site === undefined) throw new Error(`a clean run does not call ${action}`);
    const statuses = [];
    for (const kind of kinds) statuses.push(await statusWhen(CALM, { site, kind }));
    expect(statuses).toEqual(expected);
  });
});
