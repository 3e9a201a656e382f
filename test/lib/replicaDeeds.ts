import { type Deeds, FOREIGN, IMAGE, OURS, SNAPSHOT, VOLUME } from './deeds.ts';
import { BACKUP, DLM, EC2, KEY, on } from './proofDeeds.ts';

/** Where the rows keep replicas. */
export const REGIONS = ['eu-central-1', 'eu-north-1'];

/** What a call is judged on that makes a snapshot by copying: it has no id yet. */
const NEW = 'arn:aws:ec2:eu-central-1::snapshot/*';
const REPLICA = 'arn:aws:ec2:eu-central-1::snapshot/snap-2';
const ELSEWHERE = NEW.replace('eu-central-1', 'us-east-1');
const CHINA = 'arn:aws-cn:ec2:cn-north-1::snapshot/snap-1';
const RDS = 'rds.eu-west-1.amazonaws.com';
const LINEAGE = { autosnap_of: 'vol-1', autosnap_from: 'eu-west-1/snap-1' };

/** What the job needs besides where replicas are kept. */
export const ALLOWED_WITH_REPLICAS: Deeds = {
  'copy an own snapshot': on('ec2:CopySnapshot', SNAPSHOT, { has: OURS, asks: OURS }),
  'copy one of another region': on('ec2:CopySnapshot', SNAPSHOT.replace('eu-west-1', 'us-east-1'), {
    has: OURS,
    asks: OURS,
  }),
  'copy one that is pinned': on('ec2:CopySnapshot', SNAPSHOT, {
    has: { ...OURS, autosnap_keep: '' },
    asks: OURS,
  }),
  'make a replica with the mark': on('ec2:CopySnapshot', NEW, { asks: OURS }),
  'make one in another of the regions': on('ec2:CopySnapshot', NEW.replace('eu-central-1', 'eu-north-1'), {
    asks: OURS,
  }),
  'make one with the mark and other tags': on('ec2:CopySnapshot', NEW, { asks: { ...OURS, ...LINEAGE } }),
  'mark a replica in the call that makes it': on('ec2:CreateTags', NEW, {
    asks: { ...OURS, ...LINEAGE },
    during: 'CopySnapshot',
  }),
  'mark one in another of the regions': on('ec2:CreateTags', NEW.replace('eu-central-1', 'eu-north-1'), {
    asks: OURS,
    during: 'CopySnapshot',
  }),
  'ask about a key': on('kms:DescribeKey', KEY),
  'decrypt through EC2': on('kms:Decrypt', KEY, { via: EC2 }),
  'decrypt through EC2 of China': on('kms:Decrypt', KEY, { via: 'ec2.cn-north-1.amazonaws.com.cn' }),
  'decrypt with a key of another account': on('kms:Decrypt', KEY.replace('123456789012', FOREIGN), {
    via: EC2,
  }),
  'make a data key through EC2': on('kms:GenerateDataKey', KEY, { via: EC2 }),
  'make a data key through EC2 of China': on('kms:GenerateDataKey', KEY, {
    via: 'ec2.cn-north-1.amazonaws.com.cn',
  }),
  'make one without its plain text': on('kms:GenerateDataKeyWithoutPlaintext', KEY, { via: EC2 }),
  'change from a key through EC2': on('kms:ReEncryptFrom', KEY, { via: EC2 }),
  'change to a key through EC2': on('kms:ReEncryptTo', KEY, { via: EC2 }),
  'let EBS use a key': on('kms:CreateGrant', KEY, { via: EC2, forAws: 'true' }),
  'let EBS of China use a key': on('kms:CreateGrant', KEY, {
    via: 'ec2.cn-north-1.amazonaws.com.cn',
    forAws: 'true',
  }),
};

