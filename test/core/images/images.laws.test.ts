import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amount } from '../../amounts.ts';
import { planImages } from '../../../lambda/core/images/planImages.ts';
import type { Image, ImageSnapshot, Inventory } from '../../../lambda/core/inventory.ts';
import { freeName } from '../../../lambda/core/images/imageName.ts';
import type { ImagePlan } from '../../../lambda/core/plan/plan.ts';
import { daysBefore, inventory, NOW, settings } from '../fixtures.ts';
import { image, imagesOf, imageSnapshotOf, server } from './estate.ts';

/** What holds of the images of any region, whatever AWS and people left behind. */

const DAYS = 12;

function seldom<Usual, Other>(usual: Usual, other: fc.Arbitrary<Other>): fc.Arbitrary<Usual | Other> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, other);
}

const anImage = fc.record({
  day: fc.integer({ min: 0, max: DAYS }),
  instanceId: fc.constantFrom('i-1', 'i-1', 'i-1', 'i-2', 'i-gone'),
  state: fc.oneof(
    { weight: 6, arbitrary: fc.constant('available') },
    { weight: 1, arbitrary: fc.constantFrom('pending', 'failed', 'disabled', 'transient', 'error') },
  ),
  isProtected: seldom(false, fc.boolean()),
  isPublic: seldom(false, fc.boolean()),
  isPinned: seldom(false, fc.boolean()),
  launchedDaysAgo: seldom(undefined, fc.option(fc.integer({ min: 0, max: 90 }), { nil: undefined })),
  isUsed: seldom(false, fc.boolean()),
  isListed: seldom(true, fc.boolean()),
});

type DrawnImage = typeof anImage extends fc.Arbitrary<infer One> ? One : never;

const aRegion = fc
  .record({
    images: fc.array(anImage, { minLength: 4, maxLength: 16 }),
    usesUnknown: seldom(undefined, fc.constant('the look was refused')),
    count: fc.integer({ min: 1, max: 4 }),
    tagged: seldom(true, fc.boolean()),
  })
  .map((drawn) => ({ ...drawn, world: worldOf(drawn) }));

interface Region {
  readonly world: Inventory;
  readonly count: number;
}

function worldOf({
  images,
  usesUnknown,
  count,
  tagged,
}: {
  readonly images: readonly DrawnImage[];
  readonly usesUnknown: string | undefined;
  readonly count: number;
  readonly tagged: boolean;
}): Inventory {
  const own: Image[] = [];
  const snapshots: ImageSnapshot[] = [];
  const uses = new Map<string, string>();
  const names = new Set<string>();
  for (const [index, one] of images.entries()) {
    const { day, instanceId, isPinned, launchedDaysAgo, isUsed, isListed, ...rest } = one;
    const createdAt = daysBefore(NOW, day);
    const when = createdAt.toISOString().slice(5, 10);
    const id = `ami-${index}`;
    const { name } = image(when, { instanceId });
    const free = freeName(name, names);
    names.add(free);
    const made = image(when, {
      ...rest,
      id,
      name: free,
      instanceId,
      createdAt: createdAt.getTime(),
      snapshotIds: [`snap-${index}`],
      ...(launchedDaysAgo === undefined
        ? {}
        : { lastLaunchedAt: daysBefore(NOW, launchedDaysAgo).getTime() }),
      ...(isPinned ? { tags: { autosnap_keep: 'before the upgrade' } } : {}),
    });
    snapshots.push(imageSnapshotOf(when, { id: `snap-${index}`, imageId: id, imageName: free, instanceId }));
    if (isListed) own.push(made);
    if (isUsed) uses.set(id, 'the launch template web names it');
  }
  const tags = { autosnap_image: '1', autosnap_image_retain: String(count) };
  return inventory({
    instances: ['i-1', 'i-2'].map((id) => server({ id, tags: tagged ? tags : {} })),
    volumes: [],
    images: imagesOf(own, { snapshots, uses, usesUnknown }),
  });
}

function forAnyRegion(says: (region: Region, plan: ImagePlan) => void): void {
  fc.assert(
    fc.property(aRegion, (region) => {
      const plan = planImages(region.world, settings({ images: true, orphanRetain: undefined }), NOW);
      if (plan !== undefined) says(region, plan);
    }),
    { numRuns: amount({ sample: 60, long: 1500 }) },
  );
}

