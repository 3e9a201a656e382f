import { readAs } from '../estate/listing.ts';
import { Zone } from '../../../lambda/core/calendar.ts';
import { carryOut } from '../../../lambda/carryOut/carryOut.ts';
import { volumesOf } from '../../../lambda/core/plan/creation.ts';
import type { Clock } from '../../../lambda/clock.ts';
import type { ListedSnapshot } from '../../../lambda/core/snapshot.ts';
import { neverReached } from '../../../lambda/core/neverReached.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import type { Plan } from '../../../lambda/core/plan/plan.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import { askedOf } from '../judge/asked.ts';
import { checkRun, checkSlots } from '../judge/laws.ts';
import { startCloud } from '../estate/memory.ts';
import { openRegion, type Region } from '../estate/memoryRegion.ts';
import { HOUR, MINUTE, nextChange } from '../judge/slots.ts';
import type { Step, Told } from '../estate/steps.ts';
import { momentOf } from '../../../lambda/core/now.ts';
import { checkComplete } from '../judge/complete.ts';
import { brakesOf, openLosses } from '../judge/losses.ts';
import type { Tally } from './tally.ts';
import { Broken, type Ran } from '../judge/seen.ts';
import { CALM, type Log, type Weather, writerOf } from '../estate/memoryWriter.ts';

/** A small region that lives on, step by step, while every run is watched. */
export interface Life {
  readonly region: Region;
  settings: PlanSettings;
  /** How far the caller's clock is ahead of AWS's, in milliseconds. */
  skew: number;
  step(step: Step): Promise<void>;
  /** One run, and what it was to do; all laws are checked. */
  run(weather?: Partial<Weather>): Promise<Plan | undefined>;
}

const SECOND = 1000;
const AN_HOUR = { count: 1, unit: 'hours' } as const;

/** Two weeks before the clocks change in Europe. */
const BIRTH = Date.UTC(2026, 2, 15, 4, 30);

