import fc from 'fast-check';
import { planImages } from '../../../lambda/core/images/planImages.ts';
import type { Inventory } from '../../../lambda/core/inventory.ts';
import type { ImagePlan } from '../../../lambda/core/plan/plan.ts';
import { daysBefore, inventory, NOW, settings } from '../fixtures.ts';
import { image, imagesOf, imageSnapshotOf, server } from '../images/estate.ts';

/** Plans of images as fast-check draws them: of servers that are there or gone, with tags that can be read or not. */

const aServer = fc.record({
  retain: fc.constantFrom('1', '2', '3', '7 days', undefined),
  days: fc.uniqueArray(fc.nat(20), { maxLength: 16 }),
  state: fc.constantFrom('running', 'running', 'running', 'pending', 'terminated'),
  newest: fc.constantFrom('available', 'available', 'failed', 'pending'),
  isUsed: fc.boolean(),
});

type DrawnServer = typeof aServer extends fc.Arbitrary<infer One> ? One : never;

function imagesOn({ days, newest }: DrawnServer, instanceId: string) {
  return days
    .toSorted((a, b) => a - b)
    .map((age, index) => {
      const made = daysBefore(NOW, age + 1);
      const day = made.toISOString().slice(5, 10);
      return image(day, {
        id: `ami-${day}-${instanceId}`,
        instanceId,
        createdAt: made.getTime(),
        ...(index === 0 ? { state: newest } : {}),
      });
    });
}

function worldOf(servers: readonly DrawnServer[], unread: string | undefined): Inventory {
  const drawn = servers.map((one, index) => ({ ...one, id: `i-${index}` }));
  const own = drawn.flatMap((one) => imagesOn(one, one.id));
  const used = drawn.flatMap((one) => (one.isUsed ? imagesOn(one, one.id).slice(-2) : []));
  return inventory({
    instances: drawn.map(({ id, retain, state }) =>
      server({
        id,
        state,
        tags: { Name: `web-${id}`, autosnap_image: '1', ...(retain && { autosnap_image_retain: retain }) },
      }),
    ),
    volumes: [],
    images: imagesOf(own, {
      snapshots: drawn.map(({ id }) => imageSnapshotOf('01-01', { id: `snap-left-${id}`, instanceId: id })),
      uses: new Map(used.map(({ id }) => [id, 'a launch template names it'])),
      unread,
    }),
  });
}

/** What is decided about the images of a region; undefined where images are off. */
export const anImagePlan: fc.Arbitrary<ImagePlan | undefined> = fc.oneof(
  fc.constant(undefined),
  fc
    .tuple(
      fc.array(aServer, { maxLength: 2 }),
      fc.constantFrom(undefined, undefined, undefined, undefined, 'UnauthorizedOperation: no'),
      fc.constantFrom(undefined, undefined, 3),
    )
    .map(([servers, unread, maxDeletes]) =>
      planImages(worldOf(servers, unread), settings({ images: true, maxDeletes }), NOW),
    ),
);
