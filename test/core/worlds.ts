import fc from 'fast-check';
import type { Instance, Inventory, Volume } from '../../lambda/core/inventory.ts';
import { provedIn, type Snapshot, type Tags } from '../../lambda/core/snapshot.ts';
import type { PlanSettings } from '../../lambda/core/plan/planSettings.ts';
import { everyUnits } from '../../lambda/core/policy/schedule.ts';
import { BERLIN, instance, inventory, later, listed, NOW, settings, UTC, volume } from './fixtures.ts';
import { Zone } from '../../lambda/core/calendar.ts';

/** Histories and regions as fast-check draws them: anything that AWS and people could have left behind. */

const HOUR = 60;

export const aSchedule = fc.constantFrom(
  everyUnits(1, 86_400),
  everyUnits(3, 86_400),
  everyUnits(1, 3600),
  everyUnits(6, 3600),
);

export const aZone = fc.constantFrom(UTC, BERLIN, new Zone('America/Santiago'));

const OURS: Tags = { snapshot_tool: 'autosnap' };

const someTags: fc.Arbitrary<Tags> = fc.oneof(
  { weight: 14, arbitrary: fc.constant(OURS) },
  { weight: 1, arbitrary: fc.constant({ ...OURS, autosnap_keep: '' }) },
  { weight: 1, arbitrary: fc.constant({ ...OURS, 'aws:service:owner': 'x' }) },
  { weight: 1, arbitrary: fc.constant({ ...OURS, 'aws:backup:source-resource': 'x' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Tags>({}, { snapshot_tool: 'other' }, { Snapshot_Tool: 'autosnap' }),
  },
);

const aState = fc.oneof(
  { weight: 12, arbitrary: fc.constant('completed') },
  { weight: 2, arbitrary: fc.constant('error') },
  { weight: 1, arbitrary: fc.constantFrom('pending', 'recoverable', 'recovering') },
);

/** How many minutes before its data a copy's run was meant, or nothing where the copy does not say. */
const aLag = fc.option(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 30 }) },
    { weight: 1, arbitrary: fc.integer({ min: -60, max: 3000 }) },
  ),
  { nil: undefined },
);

const aCopy = fc.record({
  minutesAgo: fc.oneof(
    fc.integer({ min: 0, max: 12 * 24 }).map((hours) => hours * HOUR),
    fc.integer({ min: -60, max: 12 * 24 * HOUR }),
  ),
  lag: aLag,
  state: aState,
  tier: fc.oneof({ weight: 12, arbitrary: fc.constant('standard') }, fc.constant('archive')),
  tags: someTags,
  description: fc.oneof(
    { weight: 12, arbitrary: fc.constant('autosnap: vol-1') },
    fc.constantFrom('', 'other: vol-1'),
  ),
  isHeld: fc.oneof({ weight: 12, arbitrary: fc.constant(false) }, fc.constant(true)),
});

/** Copies of one volume, and which of them AWS holds on to. */
export interface History {
  readonly snapshots: readonly Snapshot[];
  readonly holds: ReadonlyMap<string, string>;
}

export function aHistory(volumeId = 'vol-1', most = 16): fc.Arbitrary<History> {
  return fc.array(aCopy, { maxLength: most }).map((copies) => {
    const snapshots = copies.map(({ minutesAgo, lag, state, tier, tags, description }, index): Snapshot => {
      const startedAt = later(NOW, -minutesAgo);
      const at = lag === undefined ? {} : { autosnap_at: later(startedAt, -lag).toISOString() };
      const id = `snap-${String(index).padStart(2, '0')}-${volumeId}`;
      return listed({
        id,
        volumeId,
        state,
        tier,
        startedAt: startedAt.getTime(),
        sizeGiB: 8,
        description,
        tags: { ...tags, ...at },
      });
    });
    const held = snapshots.filter((_, index) => copies[index]?.isHeld).map(({ id }) => id);
    return { snapshots, holds: new Map(held.map((id) => [id, 'in use by ami-1'])) };
  });
}

const aCount = fc.constantFrom('1', '2', '3', '5', '8');
const aFrequency = fc.constantFrom('1', '1h', '6h', '3', '1w');

