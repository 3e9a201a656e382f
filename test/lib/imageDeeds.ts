import { deed, type Deeds, FOREIGN, IMAGE, INSTANCE, look, OURS, SNAPSHOT, VOLUME } from './deeds.ts';

const TAGGED = { autosnap_image: '1', Name: 'web-1' };
const NAMED = { autosnap_image_snapshot: 'autosnap-i-1-20260101T0300Z', Name: 'web-1' };
const DLM = { 'aws:dlm:lifecycle-policy-id': 'policy-0123456789abcdef0' };
const BACKUP = { 'aws:backup:source-resource': 'i-1' };

/** What the job needs besides where it makes images. */
export const ALLOWED_WITH_IMAGES: Deeds = {
  'look who may use an image': deed('DescribeImageAttribute', IMAGE, { has: OURS }),
  'look at what launch templates name': look('DescribeLaunchTemplateVersions'),
  'look at Auto Scaling groups': { action: 'autoscaling:DescribeAutoScalingGroups', on: '*' },
  'look at launch configurations': { action: 'autoscaling:DescribeLaunchConfigurations', on: '*' },
  'make an image of an instance that asks for it': deed('CreateImage', INSTANCE, { has: TAGGED }),
  'make one in any region': deed('CreateImage', INSTANCE.replace('eu-west-1', 'us-east-1'), { has: TAGGED }),
  'make an image with the mark': deed('CreateImage', IMAGE, { asks: OURS }),
  'make an image with the mark and other tags': deed('CreateImage', IMAGE, {
    asks: { ...OURS, autosnap_at: '2026-01-01T03:00:00Z', autosnap_image: '1', Name: 'web-1' },
  }),
  'mark an image in the call that makes it': deed('CreateTags', IMAGE, {
    asks: OURS,
    during: 'CreateImage',
  }),
  'make the snapshots of an image with its name': deed('CreateImage', SNAPSHOT, { asks: NAMED }),
  'name them in the call that makes them': deed('CreateTags', SNAPSHOT, {
    asks: NAMED,
    during: 'CreateImage',
  }),
  'deregister an own image': deed('DeregisterImage', IMAGE, { has: OURS }),
  'deregister an own image with other tags': deed('DeregisterImage', IMAGE, {
    has: { ...OURS, autosnap_image: '1', autosnap_ignore: '', nightly_keep: '' },
  }),
  'delete a snapshot of an own image': deed('DeleteSnapshot', SNAPSHOT, { has: NAMED }),
};

