import { DAY } from '../../cloud/clock.ts';
import type { Estate } from '../estate/troubled.ts';
import { volumesAsked } from './honesty.ts';
import type { Copy, Ran } from '../trouble/watchedRun.ts';
import { goneIn, isOwn, isPinned, isRestorable, newestFirst, newIn } from '../trouble/watchedRun.ts';

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
function spared({ untouchable }: Estate, ran: Ran): string[] {
  const mayNever = new Set(untouchable.map(({ id }) => id));
  const restorable = [...ran.before.values()].filter((one) => isOwn(one) && isRestorable(one));
  for (const copies of byVolume(restorable).values()) {
    const [newest] = copies.toSorted(newestFirst);
    if (newest !== undefined) mayNever.add(newest.id);
  }
  return goneIn(ran).flatMap((one) => {
    const isFair = isOwn(one) && !isPinned(one) && (one.state === 'error' || isRestorable(one));
    return isFair && !mayNever.has(one.id) ? [] : [`${one.id} of ${one.volumeId} may never go, and is gone`];
  });
}

/** RA-7: no volume has fewer copies than asked for, or than there were, because of us. */
function enough({ watched }: Estate, { before, after }: Ran): string[] {
  return watched.flatMap(({ volume: { id }, keeps }) => {
    const counted = (copy: Copy): boolean =>
      copy.volumeId === id && isOwn(copy) && isRestorable(copy) && !isPinned(copy);
    const had = [...before.values()].filter(counted).length;
    const has = [...after.values()].filter(counted).length;
    return has >= Math.min(keeps, had) ? [] : [`${id} had ${had} restorable copies, and has ${has}`];
  });
}

/** What is new was owed, and is ours for everybody to see. */
function marked({ watched }: Estate, ran: Ran): string[] {
  const owed = new Set(watched.map(({ volume }) => volume.id));
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
  return watched.flatMap(({ volume: { id } }) => {
    const asked = calls.filter((call) => volumesAsked(call, watched).includes(id));
    const unclear = asked.findIndex(({ outcome }) => UNCLEAR.test(outcome));
    return unclear === -1 || unclear === asked.length - 1 ? [] : [`${id} was asked for again`];
  });
}

/** C-29: no volume gets two copies in a run, nor a second one where its day has one. */
function onceADay(ran: Ran): string[] {
  const before = [...ran.before.values()].filter((one) => isOwn(one) && one.state !== 'error');
  return [...byVolume(newIn(ran))].flatMap(([volumeId, copies]) => {
    if (copies.length > 1) return [`${volumeId} got ${copies.length} copies in one run`];
    const isSecond = before.some((one) => one.volumeId === volumeId && dayOf(one) === dayOf(copies[0]));
    return isSecond ? [`${volumeId} got a second copy of one day`] : [];
  });
}

function dayOf(copy: Copy | undefined): number {
  return Math.floor((copy?.startedAt.getTime() ?? 0) / DAY);
}

function byVolume(copies: readonly Copy[]): Map<string, Copy[]> {
  const groups = new Map<string, Copy[]>();
  for (const copy of copies) groups.set(copy.volumeId, [...(groups.get(copy.volumeId) ?? []), copy]);
  return groups;
}
