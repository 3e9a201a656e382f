import { expect, test } from 'vitest';
import type { Volume } from '../../cloud/records.ts';
import { hostOf } from '../../scenarios/story.ts';
import type { Estate } from '../estate/estate.ts';
import { FULL, fullEstate, nthWatched, REGIONS, VOLUMES } from '../estate/full.ts';
import { daily, deletedOn, heal, suffer, DAYS, warned } from './living.ts';

/** Volumes come to an instance that keeps less. */

const WATCHED = REGIONS.length * VOLUMES;

/** Moves volumes of the first region to an instance that keeps one copy, and says how to move them back. */
function movedToScratch({ cloud }: Estate, volumes: readonly Volume[]): () => void {
  const region = cloud.region(REGIONS[0]);
  const scratch = region.instance({ tags: { Name: 'scratch', autosnap: '1', autosnap_retain: '1' } });
  const homes = volumes.map((volume) => {
    const home = hostOf(volume);
    region.detach(volume);
    region.attach(volume, scratch);
    return () => {
      region.detach(volume);
      region.attach(volume, home);
    };
  });
  return () => homes.forEach((moveBack) => moveBack());
}

test('one volume: two a day, and the line names it', async () => {
  const estate = await fullEstate();
  const volume = nthWatched(estate, 0);
  const moveBack = movedToScratch(estate, [volume]);
  const days = await suffer('a volume moved to an instance that keeps 1', estate);
  expect(deletedOn(days)).toEqual([2, ...daily(WATCHED - 1 + 2, DAYS - 1)]);
  expect(days[0]?.line).toBe(
    warned(`1 brake holds deletions back in eu-west-1: scratch /dev/xvda (${volume.id})`),
  );
  moveBack();
  expect(await heal(estate)).toBe(DAYS + 1);
});

test('a whole fleet: two a day of each, and the line names the region', async () => {
  const estate = await fullEstate();
  const fleet = estate.watched.filter(
    ({ region, attachments }) => region === REGIONS[0] && attachments.length > 0,
  );
  const moveBack = movedToScratch(estate, fleet);
  const days = await suffer('a fleet re-attached to an instance that keeps 1', estate);
  expect(deletedOn(days)).toEqual([
    2 * fleet.length,
    ...daily(2 * fleet.length + WATCHED - fleet.length, DAYS - 1),
  ]);
  expect(days[0]?.line).toBe(
    warned(
      `${fleet.length} brakes hold deletions back in eu-west-1: scratch /dev/sdf (${days[0]?.report.regions[0]?.brakes.flatMap((one) => ('volumeId' in one ? one.volumeId : []))[0]}) and ${fleet.length - 1} more`,
    ),
  );
  const kept = `keeps ${fleet.length} of the ${FULL * fleet.length} snapshots of ${fleet.length} volumes before the run`;
  expect(days[0]?.report.groups.map(({ text }) => text)).toEqual([expect.stringContaining(kept)]);
  moveBack();
  expect(await heal(estate)).toBe(DAYS + 1);
});
