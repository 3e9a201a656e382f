import { dayNumber, dayText, iso, startOfDay } from '../calendar.ts';
import { volumesOf } from '../plan/creation.ts';
import { grouped } from '../grouped.ts';
import type { Inventory } from '../inventory.ts';
import { isOurs, type Snapshot } from '../snapshot.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { type FirstRun, firstRunOf } from '../report/firstRun.ts';
import { everyHours, lifeOf, type SimulatedRun } from './life.ts';
import { dayOf, type Diary, entered, newDiary, type SimulatedVolume, volumeOf } from './diary.ts';

/** What would happen to one region in some days: the data of the chart, the page and `--json`. */
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

/** How many days, and how often the trigger comes. */
export interface Span {
  readonly from: Date;
  /** Calendar days, of which the first is that of `from`. */
  readonly days: number;
  readonly triggerHours: number;
  /** The volumes that are shown. All volumes are simulated. @default all */
  readonly shown?: ReadonlySet<string> | undefined;
}

/**
 * Simulates some days of an inventory.
 *
 * Yields the instant of each run, so that the progress can be shown.
 */
export function* simulate(
  inventory: Inventory,
  settings: PlanSettings,
  { from, days, triggerHours, shown }: Span,
): Generator<Date, Simulation> {
  const { zone } = settings;
  const firstDay = dayNumber(from, zone);
  const until = startOfDay(firstDay + days, zone);
  let firstRun: FirstRun | undefined;
  let diaries = new Map<string, Diary>();
  let snapshots = new Map<string, Snapshot[]>();
  let today = firstDay;
  let runs = 0;

  const endDaysBefore = (day: number): void => {
    for (; today < day; today += 1) {
      const end = startOfDay(today + 1, zone);
      for (const [id, diary] of diaries) diary.byDay.push(dayOf(snapshots.get(id) ?? [], end));
    }
  };
  for (const run of lifeOf(inventory, settings, everyHours(triggerHours, from, until))) {
    endDaysBefore(dayNumber(run.now, zone));
    if (firstRun === undefined) {
      firstRun = firstRunOf(run.plan, shown);
      const managed = run.plan.managed.filter(({ volume }) => shown?.has(volume.id) ?? true);
      diaries = new Map(managed.map((one) => [one.volume.id, newDiary(one, settings)]));
    }
    snapshots = grouped(
      run.snapshots.filter((one) => isOurs(one) && one.state !== 'error'),
      ({ volumeId }) => volumeId,
    );
    enterAll(diaries, run, snapshots);
    runs += 1;
    yield run.now;
  }
  endDaysBefore(firstDay + days);
  return {
    region: inventory.region,
    timeZone: zone.name,
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
  snapshots: ReadonlyMap<string, readonly Snapshot[]>,
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
      snapshots: snapshots.get(volume.id) ?? [],
    });
  }
}
