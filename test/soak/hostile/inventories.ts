import type { Listing } from '../estate/listing.ts';
import fc from 'fast-check';
import type { Instance, Volume } from '../../../lambda/core/inventory.ts';
import type { ListedSnapshot, Tags } from '../../../lambda/core/snapshot.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import { settings } from '../../core/fixtures.ts';
import { aValue, NEARLY } from '../estate/texts.ts';

/** Regions as no honest AWS would list them. */

const anId = (kind: string) =>
  fc.oneof(
    { weight: 16, arbitrary: fc.constantFrom(...['1', '2', '3'].map((number) => `${kind}-${number}`)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', 'constructor', '__proto__', `${kind}-ffffffff`, 'vol-1', '\u202E'),
    },
    { weight: 1, arbitrary: aValue },
  );

const aSchedule = fc.constantFrom(
  '1',
  '6h',
  '1w',
  '9999',
  '9999w',
  '@sat',
  '@mon-fri@8+12',
  '7@2',
  '0@sun@3',
  'a=2 b=0@sat',
);
const aRetention = fc.constantFrom(
  '1',
  '3',
  '9999',
  'daily:2 yearly:9999',
  'within:9999y',
  'within:1h',
  '2 hourly:9999',
);

const someTags: fc.Arbitrary<Tags> = fc
  .tuple(
    fc.option(fc.oneof({ weight: 20, arbitrary: aSchedule }, fc.constantFrom(...NEARLY), aValue), {
      nil: undefined,
    }),
    fc.option(fc.oneof({ weight: 20, arbitrary: aRetention }, fc.constantFrom(...NEARLY), aValue), {
      nil: undefined,
    }),
    fc.array(fc.tuple(fc.oneof(fc.constantFrom('Name', 'autosnap_ignore', 'Autosnap'), aValue), aValue), {
      maxLength: 2,
    }),
  )
  .map(([every, retain, more]) =>
    bare([
      ...(every === undefined ? [] : [['autosnap', every] as const]),
      ...(retain === undefined ? [] : [['autosnap_retain', retain] as const]),
      ...more.filter(([key], index) => key !== 'autosnap_ignore' || index === 1),
    ]),
  );

/** As the tags of AWS's answers are: without a prototype. */
function bare(pairs: readonly (readonly [string, string])[]): Tags {
  return Object.assign(Object.create(null), Object.fromEntries(pairs));
}

const instants = [
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '1970-01-01T00:00:00Z',
  '2026-03-10T05:00:00Z',
  '2026-03-10T05:00:01Z',
  '2026-03-29T01:30:00Z',
  '-200000-01-01T00:00:00Z',
  '+200000-01-01T00:00:00Z',
].map((text) => new Date(text));

const anInstant = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .integer({ min: 0, max: 3000 })
      .map((hours) => new Date(1_773_118_800_000 - hours * 3_600_000)),
  },
  { weight: 2, arbitrary: fc.constantFrom(...instants) },
  {
    weight: 1,
    arbitrary: fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
  },
);

const aMark: fc.Arbitrary<readonly (readonly [string, string])[]> = fc.oneof(
  { weight: 10, arbitrary: fc.constant([['snapshot_tool', 'autosnap']] as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      [],
      [['snapshot_tool', 'AUTOSNAP']] as const,
      [['snapshot_tool', 'autosnap\u200B']] as const,
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('autosnap_keep', 'AUTOSNAP_KEEP', 'aws:backup:x', 'aws:dlm:x', 'aws:x')
      .chain((key) =>
        aValue.map(
          (value) =>
            [
              ['snapshot_tool', 'autosnap'],
              [key, value],
            ] as const,
        ),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .oneof(
        anInstant.map((at) => at.toISOString()),
        aValue,
      )
      .map(
        (at) =>
          [
            ['snapshot_tool', 'autosnap'],
            ['autosnap_at', at],
          ] as const,
      ),
  },
);

const aSnapshot: fc.Arbitrary<ListedSnapshot> = fc.record({
  id: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 60 }).map((number) => `snap-${number}`) },
    anId('snap'),
  ),
  volumeId: anId('vol'),
  state: fc.constantFrom(
    'completed',
    'completed',
    'completed',
    'completed',
    'pending',
    'error',
    'recoverable',
    'recovering',
    '',
    'COMPLETED',
  ),
  tier: fc.constantFrom('standard', 'standard', 'standard', 'standard', 'archive', 'STANDARD', ''),
  startedAt: anInstant.map((instant) => instant.getTime()),
  sizeGiB: fc.constantFrom(8, 0, -1, Number.NaN, Number.MAX_SAFE_INTEGER),
  tags: aMark.map(bare),
  description: fc.constantFrom(
    'autosnap: vol-1',
    'autosnap: vol-1',
    'autosnap: ',
    'autosnap:',
    ' autosnap: x',
    'Autosnap: x',
    'db: x',
    '',
  ),
});