/** What would harm somebody, also where images are made. */
export const DENIED_WITH_IMAGES: Deeds = {
  'make an image of an instance that does not ask for it': deed('CreateImage', INSTANCE),
  'make one of an instance that asks for snapshots': deed('CreateImage', INSTANCE, {
    has: { autosnap: '1' },
  }),
  'make one of an instance by asking with the tag': deed('CreateImage', INSTANCE, { asks: TAGGED }),
  'make an image of an instance of another prefix': deed('CreateImage', INSTANCE, {
    has: { nightly_image: '1' },
  }),
  'make an image of an instance of another account': deed(
    'CreateImage',
    INSTANCE.replace('123456789012', FOREIGN),
    { has: TAGGED },
  ),
  'make an image without the mark': deed('CreateImage', IMAGE),
  'make an image with an empty mark': deed('CreateImage', IMAGE, { asks: { snapshot_tool: '' } }),
  'make an image with the mark of another prefix': deed('CreateImage', IMAGE, {
    asks: { snapshot_tool: 'nightly' },
  }),
  'make an image with the name of a snapshot in place of the mark': deed('CreateImage', IMAGE, {
    asks: NAMED,
  }),
  'make the snapshots of an image without its name': deed('CreateImage', SNAPSHOT),
  'make the snapshots of an image with the mark alone': deed('CreateImage', SNAPSHOT, { asks: OURS }),
  'make them for another prefix': deed('CreateImage', SNAPSHOT, { asks: { nightly_image_snapshot: 'x' } }),
  'make a snapshot of a volume as if it were of an image': deed('CreateSnapshot', SNAPSHOT, { asks: NAMED }),
  'tag an image that exists': deed('CreateTags', IMAGE, { asks: { Name: 'x' } }),
  'mark an image that exists': deed('CreateTags', IMAGE, { asks: OURS }),
  'tag an own image that exists': deed('CreateTags', IMAGE, { has: OURS, asks: OURS }),
  'mark an image while it is copied': deed('CreateTags', IMAGE, { asks: OURS, during: 'CopyImage' }),
  'mark an image while it is registered': deed('CreateTags', IMAGE, { asks: OURS, during: 'RegisterImage' }),
  'tag a new image without the mark': deed('CreateTags', IMAGE, {
    asks: { Name: 'web-1' },
    during: 'CreateImage',
  }),
  'tag a new image with the mark of another prefix': deed('CreateTags', IMAGE, {
    asks: { snapshot_tool: 'nightly' },
    during: 'CreateImage',
  }),
  'name a snapshot that exists': deed('CreateTags', SNAPSHOT, { asks: NAMED }),
  'name a snapshot while it is copied': deed('CreateTags', SNAPSHOT, { asks: NAMED, during: 'CopySnapshot' }),
  'tag the snapshots of a new image without its name': deed('CreateTags', SNAPSHOT, {
    asks: { Name: 'web-1' },
    during: 'CreateImage',
  }),
  'mark the snapshots of a new image beside its name': deed('CreateTags', SNAPSHOT, {
    asks: { ...NAMED, ...OURS },
    during: 'CreateImage',
  }),
  'tag a volume as if in a call that makes an image': deed('CreateTags', VOLUME, {
    asks: { ...NAMED, Name: 'web-1' },
    during: 'CreateImage',
  }),
  'tag an instance as if in a call that makes an image': deed('CreateTags', INSTANCE, {
    asks: OURS,
    during: 'CreateImage',
  }),
  'take a tag from an own image': deed('DeleteTags', IMAGE, { has: OURS }),
  'unpin an own image': deed('DeleteTags', IMAGE, { has: { ...OURS, autosnap_keep: '' } }),
  'deregister an image without tags': deed('DeregisterImage', IMAGE),
  'deregister what another tool made': deed('DeregisterImage', IMAGE, { has: { snapshot_tool: 'nightly' } }),
  'deregister what only asks for images': deed('DeregisterImage', IMAGE, { has: TAGGED }),
  'deregister a foreign image by asking with the mark': deed('DeregisterImage', IMAGE, { asks: OURS }),
  'deregister a pinned image': deed('DeregisterImage', IMAGE, { has: { ...OURS, autosnap_keep: 'audit' } }),
  'deregister an image that is pinned without a word': deed('DeregisterImage', IMAGE, {
    has: { ...OURS, autosnap_keep: '' },
  }),
  'deregister what Data Lifecycle Manager made, though it copied the mark': deed('DeregisterImage', IMAGE, {
    has: { ...OURS, ...DLM },
  }),
  'deregister what AWS Backup made, though it copied the mark': deed('DeregisterImage', IMAGE, {
    has: { ...OURS, ...BACKUP },
  }),
  'deregister an own image of another partition': deed(
    'DeregisterImage',
    'arn:aws-cn:ec2:cn-north-1::image/ami-1',
    { has: OURS },
  ),
  'delete a snapshot of an image of another tool': deed('DeleteSnapshot', SNAPSHOT, {
    has: { Name: 'web-1', nightly_image_snapshot: 'nightly-i-1-20260101T0300Z' },
  }),
  'delete a foreign snapshot by asking with a name': deed('DeleteSnapshot', SNAPSHOT, { asks: NAMED }),
  'delete a pinned snapshot of an own image': deed('DeleteSnapshot', SNAPSHOT, {
    has: { ...NAMED, autosnap_keep: '' },
  }),
  'delete a named snapshot that another tool marked': deed('DeleteSnapshot', SNAPSHOT, {
    has: { ...NAMED, snapshot_tool: 'nightly' },
  }),
  'delete a named snapshot of Data Lifecycle Manager': deed('DeleteSnapshot', SNAPSHOT, {
    has: { ...NAMED, ...DLM },
  }),
  'delete a named snapshot of AWS Backup': deed('DeleteSnapshot', SNAPSHOT, { has: { ...NAMED, ...BACKUP } }),
  'delete the snapshot of an own image in another partition': deed(
    'DeleteSnapshot',
    'arn:aws-cn:ec2:cn-north-1::snapshot/snap-1',
    { has: NAMED },
  ),
  'share a snapshot of an own image': deed('ModifySnapshotAttribute', SNAPSHOT, { has: NAMED }),
  'unlock a snapshot of an own image': deed('UnlockSnapshot', SNAPSHOT, { has: NAMED }),
  'copy a snapshot of an own image': deed('CopySnapshot', SNAPSHOT, { has: NAMED, asks: NAMED }),
  'end the protection of an image': deed('DisableImageDeregistrationProtection', IMAGE, { has: OURS }),
  'share an own image': deed('ModifyImageAttribute', IMAGE, { has: OURS }),
  'reset who may use an own image': deed('ResetImageAttribute', IMAGE, { has: OURS }),
  'disable an own image': deed('DisableImage', IMAGE, { has: OURS }),
  'deprecate an own image': deed('EnableImageDeprecation', IMAGE, { has: OURS }),
  'copy an own image': deed('CopyImage', IMAGE, { has: OURS, asks: OURS }),
  'store an own image in a bucket': deed('CreateStoreImageTask', IMAGE, { has: OURS }),
  'export an own image': deed('ExportImage', IMAGE, { has: OURS, asks: OURS }),
  'register an image': deed('RegisterImage', IMAGE, { asks: OURS }),
  'let images become public': deed('DisableImageBlockPublicAccess', '*'),
  'launch an own image': deed('RunInstances', IMAGE, { has: OURS }),
  'make a launch template': deed(
    'CreateLaunchTemplate',
    'arn:aws:ec2:eu-west-1:123456789012:launch-template/lt-1',
    { asks: OURS },
  ),
  'list launch templates, whose versions say it all': look('DescribeLaunchTemplates'),
  'change a launch template': deed(
    'CreateLaunchTemplateVersion',
    'arn:aws:ec2:eu-west-1:123456789012:launch-template/lt-1',
    { has: OURS },
  ),
  'change an Auto Scaling group': {
    action: 'autoscaling:UpdateAutoScalingGroup',
    on: 'arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:1:autoScalingGroupName/web',
  },
  'restart an instance that asks for images': deed('RebootInstances', INSTANCE, { has: TAGGED }),
  'read the user data of an instance': deed('DescribeInstanceAttribute', INSTANCE, { has: TAGGED }),
};
