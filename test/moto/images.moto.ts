import { CreateImageCommand, DescribeImagesCommand, EC2Client, type Image } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageName } from '../../lambda/core/images/imageName.ts';
import { type Moto, startMoto, START } from './motoServer.ts';
import { motoWorld } from './motoWorld.ts';

/**
 * Images against moto, as far as it goes.
 *
 * moto's CreateImage takes no tags for the snapshots of an image ("NotImplementedError"), which every image of ours has.
 * So a run can make none there, and says so; what it decides and deletes is tried on images that the test makes.
 */

const DAY = 86_400_000;

let moto: Moto | undefined;

beforeAll(async () => {
  moto = await startMoto();
});

afterAll(async () => {
  await moto?.stop();
});

async function world() {
  if (moto === undefined) throw new Error('moto has not been started');
  const { endpoint } = moto;
  const client = new EC2Client({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const listed = async (): Promise<Image[]> => {
    const { Images = [] } = await client.send(new DescribeImagesCommand({ Owners: ['self'] }));
    return Images;
  };
  return {
    ...(await motoWorld(moto)),
    /** An image as a run makes it, but for the tags of its snapshots. */
    async image(instanceId: string, slot: Date) {
      const own = { snapshot_tool: 'autosnap', autosnap_instance: instanceId };
      await client.send(
        new CreateImageCommand({
          InstanceId: instanceId,
          Name: imageName('autosnap', { instanceId, slot }),
          Description: `autosnap: image of ${instanceId} from ${slot.toISOString()}`,
          TagSpecifications: [
            { ResourceType: 'image', Tags: Object.entries(own).map(([Key, Value]) => ({ Key, Value })) },
          ],
        }),
      );
    },
    async foreignImage(instanceId: string) {
      await client.send(new CreateImageCommand({ InstanceId: instanceId, Name: 'by hand' }));
    },
    async names() {
      return (await listed()).map(({ Name = '' }) => Name).toSorted();
    },
  };
}

const EVENT = { ec2_regions: ['eu-west-1'], images: true };
const DAILY = { autosnap_image: '1', autosnap_image_retain: '2' };

/** The beginning of a day of the story. */
function slotOf(day: number): Date {
  return new Date(Math.floor(START.getTime() / DAY + day) * DAY);
}

test('moto refuses the tags of snapshots, so the run makes no image and says that it failed', async () => {
  const told = await world();
  const { id } = await told.instance(DAILY);
  const { headline, regions } = await told.run(EVENT);
  expect(headline.level).toBe('FAILURE');
  expect(regions[0]?.imageTrouble).toEqual(
    expect.arrayContaining([expect.objectContaining({ kind: 'not created', instanceId: id })]),
  );
  expect(await told.names()).toEqual([]);
});

test('RA-3 RA-6 RB-3 RB-10 the oldest own images go, and the one made by hand stays', async () => {
  const told = await world();
  const { id } = await told.instance(DAILY);
  await told.foreignImage(id);
  for (const day of [0, 1, 2, 3]) {
    await told.pass(DAY);
    await told.image(id, slotOf(day + 1));
  }
  const report = await told.run(EVENT);
  const named = (days: readonly number[]): string[] =>
    days.map((day) => imageName('autosnap', { instanceId: id, slot: slotOf(day) }));
  expect(await told.names()).toEqual([...named([3, 4]), 'by hand']);
  expect(report.regions[0]).toMatchObject({ imagesCreated: [], imagesDeleted: [{}, {}], imageTrouble: [] });
});
