import type { ListedSnapshot } from '../../../lambda/core/snapshot.ts';
import type { Age } from '../../../lambda/core/calendar.ts';
import { checkPlaces } from './places.ts';
import { DAY, HOUR, periodAt, slotAt, stride } from './slots.ts';
import { bereaved, byVolume, isOurs, isRestorable, serves, standsFor, whySpared } from './copies.ts';
import { Broken, type Ran, type Seen } from './seen.ts';

/** What holds after every run of the core: what it does, and what its plan says. */
export function checkRun(ran: Ran): void {
  checkPlan(ran);
  checkBrake(ran);
  checkDeeds(ran);
}

/** What holds after every run, looked at from outside: what was there, what is there. */
export function checkDeeds(seen: Seen): void {
  checkSpared(seen);
  checkNewestStay(seen);
  checkPlaces(seen);
  checkLeftAlone(seen);
  checkCreated(seen);
  checkBereft(seen);
}

/** 1: what may never go is never asked for, as far as lists tell. */
function checkPlan({ settings: { prefix }, plan, listed, log }: Ran): void {
  const shown = new Map(listed.snapshots.map((one) => [one.id, one]));
  for (const { snapshotId } of plan.deletes) {
    const one = shown.get(snapshotId);
    const why = one === undefined ? 'not listed' : whySpared(one, listed.holds.get(snapshotId), prefix);
    if (why !== undefined) throw new Broken(1, `the plan deletes ${snapshotId}, which is ${why}`);
  }
  const times = plan.deletes.map(({ snapshotId }) => shown.get(snapshotId)?.startedAt ?? 0);
  if (times.some((time, index) => time < (times[index - 1] ?? 0)))
    throw new Broken(1, 'the oldest does not go first');
  const planned = new Set(plan.deletes.map(({ snapshotId }) => snapshotId));
  for (const id of log.asked) {
    if (!planned.has(id)) throw new Broken(1, `${id} was to be deleted, but is not in the plan`);
  }
}

/** 1: what may never go never goes. */
function checkSpared({ settings: { prefix }, deleted }: Seen): void {
  for (const { snapshot, held } of deleted) {
    const why = whySpared(snapshot, held, prefix);
    if (why !== undefined) throw new Broken(1, `${snapshot.id} is gone, which was ${why}`);
  }
}

/** 1: the newest restorable copy of a volume stays; where lists are late, the newest that they show. */
function checkNewestStay(seen: Seen): void {
  const { before, after, deleted, lateLists, settings } = seen;
  const { prefix } = settings;
  if (deleted.length === 0) return;
  const isGone = (id: string): boolean => before.has(id) && !after.has(id);
  const lists = lateLists.map(({ snapshots }) => new Set(bereaved(snapshots, isGone, prefix)));
  const lost = bereaved(before.values(), isGone, prefix).find(
    (id) => lists.every((list) => list.has(id)) && !mayEnd(id, seen),
  );
  if (lost !== undefined) throw new Broken(1, `the newest restorable copy of ${lost} is gone`);
}

/** A person said that also the last of a vanished volume goes, and at what age. */
function mayEnd(volumeId: string, seen: Seen): boolean {
  const last = seen.settings.orphanRetain?.last;
  if (last === undefined || seen.asked.has(volumeId)) return false;
  const own = seen.listed.snapshots.filter(
    (one) => one.volumeId === volumeId && isOurs(one, seen.settings.prefix),
  );
  return own.every((one) => !isRestorable(one) || one.startedAt <= oldBefore(last, seen));
}

/**
 * Whatever is started before this is as old as an age. It is counted back from the newest own snapshot, and only
 * where nothing is managed from the clock. An age is counted on the clocks' dials, which may have been turned.
 */
function oldBefore({ count, unit }: Age, { asked, listed, settings, now }: Seen): number {
  const own = listed.snapshots.filter((one) => isOurs(one, settings.prefix));
  const isManaged = [...asked.values()].some(({ wishes }) => wishes.length > 0);
  const newest = isManaged ? Math.max(...own.map(({ startedAt }) => startedAt)) : now;
  return Math.min(newest, now) - count * (unit === 'days' ? DAY : HOUR) + 3 * HOUR;
}

