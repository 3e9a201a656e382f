import {
  DescribeInstancesCommand,
  DescribeLockedSnapshotsCommand,
  type EC2Client,
  type Instance as AwsInstance,
  paginateDescribeImages,
  paginateDescribeInstances,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
  type Snapshot as AwsSnapshot,
  type Tag,
  type Volume as AwsVolume,
} from '@aws-sdk/client-ec2';
import type { Instance, Inventory, Snapshot, Tags, Volume } from '../core/inventory.ts';
import { MARK } from '../core/ownership.ts';
import { ec2ForReads } from './clients.ts';
import { errorOf } from './errors.ts';

/** https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-pagination.html */
const PAGE = 1000;

/**
 * Reads one region in bulk: the number of calls grows with pages, never with volumes.
 *
 * @throws the SDK's error where instances, volumes or snapshots cannot be listed: nothing may be decided then.
 */
export async function readInventory(region: string): Promise<Inventory> {
  const client = ec2ForReads(region);
  try {
    const [listed, volumes, snapshots, images, locks] = await Promise.all([
      instances(client).catch((error: unknown) => ({ error })),
      volumesOf(client),
      markedSnapshots(client),
      lookUp('AMI use', imageHolds(client)),
      lookUp('snapshot locks', lockHolds(client)),
    ]);
    return {
      region,
      instances: await completed(client, listed, volumes),
      volumes,
      snapshots,
      holds: new Map([...images.holds, ...locks.holds]),
      notes: [...images.notes, ...locks.notes],
    };
  } finally {
    client.destroy();
  }
}

async function instances(client: EC2Client): Promise<Instance[]> {
  return collect(paginateDescribeInstances({ client, pageSize: PAGE }, {}), ({ Reservations = [] }) =>
    Reservations.flatMap((reservation) => reservation.Instances ?? []).map(instance),
  );
}

/**
 * Asks by id for the instances that volumes name and the listing lacks.
 *
 * While an availability zone is disrupted, the listing as a whole can fail.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
 */
async function completed(
  client: EC2Client,
  listed: Instance[] | { readonly error: unknown },
  volumes: readonly Volume[],
): Promise<Instance[]> {
  const known = Array.isArray(listed) ? listed : [];
  const knownIds = new Set(known.map(({ id }) => id));
  const missing = [...new Set(volumes.flatMap(({ instanceIds }) => instanceIds))].filter(
    (id) => !knownIds.has(id),
  );
  const found: Instance[] = [];
  for (let start = 0; start < missing.length; start += PAGE) {
    const InstanceIds = missing.slice(start, start + PAGE);
    try {
      const { Reservations = [] } = await client.send(new DescribeInstancesCommand({ InstanceIds }));
      found.push(...Reservations.flatMap((reservation) => reservation.Instances ?? []).map(instance));
    } catch (error) {
      if (!Array.isArray(listed)) throw error;
    }
  }
  if (!Array.isArray(listed) && missing.length === 0) throw listed.error;
  return [...known, ...found];
}

async function volumesOf(client: EC2Client): Promise<Volume[]> {
  return collect(paginateDescribeVolumes({ client, pageSize: PAGE }, {}), ({ Volumes = [] }) =>
    Volumes.map(volume),
  );
}

/** Without OwnerIds AWS also lists public and shared snapshots. All marks are read: others' are hints. */
async function markedSnapshots(client: EC2Client): Promise<Snapshot[]> {
  const input = { OwnerIds: ['self'], Filters: [{ Name: 'tag-key', Values: [MARK] }] };
  return collect(paginateDescribeSnapshots({ client, pageSize: PAGE }, input), ({ Snapshots = [] }) =>
    Snapshots.map(snapshot),
  );
}

type Hold = [snapshotId: string, because: string];

/** Disabled AMIs hold their snapshots too. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/disable-an-ami.html */
async function imageHolds(client: EC2Client): Promise<Hold[]> {
  const input = { Owners: ['self'], IncludeDisabled: true };
  return collect(paginateDescribeImages({ client, pageSize: PAGE }, input), ({ Images = [] }) =>
    Images.flatMap(({ ImageId, BlockDeviceMappings = [] }) =>
      BlockDeviceMappings.flatMap(({ Ebs }): Hold[] =>
        Ebs?.SnapshotId === undefined ? [] : [[Ebs.SnapshotId, `in use by ${ImageId}`]],
      ),
    ),
  );
}

/** An expired lock holds nothing. https://docs.aws.amazon.com/ebs/latest/userguide/ebs-snapshot-lock.html */
async function lockHolds(client: EC2Client): Promise<Hold[]> {
  const holds: Hold[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new DescribeLockedSnapshotsCommand({ MaxResults: PAGE, NextToken }));
    for (const { SnapshotId, LockState, LockExpiresOn } of page.Snapshots ?? []) {
      if (SnapshotId === undefined || LockState === 'expired') continue;
      const until = LockExpiresOn === undefined ? '' : ` until ${LockExpiresOn.toISOString()}`;
      holds.push([SnapshotId, `locked (${LockState})${until}`]);
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return holds;
}

/** A refused look-up is a note: AWS itself still refuses to delete what is held. */
async function lookUp(what: string, holds: Promise<Hold[]>): Promise<{ holds: Hold[]; notes: string[] }> {
  try {
    return { holds: await holds, notes: [] };
  } catch (error) {
    const { code, message } = errorOf(error);
    const note = `${what} could not be looked up (${code}: ${message}); a copy that is held shows only when AWS refuses its deletion`;
    return { holds: [], notes: [note] };
  }
}

async function collect<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => Item[],
): Promise<Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...items(page));
  return all;
}

function instance(one: AwsInstance): Instance {
  const root = one.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === one.RootDeviceName);
  return {
    id: required(one.InstanceId, 'an instance without id'),
    state: one.State?.Name ?? 'unknown',
    tags: tags(one.Tags),
    rootVolumeId: root?.Ebs?.VolumeId,
  };
}

function volume(one: AwsVolume): Volume {
  return {
    id: required(one.VolumeId, 'a volume without id'),
    state: one.State ?? 'unknown',
    type: one.VolumeType ?? 'unknown',
    sizeGiB: one.Size ?? 0,
    tags: tags(one.Tags),
    instanceIds: (one.Attachments ?? [])
      .filter(({ State }) => State !== 'detached')
      .flatMap(({ InstanceId }) => InstanceId ?? []),
  };
}

function snapshot(one: AwsSnapshot): Snapshot {
  return {
    id: required(one.SnapshotId, 'a snapshot without id'),
    volumeId: required(one.VolumeId, 'a snapshot without volume'),
    state: one.State ?? 'unknown',
    tier: one.StorageTier ?? 'standard',
    startedAt: required(one.StartTime, 'a snapshot without start time'),
    sizeGiB: one.VolumeSize ?? 0,
    tags: tags(one.Tags),
  };
}

/** Nothing is decided about what was only half told. */
function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`AWS listed ${what}`);
  return value;
}

/** A record without a prototype, so that a tag key like `constructor` is only a tag. */
function tags(list: readonly Tag[] | undefined): Tags {
  const record: Record<string, string> = Object.create(null);
  for (const { Key, Value } of list ?? []) if (Key !== undefined) record[Key] = Value ?? '';
  return record;
}