/** What would harm somebody, also where replicas are kept. */
export const DENIED_WITH_REPLICAS: Deeds = {
  'copy a snapshot without tags': on('ec2:CopySnapshot', SNAPSHOT, { asks: OURS }),
  'copy one that is in the region of the replicas': on('ec2:CopySnapshot', REPLICA, { asks: OURS }),
  'copy what another tool made': on('ec2:CopySnapshot', SNAPSHOT, {
    has: { snapshot_tool: 'nightly' },
    asks: OURS,
  }),
  'copy what has an empty mark': on('ec2:CopySnapshot', SNAPSHOT, {
    has: { snapshot_tool: '' },
    asks: OURS,
  }),
  'copy what a prefix that begins like ours made': on('ec2:CopySnapshot', SNAPSHOT, {
    has: { snapshot_tool: 'autosnap2' },
    asks: OURS,
  }),
  'copy what another account shares, whose tags nobody sees': on('ec2:CopySnapshot', SNAPSHOT, {
    asks: OURS,
    owner: FOREIGN,
  }),
  'copy a snapshot of another partition': on('ec2:CopySnapshot', CHINA, { has: OURS, asks: OURS }),
  'make a replica without the mark': on('ec2:CopySnapshot', NEW),
  'make one with other tags only': on('ec2:CopySnapshot', NEW, { asks: LINEAGE }),
  'make one with an empty mark': on('ec2:CopySnapshot', NEW, { asks: { snapshot_tool: '' } }),
  'make one with the mark of another prefix': on('ec2:CopySnapshot', NEW, {
    asks: { snapshot_tool: 'nightly' },
  }),
  'make one in a region that is not listed': on('ec2:CopySnapshot', ELSEWHERE, { asks: OURS }),
  'make one in another partition': on('ec2:CopySnapshot', NEW.replace('aws', 'aws-cn'), { asks: OURS }),
  'tag a new replica without the mark': on('ec2:CreateTags', NEW, { asks: LINEAGE, during: 'CopySnapshot' }),
  'tag one with the mark of another prefix': on('ec2:CreateTags', NEW, {
    asks: { snapshot_tool: 'nightly' },
    during: 'CopySnapshot',
  }),
  'tag one in a region that is not listed': on('ec2:CreateTags', ELSEWHERE, {
    asks: OURS,
    during: 'CopySnapshot',
  }),
  'tag a volume as if in a call that copies': on('ec2:CreateTags', VOLUME, {
    asks: OURS,
    during: 'CopySnapshot',
  }),
  'mark a snapshot that is there': on('ec2:CreateTags', REPLICA, { asks: OURS }),
  'mark one while an image is copied': on('ec2:CreateTags', REPLICA, { asks: OURS, during: 'CopyImage' }),
  'tag a replica later': on('ec2:CreateTags', REPLICA, { has: OURS, asks: { Name: 'x' } }),
  'mark a replica again': on('ec2:CreateTags', REPLICA, { has: OURS, asks: OURS }),
  'take the mark from a replica': on('ec2:DeleteTags', REPLICA, { has: OURS, asks: OURS }),
  'unpin a replica': on('ec2:DeleteTags', REPLICA, {
    has: { ...OURS, autosnap_keep: '' },
    asks: { autosnap_keep: '' },
  }),
  'share a replica with an account': {
    action: 'ec2:ModifySnapshotAttribute',
    on: REPLICA,
    context: { 'aws:ResourceTag/snapshot_tool': 'autosnap', 'ec2:Add/userId': FOREIGN },
  },
  'share a replica with everybody': {
    action: 'ec2:ModifySnapshotAttribute',
    on: REPLICA,
    context: { 'aws:ResourceTag/snapshot_tool': 'autosnap', 'ec2:Add/group': 'all' },
  },
  'reset who may use a replica': on('ec2:ResetSnapshotAttribute', REPLICA, { has: OURS }),
  'lock a replica': on('ec2:LockSnapshot', REPLICA, { has: OURS }),
  'unlock a replica': on('ec2:UnlockSnapshot', REPLICA, { has: OURS }),
  'archive a replica': on('ec2:ModifySnapshotTier', REPLICA, { has: OURS }),
  'copy an image': on('ec2:CopyImage', IMAGE, { has: OURS, asks: OURS }),
  'copy an image with its snapshots': on('ec2:CopyImage', NEW, { asks: OURS }),
  'copy a volume': on('ec2:CopyVolumes', VOLUME, { has: OURS, asks: OURS }),
  'delete a snapshot of somebody else beside the replicas': on('ec2:DeleteSnapshot', REPLICA),
  'delete a pinned replica': on('ec2:DeleteSnapshot', REPLICA, { has: { ...OURS, autosnap_keep: '' } }),
  'delete a replica of another prefix': on('ec2:DeleteSnapshot', REPLICA, {
    has: { snapshot_tool: 'nightly' },
  }),
  'delete what Data Lifecycle Manager copied with the mark': on('ec2:DeleteSnapshot', REPLICA, {
    has: { ...OURS, ...DLM },
  }),
  'delete what AWS Backup copied with the mark': on('ec2:DeleteSnapshot', REPLICA, {
    has: { ...OURS, ...BACKUP },
  }),
  'use a key directly': on('kms:Decrypt', KEY),
  'use a key through another service': on('kms:Decrypt', KEY, { via: RDS }),
  'use a key in another partition': on('kms:Decrypt', KEY.replace('aws', 'aws-cn'), { via: EC2 }),
  'ask about a key in another partition': on('kms:DescribeKey', KEY.replace('aws', 'aws-cn')),
  'make a data key directly': on('kms:GenerateDataKey', KEY),
  'make one through another service': on('kms:GenerateDataKey', KEY, { via: RDS }),
  'make a data key in another partition': on('kms:GenerateDataKey', KEY.replace('aws', 'aws-cn'), {
    via: EC2,
  }),
  'encrypt with a key': on('kms:Encrypt', KEY, { via: EC2 }),
  'give a key away': on('kms:CreateGrant', KEY, { via: EC2, forAws: 'false' }),
  'give a key away to AWS, but not through EC2': on('kms:CreateGrant', KEY, { forAws: 'true' }),
  'let another service use a key': on('kms:CreateGrant', KEY, { via: RDS, forAws: 'true' }),
  'let EBS use a key in another partition': on('kms:CreateGrant', KEY.replace('aws', 'aws-cn'), {
    via: EC2,
    forAws: 'true',
  }),
  'take a grant back': on('kms:RevokeGrant', KEY, { via: EC2, forAws: 'true' }),
  'delete a key': on('kms:ScheduleKeyDeletion', KEY, { via: EC2 }),
};

