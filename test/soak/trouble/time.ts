import { readInventory } from '../../../lambda/aws/readInventory.ts';
import { volumesOf } from '../../../lambda/core/plan/creation.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import { readSettings } from '../../../lambda/settings/settings.ts';
import { withEnvironment } from '../../scenarios/snapper.ts';
import { DAY, HOUR } from '../../cloud/clock.ts';
import type { Removable } from '../../cloud/faults.ts';
import type { Estate } from '../estate/estate.ts';
import { nextMorning } from '../estate/troubled.ts';
import { differences, heal, shapeOf } from './daysAfter.ts';
import { liesOf } from '../judge/honesty.ts';
import { type Ran, goneIn, newIn } from '../judge/ran.ts';
import { run } from './watchedRun.ts';
import type { Calm } from './matrix.ts';
import { withEstate } from './matrix.ts';
import { breachesOf } from '../judge/safety.ts';

/** C-58, C-59: the time is up when the k-th action arrives, and what is left goes first the next day. */
export async function runOutOfTime(calm: Calm, action: number): Promise<string[]> {
  return withEstate(calm.makes, async (estate) => {
    const clock = onCall(estate, isAction, action, () => estate.cloud.clock.advance(HOUR));
    const ran = await run(estate);
    clock.remove();
    const wrong = [...breachesOf(estate, ran), ...liesOf(estate, ran), ...untold(calm, ran)];
    nextMorning(estate, ran.at);
    const order = await Promise.all(estate.regions.map((region) => plannedOrder(estate, region)));
    return [
      ...wrong,
      ...overtaken(ran, order),
      ...(await heal(estate, ran.at, calm.calmDays)),
      ...differences(shapeOf(estate), calm.end),
    ];
  });
}

function isAction(name: string): boolean {
  return name.startsWith('Create') || name.startsWith('Delete');
}

/** What a clean run does and this one did not is in its report as skipped, and nothing failed. */
function untold(calm: Calm, ran: Ran): string[] {
  const skipped = ran.report?.regions.flatMap((region) => region.skipped) ?? [];
  const gone = new Set(goneIn(ran).map(({ id }) => id));
  const made = new Set(newIn(ran).map(({ volumeId }) => volumeId));
  return [
    ...(ran.report?.headline.failures === 0 ? [] : [`something failed: ${ran.report?.headline.line}`]),
    ...[...calm.deeds].flatMap(([id, deed]) => {
      const lacks = deed.made > 0 && !made.has(id);
      const isTold = skipped.some(
        (one) => one.volumeId === id && !one.snapshotId && one.because === 'out of time',
      );
      return lacks === isTold
        ? []
        : [`${id} ${lacks ? 'lacks its copy, but is not told of' : 'is told of, but has its copy'}`];
    }),
    ...goneIn(calm.ran).flatMap(({ id }) => {
      const isTold = skipped.some(({ snapshotId }) => snapshotId === id);
      return gone.has(id) !== isTold
        ? []
        : [`${id} is ${isTold ? 'told of, but gone' : 'left, but not told of'}`];
    }),
  ];
}

/** What got no copy yesterday stands before what got one. */
function overtaken(ran: Ran, planned: readonly Planned[]): string[] {
  const made = new Set(newIn(ran).map(({ volumeId }) => volumeId));
  return planned.flatMap(({ region, volumeIds }) => {
    const order = volumeIds.map((id) => made.has(id));
    const isFair = !order.includes(true) || !order.slice(order.indexOf(true)).includes(false);
    return isFair ? [] : [`in ${region} a volume that was left over is not among the first`];
  });
}

/** The volumes that a run would take now, in its order: a report has them by their names instead. */
interface Planned {
  readonly region: string;
  readonly volumeIds: readonly string[];
}

async function plannedOrder({ cloud, event }: Estate, region: string): Promise<Planned> {
  const settings = readSettings(event, {});
  const listed = await withEnvironment(cloud.env, () => readInventory({ region }, settings));
  const plan = makePlan(listed, settings, cloud.clock.now());
  return { region, volumeIds: plan.creates.flatMap(volumesOf) };
}

/** How a clock is wrong: by so much at first, and by so much from the k-th call on. */
export interface WrongClock {
  readonly name: string;
  readonly first: number;
  readonly later: number;
}

export const WRONG_CLOCKS: readonly WrongClock[] = [
  { name: 'a day ahead', first: DAY, later: DAY },
  { name: 'a day behind', first: -DAY, later: -DAY },
  { name: 'jumps a day ahead', first: 0, later: DAY },
  { name: 'jumps a day back', first: 0, later: -DAY },
  { name: 'is put right from a day ahead', first: DAY, later: 0 },
  { name: 'is put right from a day behind', first: -DAY, later: 0 },
];

/** Whether the trigger says when it was meant, or the wrong clock is all the program has. */
export type Trigger = 'with its time' | 'without its time';

/** A run by a wrong clock, in the morning or again when the day has its copies, and the days after it. */
export async function runByWrongClock(
  calm: Calm,
  clock: WrongClock,
  call: number,
  { trigger, runs }: { readonly trigger: Trigger; readonly runs: 'first' | 'second' },
): Promise<string[]> {
  return withEstate(calm.makes, async (estate) => {
    const { cloud } = estate;
    const begun = cloud.clock.now();
    const event = trigger === 'with its time' ? { scheduled_time: begun.toISOString() } : {};
    if (runs === 'second') {
      await run(estate);
      cloud.clock.advance(HOUR);
    }
    let skew = clock.first;
    const jump = onCall(
      estate,
      () => true,
      call,
      () => {
        skew = clock.later;
      },
    );
    const ran = await run(estate, { event, skew: () => skew });
    jump.remove();
    return [
      // A program that believes it is tomorrow takes tomorrow's copy; it goes by itself in time.
      ...breachesOf(estate, ran, runs === 'second' ? 'doubles' : 'no doubles'),
      ...liesOf(estate, ran),
      ...(await heal(estate, begun, calm.calmDays + 1)),
      ...differences(shapeOf(estate), calm.end),
    ];
  });
}

/** Acts when the k-th call of a kind has arrived. */
function onCall(
  { cloud }: Estate,
  isMeant: (action: string) => boolean,
  call: number,
  act: () => void,
): Removable {
  let arrived = 0;
  return cloud.before('any', ({ action }) => {
    if (!isMeant(action)) return;
    arrived += 1;
    if (arrived === call) act();
  });
}

/** The numbers of some actions of a clean run, with equal steps between them. */
export function actionsOf({ ran }: Calm, every = 1): number[] {
  const actions = ran.calls.filter(({ action }) => isAction(action));
  return actions.flatMap((_, index) => (index % every === 0 ? [index + 1] : []));
}
