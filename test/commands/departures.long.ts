import { describe, expect, test } from 'vitest';
import { iso } from '../../lambda/core/calendar.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Volume } from '../cloud/records.ts';
import { DAY, HOUR, ownCopies, ownCopy, runSnapper } from '../scenarios/story.ts';
import { documentOf, personsCloud, show } from './person.ts';

/** The day on which `show` says that each copy goes, by snapshot id. */
async function namedDays(
  cloud: Cloud,
  { id }: Volume,
  event?: unknown,
): Promise<Record<string, string | undefined>> {
  const { text } = await show(cloud, id, event);
  const whole = text.replaceAll(/\n {8,}/g, ' ').split('\n');
  const lines = whole.filter((line) => line.startsWith('    snap-'));
  return Object.fromEntries(
    lines.map((line) => {
      const [, snapshot = '', day] = /^ {4}(snap-\S+) .*?(?: deleted (\d{4}-\d\d-\d\d))?$/.exec(line) ?? [];
      return [snapshot, day];
    }),
  );
}

const SECOND = { follow_up: '1h' };

interface Living {
  readonly days: number;
  readonly event?: Readonly<Record<string, unknown>>;
  readonly zone?: string;
  readonly every?: number;
}

/**
 * Lives on with the real function, a run a day unless `every` says otherwise, each with the follow-up that the stack
 * has by default, and tells on which day each copy really went.
 */
async function livedDays(
  cloud: Cloud,
  volume: Volume,
  { days, event = {}, zone = 'UTC', every = DAY }: Living,
): Promise<Record<string, string | undefined>> {
  const copies = cloud.snapshotsOf(volume).map(({ id }) => id);
  const went = new Map<string, string>();
  const dayIn = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
  const note = (): void => {
    const there = new Set(cloud.snapshotsOf(volume).map(({ id }) => id));
    for (const id of copies)
      if (!there.has(id) && !went.has(id)) went.set(id, dayIn.format(cloud.clock.now()));
  };
  const isFollowed = every >= 3 * HOUR;
  for (let time = 0; time < days * DAY; time += every) {
    await runSnapper(cloud, event);
    note();
    if (isFollowed) {
      cloud.clock.advance(HOUR);
      await runSnapper(cloud, { ...event, ...SECOND, scheduled_time: iso(cloud.clock.now()) });
      note();
    }
    cloud.clock.advance(isFollowed ? every - HOUR : every);
  }
  return Object.fromEntries(copies.map((id) => [id, went.get(id)]));
}

function valuesOf(days: Record<string, string | undefined>): string[] {
  return Object.values(days).flatMap((day) => day ?? []);
}

