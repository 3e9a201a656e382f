import {
  DeleteSnapshotCommand,
  DisableImageDeregistrationProtectionCommand,
  EnableImageDeregistrationProtectionCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';

import { ec2Of, freshCloud, resultOf } from './callers.ts';
import { DAY, MINUTE } from './clock.ts';
import type { Cloud } from './cloud.ts';
import type { Statement } from './iam.ts';
import { deregister, imagesIn, makeImage, serverWithDisks } from './images.ts';
import type { Image, Snapshot } from './records.ts';
import type { Region } from './region.ts';

interface Golden {
  readonly cloud: Cloud;
  readonly region: Region;
  readonly image: Image;
  readonly snapshots: readonly Snapshot[];
}

async function golden(tags: Record<string, string> = {}): Promise<Golden> {
  const cloud = await freshCloud({ at: '2026-01-01T03:00:00Z' });
  const region = cloud.region('eu-west-1');
  const snapshots = [region.snapshot({ tags }), region.snapshot({ tags })];
  return { cloud, region, image: region.image({ snapshots, tags }), snapshots };
}

const WITH_SNAPSHOTS = { DeleteAssociatedSnapshots: true };

async function codes(cloud: Cloud, image: Image) {
  const { DeleteSnapshotResults = [] } = await deregister(cloud, image.id, WITH_SNAPSHOTS);
  return DeleteSnapshotResults.map(({ SnapshotId, ReturnCode }) => [SnapshotId, ReturnCode]);
}

describe('a deregistered image', () => {
  test('is gone, and its snapshots stay as long as nobody deletes them', async () => {
    const { cloud, region, image, snapshots } = await golden();
    const answer = await deregister(cloud, image.id);
    expect([answer.Return, answer.DeleteSnapshotResults ?? []]).toEqual([true, []]);
    expect([await imagesIn(cloud), region.images(), image.state]).toEqual([[], [], 'deregistered']);
    expect(region.snapshots()).toHaveLength(2);
    for (const { id } of snapshots)
      expect(await resultOf(ec2Of(cloud).send(new DeleteSnapshotCommand({ SnapshotId: id })))).toBe('ok');
    expect(region.snapshots()).toEqual([]);
  });

  test('is not deregistered twice, and asked for by its id it is no more in the list', async () => {
    const { cloud, image } = await golden();
    await deregister(cloud, image.id);
    expect(await resultOf(deregister(cloud, image.id))).toBe('InvalidAMIID.Unavailable 400');
    expect(await imagesIn(cloud, { ImageIds: [image.id] })).toEqual([]);
  });

  test('takes its snapshots along if asked to', async () => {
    const { cloud, region, image, snapshots } = await golden();
    expect(await codes(cloud, image)).toEqual(snapshots.map(({ id }) => [id, 'success']));
    expect(region.snapshots()).toEqual([]);
  });

  test.for(['available', 'disabled', 'pending', 'failed'] as const)(
    'leaves the snapshot that another image has which is %s',
    async (state) => {
      const { cloud, region, image, snapshots } = await golden();
      const [shared, own] = snapshots;
      region.image({ snapshots: shared ? [shared] : [], state });
      expect(await codes(cloud, image)).toEqual([
        [shared?.id, 'skipped'],
        [own?.id, 'success'],
      ]);
      expect(region.snapshots()).toEqual([shared]);
    },
  );

  test('leaves a snapshot that is locked', async () => {
    const { cloud, region, image, snapshots } = await golden();
    const [locked, free] = snapshots;
    if (locked) region.lock(locked);
    expect(await codes(cloud, image)).toEqual([
      [locked?.id, 'client-error'],
      [free?.id, 'success'],
    ]);
    expect(region.snapshots()).toEqual([locked]);
  });

  test.for(['pending', 'failed'] as const)('that was %s leaves its snapshots', async (state) => {
    const world = await serverWithDisks();
    if (state === 'failed') world.server.imagesComplete = 'failed';
    await makeImage(world);
    if (state === 'failed') world.cloud.clock.advance(20 * MINUTE);
    const [image] = world.region.images();
    expect(image?.state).toBe(state);
    expect(image && (await codes(world.cloud, image))).toEqual([]);
    world.cloud.clock.advance(DAY);
    const ended = state === 'failed' ? 'error' : 'completed';
    expect(world.region.snapshots().map((snapshot) => snapshot.state)).toEqual([ended, ended]);
  });

  test('is in a listing that lags behind, which does not know a new one yet', async () => {
    const world = await serverWithDisks();
    const { cloud, region } = world;
    const old = region.image({ name: 'old', snapshots: [] });
    cloud.listLag = 3 * MINUTE;
    await makeImage(world, { Name: 'new' });
    await deregister(cloud, old.id);
    const names = async () => (await imagesIn(cloud)).map(({ Name, State }) => `${Name} ${State}`);
    expect(await names()).toEqual(['old available']);
    cloud.clock.advance(3 * MINUTE);
    expect(await names()).toEqual(['new pending']);
  });
});

describe('deregistering is refused', () => {
  test('of an image of others, seen or not, and of none', async () => {
    const { cloud, image } = await golden();
    const other = cloud.account('222222222222').region('eu-west-1');
    const shared = other.image({ snapshots: [], sharedWith: ['123456789012'] });
    const secret = other.image({ snapshots: [] });
    expect(await resultOf(deregister(cloud, shared.id))).toBe('AuthFailure 403');
    expect(await resultOf(deregister(cloud, secret.id))).toBe('InvalidAMIID.NotFound 400');
    expect(await resultOf(deregister(cloud, 'snap-0123456789abcdef0'))).toBe('InvalidAMIID.Malformed 400');
    expect(await resultOf(deregister(cloud, image.id, { DryRun: true }))).toBe('DryRunOperation 412');
    expect(other.images()).toHaveLength(2);
  });

  test('of what AWS Backup made', async () => {
    const { cloud, image } = await golden({ 'aws:backup:source-resource': 'x' });
    expect(await resultOf(deregister(cloud, image.id))).toBe('InvalidParameterValue 400');
  });

  test.for([
    [false, 'enabled-without-cooldown', ['disabled', 'ok']],
    [true, 'enabled-with-cooldown', ['enabled-with-cooldown', 'OperationNotPermitted 400']],
  ] as const)(
    'while it is protected (with a cooldown: %s), told as %s',
    async ([WithCooldown, told, after]) => {
      const { cloud, image } = await golden();
      const ec2 = ec2Of(cloud);
      const ImageId = image.id;
      const tried = async () => {
        const [seen] = await imagesIn(cloud);
        return [seen?.DeregistrationProtection, await resultOf(deregister(cloud, ImageId))];
      };
      await ec2.send(new EnableImageDeregistrationProtectionCommand({ ImageId, WithCooldown }));
      cloud.clock.advance(DAY);
      expect(await tried()).toEqual([told, 'OperationNotPermitted 400']);
      await ec2.send(new DisableImageDeregistrationProtectionCommand({ ImageId }));
      cloud.clock.advance(DAY - 1);
      expect(await tried()).toEqual(after);
    },
  );

  test('no more when its cooldown is over', async () => {
    const { cloud, image } = await golden();
    image.protection = 'enabled-with-cooldown';
    await ec2Of(cloud).send(new DisableImageDeregistrationProtectionCommand({ ImageId: image.id }));
    cloud.clock.advance(DAY);
    expect(await resultOf(deregister(cloud, image.id))).toBe('ok');
  });
});

describe('permission', () => {
  const mine = { StringEquals: { 'aws:ResourceTag/tool': 'ours' } };
  const onImage: Statement = {
    Effect: 'Allow',
    Action: 'ec2:DeregisterImage',
    Resource: 'arn:aws:ec2:eu-west-1::image/*',
    Condition: mine,
  };
  const onSnapshots: Statement = {
    Effect: 'Allow',
    Action: 'ec2:DeleteSnapshot',
    Resource: 'arn:aws:ec2:eu-west-1::snapshot/*',
    Condition: mine,
  };

  test.for<[string, Statement[], string, string, number]>([
    ['for both', [onImage, onSnapshots], 'ours', 'ok', 0],
    ['for the image alone leaves its snapshots', [onImage], 'ours', 'ok', 2],
    ['for the snapshots alone', [onSnapshots], 'ours', 'UnauthorizedOperation 403', 2],
    ['for ours, of others', [onImage, onSnapshots], 'theirs', 'UnauthorizedOperation 403', 2],
  ])('%s', async ([, policy, tool, result, left]) => {
    const { cloud, region, image } = await golden({ tool });
    cloud.policy = policy;
    expect(await resultOf(deregister(cloud, image.id, WITH_SNAPSHOTS))).toBe(result);
    expect(region.snapshots()).toHaveLength(left);
    expect(region.images()).toHaveLength(result === 'ok' ? 0 : 1);
  });

  test('that the snapshots lack is told of each', async () => {
    const { cloud, image, snapshots } = await golden({ tool: 'ours' });
    cloud.policy = [onImage];
    expect(await codes(cloud, image)).toEqual(snapshots.map(({ id }) => [id, 'missing-permissions']));
  });
});
