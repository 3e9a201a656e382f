import { expect } from 'vitest';
import type { Report } from '../../../lambda/core/report/report.ts';
import { DAY, MINUTE, SECOND } from '../../cloud/clock.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import type { Snapshot, Volume } from '../../cloud/records.ts';
import { freshCloud, ownCopies, restorable, runSnapper } from '../../scenarios/story.ts';

/** Runs that overlap: while one waits for its k-th call, others come and read and write what they like. */

export const KEEPS = 3;

export const EVENT = {
  ec2_regions: ['eu-west-1', 'eu-central-1'],
  default_frequency: '1',
  default_retain: String(KEEPS),
};

/** How the others come. */
export interface Overlap {
  /** What each of the others is told; the first is told `EVENT`. */
  readonly others: readonly object[];
  /** How much time the cloud's clock lets pass when they come and when they are done, or with each call beside. */
  readonly after: number;
  readonly listLag: number;
  /** `wholly`: the first waits in its k-th call until they are done. `beside`: all go on side by side. */
  readonly how: 'wholly' | 'beside';
}

export interface Lived {
  readonly doubles: number;
  readonly daysUntilGone: number;
}

/** One volume a set with another, and two by themselves, each with a copy of four days and none of today. */
export async function smallEstate(): Promise<{ cloud: Cloud; volumes: readonly Volume[] }> {
  const cloud = await freshCloud();
  const [west, central] = [cloud.region('eu-west-1'), cloud.region('eu-central-1')];
  const web = west.instance();
  const volumes = [
    west.volume({ attachedTo: web }),
    west.volume({ attachedTo: web }),
    west.volume(),
    central.volume(),
  ];
  for (const volume of volumes) ownCopies(cloud, volume, KEEPS + 1);
  return { cloud, volumes };
}

/** Lets the others in before the k-th call of the first, asks what must hold, and lives on until all doubles are gone. */
export async function overlapped(k: number, { others, after, listLag, how }: Overlap): Promise<Lived> {
  const { cloud, volumes } = await smallEstate();
  cloud.listLag = listLag;
  const before = everySnapshot(cloud);
  const reports: Promise<Report>[] = [];
  // Where all comes at once no time passes, also not for who waits: then only a second look keeps doubles away.
  const sleep = async (milliseconds: number): Promise<void> => {
    if (after > 0) cloud.clock.advance(milliseconds);
  };
  const place = { env: cloud.env, clock: cloud.clock, sleep };
  let seen = 0;
  const hook = cloud.before('any', async () => {
    seen += 1;
    if (how === 'beside' && seen > k) cloud.clock.advance(after / 10);
    if (seen !== k) return;
    cloud.clock.advance(after);
    reports.push(...others.map((other) => runSnapper(place, { ...EVENT, ...other })));
    if (how === 'beside') return;
    await Promise.all(reports);
    cloud.clock.advance(after);
  });
  const first = await runSnapper(place, EVENT);
  const all = [first, ...(await Promise.all(reports))];
  hook.remove();
  expect(all).toHaveLength(1 + others.length);

  const now = everySnapshot(cloud);
  const made = now.filter((one) => !before.includes(one));
  const gone = before.filter((one) => !now.includes(one));
  expect(sum(all, ({ headline }) => headline.created)).toBe(made.length);
  expect(sum(all, ({ headline }) => headline.deleted)).toBe(gone.length);
  expect(sum(all, ({ headline }) => headline.failures)).toBe(0);
  for (const volume of volumes) {
    expect(restorable(cloud, volume).length).toBeGreaterThanOrEqual(KEEPS);
    const today = made.filter(({ volumeId }) => volumeId === volume.id).length;
    expect(today).toBeGreaterThanOrEqual(1);
    expect(today).toBeLessThanOrEqual(1 + others.length);
  }
  return { doubles: made.length - volumes.length, daysUntilGone: await daysUntilGone(cloud, volumes) };
}

/** Days of one calm run each, until every volume has exactly its number, one a day. */
async function daysUntilGone(cloud: Cloud, volumes: readonly Volume[]): Promise<number> {
  const morning = new Date('2026-01-01T03:00:00Z').getTime();
  for (let days = 1; days <= 5; days += 1) {
    cloud.clock.set(new Date(morning + days * DAY));
    await runSnapper(cloud, EVENT);
    const each = volumes.map((volume) => restorable(cloud, volume));
    // So many stand without the doubles.
    for (const copies of each) expect(daysOf(copies).size).toBeGreaterThanOrEqual(KEEPS);
    const isCalm = each.every((copies) => copies.length === KEEPS && daysOf(copies).size === KEEPS);
    if (isCalm) return days;
  }
  throw new Error('the doubles are still there after five days');
}

export function daysOf(copies: readonly Snapshot[]): Set<string> {
  return new Set(copies.map(({ startedAt }) => startedAt.toISOString().slice(0, 10)));
}

/** How many calls a run makes that nobody disturbs. */
export async function callsOfCleanRun(): Promise<number> {
  const { cloud } = await smallEstate();
  await runSnapper(cloud, EVENT);
  return cloud.calls.length;
}

function everySnapshot(cloud: Cloud): readonly Snapshot[] {
  return EVENT.ec2_regions.flatMap((name) => [...cloud.region(name).snapshots()]);
}

function sum(reports: readonly Report[], number: (report: Report) => number): number {
  return reports.reduce((total, report) => total + number(report), 0);
}

const LATER = 20 * SECOND;
const SAME = {};

/** AWS refuses a second snapshot of a volume within 15 seconds, so most of these let 20 pass. */
export const OVERLAPS: readonly (readonly [string, Omit<Overlap, 'how'>])[] = [
  ['the same event, at once', { others: [SAME], after: 0, listLag: 0 }],
  ['the same event, 20 s apart', { others: [SAME], after: LATER, listLag: 0 }],
  ['the same event, 20 s apart, lists 5 minutes late', { others: [SAME], after: LATER, listLag: 5 * MINUTE }],
  ['another time zone', { others: [{ time_zone: 'Etc/GMT+4' }], after: LATER, listLag: 0 }],
  ['another default retention', { others: [{ default_retain: '5' }], after: LATER, listLag: 0 }],
  ['three at once', { others: [SAME, SAME], after: LATER, listLag: 0 }],
];
