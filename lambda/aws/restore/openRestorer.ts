import {
  AttachVolumeCommand,
  CreateReplaceRootVolumeTaskCommand,
  CreateTagsCommand,
  CreateVolumeCommand,
  type CreateVolumeCommandInput,
  DescribeInstancesCommand,
  DetachVolumeCommand,
  type EC2Client,
  paginateDescribeReplaceRootVolumeTasks,
  type ResourceType,
  type Tag,
  VolumeType,
} from '@aws-sdk/client-ec2';
import type { Attachment, Restorer, RootTask } from '../../carryOut/restore/restorer.ts';
import type { Reply } from '../../carryOut/writer.ts';
import type { PlannedDisk } from '../../core/restore/restorePlan.ts';
import type { Tags } from '../../core/snapshot.ts';
import { ec2Once, ec2Repeating, type Site } from '../clients.ts';
import { collected, required } from '../pages.ts';
import { replyTo } from '../replyTo.ts';
import { initialisations } from './initialisations.ts';
import { openKeys } from './keys.ts';
import { volumesById, volumesOfRestore } from './restoredVolumes.ts';

/**
 * Sends the calls of restores in one region, and says how AWS answered.
 *
 * A call with a token, and tags that are set to a value, are idempotent, so the SDK may send them again. AttachVolume
 * and DetachVolume are sent exactly once.
 */
export function openRestorer(site: Site, prefix: string): Restorer {
  const client = ec2Repeating(site);
  const once = ec2Once(site);
  const keys = openKeys(site);
  return {
    create: async (disk, token) => replyTo(() => create(client, disk, token)),
    made: async (id) => volumesOfRestore(client, prefix, id),
    volumes: async (ids) => volumesById(client, ids),
    stateOf: async (instanceId) => replyTo(() => stateOf(client, instanceId)),
    attach: async (attachment) => replyTo(() => attach(once, attachment)),
    mayAttach: async (attachment) => mayAttach(client, attachment),
    detach: async (attachment) => replyTo(() => detach(once, attachment)),
    replaceRoot: async (instanceId, volumeId, token) =>
      replyTo(() => replaceRoot(client, { InstanceId: instanceId, VolumeId: volumeId, ClientToken: token })),
    rootTasks: async (instanceId) => rootTasks(client, instanceId),
    tag: async (volumeId, tags) => replyTo(() => tag(client, volumeId, tags)),
    unusableKey: async (key) => {
      const answer = await keys.ask(key);
      return answer.kind === 'unusable' ? answer.because : undefined;
    },
    initialisation: async (volumeIds) => initialisations(client, volumeIds),
    close() {
      client.destroy();
      once.destroy();
      keys.close();
    },
  };
}

async function create(client: EC2Client, disk: PlannedDisk, token: string): Promise<string> {
  const { VolumeId } = await client.send(new CreateVolumeCommand(volumeAsked(disk, token)));
  return required(VolumeId, 'a new volume without id');
}

/**
 * The key is always sent: without it AWS takes the account's default key where encryption by default is on.
 *
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-creating-volume.html
 */
function volumeAsked(disk: PlannedDisk, token: string): CreateVolumeCommandInput {
  const ResourceType: ResourceType = 'volume';
  return {
    AvailabilityZone: disk.zone.value,
    SnapshotId: disk.snapshotId,
    VolumeType: volumeType(disk.type.value),
    Size: disk.sizeGiB.value,
    Iops: disk.iops?.value,
    Throughput: disk.throughput?.value,
    MultiAttachEnabled: disk.isMultiAttach?.value,
    ...(disk.key === undefined ? {} : { Encrypted: true, KmsKeyId: disk.key.value }),
    VolumeInitializationRate: disk.rate,
    TagSpecifications: [{ ResourceType, Tags: tagList(disk.tags) }],
    ClientToken: token,
  };
}

/** Without a type AWS takes gp2, so an unknown one is never left out. */
function volumeType(name: string): VolumeType {
  return required(
    Object.values(VolumeType).find((one) => one === name),
    `no volume type ${name}`,
  );
}

async function stateOf(client: EC2Client, instanceId: string): Promise<string> {
  const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
  return required(Reservations?.[0]?.Instances?.[0]?.State?.Name, 'an instance without state');
}

async function attach(client: EC2Client, { volumeId, instanceId, device }: Attachment): Promise<void> {
  await client.send(new AttachVolumeCommand({ VolumeId: volumeId, InstanceId: instanceId, Device: device }));
}

/**
 * AWS answers a dry run with an error in any case. One that is about the volume or the device does not count: the
 * old volume is still there.
 *
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachVolume.html
 */
async function mayAttach(client: EC2Client, attachment: Attachment): Promise<Reply<void>> {
  const { volumeId: VolumeId, instanceId: InstanceId, device: Device } = attachment;
  const reply = await replyTo(async () => {
    await client.send(new AttachVolumeCommand({ VolumeId, InstanceId, Device, DryRun: true }));
  });
  const isAllowed = reply.kind === 'refused' && reply.code !== 'UnauthorizedOperation';
  return isAllowed ? { kind: 'done', value: undefined } : reply;
}

/** Never by force, which can lose data. */
async function detach(client: EC2Client, { volumeId, instanceId, device }: Attachment): Promise<void> {
  await client.send(new DetachVolumeCommand({ VolumeId: volumeId, InstanceId: instanceId, Device: device }));
}

interface Replacing {
  readonly InstanceId: string;
  readonly VolumeId: string;
  readonly ClientToken: string;
}

async function replaceRoot(client: EC2Client, replacing: Replacing): Promise<string> {
  const { ReplaceRootVolumeTask } = await client.send(
    new CreateReplaceRootVolumeTaskCommand({ ...replacing, DeleteReplacedRootVolume: false }),
  );
  return required(ReplaceRootVolumeTask?.ReplaceRootVolumeTaskId, 'a new task without id');
}

async function rootTasks(client: EC2Client, instanceId: string): Promise<RootTask[]> {
  const pages = paginateDescribeReplaceRootVolumeTasks(
    { client },
    { Filters: [{ Name: 'instance-id', Values: [instanceId] }] },
  );
  const tasks = await collected(pages, ({ ReplaceRootVolumeTasks = [] }) =>
    ReplaceRootVolumeTasks.map(
      (task): RootTask => ({
        id: required(task.ReplaceRootVolumeTaskId, 'a task without id'),
        state: task.TaskState ?? 'unknown',
        startedAt: Date.parse(task.StartTime ?? '') || 0,
      }),
    ),
  );
  return tasks.toSorted((a, b) => b.startedAt - a.startedAt);
}

async function tag(client: EC2Client, volumeId: string, tags: Tags): Promise<void> {
  await client.send(new CreateTagsCommand({ Resources: [volumeId], Tags: tagList(tags) }));
}

function tagList(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
