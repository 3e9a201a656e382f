import { expect, test } from 'vitest';
import { startOfHour } from '../../lambda/core/calendar.ts';
import { theFew } from '../bench/calls.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Region } from '../cloud/region.ts';
import type { Snapshot, Tags, Volume } from '../cloud/records.ts';
import { zoneOf } from '../core/fixtures.ts';
import { DAY, dice, freshCloud, idsOf, mails, MINUTE, restorable, runSnapper } from './story.ts';

/** Many days of runs at three and follow-ups at four, over snapshots of which some fail. */

const ZONE = zoneOf('Europe/Berlin');
/** A day before the clocks change in spring, and before the end of a month. */
const FIRST = Date.parse('2026-03-20') / DAY;
const DAYS = 366;
/** A day before all others. */
const LONG_AGO = 0;
const FAILING = 0.02;
/** One each of instances, volumes and snapshots. */
const PAGES = 3;

/** The slot of a day: the day on which it began. */
type SlotOf = (day: number) => number;

/** The days whose snapshots stay, of those with a snapshot that restores, the latest first. */
type Keeps = (latestFirst: readonly number[]) => readonly number[];

interface Kind {
  readonly tags: Tags;
  /** Whether a snapshot is owed on a day, the last one being of another. */
  readonly isOwed: (day: number, last: number) => boolean;
  readonly keeps: Keeps;
}

function latest(isListed: (day: Date) => boolean): SlotOf {
  return (day) => {
    let slot = day;
    while (!isListed(new Date(slot * DAY))) slot -= 1;
    return slot;
  };
}

const weekdays = latest((day) => day.getUTCDay() % 6 !== 0);
const twiceAMonth = latest((day) => [1, 15].includes(day.getUTCDate()));
const firstOfMonth = latest((day) => day.getUTCDate() === 1);
const lastOfMonth = latest((day) => new Date(day.getTime() + DAY).getUTCDate() === 1);
const sundays = latest((day) => day.getUTCDay() === 0);
const monday = latest((day) => day.getUTCDay() === 1);
const daily: SlotOf = (day) => day;

function inNewSlot(...slots: readonly SlotOf[]): Kind['isOwed'] {
  return (day, last) => slots.some((slot) => slot(day) > slot(last));
}

function newest(count: number): Keeps {
  return (days) => days.slice(0, count);
}

/** The first of each of the last slots; while these are fewer, others too. */
function firsts(count: number, slot: SlotOf): Keeps {
  return (days) => {
    const ones = days.filter((day, index) => slot(days[index + 1] ?? LONG_AGO) < slot(day));
    return [...ones, ...days.filter((day) => !ones.includes(day))].slice(0, count);
  };
}

/** The newest of each of the last periods; while these are fewer, the oldest of all too. */
function newestOf(count: number, period: SlotOf): Keeps {
  return (days) => {
    const ones = days.filter((day, index) => index === 0 || period(day) < period(days[index - 1] ?? day));
    return ones.length < count ? [...ones, ...days.slice(-1)] : ones.slice(0, count);
  };
}

function both(...rules: readonly Keeps[]): Keeps {
  return (days) => [...new Set(rules.flatMap((rule) => rule(days)))].toSorted((a, b) => b - a);
}

const SEVEN: Kind = {
  tags: { autosnap: '1', autosnap_retain: '7' },
  isOwed: inNewSlot(daily),
  keeps: newest(7),
};
const WEEKLY: Kind = {
  tags: { autosnap: '7', autosnap_retain: '4' },
  isOwed: (day, last) => day - last >= 7,
  keeps: newest(4),
};
const TIERS: Kind = {
  tags: { autosnap: '1', autosnap_retain: 'daily:5 weekly:4 monthly:3' },
  isOwed: inNewSlot(daily),
  keeps: both(newestOf(5, daily), newestOf(4, monday), newestOf(3, firstOfMonth)),
};
const SINGLES: readonly Kind[] = [
  { tags: { autosnap: '1', autosnap_retain: '1' }, isOwed: inNewSlot(daily), keeps: newest(1) },
  { tags: { autosnap: '1', autosnap_retain: '12' }, isOwed: inNewSlot(daily), keeps: newest(12) },
  {
    tags: { autosnap: '@mon-fri@2', autosnap_retain: '6' },
    isOwed: inNewSlot(weekdays),
    keeps: firsts(6, weekdays),
  },
  { tags: { autosnap: '5@1st+15th@2' }, isOwed: inNewSlot(twiceAMonth), keeps: firsts(5, twiceAMonth) },
  { tags: { autosnap: '3@last' }, isOwed: inNewSlot(lastOfMonth), keeps: firsts(3, lastOfMonth) },
  {
    tags: { autosnap: 'nightly=5@mon-fri@2 weekly=3@sun@3 monthly=4@1st@1' },
    isOwed: inNewSlot(weekdays, sundays, firstOfMonth),
    keeps: both(firsts(5, weekdays), firsts(3, sundays), firsts(4, firstOfMonth)),
  },
];

