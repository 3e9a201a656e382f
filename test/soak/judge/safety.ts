import { DAY } from '../../cloud/clock.ts';
import type { Estate } from '../estate/estate.ts';
import { volumesAsked } from './honesty.ts';
import type { Copy } from '../estate/truth.ts';
import { type Ran, goneIn, newIn } from './ran.ts';
import { bereaved, byVolume, isOurs, isPinned, isRestorable, PREFIX, whySpared } from './copies.ts';

/** What no trouble may bring about, by the truth of the cloud. Each breach in words; none is none. */
export function breachesOf(
  estate: Estate,
  ran: Ran,
  doubles: 'no doubles' | 'doubles' = 'no doubles',
): string[] {
  return [
    ...spared(estate, ran),
    ...enough(estate, ran),
    ...marked(estate, ran),
    ...askedAgain(estate, ran),
    ...(doubles === 'doubles' ? [] : onceADay(ran)),
  ];
}

/** Nothing foreign, pinned, locked, archived or in use goes, and never the newest restorable copy of a volume. */
export function spared(
  { untouchable }: Pick<Estate, 'untouchable'>,
  ran: Pick<Ran, 'before' | 'after'>,
  prefix = PREFIX,
): string[] {
  const gone = goneIn(ran);
  const held = new Set(untouchable.map(({ id }) => id));
  return [
    ...gone.flatMap((one) => {
      const why = whySpared(one, held.has(one.id) ? 'held' : undefined, prefix);
      return why === undefined ? [] : [`${one.id} of ${one.volumeId} is gone, which was ${why}`];
    }),
    ...bereaved(ran.before.values(), (id) => !ran.after.has(id), prefix).map(
      (id) => `the newest restorable copy of ${id} is gone`,
    ),
  ];
}

/** RA-7: no volume has fewer copies than asked for, or than there were, because of us. */
function enough({ keeps }: Estate, { before, after }: Ran): string[] {
  return [...keeps].flatMap(([id, number]) => {
    const counted = (copy: Copy): boolean =>
      copy.volumeId === id && isOurs(copy) && isRestorable(copy) && !isPinned(copy);
    const had = [...before.values()].filter(counted).length;
    const has = [...after.values()].filter(counted).length;
    return has >= Math.min(number, had) ? [] : [`${id} had ${had} restorable copies, and has ${has}`];
  });
}

/** What is new was owed, and is ours for everybody to see. */
function marked({ watched }: Estate, ran: Ran): string[] {
  const owed = new Set(watched.map(({ id }) => id));
  return newIn(ran).flatMap(({ id, volumeId, tags }) => {
    const isMarked = tags['snapshot_tool'] === 'autosnap' && tags['autosnap_at'] !== undefined;
    if (!isMarked) return [`${id} is new and has no mark`];
    return owed.has(volumeId) ? [] : [`${id} is a copy of ${volumeId}, which asked for none`];
  });
}

/** After these nobody knows whether a copy was made. */
const UNCLEAR =
  /^(reset|timeout|truncated|html|InternalError|InternalFailure|ServerInternal|Unavailable|ServiceUnavailable)/;

/** C-29: after an unclear answer no copy of the same volume is asked for in the same run. */
function askedAgain({ watched }: Estate, { calls }: Ran): string[] {
  return watched.flatMap(({ id }) => {
    const asked = calls.filter((call) => volumesAsked(call, watched).includes(id));
    const unclear = asked.findIndex(({ outcome }) => UNCLEAR.test(outcome));
    return unclear === -1 || unclear === asked.length - 1 ? [] : [`${id} was asked for again`];
  });
}

/** C-29: no volume gets two copies in a run, nor a second one where its day has one. */
function onceADay(ran: Ran): string[] {
  const before = [...ran.before.values()].filter((one) => isOurs(one) && one.state !== 'error');
  return [...byVolume(newIn(ran))].flatMap(([volumeId, copies]) => {
    if (copies.length > 1) return [`${volumeId} got ${copies.length} copies in one run`];
    const isSecond = before.some((one) => one.volumeId === volumeId && dayOf(one) === dayOf(copies[0]));
    return isSecond ? [`${volumeId} got a second copy of one day`] : [];
  });
}

function dayOf(copy: Pick<Copy, 'startedAt'> | undefined): number {
  return Math.floor((copy?.startedAt ?? 0) / DAY);
}
