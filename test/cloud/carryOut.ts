import { describeAutoScalingGroups, describeLaunchConfigurations } from './autoScaling.ts';
import { checkCredentials } from './credentials.ts';
import { attachVolume } from './ec2/attachVolume.ts';
import { copySnapshot } from './ec2/copySnapshot.ts';
import { createImage } from './ec2/createImage.ts';
import { createReplaceRootVolumeTask } from './ec2/createReplaceRootVolumeTask.ts';
import { createSnapshot } from './ec2/createSnapshot.ts';
import { createSnapshots } from './ec2/createSnapshots.ts';
import { createVolume } from './ec2/createVolume.ts';
import { deleteSnapshot } from './ec2/deleteSnapshot.ts';
import { deleteVolume } from './ec2/deleteVolume.ts';
import { deregisterImage } from './ec2/deregisterImage.ts';
import { describeAvailabilityZones } from './ec2/describeAvailabilityZones.ts';
import { describeImageAttribute } from './ec2/describeImageAttribute.ts';
import { describeImages } from './ec2/describeImages.ts';
import { describeInstances } from './ec2/describeInstances.ts';
import { describeInstanceTypes } from './ec2/describeInstanceTypes.ts';
import { describeLaunchTemplateVersions } from './ec2/describeLaunchTemplateVersions.ts';
import { describeLaunchTemplates } from './ec2/describeLaunchTemplates.ts';
import { describeLockedSnapshots } from './ec2/describeLockedSnapshots.ts';
import { describeKeyPairs, describeSecurityGroups, describeSubnets } from './ec2/describeNetwork.ts';
import { describeRegions } from './ec2/describeRegions.ts';
import { describeReplaceRootVolumeTasks } from './ec2/describeReplaceRootVolumeTasks.ts';
import { describeSnapshotAttribute } from './ec2/describeSnapshotAttribute.ts';
import { describeSnapshots } from './ec2/describeSnapshots.ts';
import { describeTags } from './ec2/describeTags.ts';
import { describeVolumeStatus } from './ec2/describeVolumeStatus.ts';
import { describeVolumes } from './ec2/describeVolumes.ts';
import { detachVolume } from './ec2/detachVolume.ts';
import {
  disableImageDeregistrationProtection,
  enableImageDeregistrationProtection,
} from './ec2/imageProtection.ts';
import { lockSnapshot, unlockSnapshot } from './ec2/lockSnapshot.ts';
import { modifyInstanceAttribute } from './ec2/modifyInstanceAttribute.ts';
import { modifySnapshotAttribute } from './ec2/modifySnapshotAttribute.ts';
import { runInstances } from './ec2/runInstances.ts';
import { startInstances } from './ec2/startInstances.ts';
import { stopInstances } from './ec2/stopInstances.ts';
import { terminateInstances } from './ec2/terminateInstances.ts';
import { createTags, deleteTags } from './ec2/tags.ts';
import { getSnapshotBlock } from './ebs/getSnapshotBlock.ts';
import { listChangedBlocks } from './ebs/listChangedBlocks.ts';
import { listSnapshotBlocks } from './ebs/listSnapshotBlocks.ts';
import { describeKey } from './kms.ts';
import { invoke } from './lambda.ts';
import { getObject } from './s3/getObject.ts';
import { listObjectsV2 } from './s3/listObjectsV2.ts';
import { putObject } from './s3/putObject.ts';
import { settlePlace } from './snapshotLife.ts';
import { publish } from './sns.ts';
import { describeStackResources, getFunctionConfiguration } from './stacks.ts';
import { assumeRole, getCallerIdentity } from './sts.ts';
import { AwsError } from './wire/errors.ts';
import { success } from './wire/reply.ts';
import type { Document } from './wire/reply.ts';
import type { Call } from './wire/request.ts';
import type { XmlFields } from './wire/xml.ts';
import type { World } from './world.ts';

/** Reads or changes the world as the call asks, or throws an AwsError and changes nothing. */
type Action<Answer> = (call: Call, world: World) => Answer;

type Actions<Answer> = Readonly<Record<string, Readonly<Record<string, Action<Answer>>>>>;

