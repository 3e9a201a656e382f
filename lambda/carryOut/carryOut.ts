import type { Clock } from '../clock.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Plan } from '../core/plan/plan.ts';
import { openCreator } from './creator.ts';
import { deleteSurely } from './deleteSurely.ts';
import { type Interruption, wakingClock } from './interruption.ts';
import { inTurn, type UnderWay } from './inTurn.ts';
import { openPacer } from './pacer.ts';
import type { Writer } from './writer.ts';

/** Who waits for a plan that is carried out. */
export interface Watch {
  /** When it is asked for, no action is started any more. Those that were sent are waited for. */
  readonly interruption?: Interruption | undefined;
  /** Told of each outcome as soon as it is known. */
  readonly onOutcome?: ((outcome: Outcome) => void) | undefined;
}

/**
 * Carries out a plan of snapshots.
 *
 * Never throws: what goes wrong is an outcome.
 */
export async function carryOut(
  plan: Pick<Plan, 'creates' | 'deletes'>,
  writer: Writer,
  clock: Clock,
  stopAt: Date,
  watch: Watch = {},
): Promise<Outcome[]> {
  return begin(plan, writer, clock, stopAt, watch).ended;
}

/** Begins to carry out a plan of snapshots. */
export function begin(
  plan: Pick<Plan, 'creates' | 'deletes'>,
  writer: Writer,
  given: Clock,
  stopAt: Date,
  { interruption, onOutcome }: Watch,
): UnderWay {
  const clock = interruption === undefined ? given : wakingClock(given, interruption);
  const pacer = () => openPacer(clock, stopAt, interruption);
  const pacers = { 'create one': pacer(), 'create set': pacer(), 'delete one': pacer() };
  return inTurn(plan, {
    create: openCreator({ writer, pacers, clock, stopAt }),
    remove: (one) => deleteSurely(one, () => pacers['delete one'](() => writer['delete one'](one))),
    isFirst: ({ cause }) => cause === 'failed',
    withoutNew: 'its volume got no new snapshot in this run',
    onOutcome,
  });
}