/** 3: only volumes that clearly ask for fewer copies lose some; vanished ones only by their age. */
function checkLeftAlone(seen: Seen): void {
  const { asked, deleted, settings, listed } = seen;
  for (const { snapshot } of deleted) {
    const { volumeId, id } = snapshot;
    const wish = asked.get(volumeId);
    if (wish === undefined) {
      const { orphanRetain: age, prefix } = settings;
      if (age === undefined) throw new Broken(3, `${id} of ${volumeId} is gone, which had vanished`);
      const limit = oldBefore(age, seen);
      const own = listed.snapshots.filter((one) => one.volumeId === volumeId && isOurs(one, prefix));
      if (own.some(({ startedAt }) => startedAt > limit)) {
        throw new Broken(3, `${id} of ${volumeId} is gone, whose newest copy is not that old`);
      }
    } else if (wish.losesNothing !== undefined || wish.wishes.length === 0) {
      throw new Broken(3, `${id} of ${volumeId} is gone, which is ${wish.losesNothing}`);
    }
  }
}

/** 5: what was made was asked for, and carries the mark and the time, and nothing that only people write. */
function checkCreated({ made, asked, settings: { prefix }, now }: Seen): void {
  const time = `${new Date(now).toISOString().slice(0, 19)}Z`;
  for (const { tags, volumeId, id } of made) {
    if ((asked.get(volumeId)?.wishes.length ?? 0) === 0)
      throw new Broken(5, `nobody asked for a copy of ${volumeId}`);
    if (tags['snapshot_tool'] !== prefix) throw new Broken(5, `${id} has no mark`);
    if (tags[`${prefix}_at`] !== time) throw new Broken(5, `${id} does not stand for ${time}`);
    const strange = Object.keys(tags).find((key) => isReserved(key, prefix));
    if (strange !== undefined) throw new Broken(5, `${id} carries ${strange}`);
    if (Object.keys(tags).length > 48) throw new Broken(5, `${id} has more than 48 tags`);
  }
}

function isReserved(key: string, prefix: string): boolean {
  const plain = key.toLowerCase();
  if (key.startsWith('aws:') || plain === `${prefix}_keep`) return true;
  const written = new RegExp(`^${prefix}_(at|instance|zone|server|named|disks(_\\d+)?)$`);
  return (key === prefix || key.startsWith(`${prefix}_`)) && !written.test(key);
}

/** 6: a volume that was to get a copy and was not told of one lost nothing that restores. */
function checkBereft({ bereft, deleted }: Seen): void {
  for (const { snapshot } of deleted) {
    if (bereft.has(snapshot.volumeId) && isRestorable(snapshot)) {
      throw new Broken(6, `${snapshot.id} is gone, though ${snapshot.volumeId} got no new copy`);
    }
  }
}

/**
 * 7: no more than ten at once, or than half of what could go; a braked volume loses two, in as many runs that take
 * it as there were on the last day with any, and only in one where its history gets shorter; once nothing older is
 * surplus, in each.
 */
