import { dayNumber, dayText, iso, startOfDay } from '../calendar.ts';
import { volumesOf } from '../plan/creation.ts';
import { grouped } from '../grouped.ts';
import type { Inventory, Snapshot } from '../inventory.ts';
import { isOwn } from '../ownership.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { type FirstRun, firstRunOf } from '../report/firstRun.ts';
import { everyHours, lifeOf, type SimulatedRun } from './life.ts';
import { dayOf, type Diary, entered, newDiary, type SimulatedVolume, volumeOf } from './diary.ts';

/** What some days of life would bring one region: the data of the chart, the page and `--json`. */
export interface Simulation {
  readonly region: string;
  readonly timeZone: string;
  /** When the first run comes. */
  readonly from: string;
  /** The end of the last day. */
  readonly until: string;
  readonly runs: number;
  /** The calendar days in `timeZone`, as `2026-01-31`. */
  readonly days: readonly string[];
  readonly volumes: readonly SimulatedVolume[];
  readonly firstRun: FirstRun;
}

/** How long to live, and how often the trigger comes. */
export interface Span {
  readonly from: Date;
  /** Calendar days, of which the first is that of `from`. */
  readonly days: number;
  readonly triggerHours: number;
  /** The volumes that are told of; all live on. @default all */
  readonly told?: ReadonlySet<string> | undefined;
}

/**
 * Lives on from an inventory for some days and tells what each day would see.
 *
 * Yields the instant of each run, so that whoever waits can be told how far it is.
 */
export function* simulate(
  inventory: Inventory,
  settings: PlanSettings,
  { from, days, triggerHours, told }: Span,
): Generator<Date, Simulation> {
  const { timeZone, prefix } = settings;
  const firstDay = dayNumber(from, timeZone);
  const until = startOfDay(firstDay + days, timeZone);
  let firstRun: FirstRun | undefined;
  let diaries = new Map<string, Diary>();
  let copies = new Map<string, Snapshot[]>();
  let today = firstDay;
  let runs = 0;

  const endDaysBefore = (day: number): void => {
    for (; today < day; today += 1) {
      const end = startOfDay(today + 1, timeZone);
      for (const [id, diary] of diaries) diary.byDay.push(dayOf(copies.get(id) ?? [], end, prefix));
    }
  };
  for (const run of lifeOf(inventory, settings, everyHours(triggerHours, from, until))) {
    endDaysBefore(dayNumber(run.now, timeZone));
    if (firstRun === undefined) {
      firstRun = firstRunOf(run.plan, told);
      const shown = run.plan.managed.filter(({ volume }) => told?.has(volume.id) ?? true);
      diaries = new Map(shown.map((one) => [one.volume.id, newDiary(one, settings)]));
    }
    copies = grouped(
      run.snapshots.filter((one) => isOwn(one, prefix) && one.state !== 'error'),
      ({ volumeId }) => volumeId,
    );
    enterAll(diaries, run, copies);
    runs += 1;
    yield run.now;
  }
  endDaysBefore(firstDay + days);
  return {
    region: inventory.region,
    timeZone,
    from: iso(from),
    until: iso(until),
    runs,
    days: Array.from({ length: days }, (_, index) => dayText(firstDay + index)),
    volumes: [...diaries.values()].map((diary) => volumeOf(diary, until)),
    firstRun: firstRun ?? { creates: 0, deletes: [], brakes: [], problems: [] },
  };
}

function enterAll(
  diaries: Map<string, Diary>,
  { now, plan }: SimulatedRun,
  copies: ReadonlyMap<string, readonly Snapshot[]>,
): void {
  const taken = new Set(plan.creates.flatMap(volumesOf));
  const deletes = grouped(plan.deletes, ({ volumeId }) => volumeId);
  for (const { volume, lacking } of plan.managed) {
    const diary = diaries.get(volume.id);
    if (diary === undefined) continue;
    entered(diary, {
      now,
      isTaken: taken.has(volume.id),
      deleted: deletes.get(volume.id)?.length ?? 0,
      isFull: lacking === 0,
      copies: copies.get(volume.id) ?? [],
    });
  }
}
