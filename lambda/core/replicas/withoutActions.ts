import type { Plan } from '../plan/plan.ts';
import { calledNow } from '../policy/called.ts';

/** The plan of a region where nothing is taken and nothing is deleted, with the names of its volumes. */
export function withoutActions(plan: Plan): Plan {
  return {
    ...plan,
    called: [...plan.called, ...plan.managed.map(({ volume, instance }) => calledNow(volume, instance))],
    managed: [],
    problems: [],
    passedOver: [],
    unmanaged: new Map(),
    beginning: undefined,
    orphans: [],
    unsound: [],
    vanished: { today: 0, replaced: 0 },
    brakes: [],
    hints: [],
    volumeNotes: [],
    creates: [],
    deletes: [],
    held: [],
    spared: [],
    deletable: 0,
  };
}