/** What a person may have written on an instance or a volume. */
const wishes: fc.Arbitrary<Tags> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 6, arbitrary: fc.record({ autosnap: aFrequency, autosnap_retain: aCount }) },
  { weight: 1, arbitrary: fc.record({ autosnap_retain: aCount }) },
  {
    weight: 1,
    arbitrary: fc.record({ autosnap: fc.constantFrom('daily', '0', ''), autosnap_retain: aCount }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Tags>({ autosnap_ignore: '' }, { ...OURS, autosnap: '1' }) },
  { weight: 1, arbitrary: fc.constantFrom<Tags>({ Name: 'data' }, { 'aws:cloudformation:stack-name': 's' }) },
);

const anInstance = (id: string): fc.Arbitrary<Instance> =>
  fc
    .record({ tags: wishes, state: fc.constantFrom('running', 'running', 'stopped', 'terminated') })
    .map((change) => instance({ id, ...change }));

const aVolume = (id: string): fc.Arbitrary<Volume> =>
  fc
    .record({
      tags: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, wishes),
      state: fc.constantFrom('in-use', 'in-use', 'in-use', 'available', 'creating'),
      type: fc.constantFrom('gp3', 'io2', 'st1'),
      instanceIds: fc.subarray(['i-1', 'i-2', 'i-9'], { maxLength: 2 }),
    })
    .map((change) => volume({ id, ...change }));

/** A region of up to four volumes, two instances that AWS lists and one it does not, and a volume that is gone. */
export const aRegion: fc.Arbitrary<Inventory> = fc
  .record({
    instances: fc.tuple(anInstance('i-1'), anInstance('i-2')),
    volumes: fc
      .tuple(aVolume('vol-1'), aVolume('vol-2'), aVolume('vol-3'), aVolume('vol-4'))
      .chain((all) => fc.subarray(all, { minLength: 1 })),
    histories: fc.tuple(
      aHistory('vol-1', 40),
      aHistory('vol-2'),
      aHistory('vol-3'),
      aHistory('vol-4', 6),
      aHistory('vol-gone', 6),
      aHistory('vol-ffffffff', 3),
    ),
  })
  .map(({ instances, volumes, histories }) =>
    inventory({
      instances,
      volumes,
      snapshots: histories.flatMap(({ snapshots }) => snapshots),
      holds: new Map(histories.flatMap(({ holds }) => [...holds])),
    }),
  );

/** What a prover or anybody else may have written in the tag of proofs. */
export const aRecord: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          'sound',
          'sound',
          'opaque',
          'damaged',
          'changed',
          'unreadable',
          'accepted',
          'blank',
          'unknown',
        ),
        fc.constantFrom('ext4', 'ext4', 'xfs', 'gpt vfat ext4'),
      )
      .map(([verdict, kinds]) => `2026-03-09T12:00Z ${verdict} ${kinds}`),
  },
  { weight: 1, arbitrary: fc.constantFrom('', 'damaged', '2026-03-09 damaged ext4', 'x'.repeat(256)) },
);

/** The same region where some snapshots were proved. */
export const aProvedRegion: fc.Arbitrary<Inventory> = aRegion.chain((world) =>
  fc
    .array(fc.option(aRecord, { freq: 1, nil: undefined }), {
      minLength: world.snapshots.length,
      maxLength: world.snapshots.length,
    })
    .map((records) => ({
      ...world,
      snapshots: world.snapshots.map((one, index) => ({ ...one, ...provedIn(records[index]) })),
    })),
);

/** Settings that decide differently; `maxDeletes` is left to the brake unless a law asks for it. */
export const someSettings: fc.Arbitrary<PlanSettings> = fc
  .record({
    zone: aZone,
    consistency: fc.constantFrom('instance', 'volume'),
    copyTags: fc.constantFrom(true, false, ['*', '!team'], ['!Name']),
    copyInstanceTags: fc.constantFrom(undefined, true, ['CostCenter']),
    addTags: fc.constantFrom(undefined, { team: 'red' }),
    orphanRetain: fc.constantFrom(
      undefined,
      { count: 2, unit: 'days' as const },
      { count: 1, unit: 'hours' as const },
      { count: 1, unit: 'hours' as const, last: { count: 2, unit: 'days' as const } },
    ),
    defaultPolicy: fc.constantFrom(undefined, undefined, { frequency: '1', retain: '2' }),
  })
  .map(settings);
