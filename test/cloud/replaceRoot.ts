import { CreateReplaceRootVolumeTaskCommand } from '@aws-sdk/client-ec2';
import type { CreateReplaceRootVolumeTaskCommandInput } from '@aws-sdk/client-ec2';

import { ec2Of, freshCloud } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { Instance, Volume } from './records.ts';
import type { Region } from './region.ts';

/** A running instance with its root volume, and a volume of another type beside it. */
export interface ServerWithRoot {
  readonly cloud: Cloud;
  readonly region: Region;
  readonly server: Instance;
  readonly root: Volume;
  readonly disk: Volume;
}

export async function serverWithRoot(): Promise<ServerWithRoot> {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const server = region.instance();
  const root = region.volume({ attachedTo: server });
  return { cloud, region, server, root, disk: region.volume({ type: 'io2' }) };
}

export function replace(
  { cloud, server }: ServerWithRoot,
  wish: Partial<CreateReplaceRootVolumeTaskCommandInput>,
) {
  return ec2Of(cloud).send(new CreateReplaceRootVolumeTaskCommand({ InstanceId: server.id, ...wish }));
}

/** A snapshot in place of a volume. */
export function from({ id }: { readonly id: string }) {
  return { VolumeId: undefined, SnapshotId: id };
}

export function taskTags(
  tags: Record<string, string>,
  ResourceType: 'replace-root-volume-task' | 'volume' = 'replace-root-volume-task',
) {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return { TagSpecifications: [{ ResourceType, Tags }] };
}
