import { expect, test } from 'vitest';
import { openVolumeProver } from '../../../lambda/aws/proof/openVolumeProver.ts';
import type { VolumeProver } from '../../../lambda/carryOut/proof/prover.ts';
import type { Reply } from '../../../lambda/carryOut/writer.ts';
import { freshCloud } from '../../cloud/callers.ts';
import { MINUTE } from '../../cloud/clock.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { withEnvironment } from '../../scenarios/snapper.ts';
import { callsOf } from '../../scenarios/story.ts';

async function proving<T>(cloud: Cloud, act: (prover: VolumeProver) => Promise<T>): Promise<T> {
  return withEnvironment(cloud.env, async () => {
    const prover = openVolumeProver({ region: 'eu-west-1' }, 'autosnap');
    try {
      return await act(prover);
    } finally {
      prover.close();
    }
  });
}

function valueOf<T>(reply: Reply<T>): T {
  if (reply.kind !== 'done') throw new Error(JSON.stringify(reply));
  return reply.value;
}

const ZONE = 'eu-west-1b';

test('a volume has the size and the key of its snapshot, and one tag that says of which it is', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  region.encryptByDefault = true;
  const key = region.key();
  const { id: snapshotId } = region.snapshot({ size: 20, kmsKeyId: key.arn });
  const id = await proving(cloud, async ({ make, source }) => {
    const { key: found } = valueOf(await source(snapshotId));
    return valueOf(await make({ snapshotId, zone: ZONE, key: found, token: 'one' }));
  });
  expect(region.volumes()).toMatchObject([
    { id, fromSnapshot: snapshotId, size: 20, type: 'gp3', zone: ZONE, kmsKeyId: key.arn },
  ]);
  expect(region.volumes()[0]?.tags).toEqual({ autosnap_proof: snapshotId });
});

test('a volume of a snapshot that is not encrypted asks for no key', async () => {
  const cloud = await freshCloud();
  const { id: snapshotId } = cloud.region('eu-west-1').snapshot();
  valueOf(await proving(cloud, async ({ make }) => make({ snapshotId, zone: ZONE, token: 'one' })));
  const names = callsOf(cloud, 'CreateVolume').flatMap(({ params }) => Object.keys(params));
  expect(names.filter((name) => /Encrypted|Kms/.test(name))).toEqual([]);
});

test('one token makes one volume, also where an answer is lost', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const { id: snapshotId } = region.snapshot();
  cloud.fault({ action: 'CreateVolume', effect: 'reset after', times: 1 });
  const order = { snapshotId, zone: ZONE, token: 'one' };
  const ids = await proving(cloud, async ({ make }) => [
    valueOf(await make(order)),
    valueOf(await make(order)),
  ]);
  expect(new Set(ids).size).toBe(1);
  expect(region.volumes()).toHaveLength(1);
});

test('a snapshot says its key and the zone of its volume, and one that is gone is refused', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const key = region.key();
  const tags = { autosnap_zone: ZONE };
  const snapshots = [region.snapshot({ kmsKeyId: key.arn, tags }), region.snapshot()];
  const ids = [...snapshots.map(({ id }) => id), 'snap-0123456789abcdef0'];
  const replies = await proving(cloud, async ({ source }) => Promise.all(ids.map(source)));
  expect(replies).toMatchObject([
    { kind: 'done', value: { key: key.arn, zone: ZONE } },
    { kind: 'done', value: { key: undefined, zone: undefined } },
    { kind: 'refused', code: 'InvalidSnapshot.NotFound' },
  ]);
});

test('zones are those of the region that are available, without Local Zones', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  region.zone('eu-west-1-ath-1a', { type: 'local-zone' });
  region.zone('eu-west-1d', { state: 'unavailable' });
  const zones = await proving(cloud, async (prover) => valueOf(await prover.zones()));
  expect(zones).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c']);
});

test('a key that KMS knows as disabled cannot be used, and one that nobody may ask about may be well', async () => {
  const cloud = await freshCloud();
  const key = cloud.region('eu-west-1').key();
  const ask = async () => proving(cloud, async ({ unusableKey }) => unusableKey(key.arn));
  expect(await ask()).toBeUndefined();
  key.state = 'Disabled';
  expect(await ask()).toContain('it is Disabled');
  cloud.policy = [];
  expect(await ask()).toBeUndefined();
});

test('the state of a volume is what AWS shows of it', async () => {
  const cloud = await freshCloud();
  const { id } = cloud.region('eu-west-1').attachedVolume();
  const replies = await proving(cloud, async ({ stateOf }) => [
    await stateOf(id),
    await stateOf('vol-0123456789abcdef0'),
  ]);
  expect(replies).toEqual([
    { kind: 'done', value: 'in-use' },
    { kind: 'done', value: undefined },
  ]);
});

test('volumes that were left are those with the tag, with what AWS knows of them', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  cloud.pageLimit = 1;
  const { id: snapshotId } = region.snapshot();
  const id = valueOf(
    await proving(cloud, async ({ make }) => make({ snapshotId, zone: ZONE, token: 'one' })),
  );
  const createdAt = cloud.clock.now().getTime();
  cloud.clock.advance(MINUTE);
  const forged = region.volume({
    tags: { autosnap_proof: snapshotId },
    attachedTo: region.instance(),
    createdAt: '2026-01-01T00:00:00Z',
  });
  region.volume({ tags: { other_proof: snapshotId } });
  const left = await proving(cloud, async (prover) => prover.left());
  expect(left.toSorted((a, b) => b.createdAt - a.createdAt)).toEqual([
    { id, state: 'available', snapshotId, proofOf: snapshotId, isAttached: false, createdAt },
    {
      id: forged.id,
      state: 'in-use',
      snapshotId: '',
      proofOf: snapshotId,
      isAttached: true,
      createdAt: Date.parse('2026-01-01T00:00:00Z'),
    },
  ]);
});

test('a volume is deleted by one call, and a refusal is told', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const [free, used] = [region.volume(), region.attachedVolume()];
  const replies = await proving(cloud, async ({ remove }) => [await remove(free.id), await remove(used.id)]);
  expect(replies).toMatchObject([{ kind: 'done' }, { kind: 'refused', code: 'VolumeInUse' }]);
  expect(free.state).toBe('deleting');
  const other = region.volume();
  cloud.fault({ action: 'DeleteVolume', effect: 'reset after' });
  cloud.forgetCalls();
  expect(await proving(cloud, async ({ remove }) => remove(other.id))).toMatchObject({ kind: 'unclear' });
  expect(callsOf(cloud, 'DeleteVolume')).toHaveLength(1);
});
