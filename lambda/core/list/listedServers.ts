import { type InstanceProblem, instanceProblem } from '../images/instanceProblem.ts';
import type { ListedImages, ListedRegion, ListedVolume, ReadRegion } from './listed.ts';

/** What `list` answers for one region, as JSON names things. */
export type ListedThings =
  | Exclude<ListedRegion, ReadRegion>
  | (Omit<ReadRegion, 'images'> & { readonly images?: ListedServers | undefined });

export interface ListedServers extends Omit<ListedImages, 'servers'> {
  readonly servers: readonly ListedServer[];
}

/** A server that a tag of images covers, also one that is paused, ignored or has a wrong tag. */
export interface ListedServer
  extends Omit<
    ListedVolume,
    | 'volumeId'
    | 'instanceId'
    | 'instanceName'
    | 'device'
    | 'otherInstances'
    | 'problems'
    | 'proof'
    | 'restoreTime'
  > {
  readonly instanceId: string;
  readonly problems: readonly InstanceProblem[];
}

export function listedThings(one: ListedRegion): ListedThings {
  if (one.status !== 'read') return one;
  const { images, ...region } = one;
  return { ...region, images: images && { ...images, servers: images.servers.map(listedServer) } };
}

function listedServer(one: ListedVolume): ListedServer {
  const { volumeId: instanceId, name, sizeGiB, status, schedule, newest, restorable } = one;
  const { places, pinned, next, remarks, problems } = one;
  return {
    instanceId,
    name,
    sizeGiB,
    status,
    schedule,
    newest,
    restorable,
    places,
    pinned,
    next,
    remarks,
    problems: problems.map(instanceProblem),
  };
}
