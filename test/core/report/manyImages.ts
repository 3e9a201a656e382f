import { planImages } from '../../../lambda/core/images/planImages.ts';
import { imageName } from '../../../lambda/core/images/imageName.ts';
import type { Image, ImageInventory, Instance, Inventory } from '../../../lambda/core/inventory.ts';
import type { Outcome } from '../../../lambda/core/outcome.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import type { ImagePlan } from '../../../lambda/core/plan/plan.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { daysBefore, inventory, NOW, reportOn, settings } from '../fixtures.ts';

/** Sixteen servers with images of which several are not as they should be: see docs/samples/manyImages.txt. */

const KEY = 'The specified key arn:aws:kms:eu-west-1:123456789012:key/5f3a is disabled.';

interface Server {
  readonly name: string;
  /** @default a daily image, the last three */
  readonly tags?: Tags;
  /** How many images it has, the newest of yesterday. @default 3 */
  readonly images?: number;
  /** What is different about the newest of them. */
  readonly newest?: Partial<Image>;
  /** @default running */
  readonly state?: string;
  readonly isGone?: true;
}

const DAILY = { autosnap_image: '1', autosnap_image_retain: '3' };

const SERVERS: readonly Server[] = [
  ...Array.from({ length: 6 }, (_, index) => ({ name: `web-${index + 1}` })),
  { name: 'app-1', tags: { autosnap_image_retain: '7 days' } },
  { name: 'app-2', tags: { autosnap_image_retain: '7 days' } },
  { name: 'big-db', images: 29 },
  { name: 'vault', newest: { state: 'failed', failure: KEY, snapshotIds: [] } },
  { name: 'slow', newest: { state: 'pending', createdAt: daysBefore(NOW, 2).getTime() } },
  { name: 'new', images: 0 },
  { name: 'refused', images: 4 },
  { name: 'golden', images: 5 },
  { name: 'old', tags: { autosnap_image: '', autosnap_image_retain: '' } },
  { name: 'starting', state: 'pending' },
  { name: 'gone', isGone: true },
];

function idOf(kind: 'i' | 'ami' | 'snap', number: number): string {
  return `${kind}-0${(0x5ab1c2d3e4f5 + number * 0x1f1f1).toString(16).padStart(16, '0')}`;
}

function instanceOf({ name, tags, state = 'running' }: Server, index: number): Instance {
  return { id: idOf('i', index), state, tags: { Name: name, ...DAILY, ...tags } };
}

function imagesOf({ name, images = 3, newest }: Server, index: number): Image[] {
  const instanceId = idOf('i', index);
  return Array.from({ length: images }, (_, age): Image => {
    const made = daysBefore(NOW, age + 1);
    const slot = new Date(`${made.toISOString().slice(0, 10)}T00:00:00Z`);
    return {
      id: idOf('ami', index * 100 + age),
      name: imageName('autosnap', { instanceId, slot }),
      instanceId,
      state: 'available',
      createdAt: made.getTime(),
      sizeGiB: 8,
      snapshotIds: [idOf('snap', index * 100 + age)],
      isProtected: false,
      isPublic: false,
      tags: { snapshot_tool: 'autosnap', autosnap_instance: instanceId, autosnap_server: name },
      ...(age === 0 ? newest : {}),
    };
  });
}

function fleet(): Inventory {
  const own = SERVERS.flatMap(imagesOf);
  const golden = SERVERS.findIndex(({ name }) => name === 'golden');
  const images: ImageInventory = {
    own,
    listed: new Map(own.map(({ id, name }) => [id, name])),
    snapshots: [],
    uses: new Map([[idOf('ami', golden * 100 + 4), 'the launch template web (lt-0a1b2c3d) names it']]),
  };
  return inventory({
    instances: SERVERS.flatMap((one, index) => (one.isGone ? [] : instanceOf(one, index))),
    volumes: [],
    snapshots: [],
    images,
  });
}

function outcomesOf({ creates, deletes }: ImagePlan): Outcome[] {
  const refused = new Set(
    ['new', 'refused'].map((name) =>
      idOf(
        'i',
        SERVERS.findIndex((one) => one.name === name),
      ),
    ),
  );
  return [
    ...creates.map(({ volumeId }, index): Outcome => {
      const step = { kind: 'create', volumeId } as const;
      return refused.has(volumeId)
        ? {
            ...step,
            status: 'failed',
            code: 'UnauthorizedOperation',
            message: 'You are not authorized to perform this operation.',
          }
        : { ...step, status: 'done', snapshotId: idOf('ami', 9000 + index) };
    }),
    ...deletes.map(({ volumeId, snapshotId }): Outcome => {
      const step = { kind: 'delete', volumeId, snapshotId } as const;
      return refused.has(volumeId)
        ? { ...step, status: 'skipped', because: 'its instance got no new image' }
        : { ...step, status: 'done' };
    }),
  ];
}

/** The report of the morning. */
export function manyImages(): Report {
  const world = fleet();
  const inForce = settings({ images: true });
  const images = planImages(world, inForce, NOW);
  if (images === undefined) throw new Error('images are off');
  const plan = makePlan(world, inForce, NOW);
  return reportOn([{ status: 'done', plan, images, outcomes: outcomesOf(images) }]);
}
