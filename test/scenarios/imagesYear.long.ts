import { expect, test } from 'vitest';
import { images } from '../../lambda/aws/images/permissions.ts';
import { freshCloud as cloudOfTest } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Image, Instance, Snapshot, Tags } from '../cloud/records.ts';
import type { Region } from '../cloud/region.ts';
import { DAY, dice, HOUR, ROLE, runSnapper } from './story.ts';

/** A year of daily runs and follow-ups with images, in which images fail, answers are lost and runs die or overlap. */

const DAYS = 365;
const PLACE = { partition: 'aws', account: '123456789012', prefixes: ['autosnap'] };
const EVENT = { ec2_regions: ['eu-west-1'], images: true };

interface Kept {
  readonly server: Instance;
  /** As many available images as the tags ask for. */
  readonly count: number;
}

function estate(region: Region): Kept[] {
  const kept = (count: number, tags: Tags): Kept => {
    const server = region.instance({ tags: { ...tags, autosnap: '1', autosnap_retain: '3' } });
    for (const Name of ['root', 'data']) region.volume({ attachedTo: server, tags: { Name } });
    return { server, count };
  };
  return [
    kept(3, { Name: 'daily', autosnap_image: '1', autosnap_image_retain: '3' }),
    kept(4, { Name: 'sundays', autosnap_image: '@sun@3', autosnap_image_retain: '4' }),
    kept(5, { Name: 'sets', autosnap_image: 'nightly=3@mon-fri@2 weekly=2@sun@2' }),
    kept(2, {
      Name: 'reboots',
      autosnap_image: '3',
      autosnap_image_retain: '2',
      autosnap_image_reboot: 'yes',
    }),
  ];
}

/** What is not ours: an image with our mark alone, its snapshot, and a snapshot with one tag of an image's. */
function foreigners(cloud: Cloud, region: Region): string[] {
  const volume = region.volume({ attachedTo: region.instance({ tags: { Name: 'other' } }) });
  const startedAt = cloud.clock.now();
  const snapshot = region.snapshot({ of: volume, startedAt });
  const tags = { autosnap_image_snapshot: 'autosnap-i-1-20200101T0000Z' };
  const left = region.snapshot({ of: volume, startedAt, tags, description: 'by hand' });
  const image = region.image({ snapshots: [snapshot], tags: { snapshot_tool: 'autosnap' } });
  return [snapshot.id, left.id, image.id];
}

function goodOf(region: Region, { id }: Instance): Image[] {
  return region
    .images()
    .filter(({ tags, state }) => tags['autosnap_instance'] === id && state === 'available');
}

/** Snapshots that images of ours are made of, or were. */
function partsIn(region: Region): Snapshot[] {
  return region
    .snapshots()
    .filter(({ tags }) => 'autosnap_instance' in tags && 'autosnap_image_snapshot' in tags);
}

/** What goes wrong on a day. */
interface Trouble {
  readonly name: 'a run dies' | 'two runs at once' | 'an answer is lost' | 'a snapshot stays';
  readonly comes: number;
}

const TROUBLES: readonly Trouble[] = [
  { name: 'a run dies', comes: 0.04 },
  { name: 'two runs at once', comes: 0.04 },
  { name: 'an answer is lost', comes: 0.08 },
  { name: 'a snapshot stays', comes: 0.04 },
];

test('RA-3 RA-4 RA-7 RA-8 RA-13 a year with faults: as many images as asked for, one a slot, nothing left over', async () => {
  const cloud = await cloudOfTest({ at: '2026-01-01T03:00:00Z', regions: ['eu-west-1'] });
  cloud.policy = [...ROLE, ...images(PLACE)];
  const region = cloud.region('eu-west-1');
  const all = estate(region);
  const foreign = foreigners(cloud, region);
  const next = dice(20_261_128);
  const met = new Map<string, number>();
  const happens = (name: string, probability: number): boolean => {
    const isSo = next() < probability;
    if (isSo) met.set(name, (met.get(name) ?? 0) + 1);
    return isSo;
  };
  const bySlot = new Map<string, string>();

  async function oneDay(names: ReadonlySet<string>): Promise<void> {
    const faults = [];
    if (names.has('an answer is lost')) {
      const action = next() < 0.5 ? 'CreateImage' : 'DeregisterImage';
      const effect = next() < 0.5 ? 'reset after' : 'reset before';
      faults.push(cloud.fault({ action, effect, times: 1 }));
    }
    if (names.has('a snapshot stays')) {
      faults.push(cloud.fault({ action: 'DeleteSnapshot', effect: 'reset before', times: 3 }));
    }
    const had = all.map(({ server }) => goodOf(region, server).length);
    if (names.has('a run dies')) await runSnapper(cloud, EVENT, 60_000);
    else await runSnapper(cloud, EVENT);
    if (names.has('two runs at once'))
      await Promise.all([runSnapper(cloud, EVENT), runSnapper(cloud, EVENT)]);
    for (const fault of faults) fault.remove();
    const has = all.map(({ server, count }, index) => [
      server.tags['Name'],
      goodOf(region, server).length >= Math.min(count, had[index] ?? 0),
    ]);
    expect(has).toEqual(all.map(({ server }) => [server.tags['Name'], true]));
    cloud.clock.advance(HOUR);
    const scheduled_time = cloud.clock.now().toISOString();
    await runSnapper(cloud, { ...EVENT, scheduled_time, follow_up: '1h' });
    cloud.clock.advance(DAY - HOUR);
  }

  for (let day = 0; day < DAYS; day += 1) {
    for (const { server } of all) {
      server.imagesComplete = happens('an image fails', 0.04) ? 'failed' : 'as usual';
    }
    await oneDay(new Set(TROUBLES.flatMap(({ name, comes }) => (happens(name, comes) ? name : []))));
    for (const { id, name } of all.flatMap(({ server }) => goodOf(region, server))) {
      const slot = name.replace(/-\d+$/, '');
      expect([slot, bySlot.get(slot) ?? id]).toEqual([slot, id]);
      bySlot.set(slot, id);
    }
    const there = new Set([...region.snapshots(), ...region.images()].map(({ id }) => id));
    expect(foreign.filter((id) => !there.has(id))).toEqual([]);
  }
  for (const { server } of all) server.imagesComplete = 'as usual';
  for (let calm = 0; calm < 14; calm += 1) await oneDay(new Set());

  expect(all.map(({ server }) => goodOf(region, server).length)).toEqual(all.map(({ count }) => count));
  const inUse = new Set(region.images().flatMap(({ devices }) => devices.map(({ snapshot }) => snapshot.id)));
  expect(partsIn(region).filter(({ id }) => !inUse.has(id))).toEqual([]);
  expect([...met].filter(([, times]) => times < 4)).toEqual([]);
  expect(met.size).toBe(TROUBLES.length + 1);
}, 400_000);