interface Kept {
  readonly volume: Volume;
  readonly kind: Kind;
}

/** Sets of two and of three, one of them with a member that has tags of its own, and single volumes. */
function estate(region: Region): Kept[] {
  const set = (server: Kind, others: readonly Kind[]): Kept[] => {
    const attachedTo = region.instance({ tags: server.tags });
    return others.map((kind) => ({
      volume: region.volume({ attachedTo, tags: kind === server ? {} : kind.tags }),
      kind,
    }));
  };
  return [
    ...set(SEVEN, [SEVEN, SEVEN]),
    ...set(TIERS, [TIERS, TIERS, WEEKLY]),
    ...SINGLES.map((kind) => ({ volume: region.volume({ tags: kind.tags }), kind })),
  ];
}

const roll = dice(366);

/** Five to fifty minutes, or the failure. */
function fate(): Volume['snapshotsComplete'] {
  return roll() < FAILING ? 'error' : Math.round((5 + 45 * roll()) * MINUTE);
}

function dayOf({ tags }: Snapshot): number {
  return Date.parse((tags['autosnap_at'] ?? '').slice(0, 10)) / DAY;
}

/** The days that have a snapshot in such a state, the latest first. */
function daysOf(cloud: Cloud, { volume }: Kept, isOne: (state: Snapshot['state']) => boolean): number[] {
  return cloud
    .snapshotsOf(volume)
    .filter(({ state }) => isOne(state))
    .map(dayOf)
    .toSorted((a, b) => b - a);
}

function ids(some: readonly Kept[]): string[] {
  return idsOf(some.map(({ volume }) => volume));
}

test('runs at three with follow-ups at four: the number in the tag on each day, and what fails taken again', async () => {
  const cloud = await freshCloud({ at: startOfHour(FIRST, 3, ZONE) });
  const region = cloud.region('eu-west-1');
  const topic = region.topic('reports');
  const all = estate(region);
  /** What was ever complete, the latest first, by volume. */
  const ever = new Map(all.map((one): [Kept, readonly number[]] => [one, []]));
  const served = (one: Kept): number[] => daysOf(cloud, one, (state) => state !== 'error');
  let failures = 0;

  const run = async (event: object) => {
    for (const { volume } of all) volume.snapshotsComplete = fate();
    const [sent, published] = [cloud.calls.length, mails(cloud, topic).length];
    const scheduled_time = cloud.clock.now().toISOString();
    cloud.clock.advance(Math.round(roll() * MINUTE));
    const report = await runSnapper(cloud, {
      ec2_regions: region.name,
      sns_arn: topic,
      time_zone: ZONE.name,
      scheduled_time,
      ...event,
    });
    const { deleted, created, line } = report.headline;
    const writes = cloud.calls.slice(sent).filter(({ action }) => /^(Create|Delete)/.test(action));
    const told = mails(cloud, topic).length - published;
    expect(cloud.calls.length - sent - writes.length - told).toBeLessThanOrEqual(PAGES + theFew());
    expect(writes.length).toBeLessThanOrEqual(deleted + created);
    return {
      line,
      mails: told,
      created: report.regions.flatMap((one) => one.created.map(({ volumeId }) => volumeId)).toSorted(),
    };
  };

  for (let day = FIRST; day < FIRST + DAYS; day += 1) {
    cloud.clock.set(startOfHour(day, 3, ZONE));
    const owed = all.filter((one) => one.kind.isOwed(day, served(one)[0] ?? LONG_AGO));
    const main = await run({});
    expect(main).toMatchObject({ mails: 1, created: ids(owed) });

    cloud.clock.set(startOfHour(day, 4, ZONE));
    const failed = owed.filter((one) => !served(one).includes(day));
    const followUp = await run({ follow_up: '1h' });
    expect(followUp).toMatchObject({ mails: 0, created: ids(failed) });
    failures += failed.length;

    for (const one of all) {
      const known = ever.get(one) ?? [];
      const [last] = known;
      const complete = daysOf(cloud, one, (state) => state === 'completed');
      const more = complete.filter((each) => last === undefined || each > last);
      ever.set(one, [...more, ...known]);
      expect({ day, ...one.kind.tags, complete }).toEqual({
        day,
        ...one.kind.tags,
        complete: one.kind.keeps(ever.get(one) ?? []),
      });
      expect(restorable(cloud, one.volume)).toHaveLength(complete.length);
      // Never a second snapshot of one slot.
      const slots = served(one);
      expect(slots).toEqual([...new Set(slots)]);
    }
    const at = `${startOfHour(day, 3, ZONE).toISOString().slice(0, 19)}Z`;
    const isServed = ({ volume }: Kept) =>
      cloud.snapshotsOf(volume).some(({ state, tags }) => state !== 'error' && tags['autosnap_at'] === at);
    expect(owed.filter(isServed)).toEqual(owed);
  }
  expect(failures).toBeGreaterThan(DAYS / 10);
}, 240_000);
