import type { RestorePlan } from '../../core/restore/restorePlan.ts';
import { wakingClock } from '../interruption.ts';
import { pauseAfter } from './reach.ts';
import type { Initialisation } from './restorer.ts';
import type { Restoring } from './restoring.ts';

/** Beyond the time that the rate promises, in milliseconds. */
const GRACE = 900_000;

/** AWS tells of a new volume a little later. */
const FIRST_LOOKS = 5;

/** Shows how far AWS is with loading the blocks, until it is through or a person asks to end. */
export async function showLoading(
  { target, disks }: RestorePlan,
  volumeIds: readonly string[],
  { restorer, waiting, tell }: Restoring,
): Promise<void> {
  const { interruption } = waiting;
  const clock = interruption === undefined ? waiting.clock : wakingClock(waiting.clock, interruption);
  const promised = Math.max(0, ...disks.map(({ seconds }) => seconds ?? 0)) * 1000;
  const until = clock.now().getTime() + 2 * promised + GRACE;
  const isOver = (): boolean => interruption?.isAsked() === true || clock.now().getTime() > until;
  let last = '';
  for (let looks = 1; volumeIds.length > 0 && !isOver(); looks += 1) {
    const found = await restorer.initialisation(volumeIds).catch(() => undefined);
    if (found === undefined) return;
    const line = lineOf(target.name ?? target.id, [...found.values()]);
    if (line === undefined && (found.size > 0 || looks > FIRST_LOOKS)) return;
    if (line !== undefined && line !== last) tell(line);
    last = line ?? last;
    await clock.sleep(pauseAfter(looks));
  }
}

/** Undefined where all blocks are loaded. */
function lineOf(name: string, found: readonly Initialisation[]): string | undefined {
  const percent = Math.floor(Math.min(100, ...found.map((one) => one.percent)));
  if (percent === 100) return undefined;
  const left = Math.max(0, ...found.map(({ secondsLeft }) => secondsLeft ?? 0));
  const time = left === 0 ? '' : `, about ${Math.ceil(left / 60)} min left`;
  return `${name}: ${percent} % of the blocks are loaded${time}`;
}
