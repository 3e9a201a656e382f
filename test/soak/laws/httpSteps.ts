import fc from 'fast-check';
import type { Effect } from '../../cloud/faults.ts';
import { aTaggedDeed } from './chances.ts';
import type { Told, Who } from '../estate/steps.ts';

/** All that can happen to a small region that the real program runs in. */
export type HttpStep =
  | RunStep
  | { readonly step: 'clock'; readonly minutes: number }
  | { readonly step: 'every' | 'retain'; readonly on: Who; readonly value: string }
  | { readonly step: 'wipe'; readonly on: Who }
  | { readonly step: 'ignore'; readonly on: Who }
  | { readonly step: 'appear'; readonly volume: number }
  | { readonly step: 'vanish' | 'detach'; readonly volume: number }
  | { readonly step: 'copies end'; readonly volume: number; readonly as: 'as usual' | 'never' | 'error' }
  | { readonly step: 'hand'; readonly copy: number; readonly does: HttpDeed }
  | { readonly step: 'others'; readonly volume: number; readonly count: number; readonly mark: string }
  | { readonly step: 'event'; readonly event: Event };

/** What the trigger says beside its time. */
export interface Event {
  readonly consistency?: 'volume';
  readonly copy_tags?: boolean;
  readonly max_deletes?: number;
  readonly orphan_retain?: '3d' | '2d last:9d';
  readonly default_frequency?: string;
  readonly default_retain?: string;
  readonly time_zone?: string;
}

export interface RunStep {
  readonly step: 'run' | 'again' | 'follow' | 'double' | 'crash';
  readonly after: number;
  readonly fault?: Strike | undefined;
  /** Each creating call takes longer than AWS makes two copies of one volume wait for each other. */
  readonly isSlow?: boolean | undefined;
  /** How a follow-up is told its time. */
  readonly told?: Told | undefined;
  /** From this call on nothing reaches AWS any more, and nothing comes back: the run has died. */
  readonly diesAt?: number | undefined;
}

export function isRun(step: HttpStep): step is RunStep {
  return ['run', 'again', 'follow', 'double', 'crash'].includes(step.step);
}

export type HttpDeed =
  | 'deletes it'
  | 'pins it'
  | 'unpins it'
  | 'disowns it'
  | 'uses it in an AMI'
  | 'locks it'
  | 'archives it'
  | 'restores it for some days'
  | 'lets it go back to the archive'
  | 'bins it'
  | 'takes it out of the bin'
  | 'adopts it'
  | 'adopts it as another'
  | 'marks it';

export interface Strike {
  readonly action: string;
  readonly nth: number;
  readonly times: number;
  readonly effect: Effect;
}

const DAY = 1440;
const after = fc.constantFrom(DAY, DAY, 60, 360, 0, 5, 3 * DAY, DAY - 11, 720);

const writes = fc.record({
  action: fc.constantFrom('CreateSnapshot', 'CreateSnapshots', 'DeleteSnapshot'),
  nth: fc.constantFrom(1, 1, 2, 3),
  times: fc.constantFrom(1, 1, 2, 9),
  effect: fc.constantFrom<Effect>(
    'reset after',
    'reset before',
    'truncated',
    'html',
    { error: 'InternalError' },
    { error: 'RequestLimitExceeded' },
    { error: 'UnauthorizedOperation' },
    { error: 'PendingSnapshotLimitExceeded' },
  ),
});
const reads = fc.record({
  action: fc.constantFrom(
    'DescribeInstances',
    'DescribeVolumes',
    'DescribeSnapshots',
    'DescribeImages',
    'DescribeLockedSnapshots',
  ),
  nth: fc.constant(1),
  times: fc.constantFrom(1, 9),
  effect: fc.constantFrom<Effect>('empty page', { error: 'UnauthorizedOperation' }),
});
const fault = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 4, arbitrary: writes },
  { weight: 1, arbitrary: reads },
);

const event = fc.constantFrom<Event>(
  {},
  {},
  { consistency: 'volume' },
  { copy_tags: false },
  { max_deletes: 2 },
  { orphan_retain: '3d' },
  { orphan_retain: '2d last:9d' },
  { default_frequency: '1', default_retain: '2' },
  { time_zone: 'Europe/Berlin' },
);

const volume = fc.nat(3);
const step = <Name extends string>(name: Name) => fc.constant(name);

export const anHttpStep: fc.Arbitrary<HttpStep> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ step: step('run'), after, fault }) },
  { weight: 6, arbitrary: fc.record({ step: step('again'), after: fc.constantFrom(0, 7, 60, 900), fault }) },
  {
    weight: 14,
    arbitrary: fc.record({
      step: step('follow'),
      after: fc.constantFrom(60, 60, 60, 75, 0, 300, DAY + 70),
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
      fault,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ step: step('crash'), after, diesAt: fc.constantFrom(5, 7, 8, 9, 10, 11, 12, 14) }),
  },
  { weight: 8, arbitrary: fc.record({ step: step('double'), after, fault, isSlow: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({ step: step('clock'), minutes: fc.constantFrom(7, 300, 9 * DAY, -30, -DAY) }),
  },
  { weight: 20, arbitrary: aTaggedDeed },
  {
    weight: 2,
    arbitrary: fc.record({ step: step('ignore'), on: fc.constantFrom<Who>('volume 0', 'instance 0') }),
  },
  { weight: 3, arbitrary: fc.record({ step: step('appear'), volume }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constantFrom('vanish', 'detach'), volume }) },
  {
    weight: 4,
    arbitrary: fc.record({
      step: step('copies end'),
      volume,
      as: fc.constantFrom('as usual', 'never', 'error'),
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record({
      step: step('hand'),
      copy: fc.nat(20),
      does: fc.constantFrom<HttpDeed>(
        'deletes it',
        'deletes it',
        'pins it',
        'unpins it',
        'disowns it',
        'uses it in an AMI',
        'locks it',
        'archives it',
        'restores it for some days',
        'lets it go back to the archive',
        'bins it',
        'takes it out of the bin',
        'takes it out of the bin',
        'adopts it',
        'adopts it as another',
        'marks it',
      ),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      step: step('others'),
      volume,
      count: fc.constantFrom(1, 3, 12),
      mark: fc.constantFrom('autosnap', 'autosnap', 'other', 'inherited'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ step: step('event'), event }) },
);
