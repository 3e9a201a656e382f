import type { ListedSnapshot } from '../../../lambda/core/snapshot.ts';
import { HOUR, periodAt, slotAt } from './slots.ts';
import { fills, newestOf, standsFor } from './copies.ts';
import { Broken, type Seen } from './seen.ts';
import type { Rule } from './vocabulary.ts';

/**
 * 2: a run leaves each volume what its policy asks for, of what there was.
 *
 * - a count: so many copies, or as many as there were; and one of each of the last so many slots that had one;
 * - a paused set: the first copy of each of its slots;
 * - a tier: a copy of each of the last so many periods that had one;
 * - an age: every copy of that time before the newest that lists show.
 *
 * Where lists are late, a copy that they show and that is no more, is pinned or disowned by now, or says another
 * time, is taken for one that fills a place: each of these may cost one place, and no more. What a run deleted by the same tags
 * and by lists that were true costs none, however long it is listed.
 */
export function checkPlaces(seen: Seen): void {
  const { before, after, deleted, asked, settings } = seen;
  if (deleted.length === 0) return;
  for (const volumeId of new Set(deleted.map(({ snapshot }) => snapshot.volumeId))) {
    const fillsPlace = (one: ListedSnapshot): boolean =>
      one.volumeId === volumeId && fills(one, settings.prefix);
    const had = [...before.values()].filter(fillsPlace);
    const has = had.filter(({ id }) => after.has(id));
    const wrong = wronglyListed(seen, fillsPlace);
    for (const { rules } of asked.get(volumeId)?.wishes ?? []) {
      for (const rule of rules) {
        const lost = lostBy(rule, had, has, wrong, settings);
        if (lost > wrong.length) {
          throw new Broken(
            2,
            `${volumeId} lost ${lost} places of ${JSON.stringify(rule)} and keeps ${has.length}`,
          );
        }
      }
    }
  }
}

/** The copies that a list shows and that fill no place in truth, or that of another time. */
function wronglyListed(
  { lateLists, before, settings }: Seen,
  fillsPlace: (one: ListedSnapshot) => boolean,
): ListedSnapshot[] {
  const wrong = lateLists
    .flatMap(({ snapshots }) => snapshots)
    .filter((one) => {
      const there = before.get(one.id);
      if (!fillsPlace(one)) return false;
      if (there === undefined || !fills(there, settings.prefix)) return true;
      return standsFor(there, settings.prefix) !== standsFor(one, settings.prefix);
    });
  return [...new Map(wrong.map((one) => [one.id, one])).values()];
}

function lostBy(
  rule: Rule,
  had: readonly ListedSnapshot[],
  has: readonly ListedSnapshot[],
  wrong: readonly ListedSnapshot[],
  { prefix, zone: { name: timeZone } }: Seen['settings'],
): number {
  const time = (one: ListedSnapshot): number => standsFor(one, prefix);
  switch (rule.kind) {
    case 'copies': {
      const slot = (one: ListedSnapshot): number => slotAt(rule.rhythm, time(one), timeZone);
      const slots = new Set(had.map(slot));
      const left = new Set(has.map(slot));
      const wanted = [...slots].toSorted((a, b) => b - a).slice(0, rule.count);
      const fewer = Math.min(rule.count, had.length) - has.length;
      return Math.max(fewer, wanted.filter((one) => !left.has(one)).length);
    }
    case 'firsts': {
      const firsts = new Map<number, ListedSnapshot>();
      for (const one of had) {
        const slot = slotAt(rule.rhythm, time(one), timeZone);
        const first = firsts.get(slot);
        if (first === undefined || newestOf([one, first]) === first) firsts.set(slot, one);
      }
      return [...firsts.values()].filter((one) => !has.includes(one)).length;
    }
    case 'periods': {
      const period = (one: ListedSnapshot): string => periodAt(rule.tier, time(one), timeZone);
      const latestFirst = had.toSorted((a, b) => time(b) - time(a)).map(period);
      const left = new Set(has.map(period));
      const wanted = [...new Set(latestFirst)].slice(0, rule.count);
      return wanted.filter((one) => !left.has(one)).length;
    }
    case 'age': {
      // An age is counted on the clocks' dials, which may have been turned meanwhile.
      const limit = Math.max(...[...had, ...wrong].map(time)) - rule.hours * HOUR + 3 * HOUR;
      return had.filter((one) => time(one) > limit && !has.includes(one)).length;
    }
    default:
      throw new Error(`no rule: ${JSON.stringify(rule)}`);
  }
}
