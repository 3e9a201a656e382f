import { checkCredentials } from './credentials.ts';
import { createSnapshot } from './ec2/createSnapshot.ts';
import { createSnapshots } from './ec2/createSnapshots.ts';
import { deleteSnapshot } from './ec2/deleteSnapshot.ts';
import { describeImages } from './ec2/describeImages.ts';
import { describeInstances } from './ec2/describeInstances.ts';
import { describeLockedSnapshots } from './ec2/describeLockedSnapshots.ts';
import { describeRegions } from './ec2/describeRegions.ts';
import { describeSnapshots } from './ec2/describeSnapshots.ts';
import { describeVolumes } from './ec2/describeVolumes.ts';
import { createTags, deleteTags } from './ec2/tags.ts';
import { settlePlace } from './snapshotLife.ts';
import { publish } from './sns.ts';
import { assumeRole, getCallerIdentity } from './sts.ts';
import { AwsError } from './wire/errors.ts';
import { success } from './wire/reply.ts';
import type { Document } from './wire/reply.ts';
import type { Call } from './wire/request.ts';
import type { XmlFields } from './wire/xml.ts';
import type { World } from './world.ts';

/** Reads or changes the world as the call asks, or throws an AwsError and changes nothing. */
type Action = (call: Call, world: World) => XmlFields;

const ACTIONS: Readonly<Record<string, Readonly<Record<string, Action>>>> = {
  ec2: {
    CreateSnapshot: createSnapshot,
    CreateSnapshots: createSnapshots,
    CreateTags: createTags,
    DeleteSnapshot: deleteSnapshot,
    DeleteTags: deleteTags,
    DescribeImages: describeImages,
    DescribeInstances: describeInstances,
    DescribeLockedSnapshots: describeLockedSnapshots,
    DescribeRegions: describeRegions,
    DescribeSnapshots: describeSnapshots,
    DescribeVolumes: describeVolumes,
  },
  sns: { Publish: publish },
  sts: { AssumeRole: assumeRole, GetCallerIdentity: getCallerIdentity },
};

export function carryOut(call: Call, world: World): Document {
  const { service, action } = call;
  if (!Object.hasOwn(ACTIONS, service)) {
    throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token');
  }
  checkCredentials(call, world);
  const actions = ACTIONS[service] ?? {};
  const carried = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (!carried) {
    throw new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`);
  }
  settlePlace(world, world.place(call.account, call.region));
  return success(call, carried(call, world), world.ids.next('request'));
}
