import { EBSClient } from '@aws-sdk/client-ebs';
import { CreateSnapshotCommand, CreateVolumeCommand, EC2Client } from '@aws-sdk/client-ec2';
import type {
  CreateSnapshotCommandOutput,
  CreateVolumeCommandInput,
  CreateVolumeCommandOutput,
  ResourceType,
  TagSpecification,
} from '@aws-sdk/client-ec2';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';

import { startCloud } from './cloud.ts';
import type { Cloud, CloudWish } from './cloud.ts';
import type { Tags, Volume } from './records.ts';
import type { Credentials } from './wire/request.ts';

/** A cloud for one test, closed after it. */
export async function freshCloud(wish?: CloudWish): Promise<Cloud> {
  const cloud = await startCloud(wish);
  onTestFinished(() => cloud.close());
  return cloud;
}

/** An account by its id, or the keys of a session. */
export type Caller = string | Credentials;

/** The SDK's own clients. They try once, so that a test sees each answer. */
export function ec2Of(cloud: Cloud, region = 'eu-west-1', caller?: Caller): EC2Client {
  return new EC2Client(clientOf(cloud, region, caller));
}

export function ebsOf(cloud: Cloud, region = 'eu-west-1', caller?: Caller): EBSClient {
  return new EBSClient(clientOf(cloud, region, caller));
}

export function snsOf(cloud: Cloud, region = 'eu-west-1', caller?: Caller): SNSClient {
  return new SNSClient(clientOf(cloud, region, caller));
}

export function stsOf(cloud: Cloud, region = 'eu-west-1', caller?: Caller): STSClient {
  return new STSClient(clientOf(cloud, region, caller));
}

/** What a client of any service takes. */
export function clientOf(cloud: Cloud, region = 'eu-west-1', caller?: Caller) {
  const credentials = typeof caller === 'object' ? caller : cloud.credentials(caller);
  return { endpoint: cloud.endpoint, region, credentials, maxAttempts: 1 };
}

/** Takes one snapshot of a volume of eu-west-1. */
export function take(cloud: Cloud, { id }: Volume, tags: Tags = {}): Promise<CreateSnapshotCommandOutput> {
  return ec2Of(cloud).send(new CreateSnapshotCommand({ VolumeId: id, ...tagged(tags) }));
}

export type VolumeAsked = Partial<CreateVolumeCommandInput>;

/** Makes one volume, in eu-west-1a unless another zone is asked for. */
export function makeVolume(
  cloud: Cloud,
  asked: VolumeAsked = {},
  caller?: Caller,
): Promise<CreateVolumeCommandOutput> {
  const whole = { AvailabilityZone: 'eu-west-1a', ...asked };
  return ec2Of(cloud, 'eu-west-1', caller).send(new CreateVolumeCommand(whole));
}

/** Tags as a creating call takes them; without any, the call says nothing of tags. */
export function tagged(
  tags: Tags,
  of: ResourceType = 'snapshot',
): { TagSpecifications?: TagSpecification[] } {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return Tags.length > 0 ? { TagSpecifications: [{ ResourceType: of, Tags }] } : {};
}

/** What a program sees of a call: `ok`, or the error's name and HTTP status. */
export async function resultOf(sent: Promise<unknown>): Promise<string> {
  const error = await errorOf(sent);
  if (!error) return 'ok';
  const status = statusOf(error);
  return status === undefined ? error.name : `${error.name} ${status}`;
}

/** What the error says, for the words that programs and people look for. */
export async function messageOf(sent: Promise<unknown>): Promise<string> {
  return (await errorOf(sent))?.message ?? '';
}

async function errorOf(sent: Promise<unknown>): Promise<Error | undefined> {
  try {
    await sent;
    return undefined;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

function statusOf(error: Error): number | undefined {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const status: unknown = 'httpStatusCode' in metadata ? metadata.httpStatusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}