function checkBrake({ plan, listed, settings, asked, log, now }: Ran): void {
  if (settings.maxDeletes !== undefined) {
    if (plan.deletes.length > settings.maxDeletes) throw new Broken(7, 'more than max_deletes');
    return;
  }
  if (settings.followUp === undefined && settings.isContinued !== true)
    checkRepeat({ listed, settings, now, plan });
  const isJudged = (one: ListedSnapshot): boolean =>
    isRestorable(one) && isOurs(one, settings.prefix) && (asked.get(one.volumeId)?.wishes.length ?? 0) > 0;
  const going = new Set(plan.deletes.map(({ snapshotId }) => snapshotId));
  const braked = new Map(plan.brakes.map((one) => ['volumeId' in one ? one.volumeId : one.scope, one.scope]));
  const day = (time: number): string => periodAt('daily', time, settings.zone.name);
  let [lost, of] = [0, 0];
  for (const [volumeId, copies] of byVolume(new Map(listed.snapshots.map((one) => [one.id, one])).values())) {
    const judged = copies.filter(
      (one) => isJudged(one) && whySpared(one, listed.holds.get(one.id), settings.prefix) === undefined,
    );
    const fewer = judged.filter(({ id }) => going.has(id)).length;
    if (fewer > Math.max(10, judged.length / 2))
      throw new Broken(7, `${volumeId} loses ${fewer} of ${judged.length}`);
    const own = copies.filter((one) => isOurs(one, settings.prefix));
    const days = own.map((one) => ({ ...one, day: day(standsFor(one, settings.prefix)) }));
    const before = days
      .filter((one) => (one.state === 'pending' || one.state === 'completed') && one.day < day(now))
      .map((one) => one.day)
      .toSorted();
    const onLast = before.filter((one) => one === before.at(-1)).length;
    const runs = braked.get(volumeId) === 'span' ? 1 : Math.max(1, onLast);
    const ofToday = days.filter((one) => one.day === day(now)).length;
    // Once nothing older goes, that day no longer tells how many it had.
    const isReached = judged.every(
      (one) => !going.has(one.id) || day(standsFor(one, settings.prefix)) >= (before.at(-1) ?? ''),
    );
    const pace = settings.followUp === undefined && (ofToday < runs || isReached) ? 2 : 0;
    if (fewer > pace && (braked.has(volumeId) || braked.has('region')))
      throw new Broken(7, `${volumeId} is braked and loses ${fewer}, not ${pace}`);
    const taken = log.deleted.filter(
      ({ snapshot }) => snapshot.volumeId === volumeId && isJudged(snapshot),
    ).length;
    if (taken > 0 && braked.has(volumeId) && !log.confirmed.has(volumeId)) {
      throw new Broken(7, `${volumeId} is braked and loses ${taken} without a new copy`);
    }
    lost += fewer;
    of += judged.length;
  }
  if (!braked.has('region') && lost > Math.max(10, of / 2))
    throw new Broken(7, `the region loses ${lost} of ${of}`);
}

/** 7: a run that finds what was started after its time is late or repeats another: it deletes nothing. */
function checkRepeat({
  listed,
  settings,
  now,
  plan,
}: Pick<Ran, 'listed' | 'settings' | 'now' | 'plan'>): void {
  const later = listed.snapshots.find((one) => isOurs(one, settings.prefix) && one.startedAt > now);
  if (later !== undefined && plan.deletes.length > 0)
    throw new Broken(7, `${later.id} was started after the time of the run, which deletes`);
}

/**
 * 4: a run that follows another takes no second copy of a slot, and none where a copy was started after its time.
 *
 * Only where lists showed each copy of the volume as it was. And only where the run was not ahead of AWS's clock:
 * a copy never stands for a time after its data, so what such a run takes stands for an earlier slot than it meant.
 */
export function checkSlots({ made: all, before, listed, asked, settings, now, at }: Seen): void {
  const { prefix } = settings;
  const timeZone = settings.zone.name;
  if (all.length === 0) return;
  const shown = new Map(listed.snapshots.map((one) => [one.id, one]));
  for (const made of all) {
    const others = [...before.values()].filter(
      (one) => one.volumeId === made.volumeId && isOurs(one, prefix) && serves(one),
    );
    const isTrue = others.every((one) => {
      const said = shown.get(one.id);
      return said !== undefined && isOurs(said, prefix) && standsFor(said, prefix) === standsFor(one, prefix);
    });
    if (!isTrue) continue;
    const later = others.find(({ startedAt }) => startedAt > now);
    if (later !== undefined)
      throw new Broken(4, `${made.id} was taken, though ${later.id} was started later`);
    const isOwed = (asked.get(made.volumeId)?.wishes ?? []).some(({ rhythm }) => {
      const slot = slotAt(rhythm, standsFor(made, prefix), timeZone);
      return others.every((one) => slotAt(rhythm, standsFor(one, prefix), timeZone) + stride(rhythm) <= slot);
    });
    if (now <= at && !isOwed) {
      throw new Broken(4, `${made.id} is a second copy of a slot of ${made.volumeId}`);
    }
  }
}
