import type { Place } from './world.ts';

/** Something that happens by itself when its time has come. */
export interface Upcoming {
  readonly at: Date;
  readonly happen: (at: Date) => void;
}

/** Lets something happen after a while; until then whoever plans it has to bear that the world changes. */
export function later(place: Place, from: Date, milliseconds: number, happen: Upcoming['happen']): void {
  place.upcoming.add({ at: new Date(from.getTime() + milliseconds), happen });
}

/** Lets happen what is due, in the order of its time; what follows from it may be due as well. */
export function happenUntil({ upcoming }: Place, now: Date): void {
  for (;;) {
    const due = [...upcoming].filter(({ at }) => at <= now);
    const [first] = due.toSorted((a, b) => a.at.getTime() - b.at.getTime());
    if (first === undefined) return;
    upcoming.delete(first);
    first.happen(first.at);
  }
}
