import type { Shelf } from '../shelf.ts';
import { byId } from '../shelf.ts';
import { AwsError } from '../wire/errors.ts';

interface Kind {
  readonly prefix: string;
  readonly notFound: string;
  readonly malformed: string;
  readonly noun: string;
}

export const INSTANCE: Kind = {
  prefix: 'i',
  notFound: 'InvalidInstanceID.NotFound',
  malformed: 'InvalidInstanceID.Malformed',
  noun: 'instance ID',
};

export const VOLUME: Kind = {
  prefix: 'vol',
  notFound: 'InvalidVolume.NotFound',
  malformed: 'InvalidVolumeID.Malformed',
  noun: 'volume',
};

export const SNAPSHOT: Kind = {
  prefix: 'snap',
  notFound: 'InvalidSnapshot.NotFound',
  malformed: 'InvalidSnapshotID.Malformed',
  noun: 'snapshot',
};

export const IMAGE: Kind = {
  prefix: 'ami',
  notFound: 'InvalidAMIID.NotFound',
  malformed: 'InvalidAMIID.Malformed',
  noun: 'image id',
};

/** Its codes are not documented. */
export const ROOT_TASK: Kind = {
  prefix: 'replacevol',
  notFound: 'InvalidReplaceRootVolumeTaskId.NotFound',
  malformed: 'InvalidReplaceRootVolumeTaskId.Malformed',
  noun: 'replace root volume task ID',
};

export const TEMPLATE: Kind = {
  prefix: 'lt',
  notFound: 'InvalidLaunchTemplateId.NotFound',
  malformed: 'InvalidLaunchTemplateId.Malformed',
  noun: 'launch template ID',
};

/** The record with this id, or AWS's two ways to say that there is none. */
export function found<T>(shelf: Pick<Shelf<T>, 'get'>, id: string, kind: Kind): T {
  const record = shelf.get(id);
  if (record) return record;
  if (
    /^[0-9a-f]{8}([0-9a-f]{9})?$/.test(id.slice(kind.prefix.length + 1)) &&
    id.startsWith(`${kind.prefix}-`)
  ) {
    throw new AwsError(kind.notFound, `The ${kind.noun} '${id}' does not exist.`);
  }
  throw new AwsError(kind.malformed, `Invalid id: "${id}" (expecting "${kind.prefix}-...")`);
}

/** The records a describe starts from: those it names, or all. */
export function chosen<T extends { readonly id: string }>(
  shelf: Pick<Shelf<T>, 'get' | 'inOrder'>,
  ids: readonly string[],
  kind: Kind,
): readonly T[] {
  if (ids.length === 0) return shelf.inOrder();
  return [...new Set(ids)].map((id) => found(shelf, id, kind)).toSorted(byId);
}
