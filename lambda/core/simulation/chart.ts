import { counted, titled, visible } from '../text.ts';
import { firstRunLines } from '../report/firstRun.ts';
import { livesOf } from './lives.ts';
import type { SimulatedDay, SimulatedVolume } from './diary.ts';
import type { Simulation } from './simulation.ts';

/** Different lives shown in one region; `--json` has all. */
const MOST_LIVES = 40;

/**
 * Draws some simulated days for a terminal of `width` columns. The height of a day's bar is the number of
 * snapshots when the day ends; a day without any is an `x`.
 */
export function simulationText(simulations: readonly Simulation[], width: number): string {
  return simulations
    .flatMap((one) => [...regionLines(one, width), ''])
    .join('\n')
    .trimEnd();
}

function regionLines(simulation: Simulation, width: number): string[] {
  const { region, days, runs, volumes, firstRun, from, timeZone } = simulation;
  const lives = livesOf(simulation);
  const perColumn = Math.max(1, Math.ceil(days.length / (width - INDENT.length)));
  const scale = perColumn === 1 ? 'a column is a day' : `a column is ${perColumn} days, and shows the fewest`;
  return [
    `${region}: ${counted(volumes.length, 'volume')}, ${counted(days.length, 'day')} (${timeZone}) from ${from}, ${counted(runs, 'run')}; ${scale}`,
    '',
    ...lives.slice(0, MOST_LIVES).flatMap(({ volume, volumeIds }) => lifeLines(volume, volumeIds, perColumn)),
    ...(lives.length > MOST_LIVES ? [`… and ${lives.length - MOST_LIVES} more, see --json`, ''] : []),
    ...firstRunLines(firstRun),
  ].map(visible);
}

const INDENT = '  ';

function lifeLines(volume: SimulatedVolume, volumeIds: readonly string[], perColumn: number): string[] {
  const { name, schedule, retention, byDay, most } = volume;
  const others = volumeIds.length === 1 ? '' : ` and ${volumeIds.length - 1} more alike`;
  return [
    `${titled(volume.volumeId, name)}${others}: ${schedule}, keeping ${retention}`,
    `${INDENT}${columns(byDay, perColumn)
      .map((count) => bar(count, most))
      .join('')}`,
    `${INDENT}${summary(volume)}`,
    '',
  ];
}

/** A column of several days shows the day with the fewest snapshots: an average would hide a gap. */
function columns(byDay: readonly SimulatedDay[], perColumn: number): number[] {
  const counts = byDay.map((day) => day.snapshots);
  return counts.flatMap((_, index) =>
    index % perColumn === 0 ? Math.min(...counts.slice(index, index + perColumn)) : [],
  );
}

const BARS = '▁▂▃▄▅▆▇█';

function bar(count: number, most: number): string {
  if (count === 0) return 'x';
  return BARS.charAt(Math.ceil((count / most) * BARS.length) - 1);
}

function summary({ byDay, fewestOnceFull, taken, deleted, most, ...volume }: SimulatedVolume): string {
  const oldest = byDay.at(-1)?.oldest;
  const full =
    fewestOnceFull === undefined ? 'never full' : `never fewer than ${fewestOnceFull} restorable once full`;
  const atTheEnd = oldest === undefined ? '' : `; at the end the oldest is of ${oldest.slice(0, 10)}`;
  return `${taken} taken, ${deleted} deleted; at most ${most}, ${full}; longest without a new copy ${volume.longestWithoutSnapshotHours} h${atTheEnd}`;
}