/** For how many days the rows lock. */
export const LOCK = '14d';

/** What a call is judged on that locks for some days; a lock until a date has no days. */
function locking(days: number | undefined, more: Readonly<Record<string, string>> = {}) {
  return {
    ...(days === undefined ? {} : { 'ec2:SnapshotLockDuration': String(days) }),
    'aws:ResourceTag/snapshot_tool': 'autosnap',
    ...more,
  };
}

function lock(resource: string, context: Readonly<Record<string, string>>) {
  return { action: 'ec2:LockSnapshot', on: resource, context };
}

/** What the job needs besides where replicas are locked for 14 days. */
export const ALLOWED_WITH_LOCK: Deeds = {
  'lock a replica for the days of the setting': lock(REPLICA, locking(14)),
  'lock one in another of the regions': lock(REPLICA.replace('eu-central-1', 'eu-north-1'), locking(14)),
  'lock one that is pinned': lock(REPLICA, locking(14, { 'aws:ResourceTag/autosnap_keep': '' })),
};

/** What would harm somebody, also where replicas are locked. */
export const DENIED_WITH_LOCK: Deeds = {
  'lock a replica for longer': lock(REPLICA, locking(15)),
  'make its lock shorter': lock(REPLICA, locking(13)),
  'lock it until a date': lock(REPLICA, locking(undefined)),
  'lock it in compliance mode with a cooling-off period': lock(
    REPLICA,
    locking(14, { 'ec2:SnapshotCoolOffPeriod': '1' }),
  ),
  'lock it in a region that keeps no replicas': lock(SNAPSHOT, locking(14)),
  'lock one in another partition': lock(CHINA, locking(14)),
  'lock a snapshot of somebody else': lock(REPLICA, { 'ec2:SnapshotLockDuration': '14' }),
  'lock what another tool made': lock(REPLICA, locking(14, { 'aws:ResourceTag/snapshot_tool': 'nightly' })),
  'unlock a locked replica': { action: 'ec2:UnlockSnapshot', on: REPLICA, context: locking(undefined) },
};

/** What the role can do with replicas without any further right. */
export const ALLOWED_ANYWAY: Deeds = {
  'delete a replica': on('ec2:DeleteSnapshot', REPLICA, { has: { ...OURS, ...LINEAGE } }),
};
