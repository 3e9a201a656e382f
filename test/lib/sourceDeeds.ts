import { type Deed, type Deeds, IMAGE, INSTANCE, OURS, SNAPSHOT, VOLUME } from './deeds.ts';
import { KEY, on } from './proofDeeds.ts';

/** The account that keeps the replicas. */
export const VAULT = '222222222222';
const STRANGER = '999999999999';
const CHINA = SNAPSHOT.replaceAll('aws', 'aws-cn');

/** What a vault needs in a source. */
export const ALLOWED_TO_SOURCES: Deeds = {
  'look at instances': on('ec2:DescribeInstances', '*'),
  'look at volumes': on('ec2:DescribeVolumes', '*'),
  'look at snapshots': on('ec2:DescribeSnapshots', '*'),
  'look at images': on('ec2:DescribeImages', '*'),
  'look at locks': on('ec2:DescribeLockedSnapshots', '*'),
  'look at the regions of the account': on('ec2:DescribeRegions', '*'),
  'ask about a key': on('kms:DescribeKey', KEY),
  'share an own snapshot with the vault': sharing({ 'ec2:Add/userId': [VAULT] }),
  'share one in another region': sharing(
    { 'ec2:Add/userId': [VAULT] },
    OURS,
    SNAPSHOT.replace('west', 'north'),
  ),
  'share one that is pinned': sharing({ 'ec2:Add/userId': [VAULT] }, { ...OURS, autosnap_keep: '' }),
  'take a share back from the vault': sharing({ 'ec2:Remove/userId': [VAULT] }),
};

