import fc from 'fast-check';
import { Zone } from '../../../lambda/core/calendar.ts';
import { role } from '../../../lambda/aws/permissions.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import { type Cloud, startCloud } from '../../cloud/cloud.ts';
import type { Removable } from '../../cloud/faults.ts';
import { runSnapper } from '../../scenarios/snapper.ts';
import { truthOf } from '../estate/truth.ts';
import { askedOf } from '../judge/asked.ts';
import { checkDeeds, checkSlots } from '../judge/laws.ts';
import type { Kind } from './histories.ts';
import { act, inventoryOf, openPlaces } from './httpRegion.ts';
import { anHttpStep, type Event, type HttpStep, isRun, type RunStep } from './httpSteps.ts';
import { checkReports } from '../judge/reports.ts';
import { HOUR, MINUTE } from '../judge/slots.ts';
import type { Tally } from './tally.ts';
import { Broken, type Seen } from '../judge/seen.ts';
import { checkComplete } from '../judge/complete.ts';
import { brakesOf, type Losses, openLosses } from '../judge/losses.ts';

const SECOND = 1000;
const ORPHAN_RETAIN = {
  '3d': { count: 3, unit: 'days' },
  '2d last:9d': { count: 2, unit: 'days', last: { count: 9, unit: 'days' } },
} as const;

const AN_HOUR = { count: 1, unit: 'hours' } as const;

/** The real handler and the real SDK over the embedded cloud, looked at before and after each run. */
export const HTTP: Kind<HttpStep> = {
  repeatedWith: 'STEPS=0',
  steps: fc.array(anHttpStep, { maxLength: 60, size: 'max' }),
  livesAtOnce: 10,
  async live(steps, _, tally) {
    const cloud = await startCloud({
      at: '2026-03-15T04:30:00Z',
      regions: ['eu-west-1'],
      disabledRegions: [],
    });
    cloud.policy = role({ partition: 'aws', account: '123456789012', prefixes: ['autosnap'] });
    try {
      await liveIn(cloud, steps, tally);
    } finally {
      await cloud.close();
    }
  },
};

async function liveIn(cloud: Cloud, steps: readonly HttpStep[], tally: Tally): Promise<void> {
  const places = openPlaces(cloud.region('eu-west-1'));
  let event: Event = {};
  let last = cloud.clock.now();
  const losses = openLosses();
  for (const step of steps) {
    tally.steps += 1;
    tally.kinds.set(step.step, (tally.kinds.get(step.step) ?? 0) + 1);
    if (step.step === 'event') {
      ({ event } = step);
      losses.changed();
    } else if (step.step === 'clock') {
      cloud.clock.advance(step.minutes * MINUTE);
    } else if (isRun(step)) {
      cloud.clock.advance(step.after * MINUTE);
      const age = cloud.clock.now().getTime() - last.getTime();
      const isFresh = (step.step === 'again' || step.step === 'follow') && age >= 0 && age <= 24 * HOUR;
      last = isFresh ? last : cloud.clock.now();
      // Nothing is done in the very instant for which a run decides.
      cloud.clock.advance(SECOND);
      const spoiling = spoil(cloud, step);
      await watched({ cloud, step, event, last, tally, losses });
      for (const one of spoiling) one.remove();
    } else {
      if (step.step !== 'copies end') losses.changed();
      act(places, step);
    }
  }
}

function spoil(cloud: Cloud, { fault, isSlow, diesAt }: RunStep): Removable[] {
  const slowly = (): void => cloud.clock.advance(16_000);
  return [
    ...(fault ? [cloud.fault(fault)] : []),
    ...(diesAt === undefined ? [] : [cloud.fault({ action: 'any', nth: diesAt, effect: 'reset before' })]),
    ...(isSlow ? [cloud.before('CreateSnapshot', slowly), cloud.before('CreateSnapshots', slowly)] : []),
  ];
}

/** What a run is looked at with. */
interface Watching {
  readonly cloud: Cloud;
  readonly step: RunStep;
  readonly event: Event;
  /** What the last trigger meant. */
  readonly last: Date;
  readonly tally: Tally;
  readonly losses: Losses;
}

