import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import type { RunInstancesCommandInput, RunInstancesCommandOutput } from '@aws-sdk/client-ec2';

import { ec2Of, freshCloud } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { Image, Snapshot } from './records.ts';
import type { Region } from './region.ts';

/** An image with a root device and a data device. */
export interface Launchable {
  readonly cloud: Cloud;
  readonly region: Region;
  readonly image: Image;
  readonly snapshots: readonly Snapshot[];
}

export type LaunchAsked = Partial<RunInstancesCommandInput>;

export async function launchable(): Promise<Launchable> {
  const cloud = await freshCloud({ at: '2026-01-01T03:00:00Z' });
  const region = cloud.region('eu-west-1');
  const snapshots = [region.snapshot({ size: 8 }), region.snapshot({ size: 20 })];
  return { cloud, region, image: region.image({ snapshots, tags: { tool: 'ours' } }), snapshots };
}

/** Launches a t3.micro of the image, unless something else is asked for. */
export function launch(
  { cloud, image }: Launchable,
  asked: LaunchAsked = {},
): Promise<RunInstancesCommandOutput> {
  const usual = { ImageId: image.id, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const;
  return ec2Of(cloud).send(new RunInstancesCommand({ ...usual, ...asked }));
}
