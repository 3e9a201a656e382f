import type { Inventory } from '../../../lambda/core/inventory.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import type { Simulated, Span } from '../../../lambda/core/simulation/book.ts';
import { simulate } from '../../../lambda/core/simulation/simulation.ts';
import { inventory, NOW, settings } from '../fixtures.ts';

export interface Lived extends Partial<Span> {
  readonly settings?: Partial<PlanSettings>;
  /** Is told of each run when it is over. */
  readonly onRun?: (now: Date) => void;
}

/** Lives on from a world in which some things differ: ten days with a daily trigger, unless told otherwise. */
export function lived(
  world: Partial<Inventory> = {},
  { settings: change, onRun, ...span }: Lived = {},
): Simulated {
  const runs = simulate(inventory(world), settings(change), {
    from: NOW,
    days: 10,
    triggerHours: 24,
    ...span,
  });
  for (;;) {
    const { done, value } = runs.next();
    if (done) return value;
    onRun?.(value);
  }
}
