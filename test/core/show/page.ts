import type { Inventory } from '../../../lambda/core/inventory.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import { found } from '../../../lambda/core/find/find.ts';
import { show } from '../../../lambda/core/show/show.ts';
import type { Shown } from '../../../lambda/core/show/shown.ts';
import { showText } from '../../../lambda/core/show/showText.ts';
import { inventory, NOW, settings } from '../fixtures.ts';

/** A world in which some things differ from the small one of the fixtures. */
export type World = Partial<Inventory>;

/** The only thing of a world that goes by a name. */
export function shownOf(name: string, world: World = {}, change: Partial<PlanSettings> = {}): Shown {
  const [one, another] = found(name, [inventory(world)]);
  if (one === undefined || another !== undefined) throw new Error(`${name} is not one thing`);
  return show(one, settings(change), NOW);
}

/** The lines that a person is shown of it. */
export function linesOf(name: string, world: World = {}, change: Partial<PlanSettings> = {}): string[] {
  return showText(shownOf(name, world, change), { ...settings(change), now: NOW }).split('\n');
}
