import { DeleteSnapshotCommand, DescribeSnapshotsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineageIn } from '../../lambda/core/lineage.ts';
import { passDays } from '../scenarios/world.ts';
import { type Moto, startMoto } from './motoServer.ts';
import { motoWorld } from './motoWorld.ts';

/**
 * Replicas against moto, which keeps the volume id of the source: that nothing rests on this id is tried with the embedded
 * cloud. Its snapshots and copies are complete at once.
 */

const [HOME, PLACE] = ['eu-west-1', 'eu-central-1'];

const EVENT = { ec2_regions: [HOME], replicas: [PLACE] };

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
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const inRegion = (region: string) => new EC2Client({ endpoint, region, credentials });
  const own = async (region: string) => {
    const { Snapshots = [] } = await inRegion(region).send(
      new DescribeSnapshotsCommand({
        OwnerIds: ['self'],
        Filters: [{ Name: 'tag:snapshot_tool', Values: ['autosnap'] }],
      }),
    );
    return Snapshots;
  };
  return {
    ...(await motoWorld(moto)),
    own,
    /** What an attacker does who has the source region. */
    async wipe() {
      for (const { SnapshotId } of await own(HOME)) {
        await inRegion(HOME).send(new DeleteSnapshotCommand({ SnapshotId }));
      }
    },
    /** Of which snapshots the place has replicas, in any order. */
    async copied() {
      return (await own(PLACE)).map(({ Description = '' }) => lineageIn(Description, 'autosnap')?.snapshotId);
    },
  };
}

test('for a week the place has the two newest, each once, and keeps them when the source is wiped', async () => {
  const told = await world();
  await told.instance({
    autosnap: '1',
    autosnap_retain: '3',
    autosnap_replicate: `${PLACE}=2`,
  });
  await passDays(told, 7, EVENT);
  const copied = await told.copied();
  const sources = new Set((await told.own(HOME)).map(({ SnapshotId }) => SnapshotId));
  expect(new Set(copied).size).toBe(copied.length);
  expect(copied.length).toBeGreaterThanOrEqual(2);
  expect(copied.length).toBeLessThanOrEqual(3);
  expect(copied.filter((id) => sources.has(id)).length).toBeGreaterThanOrEqual(2);

  await told.wipe();
  await told.run(EVENT);
  expect((await told.copied()).filter((id) => copied.includes(id)).length).toBeGreaterThanOrEqual(2);
});
