import fc from 'fast-check';
import { expect, test } from 'vitest';
import { later, inventory, detached, listed, NOW, settings } from '../fixtures.ts';
import { amount, SEED } from '../../amounts.ts';
import { iso } from '../../../lambda/core/calendar.ts';
import type { Inventory } from '../../../lambda/core/inventory.ts';
import { copyCall } from '../../../lambda/core/replicas/copyCall.ts';
import { withReplicas } from '../../../lambda/core/replicas/allPlaces.ts';
import { volumesOf } from '../../../lambda/core/plan/creation.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import type { Simulated } from '../../../lambda/core/simulation/book.ts';
import { everyHours, type Start } from '../../../lambda/core/simulation/life.ts';
import type { ReplicatedSettings } from '../../../lambda/core/simulation/placeLife.ts';
import { simulateReplicas } from '../../../lambda/core/simulation/replicated.ts';
import { type ListedSnapshot, type Snapshot, standsFor, type Tags } from '../../../lambda/core/snapshot.ts';

/** The simulation of places, held against regions in memory in which each run is planned and carried out as a real one. */

const PLACES = ['eu-west-1', 'eu-central-1', 'eu-north-1'] as const;

const keep = fc.constantFrom('1', '3', 'daily:2', 'weekly:2', 'daily:2+monthly:2', 'within:3d', '2+weekly:3');

const someTags: fc.Arbitrary<Tags> = fc
  .record({
    every: fc.constantFrom('1', '6h', '2', '3@mon-fri@2', '@sat'),
    retain: fc.constantFrom('1', '4', 'daily:3 weekly:2'),
    places: fc.array(fc.tuple(fc.constantFrom(...PLACES), keep), { maxLength: 2 }),
  })
  .map(({ every, retain, places }) => ({
    autosnap: every,
    ...(every.startsWith('3@') ? {} : { autosnap_retain: retain }),
    ...(places.length === 0
      ? {}
      : { autosnap_replicate: [...new Map(places)].map((one) => one.join('=')).join(' ') }),
  }));

/** Some days of two regions that also keep the replicas of each other. */
const aLife = fc.record({
  disks: fc.tuple(fc.array(someTags, { minLength: 1, maxLength: 3 }), fc.array(someTags, { maxLength: 2 })),
  before: fc.nat(6),
  window: fc.constantFrom(1, 2, 15),
  replicaMin: fc.constantFrom(undefined, 2),
  triggerHours: fc.constantFrom(2, 6, 24),
  days: fc.constantFrom(2, amount({ sample: 4, long: 12 })),
});

/** AWS does what a run asks: what it begins is pending when it ends, and complete when the next one begins. */
function lifeInMemory(homes: readonly Inventory[], wanted: ReplicatedSettings, starts: Iterable<Start>) {
  const inForce = { ...wanted, replicas: PLACES };
  const there = new Map<string, readonly Snapshot[]>(
    PLACES.map((name) => [name, homes.find(({ region }) => region === name)?.snapshots ?? []]),
  );
  const deleted: Deleted[] = [];
  let count = 0;
  const make = (region: string, one: Omit<ListedSnapshot, 'id' | 'state' | 'tier' | 'sizeGiB'>): void => {
    count += 1;
    const made = listed({ id: `snap-${count}`, state: 'pending', tier: 'standard', sizeGiB: 8, ...one });
    there.set(region, [...(there.get(region) ?? []), made]);
  };
  for (const { at, now, followUp } of starts) {
    for (const [name, all] of there)
      there.set(
        name,
        all.map((one) => ({ ...one, state: 'completed' })),
      );
    const read = PLACES.map((region) => {
      const snapshots = there.get(region) ?? [];
      const home = homes.find((one) => one.region === region);
      const world = { ...(home ?? inventory({ region, instances: [], volumes: [] })), snapshots };
      const living = home && new Set(home.volumes.map(({ id }) => id));
      const plan = makePlan(world, { ...inForce, followUp }, now);
      return { region, snapshots, holds: world.holds, plan, living };
    });
    const plans = withReplicas({ read, unread: [] }, { ...inForce, followUp }, now);
    const deletes = new Set(
      plans.flatMap(({ plan, replicas }) =>
        [...plan.deletes, ...(replicas?.deletes ?? [])].map(({ snapshotId }) => snapshotId),
      ),
    );
    for (const [name, all] of there) {
      for (const one of all.filter(({ id }) => deletes.has(id))) deleted.push([name, one, at]);
      there.set(
        name,
        all.filter(({ id }) => !deletes.has(id)),
      );
    }
    for (const { plan, replicas } of plans) {
      for (const { tags, description, ...create } of plan.creates) {
        const startedAt = at.getTime();
        for (const volumeId of volumesOf({ tags, description, ...create })) {
          make(plan.region, { volumeId, startedAt, tags, description });
        }
      }
      for (const { volumeId, copies } of replicas?.creates ?? []) {
        for (const copy of copies) {
          const { tags, description } = copyCall(copy, { volumeId, tags: {} }, 'autosnap');
          make(plan.region, { volumeId: 'vol-ffffffff', startedAt: at.getTime(), tags, description });
        }
      }
    }
  }
  return { there, deleted };
}

