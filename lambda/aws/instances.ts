import {
  DescribeInstancesCommand,
  type EC2Client,
  type Instance as AwsInstance,
  paginateDescribeInstances,
  type Reservation,
} from '@aws-sdk/client-ec2';
import { grouped } from '../core/grouped.ts';
import type { Instance, LaunchFacts } from '../core/inventory.ts';
import { errorOf } from './errors.ts';
import { collected, detached, keptOnce, PAGE, required, tagsOf } from './pages.ts';
import { said } from '../core/text.ts';

/** Instances, or why they could not be listed. */
export type Listed = { readonly instances: readonly Instance[]; readonly error?: unknown };

/** Lists all instances of a region. If that fails, `attachedInstances` asks for them by id. */
export async function listedInstances(client: EC2Client): Promise<Listed> {
  try {
    const pages = paginateDescribeInstances({ client, pageSize: PAGE }, {});
    const record = instanceRecords();
    return { instances: await collected(pages, ({ Reservations }) => instancesIn(Reservations, record)) };
  } catch (error) {
    return { instances: [], error };
  }
}

/** An instance that a volume says it is attached to, and the availability zone of both. */
export interface Attached {
  readonly instanceId: string;
  readonly zone: string;
}

/**
 * Adds the instances that are attached to volumes and missing in the listing, asked for by id.
 *
 * While an availability zone is disrupted, only calls for instances in other zones work, so each zone is
 * asked by itself. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
 *
 * @throws the listing's error where it failed and no zone answers either.
 */
export async function attachedInstances(
  client: EC2Client,
  { instances, error }: Listed,
  attached: readonly Attached[],
): Promise<{ instances: readonly Instance[]; notes: string[] }> {
  const known = new Set(instances.map(({ id }) => id));
  const missing = attached.filter(({ instanceId }) => !known.has(instanceId));
  const zones = [...grouped(missing, ({ zone }) => zone)];
  const answers = await Promise.all(
    zones.map(async ([zone, ids]) =>
      askZone(client, zone, [...new Set(ids.map(({ instanceId }) => instanceId))]),
    ),
  );
  if (error !== undefined && !answers.some((answer) => answer.note === undefined)) throw error;
  return {
    instances: [...instances, ...answers.flatMap((answer) => answer.instances)],
    notes: answers.flatMap(({ note }) => note ?? []),
  };
}

async function askZone(
  client: EC2Client,
  zone: string,
  ids: readonly string[],
): Promise<{ instances: Instance[]; note?: string }> {
  try {
    return { instances: await byIds(client, ids) };
  } catch (error) {
    const { code, message } = errorOf(error);
    return { instances: [], note: `The instances in ${zone} could not be read (${code}: ${said(message)})` };
  }
}

/** AWS refuses a whole call for one unknown id, so such a call is halved until that id is alone. */
async function byIds(client: EC2Client, ids: readonly string[]): Promise<Instance[]> {
  if (ids.length > PAGE) return halved(client, ids);
  try {
    const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [...ids] }));
    return instancesIn(Reservations, instanceRecords());
  } catch (error) {
    if (errorOf(error).code !== 'InvalidInstanceID.NotFound') throw error;
    return ids.length === 1 ? [] : halved(client, ids);
  }
}

async function halved(client: EC2Client, ids: readonly string[]): Promise<Instance[]> {
  const middle = Math.ceil(ids.length / 2);
  return [...(await byIds(client, ids.slice(0, middle))), ...(await byIds(client, ids.slice(middle)))];
}

function instancesIn(
  reservations: readonly Reservation[] = [],
  record: (one: AwsInstance) => Instance,
): Instance[] {
  return reservations.flatMap((reservation) => reservation.Instances ?? []).map(record);
}

/** Makes small records. Many instances are launched alike: what that took is kept once. */
function instanceRecords(): (one: AwsInstance) => Instance {
  const text = keptOnce((value: string) => value, detached);
  const facts = keptOnce(
    (one: LaunchFacts) => JSON.stringify(one),
    (one): LaunchFacts => JSON.parse(detached(JSON.stringify(one))),
  );
  return (one) => {
    const { BlockDeviceMappings = [], ImageId, InstanceType: type } = one;
    const root = BlockDeviceMappings.find(({ DeviceName }) => DeviceName === one.RootDeviceName);
    return {
      id: detached(required(one.InstanceId, 'an instance without id')),
      state: detached(one.State?.Name ?? 'unknown'),
      tags: tagsOf(one.Tags),
      rootVolumeId: root?.Ebs?.VolumeId && detached(root.Ebs.VolumeId),
      imageId: ImageId && text(ImageId),
      launch:
        type &&
        facts({
          type,
          subnetId: one.SubnetId,
          groupIds: (one.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
          profileArn: one.IamInstanceProfile?.Arn,
          keyName: one.KeyName,
        }),
    };
  };
}
