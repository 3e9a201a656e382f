import { volumeTitle } from '../policy/called.ts';
import { clockText, dayNumber, dayText, Zone } from '../calendar.ts';
import { firstRunLines } from '../report/firstRun.ts';
import { counted, visible } from '../text.ts';
import { isBare, type SimulatedDay, type SimulatedVolume } from './diary.ts';
import { FOLLOWED } from './life.ts';
import { livesOf } from './lives.ts';
import { SNAPSHOTS } from '../policy/saved.ts';
import type { Simulated } from './book.ts';
import { subjectText, type Things, wordsOf, wordsOfAll } from './words.ts';

/** Different lives shown in one region; `--json` has all. */
const MOST_LIVES = 40;

/**
 * Draws some simulated days for a terminal of `width` columns. The height of a day's bar is the number of
 * snapshots when the day ends; a day without any is an `x`.
 */
export function simulationText(simulations: readonly Simulated[], width: number): string {
  const [first] = simulations;
  if (first === undefined) return '';
  const perColumn = Math.max(1, Math.ceil(first.days.length / (width - INDENT.length)));
  return [
    ...simulations.flatMap((one) => [...regionLines(one, perColumn), '']),
    ...legend(perColumn, wordsOfAll(simulations)),
  ]
    .map(visible)
    .join('\n');
}

function legend(perColumn: number, things: Things): string[] {
  const column = perColumn === 1 ? 'A column is a day' : `A column is ${perColumn} days`;
  const number = perColumn === 1 ? 'the number' : 'the smallest number';
  return [`${column}, its bar is ${number} of ${things.many} when a day ends, x is none.`, gapText(things)];
}

/** What a gap is, everywhere. */
export function gapText({ one }: Pick<Things, 'one'>): string {
  return `The largest gap is the longest time without a new ${one}.`;
}

function regionLines(simulation: Simulated, perColumn: number): string[] {
  const { region, days, volumes, firstRun, from, timeZone, saved } = simulation;
  const zone = new Zone(timeZone);
  const lives = livesOf(simulation);
  return [
    `${region}: ${subjectText(saved, counted(volumes.length, saved.of))}, ${counted(days.length, 'day')} from ${clockText(new Date(from), zone)} ${timeZone}`,
    `${INDENT}${runsText(simulation)}`,
    ...(simulation.waiting === undefined ? [] : [`${INDENT}! ${waitingText(simulation.waiting)}`]),
    '',
    ...lives
      .slice(0, MOST_LIVES)
      .flatMap(({ volume, volumeIds }) => lifeLines(volume, volumeIds, { perColumn, zone, simulation })),
    ...(lives.length > MOST_LIVES ? [`… and ${lives.length - MOST_LIVES} more, see --json`, ''] : []),
    ...firstRunLines(firstRun, undefined, saved),
  ];
}

/** `90 runs, one every 24 h, each with a follow-up an hour later` */
export function runsText({ runs, triggerHours, followUp }: Simulated): string {
  const second = followUp === undefined ? '' : `, ${FOLLOWED}`;
  return `${counted(runs, 'run')}, one every ${triggerHours} h${second}`;
}

/** That the window of a place has no room for all, at the end. */
export function waitingText(waiting: number): string {
  const wait = waiting === 1 ? 'waits' : 'wait';
  return `${counted(waiting, 'replica')} still ${wait} when the last run ends: one run makes no more than replica_window allows; let runs come more often (--trigger)`;
}

const INDENT = '  ';

interface Drawing {
  readonly perColumn: number;
  readonly zone: Zone;
  readonly simulation: Simulated;
}

function lifeLines(volume: SimulatedVolume, volumeIds: readonly string[], drawing: Drawing): string[] {
  const { schedule, retention, byDay, most, missed } = volume;
  const { saved } = drawing.simulation;
  const others = volumeIds.length === 1 ? '' : ` and ${volumeIds.length - 1} more like it`;
  return [
    `${volumeTitle(volume)}${others}${saved === SNAPSHOTS ? '' : `, ${saved.one}s`}: ${schedule}, keeping ${retention}`,
    `${INDENT}${columns(byDay, drawing.perColumn)
      .map((day) => bar(day, most))
      .join('')}`,
    `${INDENT}${summary(volume, drawing)}`,
    ...(missed === 0 ? [] : [`${INDENT}! ${missedText(missed, drawing.simulation)}`]),
    '',
  ];
}

/** What a trigger costs that comes too seldom for the schedule. */
export function missedText(missed: number, { triggerHours, saved }: Simulated): string {
  const { takes, one } = wordsOf(saved);
  return `${counted(missed, 'slot')} missed: a run comes only every ${triggerHours} h and ${takes} at most one ${one}; let it come more often (--trigger)`;
}

/** A column of several days shows the day with the fewest snapshots: an average would hide a gap. */
function columns(byDay: readonly SimulatedDay[], perColumn: number): SimulatedDay[] {
  return byDay.flatMap((_, index) =>
    index % perColumn === 0
      ? byDay.slice(index, index + perColumn).reduce((a, b) => (b.snapshots < a.snapshots ? b : a))
      : [],
  );
}

const BARS = '▁▂▃▄▅▆▇█';

function bar(day: SimulatedDay, most: number): string {
  if (isBare(day)) return 'x';
  return BARS.charAt(Math.max(1, Math.ceil((day.snapshots / most) * BARS.length)) - 1);
}

function summary(volume: SimulatedVolume, { zone, simulation }: Drawing): string {
  const { byDay, fewestOnceFull, taken, deleted, most, largestGapHours, newest } = volume;
  const last = byDay.at(-1);
  const pinned = last?.pinned === undefined ? '' : ` and ${last.pinned} pinned`;
  const full =
    fewestOnceFull === undefined ? 'never full' : `never fewer than ${fewestOnceFull} restorable once full`;
  const dayOf = (instant: string): string => dayText(dayNumber(new Date(instant), zone));
  const atTheEnd =
    last?.oldest === undefined
      ? ''
      : newest === undefined
        ? `; at the end the oldest is of ${dayOf(last.oldest)}`
        : `; at the end ${last.snapshots}, ${daysText(dayOf(last.oldest), dayOf(newest))}`;
  return `largest gap ${largestGapHours} h; ${full}, at most ${most}${pinned} when a day ends; ${taken} ${wordsOf(simulation.saved).taken}, ${deleted} deleted${atTheEnd}`;
}

function daysText(first: string, last: string): string {
  return first === last ? `of ${first}` : `from ${first} to ${last}`;
}