function ownIn({ images }: Inventory): readonly Image[] {
  return images?.own ?? [];
}

function isGood({ state }: Image): boolean {
  return state === 'available';
}

describe('the images of a region', () => {
  test('RA-3 only own images that are listed are deregistered, each once', () => {
    forAnyRegion(({ world }, { deletes }) => {
      const ids = deletes.flatMap(({ kind, snapshotId }) => (kind === 'delete image' ? snapshotId : []));
      const own = new Set(ownIn(world).map(({ id }) => id));
      expect(ids.filter((id) => !own.has(id))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  test('what a person or AWS needs is never deregistered', () => {
    forAnyRegion(({ world }, { deletes }) => {
      const gone = new Set(deletes.map(({ snapshotId }) => snapshotId));
      for (const one of ownIn(world).filter(({ id }) => gone.has(id))) {
        const launched = one.lastLaunchedAt ?? 0;
        expect(one).toMatchObject({ isProtected: false, isPublic: false });
        expect(one.tags).not.toHaveProperty('autosnap_keep');
        expect(world.images?.uses.has(one.id)).toBe(false);
        expect(launched).toBeLessThan(daysBefore(NOW, 30).getTime());
      }
    });
  });

  test('where what uses images is not known, no image is deregistered', () => {
    forAnyRegion(({ world }, { deletes }) => {
      if (world.images?.usesUnknown === undefined) return;
      expect(deletes.filter(({ kind }) => kind === 'delete image')).toEqual([]);
    });
  });

  test('RA-4 RA-8 never fewer good images than asked for, or than there were; failed ones do not count', () => {
    forAnyRegion(({ world, count }, { deletes }) => {
      const gone = new Set(deletes.map(({ snapshotId }) => snapshotId));
      for (const { id } of world.instances) {
        const good = ownIn(world).filter((one) => one.instanceId === id && isGood(one));
        const left = good.filter((one) => !gone.has(one.id));
        const wanted = Math.min(count, good.filter(({ tags }) => !('autosnap_keep' in tags)).length);
        expect(left.length).toBeGreaterThanOrEqual(wanted);
      }
    });
  });

  test('RA-6 of one server no older image stays without a reason while a newer one goes', () => {
    forAnyRegion(({ world }, { managed }) => {
      for (const { volume, snapshots, reasons, expiring } of managed) {
        const days = new Set(
          ownIn(world)
            .filter(({ instanceId }) => instanceId === volume.id)
            .map(({ createdAt }) => createdAt),
        );
        if (days.size !== snapshots.length) continue;
        const plainOnes = snapshots.map((one, index) => ({ one, because: reasons[index] ?? '' }));
        const newestGone = plainOnes.find(({ one }) => expiring.has(one) && one.state === 'completed');
        const placedOlder = plainOnes.filter(
          ({ one, because }) =>
            newestGone !== undefined &&
            one.startedAt < newestGone.one.startedAt &&
            /^\d+ of \d+$/.test(because),
        );
        expect(placedOlder).toEqual([]);
      }
    });
  });

  test('a left-over is deleted only where its image is in no list, and never one of a listed image', () => {
    forAnyRegion(({ world }, { deletes }) => {
      const listed = new Set(ownIn(world).flatMap(({ snapshotIds }) => snapshotIds));
      const left = deletes.flatMap(({ kind, snapshotId }) => (kind === 'delete one' ? snapshotId : []));
      expect(left.filter((id) => listed.has(id))).toEqual([]);
    });
  });

  test('a server without the tags, and one that is gone, loses nothing', () => {
    forAnyRegion(({ world }, { deletes, creates }) => {
      const asked = new Set(
        world.instances.filter(({ tags }) => 'autosnap_image' in tags).map(({ id }) => id),
      );
      expect(deletes.filter(({ volumeId }) => !asked.has(volumeId))).toEqual([]);
      expect(creates.filter(({ volumeId }) => !asked.has(volumeId))).toEqual([]);
    });
  });

  test('the same region gives the same plan, and what it decided is settled', () => {
    forAnyRegion(({ world }, plan) => {
      expect(planImages(world, settings({ images: true }), NOW)).toEqual(plan);
    });
  });
});
