import type { Attachment, InstanceState, RootTask, Snapshot, Tags, Volume } from '../records.ts';
import type { Xml, XmlFields } from '../wire/xml.ts';
import type { Place } from '../world.ts';

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
    fullSnapshotSizeInBytes: fullSizeOf(snapshot),
    description: snapshot.description,
    encrypted: snapshot.encrypted,
    kmsKeyId: keyOf(snapshot),
    storageTier: snapshot.tier,
    transferType: snapshot.copy && (snapshot.copy.minutes === undefined ? 'standard' : 'time-based'),
    completionDurationMinutes: snapshot.copy?.minutes,
    restoreExpiryTime: snapshot.restoreExpiresAt,
    tagSet: tagSet(snapshot.tags),
  };
}

export function stateShape(state: InstanceState): XmlFields {
  return { code: STATE_CODES[state], name: state };
}

export const STATE_CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export function progressOf({ state, copy }: Snapshot): string {
  if (state === 'completed') return '100%';
  return state === 'pending' ? `${copy?.progress ?? 0}%` : '0%';
}

export function fullSizeOf({ size }: Snapshot): number {
  return size * 1024 ** 3;
}

/** What an answer tells of a volume, but for its attachments. */
export function volumeShape(volume: Volume, tags: Tags, { zones }: Pick<Place, 'zones'>): XmlFields {
  return {
    volumeId: volume.id,
    size: volume.size,
    snapshotId: volume.fromSnapshot ?? '',
    availabilityZone: volume.zone,
    availabilityZoneId: zones.get(volume.zone)?.id,
    status: volume.state,
    createTime: volume.createdAt,
    tagSet: tagSet(tags),
    volumeType: volume.type,
    iops: volume.iops,
    throughput: volume.throughput,
    encrypted: volume.encrypted,
    kmsKeyId: keyOf(volume),
    multiAttachEnabled: volume.multiAttach,
    volumeInitializationRate: volume.initialization?.rate,
  };
}

export function attachmentShape(volume: Volume, attachment: Attachment): XmlFields {
  return {
    volumeId: volume.id,
    instanceId: attachment.instance.id,
    device: attachment.device,
    status: attachment.state,
    attachTime: attachment.attachedAt,
    deleteOnTermination: attachment.deleteOnTermination,
  };
}

export function rootTaskShape(task: RootTask): XmlFields {
  return {
    replaceRootVolumeTaskId: task.id,
    instanceId: task.instance.id,
    taskState: task.state,
    startTime: task.startedAt,
    completeTime: task.completedAt,
    snapshotId: task.snapshotId,
    deleteReplacedRootVolume: task.deletesReplaced,
    tagSet: tagSet(task.tags),
  };
}

/** The ARN of the key of what is encrypted. */
export function keyOf(one: Snapshot | Volume): string | undefined {
  return one.encrypted ? (one.kmsKeyId ?? kmsKeyOf(one)) : undefined;
}

/** The key that EBS makes by itself, one for each account and region. */
export function kmsKeyOf({ account, region }: { readonly account: string; readonly region: string }): string {
  return `arn:aws:kms:${region}:${account}:key/00000000-0000-4000-8000-000000000000`;
}
