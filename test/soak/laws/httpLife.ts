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
import { act, heldIn, inventoryOf, openPlaces } from './httpRegion.ts';
import { anHttpStep, type Event, type HttpStep, isRun, type RunStep } from './httpSteps.ts';
import { checkReports } from '../judge/reports.ts';
import { HOUR, MINUTE } from '../judge/slots.ts';
import type { Tally } from './tally.ts';
import type { Seen } from '../judge/seen.ts';

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
  for (const step of steps) {
    tally.steps += 1;
    tally.kinds.set(step.step, (tally.kinds.get(step.step) ?? 0) + 1);
    if (step.step === 'event') {
      ({ event } = step);
    } else if (step.step === 'clock') {
      cloud.clock.advance(step.minutes * MINUTE);
    } else if (isRun(step)) {
      cloud.clock.advance(step.after * MINUTE);
      const age = cloud.clock.now().getTime() - last.getTime();
      const isFresh = step.step === 'again' && age >= 0 && age <= 24 * HOUR;
      last = isFresh ? last : cloud.clock.now();
      const spoiling = spoil(cloud, step);
      await watched(
        cloud,
        { ...event, scheduled_time: last.toISOString() },
        step.step === 'double' ? 2 : 1,
        tally,
      );
      for (const one of spoiling) one.remove();
    } else {
      act(places, step);
    }
  }
}

function spoil(cloud: Cloud, { fault, isSlow }: RunStep): Removable[] {
  const slowly = (): void => cloud.clock.advance(16_000);
  return [
    ...(fault ? [cloud.fault(fault)] : []),
    ...(isSlow ? [cloud.before('CreateSnapshot', slowly), cloud.before('CreateSnapshots', slowly)] : []),
  ];
}

/** So many runs at once, and what became of the region by them. */
async function watched(
  cloud: Cloud,
  event: Event & { readonly scheduled_time: string },
  times: number,
  tally: Tally,
): Promise<void> {
  const region = cloud.region('eu-west-1');
  cloud.forgetCalls();
  const settings = settingsOf(event);
  const listed = inventoryOf(region);
  const held = heldIn(region);
  const before = truthOf(cloud, [region.name]);
  const at = cloud.clock.now().getTime();
  const reports = await Promise.all(Array.from({ length: times }, async () => runOnce(cloud, event)));
  const after = truthOf(cloud, [region.name]);

  const told = reports.flatMap((report) => report?.regions ?? []);
  const seen: Seen = {
    settings,
    now: Date.parse(event.scheduled_time),
    at,
    listed,
    before,
    after,
    made: [...after.values()].filter(({ id }) => !before.has(id)),
    deleted: [...before.values()]
      .filter(({ id }) => !after.has(id))
      .map((snapshot) => ({ snapshot, held: held.get(snapshot.id) })),
    bereft: times > 1 ? new Set() : new Set(told.flatMap(bereftIn)),
    asked: new Map(listed.volumes.map((one) => [one.id, askedOf(one, listed.instances, settings)])),
    lateLists: [],
  };
  tally.runs += times;
  tally.taken += seen.made.length;
  tally.deleted += seen.deleted.length;
  tally.brakes += told.flatMap(({ brakes }) => brakes).length;
  tally.doubles += seen.made.length - new Set(seen.made.map(({ volumeId }) => volumeId)).size;
  checkDeeds(seen);
  if (times === 1) checkSlots(seen);
  checkReports(told, seen, cloud.calls);
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
    orphanRetain: event.orphan_retain === undefined ? undefined : { count: 3, unit: 'days' },
    defaultPolicy:
      event.default_frequency === undefined
        ? undefined
        : { frequency: event.default_frequency, retain: event.default_retain },
  };
}