/** One run or two at once, and what became of the region by them. */
async function watched({ cloud, step, event, last, tally, losses }: Watching): Promise<void> {
  const region = cloud.region('eu-west-1');
  cloud.forgetCalls();
  const times = step.step === 'double' ? 2 : 1;
  const told = trigger(step, last, cloud.clock.now());
  const settings = { ...settingsOf(event), ...('follow_up' in told ? { followUp: AN_HOUR } : {}) };
  const listed = inventoryOf(region);
  const before = truthOf(cloud, [region.name]);
  const at = cloud.clock.now().getTime();
  const isBelieved = canBelieve(told, at);
  const reports = await Promise.all(
    Array.from({ length: times }, async () => runOnce(cloud, { ...event, ...told })),
  );
  const after = truthOf(cloud, [region.name]);

  const regions = reports.flatMap((report) => report?.regions ?? []);
  const seen: Seen = {
    settings,
    now: last.getTime(),
    at,
    listed,
    before,
    after,
    made: [...after.values()].filter(({ id }) => !before.has(id)),
    deleted: [...before.values()]
      .filter(({ id }) => !after.has(id))
      .map((snapshot) => ({ snapshot, held: listed.holds.get(snapshot.id) })),
    bereft: times > 1 ? new Set() : new Set(regions.flatMap(bereftIn)),
    asked: new Map(listed.volumes.map((one) => [one.id, askedOf(one, listed.instances, settings)])),
    lateLists: [],
  };
  tally.runs += times;
  if (settings.followUp !== undefined) tally.followed += 1;
  if (step.step === 'crash') tally.crashes += 1;
  tally.taken += seen.made.length;
  tally.deleted += seen.deleted.length;
  tally.brakes += regions.flatMap(({ brakes }) => brakes).length;
  tally.doubles += seen.made.length - new Set(seen.made.map(({ volumeId }) => volumeId)).size;
  if (!isBelieved) {
    checkIdle(seen, reports);
    return;
  }
  checkDeeds(seen);
  if (times === 1) checkSlots(seen);
  checkReports(regions, seen, cloud.calls);
  const brakes = brakesOf(regions.flatMap((one) => one.brakes));
  const isTrue = step.fault === undefined || !step.fault.action.startsWith('Describe');
  // Of a run that has died nobody knows where it was braked.
  const isTold = times === 1 && step.diesAt === undefined && event.max_deletes === undefined;
  if (isTrue && isTold) losses.count(seen, brakes);
  else losses.changed();
  if (isTold && step.fault === undefined && step.isSlow !== true) tally.exact += checkComplete(seen, brakes);
}

/** What the trigger says of the time. */
function trigger({ step, told = 'as meant' }: RunStep, last: Date, now: Date): Times {
  if (step !== 'follow') return { scheduled_time: last.toISOString() };
  const time = {
    'as meant': last.getTime() + HOUR,
    'not at all': undefined,
    'two days ago': now.getTime() - 49 * HOUR,
    tomorrow: now.getTime() + 24 * HOUR,
  }[told];
  return {
    follow_up: '1h',
    ...(time === undefined ? {} : { scheduled_time: new Date(time).toISOString() }),
  };
}

interface Times {
  readonly scheduled_time?: string;
  readonly follow_up?: '1h';
}

/** A main run without a time that can be believed takes the clock's; a follow-up does nothing. */
function canBelieve({ scheduled_time: text, follow_up: followUp }: Times, at: number): boolean {
  if (followUp === undefined) return true;
  if (text === undefined) return false;
  const meant = Date.parse(text);
  return meant <= at + 5 * MINUTE && meant - HOUR >= at - 24 * HOUR;
}

/** 11: a follow-up whose time is not told, or cannot be believed, does nothing and says so. */
function checkIdle({ made, deleted }: Seen, reports: readonly (Report | undefined)[]): void {
  if (made.length + deleted.length > 0) throw new Broken(11, 'a follow-up without a time did something');
  const mute = reports.some((report) => !report?.headline.line.includes('this follow-up did nothing'));
  if (mute) throw new Broken(11, 'a follow-up without a time does not say that it did nothing');
}

function bereftIn({ failures, skipped }: Report['regions'][number]): string[] {
  return [
    ...failures.filter(({ kind }) => kind === 'create'),
    ...skipped.filter(({ snapshotId }) => snapshotId === undefined),
  ].map(({ volumeId }) => volumeId);
}

/** A run that could read no region throws, and has done nothing. */
async function runOnce(cloud: Cloud, event: unknown): Promise<Report | undefined> {
  try {
    return await runSnapper(cloud, event);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('No region could be read')) return undefined;
    throw error;
  }
}

function settingsOf(event: Event): PlanSettings {
  return {
    prefix: 'autosnap',
    interval: 86_400,
    zone: new Zone(event.time_zone ?? 'UTC'),
    consistency: event.consistency ?? 'instance',
    copyTags: event.copy_tags ?? true,
    orphanRetain: event.orphan_retain && ORPHAN_RETAIN[event.orphan_retain],
    defaultPolicy:
      event.default_frequency === undefined
        ? undefined
        : { frequency: event.default_frequency, retain: event.default_retain },
  };
}
