import { byServerAndDevice } from '../policy/called.ts';
import { dayNumber, dayText, iso, startOfDay, type Zone } from '../calendar.ts';
import { ageText } from '../grammar/numbers.ts';
import { grouped } from '../grouped.ts';
import type { Inventory } from '../inventory.ts';
import { volumesOf } from '../plan/creation.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { type Saved, SNAPSHOTS } from '../policy/saved.ts';
import { type FirstRun, firstRunOf } from '../report/firstRun.ts';
import { isOurs, type Snapshot } from '../snapshot.ts';
import { type Diary, endDay, entered, newDiary, type SimulatedVolume, volumeOf } from './diary.ts';
import { everyHours, FOLLOW_UP, type HoldsAt, lifeOf, mannerOf, type SimulatedRun } from './life.ts';
import { newStays } from './stays.ts';

/** What would happen to one region in some days: the data of the chart, the page and `--json`. */
export interface Simulation {
  readonly region: string;
  readonly timeZone: string;
  /** When the first run comes. */
  readonly from: string;
  /** The end of the last day. */
  readonly until: string;
  /** How often the trigger comes. */
  readonly triggerHours: number;
  /** Without those that follow another. */
  readonly runs: number;
  /** How much later each run is followed by another, like `1h`; absent where the trigger comes too often for that. */
  readonly followUp?: string | undefined;
  /** The calendar days in `timeZone`, as `2026-01-31`. */
  readonly days: readonly string[];
  /** By the Name of the server, then by device. */
  readonly volumes: readonly SimulatedVolume[];
  readonly firstRun: FirstRun;
}

/** A simulation of images is one of a shelf: an instance stands for a volume in it, and an image for a snapshot. */
export interface Simulated extends Simulation {
  readonly saved: Saved;
}

/** How many days, and how often the trigger comes. */
export interface Span {
  readonly from: Date;
  /** Calendar days, of which the first is that of `from`. */
  readonly days: number;
  readonly triggerHours: number;
  /** The volumes that are shown. All volumes are simulated. @default all */
  readonly shown?: ReadonlySet<string> | undefined;
  /** What holds snapshots when a run comes. @default what holds them now */
  readonly holdsAt?: HoldsAt | undefined;
}

/** A record of more snapshots than this would not fit into memory beside the rest. */
const MOST_RECORDED = 400_000;

/**
 * Simulates some days of an inventory.
 *
 * Yields the instant of each run, so that the progress can be shown.
 */
export function* simulate(
  inventory: Inventory,
  settings: PlanSettings,
  { from, days, triggerHours, shown, holdsAt }: Span,
): Generator<Date, Simulated> {
  const { zone, saved = SNAPSHOTS } = settings;
  const firstDay = dayNumber(from, zone);
  const until = startOfDay(firstDay + days, zone);
  const mostOfVolume = (until.getTime() - from.getTime()) / HOUR / triggerHours + inventory.snapshots.length;
  let firstRun: FirstRun | undefined;
  let diaries = new Map<string, Diary>();
  let snapshots = new Map<string, Snapshot[]>();
  let today = firstDay;
  let runs = 0;

  const endDaysBefore = (day: number): void => {
    for (; today < day; today += 1) {
      const end = startOfDay(today + 1, zone);
      for (const [id, diary] of diaries) endDay(diary, snapshots.get(id) ?? [], end);
    }
  };
  for (const run of lifeOf(inventory, settings, everyHours(triggerHours, from, until), holdsAt)) {
    endDaysBefore(dayNumber(run.at, zone));
    if (firstRun === undefined) {
      firstRun = firstRunOf(run.plan, shown, saved);
      diaries = diariesOf(run, { settings, shown, recorded: Math.floor(MOST_RECORDED / mostOfVolume) });
    }
    snapshots = grouped(
      run.snapshots.filter((one) => isOurs(one) && one.state !== 'error'),
      ({ volumeId }) => volumeId,
    );
    enterAll(diaries, run, snapshots, zone);
    if (run.followUp !== undefined) continue;
    runs += 1;
    yield run.now;
  }
  endDaysBefore(firstDay + days);
  return {
    saved,
    region: inventory.region,
    timeZone: zone.name,
    from: iso(from),
    until: iso(until),
    triggerHours,
    runs,
    followUp: mannerOf(triggerHours) === 'followed' ? ageText(FOLLOW_UP) : undefined,
    days: Array.from({ length: days }, (_, index) => dayText(firstDay + index)),
    volumes: [...diaries.values()].map((diary) => volumeOf(diary, from)),
    firstRun: firstRun ?? { creates: 0, deletes: [], brakes: [], problems: [] },
  };
}

const HOUR = 3_600_000;

interface Showing {
  readonly settings: PlanSettings;
  readonly shown: ReadonlySet<string> | undefined;
  /** Of how many volumes each snapshot is recorded. */
  readonly recorded: number;
}

function diariesOf({ plan }: SimulatedRun, { settings, shown, recorded }: Showing): Map<string, Diary> {
  const diaries = plan.managed
    .filter(({ volume }) => shown?.has(volume.id) ?? true)
    .map((one) => newDiary(one, settings))
    .toSorted(byServerAndDevice);
  return new Map(
    diaries.map((diary, index) => [
      diary.volumeId,
      index < recorded ? { ...diary, stays: newStays() } : diary,
    ]),
  );
}

function enterAll(
  diaries: Map<string, Diary>,
  { at, now, plan }: SimulatedRun,
  snapshots: ReadonlyMap<string, readonly Snapshot[]>,
  zone: Zone,
): void {
  const taken = new Set(plan.creates.flatMap(volumesOf));
  const deletes = grouped(plan.deletes, ({ volumeId }) => volumeId);
  for (const managed of plan.managed) {
    const { id } = managed.volume;
    const diary = diaries.get(id);
    if (diary === undefined) continue;
    entered(diary, {
      at,
      now,
      managed,
      isTaken: taken.has(id),
      deletes: deletes.get(id) ?? [],
      snapshots: snapshots.get(id) ?? [],
      zone,
    });
  }
}
