import fc from 'fast-check';
import type { Weather } from '../estate/memoryWriter.ts';
import type { Change, Deed, Maker, Step, Told, Who } from '../estate/steps.ts';
import { EVERY, RETAIN } from '../judge/vocabulary.ts';

/** How often each thing happens in a life, as fast-check draws it. */

const DAY = 1440;

const after = fc.constantFrom(DAY, DAY, 60, 360, 0, 5, 3 * DAY, DAY + 13, DAY - 11, 720);
const strikes = {
  from: fc.constantFrom(0, 0, 1, 2, 4),
  times: fc.constantFrom(1, 1, 2, 99),
};
const weather = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...strikes,
      create: fc.constantFrom<Weather['create']>(
        'refused',
        'works',
        'unanswered',
        'lost',
        'full',
        'too soon',
        'throttled',
        'nameless',
      ),
      set: fc.constantFrom<Weather['set']>('works', 'refused'),
      delete: fc.constantFrom<Weather['delete']>('works', 'refused', 'lost', 'unanswered', 'throttled'),
    }),
  },
);
const death = fc.record({ diesAt: fc.nat(5) });

/** Most people write what can be read. */
function mostlyReadable(table: Readonly<Record<string, unknown>>): fc.Arbitrary<string> {
  const isReadable = (text: string): boolean => typeof table[text] === 'object' || table[text] === 'paused';
  const texts = Object.keys(table);
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...texts.filter(isReadable)) },
    { weight: 1, arbitrary: fc.constantFrom(...texts.filter((text) => !isReadable(text))) },
  );
}

const volume = fc.nat(3);
const instance = fc.nat(2);
const on = fc.constantFrom<Who>(
  'instance 0',
  'volume 0',
  'instance 1',
  'volume 1',
  'volume 2',
  'volume 3',
  'instance 2',
);

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ prefix: fc.constantFrom('autosnap' as const, 'autosnap' as const, 'db' as const) }),
  fc.record({
    timeZone: fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/Santiago',
      'Australia/Lord_Howe',
      'Pacific/Apia',
    ),
  }),
  fc.record({ maxDeletes: fc.constantFrom(undefined, undefined, 0, 3, 40) }),
  fc.record({
    orphanRetain: fc.constantFrom(
      undefined,
      { count: 3, unit: 'days' as const },
      { count: 12, unit: 'hours' as const },
      { count: 1, unit: 'days' as const, last: { count: 6, unit: 'days' as const } },
    ),
  }),
  fc.record({
    defaultPolicy: fc.constantFrom(undefined, { frequency: '1', retain: '2' }, { frequency: '2@6+18' }),
  }),
  fc.record({ consistency: fc.constantFrom('instance' as const, 'volume' as const) }),
  fc.record({ copyTags: fc.boolean() }),
);

const written = fc.constantFrom<Readonly<Record<string, string>>>(
  { Name: 'data' },
  { team: 'disks', 'aws:cloudformation:stack-name': 's' },
  { autosnap_ignore: 'false' },
  { snapshot_tool: 'autosnap' },
  { autosnap_keep: 'yes' },
  { autosnap_adopted: 'snap-1', Autosnap_Adopted: 'snap-1' },
  { Autosnap_Keep: 'yes' },
  { autosnap_at: '2020-01-01T00:00:00Z', Snapshot_Tool: 'mine' },
  { db: '1', db_retain: '2' },
);

const deed = fc.constantFrom<Deed>(
  'deletes it',
  'pins it',
  'pins it in capitals',
  'unpins it',
  'unpins it',
  'disowns it',
  'uses it in an AMI',
  'locks it',
  'lets it go',
  'lets it go',
  'archives it',
  'restores it',
  'bins it',
  'takes it out of the bin',
  'takes it out of the bin',
  'adopts it',
  'adopts it as another',
  'marks it',
  'says it is older',
  'says nonsense of its time',
);

const maker = fc.constantFrom<Maker>(
  'ours',
  'python',
  'ours',
  'unmarked',
  'other prefix',
  'copy',
  'backup',
  'dlm',
  'service',
  'stray time',
  'heir',
);

