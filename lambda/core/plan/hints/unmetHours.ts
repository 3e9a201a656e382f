import { periodOf } from '../../calendar.ts';
import { keysOf } from '../../keys.ts';
import { SNAPSHOTS } from '../../policy/saved.ts';
import { slotOf } from '../../policy/schedule.ts';
import { isPinned, standsFor } from '../../snapshot.ts';
import type { PlanSettings } from '../planSettings.ts';
import type { Managed } from '../survey.ts';
import { type Hint, onVolume } from './hint.ts';

/**
 * Hints that a tag asks for hours at which no run comes: its snapshots are always later than it says.
 *
 * Midnight is what a tag without hours means, so it is not hinted at.
 */
export function unmetHours(
  { volume, policies, snapshots }: Managed,
  { prefix, zone, runHours, saved = SNAPSHOTS }: PlanSettings,
  now: Date,
): Hint[] {
  const [policy] = policies;
  if (policy?.schedule.value.kind !== 'calendar') return [];
  const schedule = policy.schedule.value;
  const runs = runHours ?? seenHours();
  const unmet = [...new Set(schedule.calendars.flatMap(({ hours }) => hours))]
    .filter((hour) => hour !== 0 && !runs.includes(hour))
    .toSorted((a, b) => a - b);
  if (runs.length === 0 || unmet.length === 0) return [];
  const asked = `${keysOf(prefix).every}=${policy.schedule.text}`;
  return [
    onVolume(
      volume,
      `has ${asked}, but no run comes at ${clock(unmet)} (${zone.name}), only at ${clock(runs)}: its ${saved.one}s are taken later than it says; let the trigger come at ${clock(unmet)}, too`,
    ),
  ];

  /**
   * Where the trigger is not known: the hour of this run, if that is also the hour of the last snapshots. A
   * late run, or one by hand, has another hour.
   */
  function seenHours(): readonly number[] {
    const last = snapshots
      .filter((one) => one.state !== 'error' && !isPinned(one))
      .map(standsFor)
      .filter((instant) => instant < now)
      .slice(0, FEWEST_SEEN);
    const slots = new Set(last.map((instant) => slotOf(schedule, instant, zone)));
    const hours = new Set([...last, now].map((instant) => periodOf(instant, 'hour', zone) % 24));
    return slots.size === FEWEST_SEEN && hours.size === 1 ? [...hours] : [];
  }
}

/** As many snapshots of different slots in a row are no accident. */
const FEWEST_SEEN = 3;

function clock(hours: readonly number[]): string {
  return hours.map((hour) => `${String(hour).padStart(2, '0')}:00`).join(', ');
}
