import { neverReached } from '../core/neverReached.ts';
import { isOfImage, type Outcome } from '../core/outcome.ts';
import { volumesOf } from '../core/plan/creation.ts';
import type { AnyPlan } from '../core/plan/plan.ts';
import { counted } from '../core/text.ts';

/** How far a run is. */
export interface Progress {
  /** Told of a region that is being read, like `eu-west-1`. */
  readonly reading: (place: string) => void;
  /** Told of the same region when it could be read, or could not. */
  readonly read: (place: string) => void;
  /** Told of a plan that is to be carried out now. */
  readonly acting: (plan: Pick<AnyPlan, 'creates' | 'deletes'>) => void;
  readonly ended: (outcome: Outcome) => void;
  /** What has happened so far. */
  readonly tally: () => Tally;
}

/** What became of the snapshots and images of a run. */
export interface Tally {
  readonly created: number;
  /** How many of the created ones are images. */
  readonly images: number;
  readonly deleted: number;
  /** Those that were not started, because the run was interrupted. */
  readonly notCreated: number;
  readonly notDeleted: number;
}

/** Counts what a run does, and tells it in a line for a person who waits. */
export function openProgress(tell: (line: string) => void = () => undefined): Progress {
  const unread = new Set<string>();
  let places = 0;
  let [creates, deletes] = [0, 0];
  let isActing = false;
  let tally: Tally = { created: 0, images: 0, deleted: 0, notCreated: 0, notDeleted: 0 };

  function told(): void {
    const [first] = unread;
    const reading =
      first === undefined
        ? []
        : [
            unread.size === 1
              ? `reading ${first} …`
              : `reading ${counted(unread.size, 'region')} of ${places} …`,
          ];
    const doing = isActing
      ? [
          `created ${tally.created} of ${creates}`,
          ...(deletes === 0 ? [] : [`deleted ${tally.deleted} of ${deletes}`]),
        ]
      : [];
    tell([...reading, ...doing].join(', '));
  }
  return {
    reading(place) {
      if (unread.size === 0 && !isActing) places = 0;
      places += 1;
      unread.add(place);
      told();
    },
    read(place) {
      unread.delete(place);
      told();
    },
    acting(plan) {
      isActing = true;
      creates += plan.creates.reduce((sum, request) => sum + countOf(request), 0);
      deletes += plan.deletes.length;
      told();
    },
    ended(outcome) {
      tally = after(tally, outcome);
      told();
    },
    tally: () => tally,
  };
}

function countOf(request: AnyPlan['creates'][number]): number {
  return request.kind === 'copy some' ? request.copies.length : volumesOf(request).length;
}

function after(tally: Tally, outcome: Outcome): Tally {
  switch (outcome.kind) {
    case 'create':
      if (outcome.status === 'done') {
        const images = tally.images + (isOfImage(outcome) ? 1 : 0);
        return { ...tally, created: tally.created + 1, images };
      }
      return outcome.status === 'skipped' ? { ...tally, notCreated: tally.notCreated + 1 } : tally;
    case 'delete':
      if (outcome.status === 'done') return { ...tally, deleted: tally.deleted + 1 };
      return outcome.status === 'skipped' ? { ...tally, notDeleted: tally.notDeleted + 1 } : tally;
    default:
      return neverReached(outcome);
  }
}
