import {
  CopySnapshotCommand,
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  LockSnapshotCommand,
  ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshCloud, resultOf, tagged } from '../cloud/callers.ts';
import { HOUR } from '../cloud/clock.ts';
import { type Moto, startMoto, START } from './motoServer.ts';

/**
 * Copies and shares against moto, as far as it goes: within one account, complete at once, with the volume of the
 * source, and without quotas, keys, encryption and durations. It shares by the old form of the call alone, which the
 * newer one passes by without a word, and it knows no locks.
 */

const [HERE, THERE] = ['eu-west-1', 'eu-central-1'] as const;
const VAULT = '222222222222';

interface Place {
  readonly client: (region: string) => EC2Client;
  /** Lets an hour pass. */
  readonly pass: () => void;
}

let moto: Moto | undefined;

beforeAll(async () => {
  moto = await startMoto();
});

afterAll(async () => {
  await moto?.stop();
});

async function inMoto(): Promise<Place> {
  if (moto === undefined) throw new Error('moto has not been started');
  const { endpoint, setTime } = moto;
  await moto.reset();
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  let hours = 0;
  return {
    client: (region) => new EC2Client({ endpoint, region, credentials, maxAttempts: 1 }),
    pass() {
      hours += 1;
      setTime(new Date(START.getTime() + hours * HOUR));
    },
  };
}

async function inTheEmbeddedCloud(): Promise<Place> {
  const cloud = await freshCloud({ at: START });
  const { endpoint } = cloud;
  const credentials = cloud.credentials();
  return {
    client: (region) => new EC2Client({ endpoint, region, credentials, maxAttempts: 1 }),
    pass: () => cloud.clock.advance(HOUR),
  };
}

/** An own snapshot, an hour old. */
async function sourceIn({ client, pass }: Place): Promise<string> {
  const ec2 = client(HERE);
  const volume = await ec2.send(new CreateVolumeCommand({ AvailabilityZone: `${HERE}a`, Size: 20 }));
  pass();
  const asked = { VolumeId: volume.VolumeId, Description: 'of the source', ...tagged({ mine: 'yes' }) };
  const { SnapshotId = '' } = await ec2.send(new CreateSnapshotCommand(asked));
  pass();
  return SnapshotId;
}

describe.for([
  ['moto', inMoto],
  ['the embedded cloud', inTheEmbeddedCloud],
] as const)('in %s', ([name, open]) => {
  const isMoto = name === 'moto';

  test('a copy goes into another region, with the tags and the description of the call alone', async () => {
    const place = await open();
    const SourceSnapshotId = await sourceIn(place);
    const asked = {
      SourceRegion: HERE,
      SourceSnapshotId,
      Description: 'a replica',
      ...tagged({ of: 'vol-1' }),
    };
    const copied = await place.client(THERE).send(new CopySnapshotCommand(asked));
    expect(copied.Tags).toEqual([{ Key: 'of', Value: 'vol-1' }]);
    place.pass();
    const look = new DescribeSnapshotsCommand({ OwnerIds: ['self'] });
    const { Snapshots = [] } = await place.client(THERE).send(look);
    const copy = Snapshots.find(({ SnapshotId }) => SnapshotId === copied.SnapshotId);
    expect(copy).toMatchObject({
      State: 'completed',
      Progress: '100%',
      VolumeSize: 20,
      Description: 'a replica',
      Encrypted: false,
      Tags: copied.Tags,
    });
    // moto keeps the volume of the source.
    expect(copy?.VolumeId === 'vol-ffffffff').toBe(!isMoto);
    const { Snapshots: sources } = await place.client(HERE).send(look);
    const source = sources?.find(({ SnapshotId }) => SnapshotId === SourceSnapshotId);
    expect(Number(copy?.StartTime)).toBeGreaterThan(Number(source?.StartTime));
    expect(source?.Tags).toEqual([{ Key: 'mine', Value: 'yes' }]);
  });

  test('an order for a copy of nothing is refused at once by moto, and fails later on AWS', async () => {
    const place = await open();
    const asked = { SourceRegion: HERE, SourceSnapshotId: 'snap-0123456789abcdef0' };
    const sent = place.client(THERE).send(new CopySnapshotCommand(asked));
    expect(await resultOf(sent)).toBe(isMoto ? 'InvalidSnapshot.NotFound 400' : 'ok');
  });

  test('a share is given and taken back', async () => {
    const place = await open();
    const SnapshotId = await sourceIn(place);
    const ec2 = place.client(HERE);
    const Attribute = 'createVolumePermission';
    const change = async (OperationType: 'add' | 'remove') =>
      ec2.send(
        new ModifySnapshotAttributeCommand({ SnapshotId, Attribute, OperationType, UserIds: [VAULT] }),
      );
    const shares = async () =>
      (await ec2.send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute })))
        .CreateVolumePermissions;
    await change('add');
    expect(await shares()).toEqual([{ UserId: VAULT }]);
    await change('remove');
    expect((await shares()) ?? []).toEqual([]);
    const Add = [{ UserId: VAULT }];
    await ec2.send(new ModifySnapshotAttributeCommand({ SnapshotId, CreateVolumePermission: { Add } }));
    expect((await shares()) ?? []).toEqual(isMoto ? [] : Add);
  });

  test('a lock is known to the embedded cloud alone', async () => {
    const place = await open();
    const SnapshotId = await sourceIn(place);
    const asked = { SnapshotId, LockMode: 'governance', LockDuration: 1 } as const;
    const result = await resultOf(place.client(HERE).send(new LockSnapshotCommand(asked)));
    expect(result === 'ok').toBe(!isMoto);
  });
});
