import {
  AttachVolumeCommand,
  CreateImageCommand,
  CreateSnapshotCommand,
  CreateTagsCommand,
  CreateVolumeCommand,
  DeleteTagsCommand,
  DeleteVolumeCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  type ResourceType,
  RunInstancesCommand,
  type TagSpecification,
} from '@aws-sdk/client-ec2';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';

import { runSnapper, withEnvironment } from '../scenarios/snapper.ts';
import { describedBy, type Mail, type Tags, type World } from '../scenarios/world.ts';
import type { Moto } from './motoServer.ts';

const HOME = 'eu-west-1';
const KEYS = { accessKeyId: 'x', secretAccessKey: 'x' };
const ACCOUNT = '123456789012';

/**
 * moto as a world that a story can be told in, driven by the SDK only.
 *
 * Where it differs from AWS, a story allows for it: snapshots are complete at once, so N+1 copies stay until
 * the next run; CreateSnapshots copies no tags of the volumes and excludes no data volumes; locks are
 * unknown; CreateImage copies a volume of its own, not one of the instance.
 */
export async function motoWorld(moto: Moto): Promise<World> {
  await moto.reset();
  let now = new Date('2026-01-01T03:00:00Z');
  const regions = new Map<string, string>();
  const mail: Mail[] = [];
  const queues: { url: string; region: string }[] = [];
  const settings = { endpoint: moto.endpoint, credentials: KEYS };
  const clients = new Map<string, EC2Client>();
  const ec2 = (region: string): EC2Client => {
    const client = clients.get(region) ?? new EC2Client({ ...settings, region });
    clients.set(region, client);
    return client;
  };
  /** Remembers where a resource is. */
  const placed = (id: string | undefined, region: string): string => {
    if (id === undefined) throw new Error('moto made something without an id');
    regions.set(id, region);
    return id;
  };
  const of = (id: string): EC2Client => ec2(regions.get(id) ?? HOME);
  const place = {
    env: {
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      AWS_REGION: HOME,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    clock: {
      now: () => new Date(now),
      advance(milliseconds: number) {
        now = new Date(now.getTime() + milliseconds);
        moto.setTime(now);
      },
    },
  };

  const world: World = {
    async instance(tags = {}, region = HOME) {
      const { Instances: [made] = [] } = await ec2(region).send(
        new RunInstancesCommand({
          ImageId: 'ami-12345678',
          MinCount: 1,
          MaxCount: 1,
          ...tagged('instance', tags),
        }),
      );
      const id = placed(made?.InstanceId, region);
      const { Reservations: [reservation] = [] } = await ec2(region).send(
        new DescribeInstancesCommand({ InstanceIds: [id] }),
      );
      const [instance] = reservation?.Instances ?? [];
      return { id, root: placed(instance?.BlockDeviceMappings?.[0]?.Ebs?.VolumeId, region) };
    },
    async volume({ tags = {}, attachedTo, type = 'gp3', region = HOME } = {}) {
      const at = attachedTo === undefined ? region : (regions.get(attachedTo.id) ?? region);
      const made = await ec2(at).send(
        new CreateVolumeCommand({
          AvailabilityZone: `${at}a`,
          Size: type === 'gp3' ? 8 : 125,
          VolumeType: type,
          ...tagged('volume', tags),
        }),
      );
      const id = placed(made.VolumeId, at);
      if (attachedTo !== undefined) {
        await ec2(at).send(
          new AttachVolumeCommand({ VolumeId: id, InstanceId: attachedTo.id, Device: '/dev/sdf' }),
        );
      }
      return id;
    },
    async tag(resource, tags) {
      await of(resource).send(new CreateTagsCommand({ Resources: [resource], Tags: listed(tags) }));
    },
    async untag(resource, ...keys) {
      await of(resource).send(
        new DeleteTagsCommand({ Resources: [resource], Tags: keys.map((Key) => ({ Key })) }),
      );
    },
    async deleteVolume(id) {
      await of(id).send(new DeleteVolumeCommand({ VolumeId: id }));
    },
    async snapshot(id, tags = {}) {
      const made = await of(id).send(
        new CreateSnapshotCommand({
          VolumeId: id,
          Description: describedBy(tags),
          ...tagged('snapshot', tags),
        }),
      );
      return placed(made.SnapshotId, regions.get(id) ?? HOME);
    },
    async imageSnapshot(tags) {
      const client = ec2(HOME);
      const { id } = await world.instance();
      const { ImageId = '' } = await client.send(new CreateImageCommand({ InstanceId: id, Name: 'image' }));
      const { Images: [image] = [] } = await client.send(new DescribeImagesCommand({ ImageIds: [ImageId] }));
      const snapshot = placed(
        image?.BlockDeviceMappings?.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? [])[0],
        HOME,
      );
      await world.tag(snapshot, tags);
      return snapshot;
    },
    async snapshotsOf(id, region = regions.get(id) ?? HOME) {
      const Filters = [{ Name: 'volume-id', Values: [id] }];
      const { Snapshots = [] } = await ec2(region).send(new DescribeSnapshotsCommand({ Filters }));
      return Snapshots.map(({ SnapshotId, State, StartTime, Tags }) => ({
        id: placed(SnapshotId, region),
        state: State ?? '',
        startedAt: StartTime ?? new Date(0),
        tags: Object.fromEntries((Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
      })).toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime() || (a.id < b.id ? -1 : 1));
    },
    async exists(id) {
      const { Snapshots = [] } = await of(id).send(new DescribeSnapshotsCommand({}));
      return Snapshots.some(({ SnapshotId }) => SnapshotId === id);
    },
    async topic(region = HOME, wanted = {}) {
      const sns = new SNSClient({ ...settings, region });
      const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'reports' }));
      const reply = await sqs(moto, region, { Action: 'CreateQueue', QueueName: 'reports' });
      queues.push({ url: inside('QueueUrl', reply) ?? '', region });
      await sns.send(
        new SubscribeCommand({
          TopicArn,
          Protocol: 'sqs',
          Endpoint: `arn:aws:sqs:${region}:${ACCOUNT}:reports`,
          Attributes: { FilterPolicy: JSON.stringify(wanted) },
        }),
      );
      sns.destroy();
      return TopicArn;
    },
    async reports() {
      for (const { url, region } of queues) {
        for (;;) {
          const reply = await sqs(moto, region, { Action: 'ReceiveMessage', QueueUrl: url });
          const body = inside('Body', reply);
          if (body === undefined) break;
          const ReceiptHandle = inside('ReceiptHandle', reply) ?? '';
          await sqs(moto, region, { Action: 'DeleteMessage', QueueUrl: url, ReceiptHandle });
          const { Subject, Message }: { Subject?: string; Message: string } = JSON.parse(body);
          mail.push({ subject: Subject, message: Message });
        }
      }
      return mail;
    },
    async pass(milliseconds) {
      place.clock.advance(milliseconds);
    },
    run: (event) => runSnapper(place, event),
    inside: (act) => withEnvironment(place.env, act),
  };
  return world;
}

function listed(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** moto takes no empty list of tags. */
function tagged(type: ResourceType, tags: Tags): { TagSpecifications?: TagSpecification[] } {
  return Object.keys(tags).length === 0
    ? {}
    : { TagSpecifications: [{ ResourceType: type, Tags: listed(tags) }] };
}

/** Asks SQS in its old query form, for which no SDK is needed; moto wants a signature's scope and checks no more. */
async function sqs(moto: Moto, region: string, params: Readonly<Record<string, string>>): Promise<string> {
  const scope = `${KEYS.accessKeyId}/20260101/${region}/sqs/aws4_request`;
  const response = await fetch(moto.endpoint, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=x` },
    body: new URLSearchParams({ ...params, Version: '2012-11-05' }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`SQS ${params['Action']}: ${response.status} ${text}`);
  return text;
}

/** The text of the first element of a name. */
function inside(element: string, xml: string): string | undefined {
  const [, text] = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml) ?? [];
  return text
    ?.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