const step = <Name extends string>(name: Name) => fc.constant(name);

/** What people do to tags. */
export const aTaggedDeed = fc.oneof(
  { weight: 3, arbitrary: fc.record({ step: step('every'), on, value: mostlyReadable(EVERY) }) },
  { weight: 3, arbitrary: fc.record({ step: step('retain'), on, value: mostlyReadable(RETAIN) }) },
  { weight: 2, arbitrary: fc.record({ step: step('wipe'), on }) },
);

const anyWeather = fc.oneof({ weight: 3, arbitrary: weather }, { weight: 1, arbitrary: death });

/** Runs alone, so that several of one slot or day come after each other. */
const aRun: fc.Arbitrary<Step> = fc.oneof(
  { weight: 26, arbitrary: fc.record({ step: step('run'), after, weather }) },
  {
    weight: 6,
    arbitrary: fc.record({ step: step('again'), after: fc.constantFrom(0, 7, 60, 900), weather: anyWeather }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      step: step('follow'),
      after: fc.constantFrom(60, 60, 61, 75, 0, 300, DAY + 70),
      told: fc.constantFrom<Told>(
        'as meant',
        'as meant',
        'as meant',
        'as meant',
        'as meant',
        'not at all',
        'two days ago',
        'tomorrow',
      ),
      weather: anyWeather,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ step: step('double'), after, apart: fc.constantFrom(0, 1, 25, 90), weather }),
  },
  { weight: 4, arbitrary: fc.record({ step: step('crash'), after, weather: death }) },
);

/** Any step; most are runs, because most of a life is. */
export const aStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 50, arbitrary: aRun },
  {
    weight: 4,
    arbitrary: fc.record({ step: step('wait'), minutes: fc.constantFrom(7, 45, 300, 9 * DAY, 16 * DAY) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ step: step('clocks change'), minutes: fc.constantFrom(-90, -40, -20, 10, 70) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ step: step('skew'), hours: fc.constantFrom(0, 0, -1, -24, -25, -80, 1, 24, 30) }),
  },
  { weight: 2, arbitrary: fc.record({ step: step('write'), on, tags: written }) },
  { weight: 16, arbitrary: aTaggedDeed },
  {
    weight: 4,
    arbitrary: fc.record({
      step: fc.constantFrom('vanish', 'appear', 'appear', 'detach', 'broken', 'mended'),
      volume,
    }),
  },
  { weight: 3, arbitrary: fc.record({ step: fc.constantFrom('move', 'attach too'), volume, to: instance }) },
  {
    weight: 3,
    arbitrary: fc.record({
      step: fc.constantFrom('terminate', 'start', 'start', 'hide', 'show', 'show'),
      instance,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      step: step('copies end'),
      volume,
      as: fc.constantFrom('usual', 'usual', 'error', 'slow'),
    }),
  },
  { weight: 10, arbitrary: fc.record({ step: step('hand'), copy: fc.nat(30), does: deed }) },
  {
    weight: 4,
    arbitrary: fc.record({
      step: step('others'),
      volume,
      count: fc.constantFrom(1, 2, 5, 13, 22),
      apart: fc.constantFrom(24, 1, 6, 0, 150),
      as: maker,
    }),
  },
  { weight: 2, arbitrary: fc.record({ step: step('lag'), minutes: fc.constantFrom(0, 0, 10, 90) }) },
  { weight: 3, arbitrary: fc.record({ step: step('settings'), change }) },
);

/** A life with a highest number of steps. In one of three nobody but the runs does much. */
export function aLife(most: number): fc.Arbitrary<Step[]> {
  const quiet = fc.oneof({ weight: 9, arbitrary: aRun }, { weight: 1, arbitrary: aStep });
  return fc.oneof(
    { weight: 2, arbitrary: fc.array(aStep, { maxLength: most, size: 'max' }) },
    { weight: 1, arbitrary: fc.array(quiet, { maxLength: most, size: 'max' }) },
  );
}
