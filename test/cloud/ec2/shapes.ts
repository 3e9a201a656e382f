import type { Attachment, Snapshot, Tags, Volume } from '../records.ts';
import type { Xml, XmlFields } from '../wire/xml.ts';

/** How AWS writes records into an answer; what only one action answers is in that action's file. */
export function tagSet(tags: Tags): Xml {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

export function snapshotShape(snapshot: Snapshot): XmlFields {
  return {
    snapshotId: snapshot.id,
    volumeId: snapshot.volumeId,
    status: snapshot.state,
    statusMessage: snapshot.stateMessage,
    startTime: snapshot.startedAt,
    completionTime: snapshot.completedAt,
    progress: progressOf(snapshot),
    ownerId: snapshot.account,
    ownerAlias: snapshot.ownerAlias,
    volumeSize: snapshot.size,
    fullSnapshotSizeInBytes: snapshot.size * 1024 ** 3,
    description: snapshot.description,
    encrypted: snapshot.encrypted,
    kmsKeyId: snapshot.encrypted ? kmsKeyOf(snapshot) : undefined,
    storageTier: snapshot.tier,
    restoreExpiryTime: snapshot.restoreExpiresAt,
    tagSet: tagSet(snapshot.tags),
  };
}

export function progressOf({ state }: Snapshot): string {
  return state === 'completed' ? '100%' : '0%';
}

export function attachmentShape(volume: Volume, attachment: Attachment): Xml {
  return {
    volumeId: volume.id,
    instanceId: attachment.instance.id,
    device: attachment.device,
    status: attachment.state,
    attachTime: attachment.attachedAt,
    deleteOnTermination: attachment.deleteOnTermination,
  };
}

/** One key for each account and region. */
export function kmsKeyOf({ account, region }: { readonly account: string; readonly region: string }): string {
  return `arn:aws:kms:${region}:${account}:key/00000000-0000-4000-8000-000000000000`;
}