/** What would harm somebody, by whoever has the role of a source. */
export const DENIED_TO_SOURCES: Deeds = {
  'share a snapshot without the mark': sharing({ 'ec2:Add/userId': [VAULT] }, {}),
  'share what another tool made': sharing({ 'ec2:Add/userId': [VAULT] }, { snapshot_tool: 'nightly' }),
  'share what has an empty mark': sharing({ 'ec2:Add/userId': [VAULT] }, { snapshot_tool: '' }),
  'share a snapshot of another partition': sharing({ 'ec2:Add/userId': [VAULT] }, OURS, CHINA),
  'share with another account': sharing({ 'ec2:Add/userId': [STRANGER] }),
  'share with the vault and another account': sharing({ 'ec2:Add/userId': [VAULT, STRANGER] }),
  'share with another account and the vault': sharing({ 'ec2:Add/userId': [STRANGER, VAULT] }),
  'share with an account that begins alike': sharing({ 'ec2:Add/userId': [`${VAULT}2`] }),
  'share with everybody': sharing({ 'ec2:Add/group': ['all'] }),
  'share with the vault and everybody': sharing({ 'ec2:Add/userId': [VAULT], 'ec2:Add/group': ['all'] }),
  'share with another account while the vault is removed': sharing({
    'ec2:Add/userId': [STRANGER],
    'ec2:Remove/userId': [VAULT],
  }),
  'share with everybody while the vault is removed': sharing({
    'ec2:Add/group': ['all'],
    'ec2:Remove/userId': [VAULT],
  }),
  'share with the vault while another account is removed': sharing({
    'ec2:Add/userId': [VAULT],
    'ec2:Remove/userId': [STRANGER],
  }),
  'share with the vault while it is no longer public': sharing({
    'ec2:Add/userId': [VAULT],
    'ec2:Remove/group': ['all'],
  }),
  'share with the vault and take it back at once': sharing({
    'ec2:Add/userId': [VAULT],
    'ec2:Remove/userId': [VAULT],
  }),
  'change who may use a snapshot, without saying how': sharing({}),
  'take a share back from another account': sharing({ 'ec2:Remove/userId': [STRANGER] }),
  'take it back from the vault and another account': sharing({ 'ec2:Remove/userId': [VAULT, STRANGER] }),
  'take it back from everybody': sharing({ 'ec2:Remove/group': ['all'] }),
  'take it back from the vault and everybody': sharing({
    'ec2:Remove/userId': [VAULT],
    'ec2:Remove/group': ['all'],
  }),
  'take a share of another tool back': sharing(
    { 'ec2:Remove/userId': [VAULT] },
    { snapshot_tool: 'nightly' },
  ),
  'take back a share of a snapshot without the mark': sharing({ 'ec2:Remove/userId': [VAULT] }, {}),
  'take back a share in another partition': sharing({ 'ec2:Remove/userId': [VAULT] }, OURS, CHINA),
  'reset who may use a snapshot': on('ec2:ResetSnapshotAttribute', SNAPSHOT, { has: OURS }),
  'delete an own snapshot': on('ec2:DeleteSnapshot', SNAPSHOT, { has: OURS }),
  'snapshot a volume': on('ec2:CreateSnapshot', VOLUME),
  'make a snapshot': on('ec2:CreateSnapshot', SNAPSHOT, { asks: OURS }),
  'make a set': on('ec2:CreateSnapshots', SNAPSHOT, { asks: OURS }),
  'copy an own snapshot': on('ec2:CopySnapshot', SNAPSHOT, { has: OURS, asks: OURS }),
  'mark a snapshot': on('ec2:CreateTags', SNAPSHOT, { asks: OURS }),
  'mark one as if in a call that copies': on('ec2:CreateTags', SNAPSHOT, {
    asks: OURS,
    during: 'CopySnapshot',
  }),
  'take the mark away': on('ec2:DeleteTags', SNAPSHOT, { has: OURS, asks: OURS }),
  'unpin a snapshot': on('ec2:DeleteTags', SNAPSHOT, { has: OURS, asks: { autosnap_keep: '' } }),
  'lock a snapshot': on('ec2:LockSnapshot', SNAPSHOT, { has: OURS }),
  'unlock a snapshot': on('ec2:UnlockSnapshot', SNAPSHOT, { has: OURS }),
  'archive a snapshot': on('ec2:ModifySnapshotTier', SNAPSHOT, { has: OURS }),
  'bring one back from the archive': on('ec2:RestoreSnapshotTier', SNAPSHOT, { has: OURS }),
  'bring one back from the recycle bin': on('ec2:RestoreSnapshotFromRecycleBin', SNAPSHOT, { has: OURS }),
  'let snapshots become public': on('ec2:DisableSnapshotBlockPublicAccess', '*'),
  'stop all sharing': on('ec2:EnableSnapshotBlockPublicAccess', '*'),
  'make a volume': on('ec2:CreateVolume', SNAPSHOT, { has: OURS }),
  'delete a volume': on('ec2:DeleteVolume', VOLUME),
  'schedule an instance': on('ec2:CreateTags', INSTANCE, { asks: { autosnap: '1' } }),
  'share an image': { action: 'ec2:ModifyImageAttribute', on: IMAGE, context: { 'ec2:Add/userId': [VAULT] } },
  'list the blocks of an own snapshot': on('ebs:ListSnapshotBlocks', SNAPSHOT, { has: OURS }),
  'read the blocks of an own snapshot': on('ebs:GetSnapshotBlock', SNAPSHOT, { has: OURS }),
  'ask about a key in another partition': on('kms:DescribeKey', KEY.replace('aws', 'aws-cn')),
  'decrypt with a key': on('kms:Decrypt', KEY, { via: 'ec2.eu-west-1.amazonaws.com' }),
  'give a key away': on('kms:CreateGrant', KEY, { via: 'ec2.eu-west-1.amazonaws.com', forAws: 'true' }),
  'change the policy of a key': on('kms:PutKeyPolicy', KEY),
  'become the member role of its account': {
    action: 'sts:AssumeRole',
    on: 'arn:aws:iam::123456789012:role/aws-snapper-member',
  },
  'publish a report': { action: 'sns:Publish', on: 'arn:aws:sns:eu-west-1:123456789012:SnapperReports' },
};

/** A change of who may use a snapshot, as IAM sees it: a request has no key of what it does not name. */
export function sharing(
  names: Readonly<Record<string, string[]>>,
  has: Readonly<Record<string, string>> = OURS,
  snapshot = SNAPSHOT,
): Deed {
  const { context } = on('ec2:ModifySnapshotAttribute', snapshot, { has });
  return { action: 'ec2:ModifySnapshotAttribute', on: snapshot, context: { ...context, ...names } };
}
