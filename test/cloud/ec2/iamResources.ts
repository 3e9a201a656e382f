import { arnOf } from '../arns.ts';
import type { Wish } from '../authorize.ts';
import { tagsFor } from '../foreign.ts';
import { requestTags, resourceTags } from '../iam.ts';
import type { Context } from '../iam.ts';
import type { Image, Instance, Snapshot, Tags, Volume } from '../records.ts';
import type { Call } from '../wire/request.ts';

/**
 * What IAM is asked about a resource that a call touches, with the keys that it knows of it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function onInstance({ action }: Call, instance: Instance): Wish {
  return {
    action: `ec2:${action}`,
    resource: arnOf(instance),
    context: {
      ...resourceTags(instance.tags),
      'ec2:availabilityzone': instance.zone,
      'ec2:instanceid': instance.id,
      'ec2:instancetype': instance.type,
      'ec2:rootdevicetype': 'ebs',
      'ec2:tenancy': 'default',
    },
  };
}

export function onVolume({ action }: Call, volume: Volume): Wish {
  return {
    action: `ec2:${action}`,
    resource: arnOf(volume),
    context: {
      ...resourceTags(volume.tags),
      'ec2:availabilityzone': volume.zone,
      'ec2:encrypted': String(volume.encrypted),
      'ec2:volumeid': volume.id,
      'ec2:volumesize': String(volume.size),
      'ec2:volumetype': volume.type,
      ...(volume.iops !== undefined && { 'ec2:volumeiops': String(volume.iops) }),
      ...(volume.throughput !== undefined && { 'ec2:volumethroughput': String(volume.throughput) }),
      ...(volume.fromSnapshot !== undefined && {
        'ec2:parentsnapshot': arnOf({ ...volume, kind: 'snapshot', id: volume.fromSnapshot }),
      }),
    },
  };
}

/** Of another account's no tags are known. */
export function onSnapshot({ action, account }: Call, snapshot: Snapshot): Wish {
  return {
    action: `ec2:${action}`,
    resource: arnOf(snapshot),
    context: {
      ...resourceTags(tagsFor(account, snapshot)),
      'ec2:encrypted': String(snapshot.encrypted),
      'ec2:owner': snapshot.account,
      'ec2:parentvolume': arnOf({ ...snapshot, kind: 'volume', id: snapshot.volumeId }),
      'ec2:snapshotid': snapshot.id,
      'ec2:volumesize': String(snapshot.size),
    },
  };
}

export function onImage({ action }: Call, image: Image): Wish {
  return {
    action: `ec2:${action}`,
    resource: arnOf(image),
    context: {
      ...resourceTags(image.tags),
      'ec2:imageid': image.id,
      'ec2:imagetype': 'machine',
      'ec2:owner': image.account,
      'ec2:public': String(image.public),
      'ec2:rootdevicetype': 'ebs',
    },
  };
}

/** What does not exist yet is a resource too, and so are the tags it is born with. */
export function onNew(
  { action, region, account }: Call,
  kind: Parameters<typeof arnOf>[0]['kind'],
  tags: Tags,
  keys: Context = {},
): Wish[] {
  const resource = arnOf({ kind, id: '*', region, account });
  const context = { ...keys, ...requestTags(tags) };
  const create: Wish = { action: `ec2:${action}`, resource, context };
  if (Object.keys(tags).length === 0) return [create];
  return [
    create,
    { action: 'ec2:CreateTags', resource, context: { ...context, 'ec2:createaction': action } },
  ];
}
