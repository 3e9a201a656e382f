import { type InstanceProblem, instanceProblem } from '../images/instanceProblem.ts';
import type { Shown, ShownServer, ShownSnapshot } from './shown.ts';

/** The images of one server as JSON names things. */
export interface ShownImages
  extends Pick<
    ShownServer,
    | 'is'
    | 'unread'
    | 'usesUnknown'
    | 'manner'
    | 'status'
    | 'because'
    | 'policies'
    | 'last'
    | 'next'
    | 'lacking'
    | 'lookedUntil'
    | 'assumedRuns'
  > {
  readonly instanceId: string;
  /** The Name of the server, of one that is gone as its newest image remembers it; absent where it has none. */
  readonly name?: string | undefined;
  readonly problems: readonly InstanceProblem[];
  /** Newest first. */
  readonly images: readonly ShownImage[];
}

export interface ShownImage extends Omit<ShownSnapshot, 'snapshotId' | 'proof' | 'unreadProof'> {
  readonly imageId: string;
}

/** The answer of `show` as JSON names things. */
export interface ShownThing extends Omit<Shown, 'server'> {
  readonly images?: ShownImages | undefined;
}

export function shownThing({ server, ...shown }: Shown): ShownThing {
  return { ...shown, images: server && shownImages(server) };
}

function shownImages(server: ShownServer): ShownImages {
  return {
    instanceId: server.volumeId,
    name: server.name ?? server.instanceName,
    is: server.is,
    unread: server.unread,
    usesUnknown: server.usesUnknown,
    status: server.status,
    because: server.because,
    policies: server.policies,
    manner: server.manner,
    problems: server.problems.map(instanceProblem),
    last: server.last,
    next: server.next,
    lacking: server.lacking,
    images: server.snapshots.map(shownImage),
    lookedUntil: server.lookedUntil,
    assumedRuns: server.assumedRuns,
  };
}

export function shownImage({ snapshotId: imageId, ...image }: ShownSnapshot): ShownImage {
  return { imageId, ...image };
}