const anInstance: fc.Arbitrary<Instance> = fc.record({
  id: anId('i'),
  state: fc.constantFrom('running', 'stopped', 'terminated', 'unknown', ''),
  tags: someTags,
  rootVolumeId: fc.option(anId('vol'), { nil: undefined }),
});

const aVolume: fc.Arbitrary<Volume> = fc.record({
  id: anId('vol'),
  state: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('in-use', 'available') },
    fc.constantFrom('creating', 'deleting', 'error', 'unknown', ''),
  ),
  type: fc.constantFrom('gp3', 'st1', 'unknown', ''),
  sizeGiB: fc.constantFrom(8, 0, -1, Number.NaN),
  tags: someTags,
  instanceIds: fc.array(anId('i'), { maxLength: 2 }),
  disk: fc.record({
    zone: aValue,
    iops: fc.constantFrom(undefined, 3000, 0, -1, Number.NaN),
    throughput: fc.constantFrom(undefined, 125),
    isMultiAttach: fc.boolean(),
    devices: fc.array(fc.record({ name: aValue, isDeletedOnTermination: fc.boolean() }), { maxLength: 2 }),
  }),
});

export const anInventory: fc.Arbitrary<Listing> = fc.record({
  region: fc.constant('eu-west-1'),
  instances: fc.array(anInstance, { maxLength: 5, size: 'max' }),
  volumes: fc.array(aVolume, { maxLength: 6, size: 'max' }),
  snapshots: fc.array(aSnapshot, { maxLength: 60, size: 'max' }),
  holds: fc
    .array(
      fc.tuple(
        fc.integer({ min: 0, max: 60 }).map((number) => `snap-${number}`),
        aValue,
      ),
      { maxLength: 8 },
    )
    .map((pairs) => new Map(pairs)),
  notes: fc.array(aValue, { maxLength: 1 }),
});

const zones = [
  'UTC',
  'europe/berlin',
  'America/St_Johns',
  'Pacific/Apia',
  'Africa/Monrovia',
  'Etc/GMT+12',
  'Antarctica/Troll',
];

export const someSettings: fc.Arbitrary<PlanSettings> = fc
  .record({
    interval: fc.constantFrom(60, 61, 3600, 86_400, 31_536_000),
    timeZone: fc.constantFrom(...zones),
    consistency: fc.constantFrom('instance', 'volume'),
    copyTags: fc.constantFrom(true, false, ['*', '!team'], ['!Name']),
    copyInstanceTags: fc.constantFrom(undefined, true, ['CostCenter']),
    addTags: fc.constantFrom(undefined, { team: 'red' }),
    maxDeletes: fc.constantFrom(undefined, undefined, 0, -0, 1, 1_000_000),
    orphanRetain: fc.constantFrom(
      undefined,
      { count: 1, unit: 'hours' as const },
      { count: 9999, unit: 'years' as const },
    ),
    defaultPolicy: fc.constantFrom(
      undefined,
      undefined,
      { frequency: '1', retain: '2' },
      { frequency: '9999w', retain: 'within:9999y' },
    ),
  })
  .map(settings);

/** The clock of the run may be wrong, too. */
export const aNow = anInstant;
