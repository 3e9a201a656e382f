import { describe, expect, test } from 'vitest';
import type { Tags } from '../../cloud/records.ts';
import { ALL, calmLine, daily, deletedOn, heal, live, restorableIn, suffer, DAYS } from './living.ts';
import type { Estate } from '../estate/estate.ts';
import { askingTags, FULL, fullEstate, REGIONS, VOLUMES } from '../estate/full.ts';

/** A script takes tags away. */

const WATCHED = REGIONS.length * VOLUMES;

/** Takes tags away, and says how to put them back. */
function wiped(all: readonly Tags[], isWiped: (key: string) => boolean = () => true): () => void {
  const before = all.map((tags) => ({ ...tags }));
  for (const tags of all) for (const key of Object.keys(tags)) if (isWiped(key)) delete tags[key];
  return () => all.forEach((tags, index) => Object.assign(tags, before[index]));
}

function marked({ cloud }: Estate): Tags[] {
  return REGIONS.flatMap((name) =>
    cloud
      .region(name)
      .snapshots()
      .map(({ tags }) => tags),
  ).filter((tags) => tags['snapshot_tool'] === 'autosnap');
}

describe('tags of volumes and instances', () => {
  test('all gone: every copy stays, and the first line counts them', async () => {
    const estate = await fullEstate();
    const restore = wiped([...estate.instances, ...estate.watched].map(({ tags }) => tags));
    const days = await suffer('all tags wiped from volumes and instances', estate);
    expect(deletedOn(days)).toEqual(daily(0));
    for (const { line } of days) {
      // The archived copy of each golden volume is ours, too.
      expect(line).toBe(
        `WARNING: ${WATCHED} living volumes with ${ALL + REGIONS.length} snapshots that nothing manages any more; nothing asks for snapshots here.`,
      );
    }
    restore();
    expect(await heal(estate)).toBe(2);
  });

  test('gone from the instances: what asks by itself goes on, the others lose nothing', async () => {
    const estate = await fullEstate();
    const restore = wiped(estate.instances.map(({ tags }) => tags));
    const asking = askingTags(estate).length;
    const days = await suffer('tags wiped from instances only', estate);
    expect(deletedOn(days)).toEqual([0, ...daily(asking, DAYS - 1)]);
    const left = WATCHED - asking;
    for (const { line } of days) {
      expect(line).toBe(
        calmLine(asking).replace(
          'OK: ',
          `WARNING: ${left} living volumes with ${left * FULL} snapshots that nothing manages any more; `,
        ),
      );
    }
    restore();
    expect(await heal(estate)).toBe(2);
  });
});

test('the mark gone from every snapshot: they are nobody’s, all volumes start anew, and with the mark all is ours again', async () => {
  const estate = await fullEstate();
  const restore = wiped(marked(estate), (key) => key === 'snapshot_tool');
  const days = await suffer('`snapshot_tool` wiped from all snapshots', estate);
  expect(deletedOn(days)).toEqual(daily(0));
  expect(days.map(({ created }) => created)).toEqual(daily(WATCHED));
  expect(days[0]?.line).toContain(
    `0 full, 0 still filling, ${WATCHED} without a restorable snapshot (their first is being made)`,
  );
  expect(days[1]?.line).toContain(`0 full, ${WATCHED} still filling, 0 without a restorable snapshot`);
  expect(restorableIn(estate)).toBe(ALL + DAYS * WATCHED);
  restore();
  // Up to ten too many of each are not more than ten, so no brake holds them.
  expect(deletedOn(await live(estate, 2))).toEqual([DAYS * WATCHED, WATCHED]);
  expect(await heal(estate)).toBe(1);
});
