import { expect, test } from 'vitest';
import { images } from '../../lambda/aws/images/permissions.ts';
import { freshCloud as cloudOfTest } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Image, Instance, Snapshot, Tags } from '../cloud/records.ts';
import type { Region } from '../cloud/region.ts';
import { DAY, dice, HOUR, idsOf, ROLE, runSnapper } from './story.ts';

/** A year of daily runs and follow-ups with images, in which images fail, answers are lost and runs die. */

const DAYS = 365;
const PLACE = { partition: 'aws', account: '123456789012', prefixes: ['autosnap'] };
/** Of a hundred things of a kind, so many go wrong. */
const TROUBLE = 0.04;

interface Kept {
  readonly server: Instance;
  /** As many available images as the tags ask for. */
  readonly count: number;
  /** The first runs of a slot: those that must not make a second image. */
  readonly slotOf: (image: Image) => string;
}

function dayOf({ name }: Image): string {
  return /-(\d{8}T\d{4}Z)/.exec(name)?.[1] ?? name;
}

function server(region: Region, tags: Tags): Instance {
  const one = region.instance({ tags: { ...tags, autosnap: '1', autosnap_retain: '3' } });
  region.volume({ attachedTo: one, tags: { Name: 'root' } });
  region.volume({ attachedTo: one, tags: { Name: 'data' } });
  return one;
}

function estate(region: Region): Kept[] {
  const kept = (tags: Tags, count: number): Kept => ({ server: server(region, tags), count, slotOf: dayOf });
  return [
    kept({ Name: 'daily', autosnap_image: '1', autosnap_image_retain: '3' }, 3),
    kept({ Name: 'sundays', autosnap_image: '@sun@3', autosnap_image_retain: '4' }, 4),
    kept({ Name: 'sets', autosnap_image: 'nightly=3@mon-fri@2 weekly=2@sun@2' }, 5),
    kept(
      { Name: 'reboots', autosnap_image: '3', autosnap_image_retain: '2', autosnap_image_reboot: 'yes' },
      2,
    ),
  ];
}

/** What is not ours, and what nothing may touch. */
function foreigners(
  cloud: Cloud,
  region: Region,
): { readonly images: Image[]; readonly snapshots: Snapshot[] } {
  const other = region.instance({ tags: { Name: 'other' } });
  const volume = region.volume({ attachedTo: other });
  const snapshot = region.snapshot({ of: volume, startedAt: cloud.clock.now(), tags: {} });
  const left = region.snapshot({
    of: volume,
    startedAt: cloud.clock.now(),
    tags: { autosnap_image_snapshot: 'autosnap-i-1-20200101T0000Z' },
    description: 'by hand',
  });
  const marked = region.image({ snapshots: [snapshot], tags: { snapshot_tool: 'autosnap' } });
  return { images: [marked], snapshots: [snapshot, left] };
}

function ownImages(region: Region, { id }: Instance): Image[] {
  return region.images().filter(({ tags }) => tags['autosnap_instance'] === id);
}

function imageSnapshots(region: Region): Snapshot[] {
  return region
    .snapshots()
    .filter(({ tags }) => 'autosnap_instance' in tags && 'autosnap_image_snapshot' in tags);
}

test('RA-3 RA-4 RA-7 RA-8 RA-13 a year with faults: as many images as asked for, one a slot, and nothing is left over', async () => {
  const cloud = await cloudOfTest({ at: '2026-01-01T03:00:00Z', regions: ['eu-west-1'] });
  cloud.policy = [...ROLE, ...images(PLACE)];
  const region = cloud.region('eu-west-1');
  const all = estate(region);
  const foreign = foreigners(cloud, region);
  const next = dice(20_261_128);
  const chance = (): boolean => next() < TROUBLE;
  const event = { ec2_regions: ['eu-west-1'], images: true };
  const counts = { died: 0, failed: 0, lost: 0, doubles: 0 };
  const seenSlots = new Map<string, string>();

  for (let day = 0; day < DAYS; day += 1) {
    const faults = [];
    for (const { server: one } of all) {
      const fails = chance();
      counts.failed += Number(fails);
      one.imagesComplete = fails ? 'failed' : 'as usual';
    }
    if (chance() || chance()) {
      counts.lost += 1;
      const action = next() < 0.5 ? 'CreateImage' : 'DeregisterImage';
      const effect = next() < 0.5 ? 'reset after' : 'reset before';
      faults.push(cloud.fault({ action, effect, times: 1 }));
    }
    if (chance()) faults.push(cloud.fault({ action: 'DeleteSnapshot', effect: 'reset before', times: 3 }));
    const before = new Map(all.map(({ server: one }) => [one.id, goodOf(region, one).length]));
    if (chance()) {
      counts.died += 1;
      await runSnapper(cloud, event, 60_000);
    } else if (chance()) {
      counts.doubles += 1;
      await Promise.all([runSnapper(cloud, event), runSnapper(cloud, event)]);
    } else await runSnapper(cloud, event);
    for (const fault of faults) fault.remove();
    for (const { server: one, count } of all) {
      const [had = 0, has] = [before.get(one.id), goodOf(region, one).length];
      expect(has, `${one.tags['Name']} on day ${day}`).toBeGreaterThanOrEqual(Math.min(count, had));
    }
    cloud.clock.advance(HOUR);
    await runSnapper(cloud, { ...event, scheduled_time: cloud.clock.now().toISOString(), follow_up: '1h' });
    cloud.clock.advance(DAY - HOUR);
    for (const { server: one, slotOf } of all) {
      for (const image of goodOf(region, one)) {
        const key = `${one.id} ${slotOf(image)}`;
        expect(seenSlots.get(key) ?? image.id, `a second image of ${key}`).toBe(image.id);
        seenSlots.set(key, image.id);
      }
    }
    const missing = (list: readonly { readonly id: string }[], there: readonly { readonly id: string }[]) =>
      idsOf(list).filter((id) => !idsOf(there).includes(id));
    expect(missing(foreign.images, region.images())).toEqual([]);
    expect(missing(foreign.snapshots, region.snapshots())).toEqual([]);
  }

  for (const { server: one } of all) one.imagesComplete = 'as usual';
  for (let calm = 0; calm < 14; calm += 1) {
    await runSnapper(cloud, event);
    cloud.clock.advance(HOUR);
    await runSnapper(cloud, { ...event, scheduled_time: cloud.clock.now().toISOString(), follow_up: '1h' });
    cloud.clock.advance(DAY - HOUR);
  }
  expect(all.map(({ server: one, count }) => [one.tags['Name'], goodOf(region, one).length, count])).toEqual(
    all.map(({ server: one, count }) => [one.tags['Name'], count, count]),
  );
  const inUse = new Set(region.images().flatMap(({ devices }) => devices.map(({ snapshot }) => snapshot.id)));
  expect(imageSnapshots(region).filter(({ id }) => !inUse.has(id))).toEqual([]);
  expect(Math.min(...Object.values(counts)), JSON.stringify(counts)).toBeGreaterThan(3);
}, 400_000);

function goodOf(region: Region, one: Instance): Image[] {
  return ownImages(region, one).filter(({ state }) => state === 'available');
}
