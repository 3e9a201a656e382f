import { describe, expect, test } from 'vitest';
import type { Cloud } from '../../cloud/cloud.ts';
import type { Hiding } from '../../cloud/settings.ts';
import { fullEstate, REGIONS, VOLUMES } from '../estate/full.ts';
import { CALM, calmLine, daily, DAYS, deletedOn, heal, live, oneRun, suffer, warned } from './living.ts';

/** A region lists nothing, as if nothing were there, and everything else goes on. */

const WATCHED = REGIONS.length * VOLUMES;
const [, BLIND] = REGIONS;

type Listing = 'volumes' | 'instances' | 'snapshots';

const ACTIONS: Readonly<Record<Listing, Hiding['action']>> = {
  volumes: 'DescribeVolumes',
  instances: 'DescribeInstances',
  snapshots: 'DescribeSnapshots',
};

function blinded(cloud: Cloud, listings: readonly Listing[]): () => void {
  const hidings = listings.map((one) => cloud.hide({ action: ACTIONS[one], region: BLIND }));
  return () => hidings.forEach((hiding) => hiding.remove());
}

function title(listings: readonly Listing[]): string {
  return `a region lists no ${listings.join(', no ')}`;
}

const GONE = `${VOLUMES} of ${VOLUMES} volumes of ${BLIND} are gone since their last snapshot`;

const ASKS_NOTHING = calmLine(VOLUMES).replace(/\.$/, `; nothing asks for snapshots in ${BLIND}.`);

describe('volumes', () => {
  test.for([[['volumes']], [['volumes', 'instances']]] as const)(
    '%s: its copies are kept and told',
    async ([listings]) => {
      const estate = await fullEstate();
      const restore = blinded(estate.cloud, listings);
      const days = await suffer(title(listings), estate);
      expect(deletedOn(days)).toEqual([0, ...daily(VOLUMES, DAYS - 1)]);
      // What vanishes together is told on that day.
      expect(days[0]?.line).toBe(warned(GONE, ASKS_NOTHING));
      for (const { line } of days.slice(1)) expect(line).toBe(ASKS_NOTHING);
      for (const { report } of days) {
        // The volumes, and the one that was gone before.
        expect(report.regions[1]?.orphans).toHaveLength(VOLUMES + 1);
        expect(report.regions[1]?.deleted).toEqual([]);
      }
      restore();
      expect(await heal(estate)).toBe(2);
    },
  );

  test.for([[['volumes', 'snapshots']], [['volumes', 'instances', 'snapshots']]] as const)(
    '%s: nothing is left to be told but that nothing asks',
    async ([listings]) => {
      const estate = await fullEstate();
      const restore = blinded(estate.cloud, listings);
      const days = await suffer(title(listings), estate);
      expect(deletedOn(days)).toEqual([0, ...daily(VOLUMES, DAYS - 1)]);
      for (const { line } of days) expect(line).toBe(ASKS_NOTHING);
      restore();
      expect(await heal(estate)).toBe(2);
    },
  );
});

describe('instances', () => {
  test('they are asked for by id, and nothing is amiss', async () => {
    const estate = await fullEstate();
    const restore = blinded(estate.cloud, ['instances']);
    const days = await suffer(title(['instances']), estate);
    expect(deletedOn(days)).toEqual([0, ...daily(WATCHED, DAYS - 1)]);
    expect(days.map(({ line }) => line)).toEqual(days.map(() => CALM));
    restore();
    expect(await heal(estate)).toBe(1);
  });

  test('nor by id: volumes whose tags they carry are passed over, the others lose nothing', async () => {
    const estate = await fullEstate();
    const restore = blinded(estate.cloud, ['instances']);
    const fault = estate.cloud.fault({
      action: 'DescribeInstances',
      region: BLIND,
      when: (params) => 'InstanceId.1' in params,
      effect: { error: 'InvalidInstanceID.NotFound' },
    });
    const days = await suffer('a region lists no instances and knows none by id', estate);
    const attached = estate.watched.filter(
      ({ region, attachments }) => region === BLIND && attachments.length > 0,
    ).length;
    expect(deletedOn(days)).toEqual([0, ...daily(WATCHED - attached, DAYS - 1)]);
    for (const { line } of days) {
      const taken = calmLine(WATCHED - attached).replace(/of \d+/, `of ${WATCHED}`);
      expect(line).toBe(warned(`${attached} volumes passed over`, taken));
    }
    restore();
    fault.remove();
    expect(await heal(estate)).toBe(2);
  });
});

describe('snapshots', () => {
  test.for([[['snapshots']], [['snapshots', 'instances']]] as const)(
    '%s: each day takes one copy, as it would have, and deletes none',
    async ([listings]) => {
      const estate = await fullEstate();
      const restore = blinded(estate.cloud, listings);
      const days = await suffer(title(listings), estate);
      expect(deletedOn(days)).toEqual([0, ...daily(VOLUMES, DAYS - 1)]);
      expect(days.map(({ created }) => created)).toEqual(daily(WATCHED));
      for (const { line } of days) {
        expect(line).toContain(
          `; ${VOLUMES} full, 0 still filling, ${VOLUMES} without a restorable snapshot (their first is being made)`,
        );
      }
      restore();
      expect(deletedOn(await live(estate, 1))).toEqual([(DAYS + 1) * VOLUMES]);
      expect(await heal(estate)).toBe(1);
    },
  );

  test('a run an hour later takes a double, which goes by itself when the listing is back', async () => {
    const estate = await fullEstate();
    const restore = blinded(estate.cloud, ['snapshots']);
    expect(await oneRun(estate)).toMatchObject({ created: WATCHED, deleted: 0 });
    estate.cloud.clock.advance(3_600_000);
    expect(await oneRun(estate)).toMatchObject({ created: VOLUMES, deleted: VOLUMES });
    estate.cloud.clock.advance(23 * 3_600_000);
    restore();
    // Until the next copy is complete, the double is the newest that restores its volume.
    expect(deletedOn(await live(estate, 2))).toEqual([VOLUMES, VOLUMES + 2 * VOLUMES]);
    expect(await heal(estate)).toBe(1);
  });
});