/** What was deleted, where, and by which run. */
type Deleted = readonly [region: string, one: Snapshot, at: Date];

/** What is there at the end: of which volume, and for which time it stands. */
function ended({ volumes }: Simulated): string[] {
  return volumes
    .flatMap(({ volumeId, snapshots = [] }) =>
      snapshots.filter(({ deleted }) => deleted === undefined).map(({ at }) => `${volumeId} ${at}`),
    )
    .toSorted();
}

/** The same of what was deleted, with the run that did it. */
function gone({ volumes }: Simulated): string[] {
  return volumes
    .flatMap(({ volumeId, snapshots = [] }) =>
      snapshots.flatMap(({ at, deleted }) =>
        deleted === undefined ? [] : `${volumeId} ${at} by ${deleted.at}`,
      ),
    )
    .toSorted();
}

function goneIn(deleted: readonly Deleted[], which: (one: Deleted) => boolean): string[] {
  return deleted
    .filter(which)
    .map(([, { volumeId, lineage, ...one }, at]) => {
      const of = lineage ?? { volumeId, at: standsFor({ volumeId, ...one }).getTime() };
      return `${of.volumeId} ${iso(new Date(of.at))} by ${iso(at)}`;
    })
    .toSorted();
}

function told(some: readonly (readonly [volumeId: string, at: Date])[]): string[] {
  return some.map(([volumeId, at]) => `${volumeId} ${iso(at)}`).toSorted();
}

const timeout = amount({ sample: 60_000, long: 600_000 });

test('what a simulated place has at the end is what the plans of all runs leave there, and so it is at home, deletion by deletion', {
  timeout,
}, () => {
  let made = 0;
  fc.assert(
    fc.property(aLife, ({ disks, before, window, replicaMin, triggerHours, days }) => {
      const homes = disks.map((all, index) => {
        const region = index === 0 ? 'eu-west-1' : 'eu-central-1';
        const volumes = all.map((tags, disk) => detached(tags, { id: `vol-${index}${disk}` }));
        const snapshots = volumes.flatMap(({ id: volumeId }) =>
          Array.from({ length: before }, (_, day) =>
            listed({
              id: `snap-${volumeId}-${day}`,
              volumeId,
              state: 'completed',
              tier: 'standard',
              startedAt: later(NOW, -60 * 24 * (day + 1)).getTime(),
              sizeGiB: 8,
              tags: { snapshot_tool: 'autosnap' },
              description: 'autosnap: x',
            }),
          ),
        );
        return inventory({ region, instances: [], volumes, snapshots });
      });
      const wanted = { ...settings({ consistency: 'volume' }), replicaWindow: window, replicaMin };
      const steps = simulateReplicas(homes, wanted, { from: NOW, days, triggerHours });
      let step = steps.next();
      while (step.done !== true) step = steps.next();
      const until = new Date(Date.UTC(2026, 2, 10 + days));
      const { there, deleted } = lifeInMemory(homes, wanted, everyHours(triggerHours, NOW, until));
      for (const home of step.value.regions) {
        expect(gone(home)).toEqual(
          goneIn(deleted, ([name, { lineage }]) => name === home.region && lineage === undefined),
        );
        const own = there.get(home.region) ?? [];
        expect(ended(home)).toEqual(
          told(own.flatMap((one) => (one.lineage === undefined ? [[one.volumeId, standsFor(one)]] : []))),
        );
      }
      const places = new Map(step.value.places.map((one) => [one.region, one]));
      for (const name of PLACES) {
        const replicas = (there.get(name) ?? []).flatMap(({ lineage }) => lineage ?? []);
        const place = places.get(name);
        made += replicas.length;
        expect(place === undefined ? [] : gone(place)).toEqual(
          goneIn(deleted, ([where, { lineage }]) => where === name && lineage !== undefined),
        );
        expect(place === undefined ? [] : ended(place)).toEqual(
          told(replicas.map(({ volumeId, at }) => [volumeId, new Date(at)])),
        );
      }
    }),
    { numRuns: amount({ sample: 5, long: 60 }), seed: SEED },
  );
  expect(made).toBeGreaterThan(5);
});