export function openLife(tally: Tally): Life {
  const region = openRegion(startCloud(BIRTH));
  const { cloud } = region;
  const losses = openLosses();
  let lastNow = BIRTH;

  const clock: Clock = {
    now: () => new Date(cloud.now),
    sleep: async (milliseconds) => {
      cloud.now += milliseconds;
    },
  };

  const life: Life = {
    region,
    skew: 0,
    settings: {
      prefix: 'autosnap',
      interval: 86_400,
      copyTags: true,
      zone: new Zone('UTC'),
      consistency: 'instance',
    },
    async step(step) {
      tally.steps += 1;
      tally.kinds.set(step.step, (tally.kinds.get(step.step) ?? 0) + 1);
      switch (step.step) {
        case 'run':
        case 'crash':
          cloud.now += step.after * MINUTE;
          await life.run(step.weather);
          return;
        case 'again': {
          cloud.now += step.after * MINUTE;
          // A trigger's time is taken only while it is younger than a day.
          const isFresh = Math.abs(cloud.now - lastNow) <= 24 * HOUR;
          await runs(step.weather, isFresh ? lastNow : cloud.now + life.skew);
          return;
        }
        case 'follow':
          cloud.now += step.after * MINUTE;
          await follow(step.told, step.weather);
          return;
        case 'double':
          cloud.now += step.after * MINUTE;
          await runs(step.weather, cloud.now + life.skew, step.apart * MINUTE);
          return;
        case 'wait':
          cloud.now += step.minutes * MINUTE;
          return;
        case 'clocks change':
          cloud.now = nextChange(cloud.now + 2 * HOUR, life.settings.zone.name) + step.minutes * MINUTE;
          return;
        case 'skew':
          life.skew = step.hours * HOUR;
          return;
        case 'settings':
          losses.changed();
          life.settings = { ...life.settings, ...step.change };
          region.changedUntil = Math.max(region.changedUntil, cloud.staleUntil);
          return;
        case 'every':
        case 'retain':
        case 'write':
        case 'wipe':
        case 'vanish':
        case 'appear':
        case 'detach':
        case 'broken':
        case 'mended':
        case 'move':
        case 'attach too':
        case 'terminate':
        case 'start':
        case 'hide':
        case 'show':
        case 'copies end':
        case 'hand':
        case 'others':
        case 'lag':
          cloud.settle();
          if (step.step !== 'copies end' && step.step !== 'lag') losses.changed();
          region.act(step, life.settings.prefix);
          region.changedUntil = Math.max(region.changedUntil, cloud.staleUntil);
          return;
        default:
          neverReached(step);
      }
    },
    async run(weather) {
      const [ran] = await runs(weather, cloud.now + life.skew);
      return ran?.plan;
    },
  };

  /** 11: a follow-up whose time is not told, or cannot be believed, does nothing. */
  async function follow(told: Told, weather: Partial<Weather> | undefined): Promise<void> {
    const present = cloud.now + life.skew;
    const meant = {
      'as meant': lastNow + HOUR,
      'not at all': undefined,
      'two days ago': present - 49 * HOUR,
      tomorrow: present + 24 * HOUR,
    }[told];
    const isBelieved =
      meant !== undefined && meant <= present + 5 * MINUTE && meant - HOUR >= present - 24 * HOUR;
    const { now, idle } = momentOf(
      {
        scheduledTime: meant === undefined ? undefined : new Date(meant),
        followUp: AN_HOUR,
        zone: life.settings.zone,
      },
      new Date(present),
    );
    if ((idle === undefined) !== isBelieved) throw new Broken(11, `a follow-up told ${told}: ${idle}`);
    if (!isBelieved) return;
    if (now.getTime() !== lastNow) throw new Broken(11, 'a follow-up decides for another time');
    await runs(weather, lastNow, undefined, { ...life.settings, followUp: AN_HOUR });
  }

  /** One run, or with `apart` two that overlap: the second looks so much later, and both act at once. */
  async function runs(
    change: Partial<Weather> | undefined,
    now: number,
    apart?: number,
    settings = life.settings,
  ): Promise<Ran[]> {
    lastNow = now;
    const weather = { ...CALM, ...change };
    const isTrue = cloud.lag === 0 && cloud.now >= cloud.staleUntil;
    const isLate = cloud.now < region.changedUntil;
    const looks = [look(settings, now)];
    if (apart !== undefined) {
      cloud.now += apart;
      looks.push(look(settings, now + apart));
    }
    // Nothing is done in the very instant for which a run decides.
    cloud.now += SECOND;
    cloud.settle();
    const at = cloud.now;
    const lateLists = isLate ? looks.map(({ listed }) => listed) : [];
    const before = truth();
    await Promise.all(looks.map(async ({ plan, log }) => act(plan, settings, weather, log)));
    const after = truth();
    // What goes by a late list is listed on, and takes a place again.
    if (isLate) region.changedUntil = Math.max(region.changedUntil, cloud.staleUntil);

    const rans = looks.map(({ listed, plan, log, now: meant }): Ran => {
      const asked = new Map(
        listed.volumes.map((volume) => [volume.id, askedOf(volume, listed.instances, settings)]),
      );
      const { made, deleted } = log;
      const due = plan.creates.flatMap(volumesOf);
      const bereft = new Set(due.filter((id) => !log.confirmed.has(id)));
      const seen = {
        settings,
        now: meant,
        at,
        listed,
        before,
        after,
        made,
        deleted,
        bereft,
        asked,
        lateLists,
      };
      return { ...seen, plan, log };
    });
    for (const ran of rans) {
      checkRun(ran);
      if (apart === undefined) checkSlots(ran);
      tally.count(ran);
    }
    if (apart !== undefined) checkDoubles(rans, tally);
    else if (!isTrue) losses.changed();
    else for (const ran of rans) checkAll(ran, change === undefined);
    if (apart !== undefined) losses.changed();
    return rans;
  }

  function checkAll(ran: Ran, isCalm: boolean): void {
    const brakes = brakesOf(ran.plan.brakes);
    if (ran.settings.maxDeletes === undefined) losses.count(ran, brakes);
    if (isCalm) tally.exact += checkComplete(ran, brakes);
  }

  function look(settings: PlanSettings, now: number) {
    const listed = cloud.list();
    const log: Log = { made: [], confirmed: new Set(), deleted: [], asked: [], hasDied: false };
    return { listed, plan: makePlan(readAs(settings.prefix, listed), settings, new Date(now)), log, now };
  }

  function truth(): Map<string, ListedSnapshot> {
    return new Map([...cloud.snapshots].map(([id, { snapshot }]) => [id, snapshot]));
  }

  async function act(plan: Plan, { prefix }: PlanSettings, weather: Weather, log: Log): Promise<void> {
    if (plan.creates.length + plan.deletes.length === 0) return;
    // All that a death leaves behind is what was done before it.
    const death = new Promise<void>((resolve) => {
      log.onDeath = resolve;
    });
    const stopAt = new Date(cloud.now + 10 * MINUTE);
    const work = carryOut(plan, writerOf(cloud, prefix, weather, log), clock, stopAt);
    await Promise.race([work, death]);
  }

  return life;
}

/** 4: runs that overlap may take a second copy each, and no more. */
function checkDoubles(rans: readonly Ran[], tally: Tally): void {
  const taken = rans.map(({ made }) => made.map(({ volumeId }) => volumeId));
  for (const [index, volumes] of taken.entries()) {
    if (new Set(volumes).size < volumes.length) throw new Broken(4, `run ${index + 1} took a volume twice`);
  }
  const [first = [], second = []] = taken;
  tally.doubles += second.filter((id) => first.includes(id)).length;
}
