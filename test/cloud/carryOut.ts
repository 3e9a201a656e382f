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
import { settle } from './snapshotLife.ts';
import { publish } from './sns.ts';
import { getCallerIdentity } from './sts.ts';
import { AwsError } from './wire/errors.ts';
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
  sts: { GetCallerIdentity: getCallerIdentity },
};

export function carryOut(call: Call, world: World): XmlFields {
  if (!Object.hasOwn(ACTIONS, call.service)) {
    throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token');
  }
  if (!world.place(call.account, call.region).enabled) throw notEnabled(call);
  const actions = ACTIONS[call.service] ?? {};
  const action = Object.hasOwn(actions, call.action) ? actions[call.action] : undefined;
  if (!action) {
    throw new AwsError('InvalidAction', `The action ${call.action} is not valid for this web service.`);
  }
  settle(world);
  return action(call, world);
}

/** A region that is not enabled does not know the account's keys; neither does one that does not exist. */
function notEnabled({ service }: Call): AwsError {
  if (service === 'ec2') {
    return new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials');
  }
  return new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid');
}
