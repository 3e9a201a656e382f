import type { Tags } from '../cloud/records.ts';
import { type Deed, type Deeds, FOREIGN, INSTANCE, OURS, SNAPSHOT, VOLUME } from './deeds.ts';

const ACCOUNT = '123456789012';
export const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/one`;
export const EC2 = 'ec2.eu-west-1.amazonaws.com';
const OWN: Circumstances = { has: OURS, owner: ACCOUNT };
const RECORD = { autosnap_proved: '2026-11-28T02:10Z sound gpt ext4' };
const PROOF = { autosnap_proof: 'snap-1' };
export const DLM = { 'aws:dlm:lifecycle-policy-id': 'policy-0123456789abcdef0' };
export const BACKUP = { 'aws:backup:source-resource': 'vol-1' };

interface Circumstances {
  /** Tags of the resource. */
  readonly has?: Tags;
  /** Tags in the request. */
  readonly asks?: Tags;
  readonly during?: string;
  readonly owner?: string;
  readonly via?: string;
  /** Keys of the encryption context. */
  readonly of?: readonly string[];
  readonly forAws?: 'true' | 'false';
}

/** What the prover needs, and a person who proves. */
export const ALLOWED_TO_PROVERS: Deeds = {
  'look at snapshots': on('ec2:DescribeSnapshots', '*'),
  'look at the regions of the account': on('ec2:DescribeRegions', '*'),
  'list the blocks of an own snapshot': on('ebs:ListSnapshotBlocks', SNAPSHOT, OWN),
  'read a block of an own snapshot': on('ebs:GetSnapshotBlock', SNAPSHOT, OWN),
  'read one in another region': on('ebs:GetSnapshotBlock', SNAPSHOT.replace('eu-west-1', 'us-east-1'), OWN),
  'read one that is pinned': on('ebs:GetSnapshotBlock', SNAPSHOT, { has: { ...OURS, autosnap_keep: '' } }),
  'let EBS decrypt blocks': on('kms:Decrypt', KEY, { via: EC2, of: ['aws:ebs:id'] }),
  'let EBS decrypt blocks with a key of another account': on('kms:Decrypt', KEY.replace(ACCOUNT, FOREIGN), {
    via: EC2,
    of: ['aws:ebs:id'],
  }),
  'let EBS of China decrypt blocks': on('kms:Decrypt', KEY, {
    via: 'ec2.cn-north-1.amazonaws.com.cn',
    of: ['aws:ebs:id'],
  }),
  'record what was seen': on('ec2:CreateTags', SNAPSHOT, { ...OWN, asks: RECORD }),
  'record it again': on('ec2:CreateTags', SNAPSHOT, { has: { ...OURS, ...RECORD }, asks: RECORD }),
};

/** What only a person needs: to find what was named. */
export const ALLOWED_TO_PERSONS: Deeds = {
  'look at instances': on('ec2:DescribeInstances', '*'),
  'look at volumes': on('ec2:DescribeVolumes', '*'),
  'look at images': on('ec2:DescribeImages', '*'),
  'look at locks': on('ec2:DescribeLockedSnapshots', '*'),
};

/** What only a person needs, for `--volume` alone. */
export const ALLOWED_BY_VOLUME: Deeds = {
  'look at zones': on('ec2:DescribeAvailabilityZones', '*'),
  'make a volume of an own snapshot': on('ec2:CreateVolume', SNAPSHOT, OWN),
  'make a volume with the tag of a proof': on('ec2:CreateVolume', VOLUME, { asks: PROOF }),
  'tag it in the creating call': on('ec2:CreateTags', VOLUME, { asks: PROOF, during: 'CreateVolume' }),
  'delete a volume of a proof': on('ec2:DeleteVolume', VOLUME, { has: PROOF }),
  'decrypt a data key through EC2': on('kms:Decrypt', KEY, { via: EC2 }),
  'decrypt through EC2 of China': on('kms:Decrypt', KEY, { via: 'ec2.cn-north-1.amazonaws.com.cn' }),
  'make a data key through EC2': on('kms:GenerateDataKeyWithoutPlaintext', KEY, { via: EC2 }),
  'change from a key through EC2': on('kms:ReEncryptFrom', KEY, { via: EC2 }),
  'change to a key through EC2': on('kms:ReEncryptTo', KEY, { via: EC2 }),
  'ask whether a key can be used': on('kms:DescribeKey', KEY),
  'ask about a key of another account': on('kms:DescribeKey', KEY.replace(ACCOUNT, FOREIGN)),
  'let EBS use a key': on('kms:CreateGrant', KEY, { via: EC2, forAws: 'true' }),
  'let EBS of China use a key': on('kms:CreateGrant', KEY, {
    via: 'ec2.cn-north-1.amazonaws.com.cn',
    forAws: 'true',
  }),
};

/** What would harm somebody, whoever proves. */
export const DENIED_TO_PROVERS: Deeds = {
  'list the blocks of a snapshot without tags': on('ebs:ListSnapshotBlocks', SNAPSHOT),
  'list those of a snapshot of another tool': on('ebs:ListSnapshotBlocks', SNAPSHOT, {
    has: { snapshot_tool: 'nightly' },
  }),
  'read a block of a snapshot without the mark': on('ebs:GetSnapshotBlock', SNAPSHOT, {
    has: { Name: 'data', autosnap: '1', ...RECORD },
  }),
  'read one with an empty mark': on('ebs:GetSnapshotBlock', SNAPSHOT, { has: { snapshot_tool: '' } }),
  'read one of a prefix that begins like ours': on('ebs:GetSnapshotBlock', SNAPSHOT, {
    has: { snapshot_tool: 'autosnap2' },
  }),
  'read one of a prefix in capitals': on('ebs:GetSnapshotBlock', SNAPSHOT, {
    has: { snapshot_tool: 'AUTOSNAP' },
  }),
  'read a foreign one by asking with the mark': on('ebs:GetSnapshotBlock', SNAPSHOT, { asks: OURS }),
  'read one of another partition': on('ebs:GetSnapshotBlock', SNAPSHOT.replace('aws', 'aws-cn'), OWN),
  'list what changed between two snapshots': on('ebs:ListChangedBlocks', SNAPSHOT, OWN),
  'begin to write a snapshot': on('ebs:StartSnapshot', SNAPSHOT, { ...OWN, asks: OURS }),
  'write a block': on('ebs:PutSnapshotBlock', SNAPSHOT, OWN),
  'end the writing of a snapshot': on('ebs:CompleteSnapshot', SNAPSHOT, OWN),
  'use a key directly': on('kms:Decrypt', KEY),
  'use a key directly with the words of EBS': on('kms:Decrypt', KEY, { of: ['aws:ebs:id'] }),
  'use a key through another service': on('kms:Decrypt', KEY, {
    via: 's3.eu-west-1.amazonaws.com',
    of: ['aws:ebs:id'],
  }),
  'use a key in another partition': on('kms:Decrypt', KEY.replace('aws', 'aws-cn'), {
    via: EC2,
    of: ['aws:ebs:id'],
  }),
  'make a data key in plain text': on('kms:GenerateDataKey', KEY, { via: EC2, of: ['aws:ebs:id'] }),
  'encrypt with a key': on('kms:Encrypt', KEY, { via: EC2, of: ['aws:ebs:id'] }),
  'ask about a key in another partition': on('kms:DescribeKey', KEY.replace('aws', 'aws-cn')),
  'give a key away': on('kms:CreateGrant', KEY, { via: EC2, forAws: 'false' }),
  'give a key away to AWS, but not through EC2': on('kms:CreateGrant', KEY, { forAws: 'true' }),
  'let another service use a key': on('kms:CreateGrant', KEY, {
    via: 'rds.eu-west-1.amazonaws.com',
    forAws: 'true',
  }),
  'let EBS use a key in another partition': on('kms:CreateGrant', KEY.replace('aws', 'aws-cn'), {
    via: EC2,
    forAws: 'true',
  }),
  'take a grant back': on('kms:RevokeGrant', KEY, { via: EC2, forAws: 'true' }),
  'delete a key': on('kms:ScheduleKeyDeletion', KEY, { via: EC2, of: ['aws:ebs:id'] }),
  'record on a snapshot without the mark': on('ec2:CreateTags', SNAPSHOT, { asks: RECORD }),
  'record on a snapshot of another tool': on('ec2:CreateTags', SNAPSHOT, {
    has: { snapshot_tool: 'nightly' },
    asks: RECORD,
  }),
  'record on a snapshot by asking with the mark': on('ec2:CreateTags', SNAPSHOT, {
    asks: { ...OURS, ...RECORD },
  }),
  'record for another prefix': on('ec2:CreateTags', SNAPSHOT, { ...OWN, asks: { nightly_proved: 'x' } }),
  'record a name beside it': on('ec2:CreateTags', SNAPSHOT, { ...OWN, asks: { ...RECORD, Name: 'x' } }),
  'record on what Data Lifecycle Manager manages': on('ec2:CreateTags', SNAPSHOT, {
    has: { ...OURS, ...DLM },
    asks: RECORD,
  }),
  'record on what AWS Backup manages': on('ec2:CreateTags', SNAPSHOT, {
    has: { ...OURS, ...BACKUP },
    asks: RECORD,
  }),
  'record on a snapshot of another partition': on('ec2:CreateTags', SNAPSHOT.replace('aws', 'aws-cn'), {
    ...OWN,
    asks: RECORD,
  }),
  'record on a volume': on('ec2:CreateTags', VOLUME, { ...OWN, asks: RECORD }),
  'tag an own snapshot with nothing': on('ec2:CreateTags', SNAPSHOT, OWN),
  'pin an own snapshot': on('ec2:CreateTags', SNAPSHOT, { ...OWN, asks: { autosnap_keep: 'audit' } }),
  'pin it beside the record': on('ec2:CreateTags', SNAPSHOT, {
    ...OWN,
    asks: { ...RECORD, autosnap_keep: '' },
  }),
  'mark a snapshot': on('ec2:CreateTags', SNAPSHOT, { asks: OURS }),
  'date an own snapshot': on('ec2:CreateTags', SNAPSHOT, { ...OWN, asks: { autosnap_at: 'now' } }),
  'take a record away': on('ec2:DeleteTags', SNAPSHOT, { has: { ...OURS, ...RECORD }, asks: RECORD }),
  'unpin an own snapshot': on('ec2:DeleteTags', SNAPSHOT, { ...OWN, asks: { autosnap_keep: '' } }),
  'schedule an instance': on('ec2:CreateTags', INSTANCE, { asks: { autosnap: '1' } }),
  'delete an own snapshot': on('ec2:DeleteSnapshot', SNAPSHOT, OWN),
  'delete an own snapshot that is proved': on('ec2:DeleteSnapshot', SNAPSHOT, {
    has: { ...OURS, ...RECORD },
  }),
  'take a snapshot': on('ec2:CreateSnapshot', SNAPSHOT, { asks: OURS }),
  'snapshot a volume': on('ec2:CreateSnapshot', VOLUME),
  'copy an own snapshot': on('ec2:CopySnapshot', SNAPSHOT, { ...OWN, asks: OURS }),
  'share an own snapshot': on('ec2:ModifySnapshotAttribute', SNAPSHOT, OWN),
  'unlock an own snapshot': on('ec2:UnlockSnapshot', SNAPSHOT, OWN),
  'bring one back from the archive': on('ec2:RestoreSnapshotTier', SNAPSHOT, OWN),
  'make a volume of a snapshot without the mark': on('ec2:CreateVolume', SNAPSHOT, { owner: ACCOUNT }),
  'make a volume of what another prefix made': on('ec2:CreateVolume', SNAPSHOT, {
    has: { snapshot_tool: 'nightly' },
    owner: ACCOUNT,
  }),
  'make a volume of what another account shares': on('ec2:CreateVolume', SNAPSHOT, {
    has: OURS,
    owner: FOREIGN,
  }),
  'make a volume of one in another partition': on('ec2:CreateVolume', SNAPSHOT.replace('aws', 'aws-cn'), OWN),
  'make a volume without tags': on('ec2:CreateVolume', VOLUME),
  'make a volume with other tags only': on('ec2:CreateVolume', VOLUME, { asks: { Name: 'x' } }),
  'make a volume with a name beside the tag': on('ec2:CreateVolume', VOLUME, {
    asks: { ...PROOF, Name: 'x' },
  }),
  'make a volume for another prefix': on('ec2:CreateVolume', VOLUME, { asks: { nightly_proof: 'snap-1' } }),
  'make a volume in another account': on('ec2:CreateVolume', VOLUME.replace(ACCOUNT, FOREIGN), {
    asks: PROOF,
  }),
  'restore a volume': on('ec2:CreateVolume', VOLUME, { asks: { autosnap_restored: 'snap-1' } }),
  'call a volume that exists one of a proof': on('ec2:CreateTags', VOLUME, { asks: PROOF }),
  'call it so while an instance is started': on('ec2:CreateTags', VOLUME, {
    asks: PROOF,
    during: 'RunInstances',
  }),
  'name a new volume': on('ec2:CreateTags', VOLUME, { asks: { Name: 'x' }, during: 'CreateVolume' }),
  'name it beside the tag': on('ec2:CreateTags', VOLUME, {
    asks: { ...PROOF, Name: 'x' },
    during: 'CreateVolume',
  }),
  'tag a new volume with nothing': on('ec2:CreateTags', VOLUME, { during: 'CreateVolume' }),
  'tag a new volume in another account': on('ec2:CreateTags', VOLUME.replace(ACCOUNT, FOREIGN), {
    asks: PROOF,
    during: 'CreateVolume',
  }),
  'delete a volume without tags': on('ec2:DeleteVolume', VOLUME),
  'delete a volume with other tags': on('ec2:DeleteVolume', VOLUME, {
    has: { autosnap: '1', autosnap_restored: 'snap-1' },
  }),
  'delete one by asking with the tag': on('ec2:DeleteVolume', VOLUME, { asks: PROOF }),
  'delete a volume of a proof of another prefix': on('ec2:DeleteVolume', VOLUME, {
    has: { nightly_proof: 'snap-1' },
  }),
  'delete one in another account': on('ec2:DeleteVolume', VOLUME.replace(ACCOUNT, FOREIGN), { has: PROOF }),
  'attach a volume of a proof': on('ec2:AttachVolume', VOLUME, { has: PROOF }),
  'detach a volume': on('ec2:DetachVolume', VOLUME, { has: PROOF }),
  'change a volume of a proof': on('ec2:ModifyVolume', VOLUME, { has: PROOF }),
  'stop an instance': on('ec2:StopInstances', INSTANCE),
  'publish a report': { action: 'sns:Publish', on: 'arn:aws:sns:eu-west-1:123456789012:SnapperReports' },
};

/** A call on one resource, in its circumstances. */
export function on(action: string, resource: string, circumstances: Circumstances = {}): Deed {
  const { has = {}, asks = {}, during, owner, via, of, forAws } = circumstances;
  const context = {
    ...prefixed('aws:ResourceTag/', has),
    ...prefixed('ec2:ResourceTag/', has),
    ...prefixed('aws:RequestTag/', asks),
    ...(Object.keys(asks).length > 0 ? { 'aws:TagKeys': Object.keys(asks) } : {}),
    ...(during === undefined ? {} : { 'ec2:CreateAction': during }),
    ...(owner === undefined ? {} : { 'ec2:Owner': owner }),
    ...(via === undefined ? {} : { 'kms:ViaService': via }),
    ...(of === undefined ? {} : { 'kms:EncryptionContextKeys': [...of] }),
    ...(forAws === undefined ? {} : { 'kms:GrantIsForAWSResource': forAws }),
  };
  return { action, on: resource, context };
}

function prefixed(prefix: string, tags: Tags): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
}