/** What is answered in the envelope of a query protocol. */
const ENVELOPED: Actions<XmlFields> = {
  autoscaling: {
    DescribeAutoScalingGroups: describeAutoScalingGroups,
    DescribeLaunchConfigurations: describeLaunchConfigurations,
  },
  cloudformation: { DescribeStackResources: describeStackResources },
  ec2: {
    AttachVolume: attachVolume,
    CopySnapshot: copySnapshot,
    CreateImage: createImage,
    CreateReplaceRootVolumeTask: createReplaceRootVolumeTask,
    CreateSnapshot: createSnapshot,
    CreateSnapshots: createSnapshots,
    CreateTags: createTags,
    CreateVolume: createVolume,
    DeleteSnapshot: deleteSnapshot,
    DeleteTags: deleteTags,
    DeleteVolume: deleteVolume,
    DeregisterImage: deregisterImage,
    DescribeAvailabilityZones: describeAvailabilityZones,
    DescribeImageAttribute: describeImageAttribute,
    DescribeImages: describeImages,
    DescribeInstances: describeInstances,
    DescribeInstanceTypes: describeInstanceTypes,
    DescribeKeyPairs: describeKeyPairs,
    DescribeLaunchTemplateVersions: describeLaunchTemplateVersions,
    DescribeLaunchTemplates: describeLaunchTemplates,
    DescribeLockedSnapshots: describeLockedSnapshots,
    DescribeRegions: describeRegions,
    DescribeReplaceRootVolumeTasks: describeReplaceRootVolumeTasks,
    DescribeSecurityGroups: describeSecurityGroups,
    DescribeSnapshotAttribute: describeSnapshotAttribute,
    DescribeSnapshots: describeSnapshots,
    DescribeSubnets: describeSubnets,
    DescribeTags: describeTags,
    DescribeVolumeStatus: describeVolumeStatus,
    DescribeVolumes: describeVolumes,
    DetachVolume: detachVolume,
    DisableImageDeregistrationProtection: disableImageDeregistrationProtection,
    EnableImageDeregistrationProtection: enableImageDeregistrationProtection,
    LockSnapshot: lockSnapshot,
    ModifyInstanceAttribute: modifyInstanceAttribute,
    ModifySnapshotAttribute: modifySnapshotAttribute,
    RunInstances: runInstances,
    StartInstances: startInstances,
    StopInstances: stopInstances,
    TerminateInstances: terminateInstances,
    UnlockSnapshot: unlockSnapshot,
  },
  sns: { Publish: publish },
  sts: { AssumeRole: assumeRole, GetCallerIdentity: getCallerIdentity },
};

/** What is answered as it is. */
const PLAIN: Actions<Document | Promise<Document>> = {
  ebs: {
    GetSnapshotBlock: getSnapshotBlock,
    ListChangedBlocks: listChangedBlocks,
    ListSnapshotBlocks: listSnapshotBlocks,
  },
  kms: { DescribeKey: describeKey },
  lambda: { GetFunctionConfiguration: getFunctionConfiguration, Invoke: invoke },
  s3: { GetObject: getObject, ListObjectsV2: listObjectsV2, PutObject: putObject },
};

export function carryOut(call: Call, world: World): Document | Promise<Document> {
  const { service, action } = call;
  const [enveloped, plain] = [named(ENVELOPED, service), named(PLAIN, service)];
  if (!enveloped && !plain) {
    throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token');
  }
  checkCredentials(call, world);
  settlePlace(world, world.place(call.account, call.region));
  const ask = plain && named(plain, action);
  if (ask) return ask(call, world);
  const wrapped = enveloped && named(enveloped, action);
  if (wrapped) return success(call, wrapped(call, world), world.ids.next('request'));
  throw new AwsError(
    UNKNOWN_ACTION[service] ?? 'InvalidAction',
    `The action ${action} is not valid for this web service.`,
  );
}

const UNKNOWN_ACTION: Readonly<Record<string, string>> = {
  ebs: 'UnknownOperationException',
  kms: 'UnknownOperationException',
  lambda: 'UnknownOperationException',
  s3: 'NotImplemented',
};

/** Not what every object has, like `toString`. */
function named<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
