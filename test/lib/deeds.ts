/** What somebody might try with the function's credentials: one action on one resource. */
export interface Deed {
  readonly action: string;
  readonly on: string;
  /** Condition keys of the request, as IAM sees them. */
  readonly context?: Readonly<Record<string, string | string[]>>;
  /** Not in iam-policy.json, which is for a role that Lambda does not write logs with. */
  readonly only?: 'function';
}

export type Deeds = Readonly<Record<string, Deed>>;

export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:SnapperReports';
export const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:SnapperDeadLetters';
export const LOG = 'arn:aws:logs:eu-west-1:123456789012:log-group:SnapperLog';

export const SNAPSHOT = 'arn:aws:ec2:eu-west-1::snapshot/snap-1';
export const VOLUME = 'arn:aws:ec2:eu-west-1:123456789012:volume/vol-1';
export const INSTANCE = 'arn:aws:ec2:eu-west-1:123456789012:instance/i-1';
export const IMAGE = 'arn:aws:ec2:eu-west-1::image/ami-1';
export const FOREIGN = '222222222222';

export const OURS = { snapshot_tool: 'autosnap' };

/** What the job needs. */
export const ALLOWED: Deeds = {
  'look at instances': look('DescribeInstances'),
  'look at volumes': look('DescribeVolumes'),
  'look at snapshots, those of all producers, too': look('DescribeSnapshots'),
  'look at images, which hold snapshots': look('DescribeImages'),
  'look at locks': look('DescribeLockedSnapshots'),
  'look at the regions of the account': look('DescribeRegions'),
  'snapshot a volume': deed('CreateSnapshot', VOLUME),
  'snapshot a volume in any region': deed('CreateSnapshot', VOLUME.replace('eu-west-1', 'us-east-1')),
  'snapshot a volume that another tool looks after': deed('CreateSnapshot', VOLUME, {
    has: { snapshot_tool: 'other' },
  }),
  'make a snapshot with the mark': deed('CreateSnapshot', SNAPSHOT, { asks: OURS }),
  'make a snapshot with the mark and other tags': deed('CreateSnapshot', SNAPSHOT, {
    asks: { ...OURS, autosnap_at: '2026-01-01T03:00:00Z', Name: 'data' },
  }),
  'mark a snapshot in the call that makes it': deed('CreateTags', SNAPSHOT, {
    asks: OURS,
    during: 'CreateSnapshot',
  }),
  'snapshot an instance': deed('CreateSnapshots', INSTANCE),
  'snapshot the volumes of an instance': deed('CreateSnapshots', VOLUME),
  'make a set of snapshots with the mark': deed('CreateSnapshots', SNAPSHOT, { asks: OURS }),
  'mark a set in the call that makes it': deed('CreateTags', SNAPSHOT, {
    asks: OURS,
    during: 'CreateSnapshots',
  }),
  'delete an own snapshot': deed('DeleteSnapshot', SNAPSHOT, { has: OURS }),
  'delete an own snapshot in any region': deed('DeleteSnapshot', SNAPSHOT.replace('eu-west-1', 'us-east-1'), {
    has: OURS,
  }),
  'delete an own snapshot with other tags': deed('DeleteSnapshot', SNAPSHOT, {
    has: { ...OURS, autosnap_at: '2026-01-01T03:00:00Z', team: 'blue', nightly_keep: '' },
  }),
  'publish the report': { action: 'sns:Publish', on: TOPIC },
  'begin a log': { action: 'logs:CreateLogStream', on: `${LOG}:log-stream:one`, only: 'function' },
  'write the log': { action: 'logs:PutLogEvents', on: `${LOG}:log-stream:one`, only: 'function' },
  'leave a dead letter': { action: 'sqs:SendMessage', on: QUEUE, only: 'function' },
  'find the queue of dead letters': { action: 'sqs:GetQueueUrl', on: QUEUE, only: 'function' },
  'ask what the queue is like': { action: 'sqs:GetQueueAttributes', on: QUEUE, only: 'function' },
};

