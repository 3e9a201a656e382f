import { CreateImageCommand, DeregisterImageCommand, DescribeImagesCommand } from '@aws-sdk/client-ec2';
import type {
  CreateImageCommandInput,
  CreateImageCommandOutput,
  DeregisterImageCommandInput,
  DeregisterImageCommandOutput,
  DescribeImagesCommandInput,
  Image,
} from '@aws-sdk/client-ec2';

import { ec2Of, freshCloud } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { Instance, Volume } from './records.ts';
import type { Region } from './region.ts';

/** A running instance with a root volume and a data volume. */
export interface ServerWithDisks {
  readonly cloud: Cloud;
  readonly region: Region;
  readonly server: Instance;
  readonly root: Volume;
  readonly data: Volume;
}

export async function serverWithDisks(): Promise<ServerWithDisks> {
  const cloud = await freshCloud({ at: '2026-01-01T03:00:00Z' });
  const region = cloud.region('eu-west-1');
  const server = region.instance();
  const root = region.volume({ attachedTo: server });
  const data = region.volume({ attachedTo: server, device: '/dev/sdf', type: 'io2', size: 20 });
  return { cloud, region, server, root, data };
}

/** Makes an image called `golden` of the server, unless something else is asked for. */
export function makeImage(
  { cloud, server }: Pick<ServerWithDisks, 'cloud' | 'server'>,
  asked: Partial<CreateImageCommandInput> = {},
): Promise<CreateImageCommandOutput> {
  return ec2Of(cloud).send(new CreateImageCommand({ InstanceId: server.id, Name: 'golden', ...asked }));
}

export async function imagesIn(
  cloud: Cloud,
  asked: DescribeImagesCommandInput = { Owners: ['self'] },
): Promise<Image[]> {
  return (await ec2Of(cloud).send(new DescribeImagesCommand(asked))).Images ?? [];
}

/** Deregisters an image of the default account. */
export function deregister(
  cloud: Cloud,
  ImageId: string,
  asked: Partial<DeregisterImageCommandInput> = {},
): Promise<DeregisterImageCommandOutput> {
  return ec2Of(cloud).send(new DeregisterImageCommand({ ImageId, ...asked }));
}
