import { expect, test } from 'vitest';
import { DAILY, everyDay, freshCloud, ownCopies, restorable } from '../../scenarios/story.ts';
import { ALL, CALM, daily, deletedOn, heal, live, restorableIn, suffer, DAYS } from './living.ts';
import { fullEstate, REGIONS, VOLUMES } from '../estate/full.ts';

/** AWS refuses every delete for a while. Copies are taken all the same, and the surplus goes afterwards. */

const WATCHED = REGIONS.length * VOLUMES;

test('no permission: each day the line says so, and when it is back the surplus goes at once', async () => {
  const estate = await fullEstate();
  const fault = estate.cloud.fault({ action: 'DeleteSnapshot', effect: { error: 'UnauthorizedOperation' } });
  const days = await suffer('every delete refused', estate);
  expect(deletedOn(days)).toEqual(daily(0));
  expect(days.map(({ created }) => created)).toEqual(daily(WATCHED));
  expect(days[0]?.line).toBe(CALM);
  for (const { line } of days.slice(1)) {
    expect(line).toMatch(
      new RegExp(
        `^FAILURE: ${WATCHED} snapshots could not be deleted; ${WATCHED} of ${WATCHED} volumes on schedule; `,
      ),
    );
  }
  expect(restorableIn(estate)).toBe(ALL + DAYS * WATCHED);
  fault.remove();
  // Not more than ten of each, so no brake holds them.
  expect(deletedOn(await live(estate, 1))).toEqual([DAYS * WATCHED]);
  expect(await heal(estate)).toBe(1);
});

test('in use by AMIs that nobody may list: no failure, but the line counts them', async () => {
  const estate = await fullEstate();
  const fault = estate.cloud.fault({ action: 'DeleteSnapshot', effect: { error: 'InvalidSnapshot.InUse' } });
  const days = await suffer('every delete answered with InvalidSnapshot.InUse', estate);
  expect(deletedOn(days)).toEqual(daily(0));
  expect(days[0]?.line).toBe(CALM);
  expect(days[1]?.line).toBe(CALM.replace(/\.$/, `; ${WATCHED + 4} snapshots held by AWS, so not deleted.`));
  expect(days.at(-1)?.line).toContain(`; ${(DAYS - 1) * WATCHED + 4} snapshots held by AWS, so not deleted.`);
  fault.remove();
  expect(deletedOn(await live(estate, 1))).toEqual([DAYS * WATCHED]);
  expect(await heal(estate)).toBe(1);
});

test('two weeks without permission where three are kept: the surplus is braked until ten are left', async () => {
  const cloud = await freshCloud();
  const volume = cloud.region('eu-west-1').volume({ tags: DAILY });
  ownCopies(cloud, volume, 3);
  const fault = cloud.fault({ action: 'DeleteSnapshot', effect: { error: 'UnauthorizedOperation' } });
  await everyDay(cloud, 14);
  fault.remove();
  const reports = await everyDay(cloud, 7);
  expect(reports.map(({ headline }) => headline.deleted)).toEqual([2, 2, 2, 2, 10, 1, 1]);
  expect(reports[0]?.headline.line).toContain(`WARNING: 1 brake holds deletions back: ${volume.id}; `);
  expect(reports[0]?.groups[0]?.text).toContain(
    'keeps 3 of the 17 snapshots before the run; 2 are deleted each day.',
  );
  expect(restorable(cloud, volume)).toHaveLength(4);
});