/** What would harm somebody. */
export const DENIED: Deeds = {
  'delete a snapshot without tags': deed('DeleteSnapshot', SNAPSHOT),
  'delete a snapshot without the mark': deed('DeleteSnapshot', SNAPSHOT, { has: { Name: 'data' } }),
  'delete a snapshot with an empty mark': deed('DeleteSnapshot', SNAPSHOT, { has: { snapshot_tool: '' } }),
  'delete what another tool made': deed('DeleteSnapshot', SNAPSHOT, { has: { snapshot_tool: 'nightly' } }),
  'delete what another prefix made that begins like ours': deed('DeleteSnapshot', SNAPSHOT, {
    has: { snapshot_tool: 'autosnap2' },
  }),
  'delete what another prefix made that ours begins with': deed('DeleteSnapshot', SNAPSHOT, {
    has: { snapshot_tool: 'auto' },
  }),
  'delete what a prefix in capitals made': deed('DeleteSnapshot', SNAPSHOT, {
    has: { snapshot_tool: 'AUTOSNAP' },
  }),
  'delete what only carries a policy like ours': deed('DeleteSnapshot', SNAPSHOT, { has: { autosnap: '1' } }),
  'delete a foreign snapshot by asking with the mark': deed('DeleteSnapshot', SNAPSHOT, {
    has: { Name: 'data' },
    asks: OURS,
  }),
  'delete a pinned snapshot': deed('DeleteSnapshot', SNAPSHOT, { has: { ...OURS, autosnap_keep: 'audit' } }),
  'delete a snapshot that is pinned without a word': deed('DeleteSnapshot', SNAPSHOT, {
    has: { ...OURS, autosnap_keep: '' },
  }),
  'delete a pinned snapshot of another tool': deed('DeleteSnapshot', SNAPSHOT, {
    has: { snapshot_tool: 'nightly', autosnap_keep: '' },
  }),
  'delete what Data Lifecycle Manager made, though it copied the mark': deed('DeleteSnapshot', SNAPSHOT, {
    has: { ...OURS, 'aws:dlm:lifecycle-policy-id': 'policy-0123456789abcdef0' },
  }),
  'delete what AWS Backup made, though it copied the mark': deed('DeleteSnapshot', SNAPSHOT, {
    has: { ...OURS, 'aws:backup:source-resource': 'vol-1' },
  }),
  'delete an own snapshot of another partition': deed(
    'DeleteSnapshot',
    'arn:aws-cn:ec2:cn-north-1::snapshot/snap-1',
    { has: OURS },
  ),
  'make a snapshot without the mark': deed('CreateSnapshot', SNAPSHOT),
  'make a snapshot with an empty mark': deed('CreateSnapshot', SNAPSHOT, { asks: { snapshot_tool: '' } }),
  'make a snapshot with the mark of another prefix': deed('CreateSnapshot', SNAPSHOT, {
    asks: { snapshot_tool: 'nightly' },
  }),
  'make a snapshot with the mark under another key': deed('CreateSnapshot', SNAPSHOT, {
    asks: { tool: 'autosnap' },
  }),
  'make a set without the mark': deed('CreateSnapshots', SNAPSHOT),
  'make a set with the mark of another prefix': deed('CreateSnapshots', SNAPSHOT, {
    asks: { snapshot_tool: 'nightly' },
  }),
  'make a snapshot of another partition': deed(
    'CreateSnapshot',
    'arn:aws-cn:ec2:cn-north-1::snapshot/snap-1',
    { asks: OURS },
  ),
  'snapshot a volume of another account': deed('CreateSnapshot', VOLUME.replace('123456789012', FOREIGN), {
    asks: OURS,
  }),
  'snapshot an instance of another account': deed(
    'CreateSnapshots',
    INSTANCE.replace('123456789012', FOREIGN),
    { asks: OURS },
  ),
  'mark a snapshot that exists': deed('CreateTags', SNAPSHOT, { asks: OURS }),
  'mark what another tool made': deed('CreateTags', SNAPSHOT, {
    has: { snapshot_tool: 'nightly' },
    asks: OURS,
  }),
  'mark a snapshot while an instance is started': deed('CreateTags', SNAPSHOT, {
    asks: OURS,
    during: 'RunInstances',
  }),
  'mark a snapshot while it is copied': deed('CreateTags', SNAPSHOT, { asks: OURS, during: 'CopySnapshot' }),
  'mark a snapshot while an image is made': deed('CreateTags', SNAPSHOT, {
    asks: OURS,
    during: 'CreateImage',
  }),
  'tag a new snapshot without the mark': deed('CreateTags', SNAPSHOT, {
    asks: { Name: 'data' },
    during: 'CreateSnapshot',
  }),
  'tag a new snapshot with the mark of another prefix': deed('CreateTags', SNAPSHOT, {
    asks: { snapshot_tool: 'nightly' },
    during: 'CreateSnapshots',
  }),
  'change a tag of an own snapshot': deed('CreateTags', SNAPSHOT, { has: OURS, asks: { Name: 'new' } }),
  'hand an own snapshot to another tool': deed('CreateTags', SNAPSHOT, {
    has: OURS,
    asks: { snapshot_tool: 'nightly' },
  }),
  'take the mark away': deed('DeleteTags', SNAPSHOT, { has: OURS }),
  'unpin a snapshot': deed('DeleteTags', SNAPSHOT, { has: { ...OURS, autosnap_keep: '' } }),
  'tag a volume': deed('CreateTags', VOLUME, { asks: { autosnap: '1' } }),
  'mark a volume': deed('CreateTags', VOLUME, { asks: OURS }),
  'mark a volume as if in a call that makes a snapshot': deed('CreateTags', VOLUME, {
    asks: OURS,
    during: 'CreateSnapshot',
  }),
  'tag an instance': deed('CreateTags', INSTANCE, { asks: { autosnap: '1' } }),
  'mark an instance as if in a call that makes snapshots': deed('CreateTags', INSTANCE, {
    asks: OURS,
    during: 'CreateSnapshots',
  }),
  'take a tag from a volume': deed('DeleteTags', VOLUME, { has: { autosnap: '1' } }),
  'share an own snapshot': deed('ModifySnapshotAttribute', SNAPSHOT, { has: OURS }),
  'reset who may use an own snapshot': deed('ResetSnapshotAttribute', SNAPSHOT, { has: OURS }),
  'archive an own snapshot': deed('ModifySnapshotTier', SNAPSHOT, { has: OURS }),
  'restore the tier of an own snapshot': deed('RestoreSnapshotTier', SNAPSHOT, { has: OURS }),
  'lock an own snapshot': deed('LockSnapshot', SNAPSHOT, { has: OURS }),
  'unlock an own snapshot': deed('UnlockSnapshot', SNAPSHOT, { has: OURS }),
  'copy an own snapshot': deed('CopySnapshot', SNAPSHOT, { has: OURS, asks: OURS }),
  'bring a snapshot back from the recycle bin': deed('RestoreSnapshotFromRecycleBin', SNAPSHOT, {
    has: OURS,
  }),
  'pay for fast restores': deed('EnableFastSnapshotRestores', SNAPSHOT, { has: OURS }),
  'let snapshots become public': deed('DisableSnapshotBlockPublicAccess', '*'),
  'make a volume': deed('CreateVolume', VOLUME, { asks: OURS }),
  'delete a volume': deed('DeleteVolume', VOLUME, { has: OURS }),
  'change a volume': deed('ModifyVolume', VOLUME, { has: OURS }),
  'detach a volume': deed('DetachVolume', VOLUME, { has: OURS }),
  'attach a volume': deed('AttachVolume', VOLUME, { has: OURS }),
  'copy a volume': deed('CopyVolumes', VOLUME, { has: OURS, asks: OURS }),
  'make an image': deed('CreateImage', INSTANCE, { asks: OURS }),
  'register an image of an own snapshot': deed('RegisterImage', SNAPSHOT, { has: OURS }),
  'deregister the image that holds a snapshot': deed('DeregisterImage', IMAGE, { has: OURS }),
  'start an instance': deed('StartInstances', INSTANCE, { has: OURS }),
  'stop an instance': deed('StopInstances', INSTANCE, { has: OURS }),
  'reboot an instance': deed('RebootInstances', INSTANCE, { has: OURS }),
  'terminate an instance': deed('TerminateInstances', INSTANCE, { has: OURS }),
  'run an instance': deed('RunInstances', INSTANCE, { asks: OURS }),
  'change an instance': deed('ModifyInstanceAttribute', INSTANCE, { has: OURS }),
  'read the console of an instance': deed('GetConsoleOutput', INSTANCE, { has: OURS }),
  'list the blocks of an own snapshot': blocks('ListSnapshotBlocks'),
  'read the blocks of an own snapshot': blocks('GetSnapshotBlock'),
  'write a block of an own snapshot': blocks('PutSnapshotBlock'),
  'record a proof on an own snapshot': deed('CreateTags', SNAPSHOT, {
    has: OURS,
    asks: { autosnap_proved: '2026-11-28T02:10Z sound gpt ext4' },
  }),
  'write the blocks of a new snapshot': { action: 'ebs:StartSnapshot', on: SNAPSHOT },
  'delete a retention rule of the recycle bin': {
    action: 'rbin:DeleteRule',
    on: 'arn:aws:rbin:eu-west-1:123456789012:rule/one',
  },
  'publish elsewhere': { action: 'sns:Publish', on: TOPIC.replace('SnapperReports', 'other') },
  'publish to a topic of another region': {
    action: 'sns:Publish',
    on: TOPIC.replace('eu-west-1', 'us-east-1'),
  },
  'publish to a topic of another account': {
    action: 'sns:Publish',
    on: TOPIC.replace('123456789012', FOREIGN),
  },
  'subscribe to the reports': { action: 'sns:Subscribe', on: TOPIC },
  'delete the topic': { action: 'sns:DeleteTopic', on: TOPIC },
  'give itself more rights': {
    action: 'iam:PutRolePolicy',
    on: 'arn:aws:iam::123456789012:role/SnapperRole',
  },
  'pass a role': { action: 'iam:PassRole', on: 'arn:aws:iam::123456789012:role/SnapperRole' },
  'become another role': { action: 'sts:AssumeRole', on: 'arn:aws:iam::123456789012:role/Admin' },
  'decrypt with any key': { action: 'kms:Decrypt', on: 'arn:aws:kms:eu-west-1:123456789012:key/one' },
  'give a key away': { action: 'kms:CreateGrant', on: 'arn:aws:kms:eu-west-1:123456789012:key/one' },
  'read a bucket': { action: 's3:GetObject', on: 'arn:aws:s3:::bucket/object' },
  'delete from a bucket': { action: 's3:DeleteObject', on: 'arn:aws:s3:::bucket/object' },
  'change its own code': {
    action: 'lambda:UpdateFunctionCode',
    on: 'arn:aws:lambda:eu-west-1:123456789012:function:SnapperFunction',
  },
  'write another log': { action: 'logs:PutLogEvents', on: `${LOG}2:log-stream:one` },
  'begin another log': { action: 'logs:CreateLogStream', on: `${LOG}2:log-stream:one` },
  'read its own log': { action: 'logs:GetLogEvents', on: `${LOG}:log-stream:one` },
  'delete a part of its log': { action: 'logs:DeleteLogStream', on: `${LOG}:log-stream:one` },
  'delete its log': { action: 'logs:DeleteLogGroup', on: LOG },
  'shorten how long its log is kept': { action: 'logs:PutRetentionPolicy', on: LOG },
  'send to another queue': { action: 'sqs:SendMessage', on: `${QUEUE}2` },
  'read the dead letters': { action: 'sqs:ReceiveMessage', on: QUEUE },
  'throw the dead letters away': { action: 'sqs:PurgeQueue', on: QUEUE },
  'silence the alarms': {
    action: 'cloudwatch:DisableAlarmActions',
    on: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:SnapperAlarmsNoRun',
  },
};

interface Circumstances {
  /** Tags of the resource. */
  readonly has?: Readonly<Record<string, string>>;
  /** Tags in the request. */
  readonly asks?: Readonly<Record<string, string>>;
  /** The call that tags what it makes. */
  readonly during?: string;
}

export function look(call: string): Deed {
  return deed(call, '*');
}

/** A call of EBS direct on an own snapshot. */
function blocks(call: string): Deed {
  return { ...deed(call, SNAPSHOT, { has: OURS }), action: `ebs:${call}` };
}

/** A call of EC2 on one resource. */
export function deed(call: string, on: string, { has = {}, asks = {}, during }: Circumstances = {}): Deed {
  const entries = [
    ...Object.entries(has).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`ec2:ResourceTag/${key}`, value],
    ]),
    ...Object.entries(asks).map(([key, value]) => [`aws:RequestTag/${key}`, value]),
    ...(during === undefined ? [] : [['ec2:CreateAction', during]]),
  ];
  return { action: `ec2:${call}`, on, context: Object.fromEntries(entries) };
}