describe('RB-12 the day on which show says that a copy goes is the day on which it goes', () => {
  test.for<[string, Record<string, string>, number, number]>([
    ['a count', { autosnap: '1', autosnap_retain: '3' }, 6, 5],
    ['every three days', { autosnap: '3', autosnap_retain: '3' }, 5, 11],
    ['a weekly calendar', { autosnap: '@sat', autosnap_retain: '3' }, 5, 28],
    ['a calendar with its own count', { autosnap: '4@mon-fri@2' }, 5, 9],
    ['tiers', { autosnap: '1', autosnap_retain: 'daily:4 weekly:2' }, 8, 23],
    ['sets', { autosnap: 'nightly=3@mon-fri@2 weekly=2@sun@3' }, 8, 18],
    ['sets beside a count', { autosnap: 'a=2@mon+thu b=1@tue', autosnap_retain: '3' }, 6, 12],
  ])('%s', async ([, tags, history, days]) => {
    const cloud = await personsCloud({ at: '2026-02-25T03:00:00Z' });
    const volume = cloud.region('eu-west-1').attachedVolume(tags);
    ownCopies(cloud, volume, history);
    const named = await namedDays(cloud, volume);
    expect(valuesOf(named)).toHaveLength(history);
    expect(await livedDays(cloud, volume, { days })).toEqual(named);
  });

  test('an age, where each run comes when the slot begins', async () => {
    const cloud = await personsCloud({ at: '2026-02-25T00:00:00Z' });
    const volume = cloud
      .region('eu-west-1')
      .attachedVolume({ autosnap: '1', autosnap_retain: '2 within:9d' });
    ownCopies(cloud, volume, 8);
    const named = await namedDays(cloud, volume);
    expect(valuesOf(named)).toHaveLength(8);
    expect(await livedDays(cloud, volume, { days: 12 })).toEqual(named);
  });

  test.for([
    ['6h', 6],
    ['5h', 1],
  ] as const)('hours, where a run comes at the start of each slot: %s', async ([autosnap, hours]) => {
    const cloud = await personsCloud({ at: '2026-01-01T00:00:00Z' });
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap, autosnap_retain: '5' });
    for (const back of [4, 3, 2, 1]) ownCopy(cloud, volume, (back * Number.parseInt(autosnap, 10)) / 24);
    const named = await namedDays(cloud, volume);
    expect(valuesOf(named)).toHaveLength(4);
    expect(await livedDays(cloud, volume, { days: 3, every: hours * HOUR })).toEqual(named);
  });

  test('a pinned copy stays among them, and a failed one goes with the next run', async () => {
    const cloud = await personsCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '2' });
    const pinned = ownCopy(cloud, volume, 4, { tags: { autosnap_keep: 'yes' } });
    const failed = ownCopy(cloud, volume, 3, { state: 'error' });
    ownCopies(cloud, volume, 2);
    const named = await namedDays(cloud, volume);
    expect(named).toMatchObject({ [pinned.id]: undefined, [failed.id]: '2026-01-01' });
    expect(await livedDays(cloud, volume, { days: 6 })).toEqual(named);
  });

  test('a braked history goes two a day, and then at once', async () => {
    const cloud = await personsCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '3' });
    ownCopies(cloud, volume, 19);
    const named = await namedDays(cloud, volume);
    expect(valuesOf(named).filter((day) => day === '2026-01-01')).toHaveLength(2);
    expect(await livedDays(cloud, volume, { days: 10 })).toEqual(named);
  });

  test('of a Multi-Attach volume, where both policies let it go', async () => {
    const cloud = await personsCloud();
    const region = cloud.region('eu-west-1');
    const hosts = [
      { autosnap: '1', autosnap_retain: '2' },
      { autosnap: '1', autosnap_retain: 'weekly:2' },
    ].map((tags) => region.instance({ tags }));
    const shared = region.volume({ type: 'io2', attachedTo: hosts });
    ownCopies(cloud, shared, 5);
    const named = await namedDays(cloud, shared);
    expect(valuesOf(named)).toHaveLength(5);
    expect(await livedDays(cloud, shared, { days: 20 })).toEqual(named);
  });

  test('when today’s run is over, and the next one comes tomorrow', async () => {
    const cloud = await personsCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '3' });
    ownCopies(cloud, volume, 3);
    await runSnapper(cloud);
    cloud.clock.advance(12 * HOUR);
    const named = await namedDays(cloud, volume);
    cloud.clock.advance(12 * HOUR);
    expect(await livedDays(cloud, volume, { days: 6 })).toEqual(named);
  });

  test('when a run is over, and its follow-up comes in half an hour', async () => {
    const cloud = await personsCloud();
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '3' });
    const [oldest, ...others] = ownCopies(cloud, volume, 3).map(({ id }) => id);
    await runSnapper(cloud);
    cloud.clock.advance(HOUR / 2);
    const named = await namedDays(cloud, volume);
    expect(Object.keys(named).filter((id) => named[id] === '2026-01-01')).toEqual([oldest]);
    cloud.clock.advance(HOUR / 2);
    await runSnapper(cloud, { ...SECOND, scheduled_time: iso(cloud.clock.now()) });
    expect(cloud.snapshotsOf(volume).map(({ id }) => id)).toEqual(expect.arrayContaining(others));
    expect(cloud.snapshotsOf(volume)).toHaveLength(3);
    cloud.clock.advance(DAY - HOUR);
    expect({ ...(await livedDays(cloud, volume, { days: 5 })), [oldest ?? '']: '2026-01-01' }).toEqual(named);
  });

  test('D-21 in another time zone, whose clocks change meanwhile', async () => {
    const zone = 'Europe/Berlin';
    const cloud = await personsCloud({ at: '2026-03-26T02:00:00Z' });
    const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '3' });
    ownCopies(cloud, volume, 3);
    const event = { time_zone: zone };
    const named = await namedDays(cloud, volume, event);
    expect(await livedDays(cloud, volume, { days: 7, event, zone })).toEqual(named);
  });
});

test('RB-12 what show does not see the end of stays until the day it names', async () => {
  const cloud = await personsCloud();
  const volume = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '999' });
  const [copy] = ownCopies(cloud, volume, 1);
  const answer = await show(cloud, volume.id);
  const [shown] = documentOf(answer, 'show').volumes;
  expect(shown?.snapshots).toMatchObject([{ snapshotId: copy?.id, fate: 'keep' }]);
  expect(shown?.snapshots[0]?.goes).toBeUndefined();
  expect(shown?.lookedUntil).toBe('2027-02-04');
  expect(answer.text).toMatch(/keep: 1 of 999; stays beyond 2027-02-04$/m);
});
