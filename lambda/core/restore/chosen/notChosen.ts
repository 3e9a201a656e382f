import { clockText, iso } from '../../calendar.ts';
import { idOf } from '../../find/find.ts';
import { commandText } from '../../grammar/commandText.ts';
import { grouped } from '../../grouped.ts';
import { isOurs, markWords, newestFirst } from '../../snapshot.ts';
import { counted, inQuotes, shellWord } from '../../text.ts';
import type { Choice } from './choice.ts';
import { type Known, type TakenTogether, whyIncomplete, whyUnusable } from './moments.ts';
import { restoreLine } from '../asked/order.ts';
import { predecessorOf } from '../asked/predecessor.ts';
import type { Refusal } from '../restorePlan.ts';
import type { Source } from '../source.ts';

/** Why nothing is chosen, and what to do. */

/** No volume can be made from this snapshot now. */
export function unusable(source: Source, { found }: Choice): Refusal {
  const { id, isArchived, state } = source;
  if (state === 'completed' && isArchived)
    return {
      code: 'snapshot-archived',
      snapshotId: id,
      message: `${id} is in the archive tier, and AWS takes up to 72 hours to bring it back, for a charge; restore it from there first, or choose another snapshot with --at`,
      like: `aws ec2 restore-snapshot-tier --region ${found.inventory.region} --snapshot-id ${id} --temporary-restore-days 7`,
    };
  const next = state === 'pending' ? 'wait until it is completed, or choose' : 'choose';
  return {
    code: 'snapshot-not-complete',
    snapshotId: id,
    message: `${whyUnusable(source)}, so no volume can be made from it; ${next} an older snapshot with --at`,
  };
}

/** The newest of each volume, where none of a thing's snapshots can be restored. @param own Newest first. */
export function allUnusable(own: readonly Source[], choice: Choice): Refusal[] {
  const each = grouped(own, ({ volumeId }) => volumeId);
  return [...each.values()].map(([newest]) => unusable(newest, choice));
}

/** A time chooses among snapshots, and one is named. */
export function timeForSnapshot({ order, found }: Choice): Refusal {
  return {
    code: 'at-not-for-snapshot',
    message: `--at chooses among the snapshots of a volume or an instance, but ${inQuotes(order.name)} is one snapshot; leave --at out`,
    like: restoreLine({ ...order, at: undefined }, found.inventory),
  };
}

/** Only our own snapshots are restored. */
export function notOurs({ order, found, sources: [source] }: Choice): Refusal {
  const why = source === undefined ? 'AWS does not list it any more' : markWords(source);
  const adopt = source === undefined ? '' : '; adopt it first';
  return {
    code: 'not-ours',
    message: `${inQuotes(order.name)} is not ours (${why}), and only our own snapshots are restored${adopt}`,
    snapshotId: idOf(found),
    like: source && commandText(['adopt', shellWord(source.id)], found.inventory),
  };
}

/**
 * The thing has no snapshot of ours, or none that was taken by then.
 *
 * @param oldestWhole When its oldest complete set was taken, in milliseconds since 1970; absent where there is none.
 */
export function nothing({ order, found, sources }: Choice, oldestWhole?: number): Refusal {
  const { name, at } = order;
  const code = 'nothing-to-restore';
  const times = sources.filter(isOurs).map(({ startedAt }) => startedAt);
  if (times.length > 0 && at !== undefined) {
    const oldest = iso(new Date(oldestWhole ?? Math.min(...times)));
    const is = oldestWhole === undefined ? 'its oldest is' : 'its oldest complete set is';
    return {
      code,
      message: `${inQuotes(name)} has no snapshot of ours that was taken by ${iso(at.instant)}; ${is} of ${oldest}; use --at with that time or a later one`,
      like: oldest,
    };
  }
  const message = `${inQuotes(name)} has no snapshot of ours`;
  const gone = predecessorOf(order, found);
  if (gone !== undefined) return { code, message: `${message}. ${gone.words}`, like: gone.line };
  if (found.inventory.images?.own.some(({ instanceId }) => instanceId === idOf(found)))
    return {
      code,
      message: `${message}, but it has images; --image launches it again from the newest`,
      like: commandText(['restore', idOf(found), '--image'], found.inventory),
    };
  if (sources.length === 0) return { code, message: `${message}, so nothing can be restored` };
  const newest = sources.toSorted(newestFirst).slice(0, MOST_ADOPTED);
  return {
    code,
    message: `${message}, but ${counted(sources.length, 'snapshot')} of other tools or people, which are not restored; adopt them first`,
    like: commandText(['adopt', ...newest.map(({ id }) => shellWord(id))], found.inventory),
  };
}

/** In one printed command. */
const MOST_ADOPTED = 10;

/** A restore made volumes of some snapshots of a set, and others of it are gone since: the rest would be of another time. */
export function tornSince(begunWith: TakenTogether, known: Known, { order, found, zone }: Choice): Refusal {
  const set = clockText(new Date(begunWith.takenAt), zone);
  return {
    code: 'no-complete-set',
    message: `this restore has begun with the set of ${set}, which is no longer complete (${whyIncomplete(begunWith, known)}); the volumes that it made stay; --again restores the newest complete set`,
    like: restoreLine(order, found.inventory, { again: true }),
  };
}

/**
 * No snapshots of an instance are of one instant and complete.
 *
 * @param oldestWhole When its oldest complete set was taken, in milliseconds since 1970; absent where there is none.
 */
export function noCompleteSet(
  why: string,
  own: readonly Source[],
  choice: Choice,
  oldestWhole?: number,
): Refusal[] {
  const { order, found, begun } = choice;
  const isSome = own.some((one) => begun.has(one.id) || (one.state === 'completed' && !one.isArchived));
  const archived = allUnusable(
    own.filter(({ state, isArchived }) => isArchived && state === 'completed'),
    choice,
  );
  const partial = isSome
    ? '; --partial takes each disk from its own newest snapshot, which is not one instant'
    : '';
  const later =
    oldestWhole === undefined
      ? ''
      : `; its oldest complete set is of ${iso(new Date(oldestWhole))}, so use --at with that time or a later one`;
  return [
    {
      code: 'no-complete-set',
      message: `no complete set of ${inQuotes(order.name)} can be restored (the newest: ${why})${later}${partial}`,
      like: isSome ? restoreLine(order, found.inventory, { partial: true }) : undefined,
    },
    ...archived,
  ];
}
