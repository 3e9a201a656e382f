import { dayNumber, dayText, iso, startOfDay, type Zone } from '../calendar.ts';
import { ageText } from '../grammar/numbers.ts';
import { grouped } from '../grouped.ts';
import { type CopySome, type CreateOne, type CreateSet, volumesOf } from '../plan/creation.ts';
import type { Plan, ReplicaPlan } from '../plan/plan.ts';
import type { Managed } from '../plan/survey.ts';
import { byServerAndDevice } from '../policy/called.ts';
import type { PolicyInWords } from '../policy/policyInWords.ts';
import { REPLICAS, type Saved } from '../policy/saved.ts';
import { type FirstRun, firstRunOf } from '../report/firstRun.ts';
import { type Snapshot, standsFor } from '../snapshot.ts';
import { type Diary, endDay, entered, newDiary, type SimulatedVolume, volumeOf } from './diary.ts';
import { FOLLOW_UP, type HoldsAt, mannerOf, type Start } from './life.ts';
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

/**
 * A simulation of images is one of a shelf: an instance stands for a volume in it, and an image for a snapshot. One of a place
 * where replicas are kept has its name for a region.
 */
export interface Simulated extends Simulation {
  readonly saved: Saved;
  /** Replicas for which the last run had no room; absent where there are none. */
  readonly waiting?: number | undefined;
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

/** What `--json` has of any simulation. */
export function simulationIn({
  region,
  timeZone,
  from,
  until,
  triggerHours,
  runs,
  followUp,
  days,
  volumes,
  firstRun,
}: Simulated): Simulation {
  return { region, timeZone, from, until, triggerHours, runs, followUp, days, volumes, firstRun };
}

/** Some days of one region or place as they pass: a diary of each volume. */
export interface Book {
  /** Writes down what a run did. The first one says which volumes there are. */
  enter(run: BookedRun): void;
  /** Ends the last day. */
  close(): Simulated;
}

/** One run, of snapshots, of images as snapshots, or of replicas. */
export interface BookedRun extends Start {
  readonly plan: Plan<CreateOne | CreateSet | CopySome> & Partial<Pick<ReplicaPlan, 'waiting'>>;
  /** What is there when the run has ended; failed ones are none. */
  readonly snapshots: readonly Snapshot[];
}

export interface BookOf extends Pick<Simulated, 'region' | 'saved'> {
  readonly zone: Zone;
  readonly span: Span;
  /** The most snapshots of which each is recorded. */
  readonly mostRecorded: number;
  /** How many there are when it begins. */
  readonly before: number;
  readonly words: (managed: Managed) => PolicyInWords;
}

export function openBook({ region, saved, zone, span, mostRecorded, before, words }: BookOf): Book {
  const { from, days, triggerHours, shown } = span;
  const firstDay = dayNumber(from, zone);
  const until = startOfDay(firstDay + days, zone);
  const mostOfVolume = (until.getTime() - from.getTime()) / HOUR / triggerHours + before;
  const recorded = Math.floor(mostRecorded / mostOfVolume);
  let firstRun: FirstRun | undefined;
  let diaries = new Map<string, Diary>();
  let snapshots = new Map<string, Snapshot[]>();
  let today = firstDay;
  let waiting = 0;
  let runs = 0;

  const endDaysBefore = (day: number): void => {
    for (; today < day; today += 1) {
      const end = startOfDay(today + 1, zone);
      for (const [id, diary] of diaries) endDay(diary, snapshots.get(id) ?? [], end);
    }
  };
  return {
    enter(run) {
      endDaysBefore(dayNumber(run.at, zone));
      if (firstRun === undefined) {
        firstRun = firstRunOf(run.plan, shown, saved);
        const managed = run.plan.managed.filter(({ volume }) => shown?.has(volume.id) ?? true);
        diaries = diariesOf(managed, words, recorded);
      }
      snapshots = grouped(run.snapshots, ({ volumeId }) => volumeId);
      enterAll(diaries, run, snapshots, { zone, saved });
      waiting = waitingIn(run.plan, shown);
      if (run.followUp === undefined) runs += 1;
    },
    close() {
      endDaysBefore(firstDay + days);
      return {
        saved,
        region,
        timeZone: zone.name,
        from: iso(from),
        until: iso(until),
        triggerHours,
        runs,
        followUp: mannerOf(triggerHours) === 'followed' ? ageText(FOLLOW_UP) : undefined,
        days: Array.from({ length: days }, (_, index) => dayText(firstDay + index)),
        volumes: [...diaries.values()].map((diary) => ({
          ...volumeOf(diary, from),
          ...(saved === REPLICAS ? { newest: newestOf(snapshots.get(diary.volumeId)) } : {}),
        })),
        waiting: waiting === 0 ? undefined : waiting,
        firstRun: firstRun ?? { creates: 0, deletes: [], brakes: [], problems: [] },
      };
    },
  };
}

const HOUR = 3_600_000;

function newestOf(snapshots: readonly Snapshot[] = []): string | undefined {
  const times = snapshots.map((one) => standsFor(one).getTime());
  return times.length === 0 ? undefined : iso(new Date(Math.max(...times)));
}

function waitingIn({ waiting = [] }: BookedRun['plan'], shown: Span['shown']): number {
  return waiting
    .filter(({ volumeId }) => shown?.has(volumeId) ?? true)
    .reduce((sum, { count }) => sum + count, 0);
}

function diariesOf(
  managed: readonly Managed[],
  words: BookOf['words'],
  recorded: number,
): Map<string, Diary> {
  const diaries = managed.map((one) => newDiary(one, words(one))).toSorted(byServerAndDevice);
  return new Map(
    diaries.map((diary, index) => [
      diary.volumeId,
      index < recorded ? { ...diary, stays: newStays() } : diary,
    ]),
  );
}

function enterAll(
  diaries: ReadonlyMap<string, Diary>,
  { at, now, plan }: BookedRun,
  snapshots: ReadonlyMap<string, readonly Snapshot[]>,
  { zone, saved }: Pick<BookOf, 'zone' | 'saved'>,
): void {
  const taken = takenBy(plan, now);
  const deletes = grouped(plan.deletes, ({ volumeId }) => volumeId);
  for (const managed of plan.managed) {
    const { id } = managed.volume;
    const diary = diaries.get(id);
    if (diary === undefined) continue;
    entered(diary, {
      at,
      managed,
      taken: taken.get(id) ?? [],
      // One run makes the replicas of many slots.
      missed: saved === REPLICAS ? 0 : managed.due.missed,
      deletes: deletes.get(id) ?? [],
      snapshots: snapshots.get(id) ?? [],
      zone,
    });
  }
}

/** What the new ones of each volume stand for, oldest first. */
function takenBy({ creates }: BookedRun['plan'], now: Date): ReadonlyMap<string, readonly Date[]> {
  return new Map(
    creates.flatMap((create) =>
      volumesOf(create).map((volumeId) => [
        volumeId,
        create.kind === 'copy some' ? create.copies.map(({ at }) => new Date(at)).toReversed() : [now],
      ]),
    ),
  );
}
