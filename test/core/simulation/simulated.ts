import { SNAPSHOTS } from '../../../lambda/core/policy/saved.ts';
import type { SimulatedDay, SimulatedVolume } from '../../../lambda/core/simulation/diary.ts';
import type { SimulatedSnapshot } from '../../../lambda/core/simulation/stays.ts';
import type { Simulated, Simulation } from '../../../lambda/core/simulation/book.ts';

/** A simulation as it comes out where all is well: ten days from a Tuesday, one volume. A test changes one thing. */
export function simulation(change: Partial<Simulated> = {}): Simulated {
  const { days = dates(10), volumes = [simulatedVolume({ byDay: fullDays(days.length) })] } = change;
  return {
    saved: SNAPSHOTS,
    region: 'eu-west-1',
    timeZone: 'UTC',
    from: '2026-03-10T05:00:00Z',
    until: '2026-03-19T05:00:00Z',
    triggerHours: 24,
    runs: days.length,
    followUp: '1h',
    firstRun: firstRun(),
    ...change,
    days,
    volumes,
  };
}

export function simulatedVolume(change: Partial<SimulatedVolume> = {}): SimulatedVolume {
  const { byDay = fullDays(10) } = change;
  return {
    volumeId: 'vol-1',
    schedule: 'Daily',
    retention: '7',
    byDay,
    fewestOnceFull: 7,
    most: Math.max(...byDay.map(({ snapshots: copies }) => copies)),
    largestGapHours: 24,
    missed: 0,
    taken: 10,
    deleted: 3,
    snapshots: [simulatedSnapshot()],
    ...change,
  };
}

/** One that was there before, and is deleted on the second day. */
export function simulatedSnapshot(change: Partial<SimulatedSnapshot> = {}): SimulatedSnapshot {
  return {
    snapshotId: 'snap-1',
    at: '2026-03-03T05:00:00Z',
    kept: [{ rules: 'the newest 7' }],
    deleted: { at: '2026-03-11T06:00:00Z', because: 'beyond 7' },
    ...change,
  };
}

export function firstRun(change: Partial<Simulation['firstRun']> = {}): Simulation['firstRun'] {
  return { creates: 1, deletes: [], brakes: [], problems: [], ...change };
}

export function fullDays(count: number): SimulatedDay[] {
  return Array.from({ length: count }, () => fullDay());
}

export function fullDay(change: Partial<SimulatedDay> = {}): SimulatedDay {
  return { snapshots: 8, oldest: '2026-03-03T05:00:00Z', largestGapHours: 24, ...change };
}

export const EMPTY_DAY: SimulatedDay = { snapshots: 0, largestGapHours: 0 };

/** The dates of some days from 2026-03-10, a Tuesday. */
export function dates(count: number): string[] {
  const first = Date.parse('2026-03-10T00:00:00Z');
  return Array.from({ length: count }, (_, day) =>
    new Date(first + day * 86_400_000).toISOString().slice(0, 10),
  );
}

/** The headings of all calendars, in their order. */
export function calendars(page: string): string[] {
  return [...page.matchAll(/<h4[^>]*>(.*?)<\/h4>/g)].map(([, heading = '']) =>
    heading.replaceAll(/<[^>]+>/g, ''),
  );
}
