import { arnOf } from '../arns.ts';
import { authorize } from '../authorize.ts';
import { tagsFor } from '../foreign.ts';
import { resourceTags } from '../iam.ts';
import type { Snapshot } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import { required } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { namedSnapshot } from './snapshotLookup.ts';

/**
 * One attribute of an own snapshot: who may use it, or what of the Marketplace is on it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshotAttribute.html
 */
export function describeSnapshotAttribute(call: Call, world: World): XmlFields {
  const place = world.place(call.account, call.region);
  const id = required(call.params, 'SnapshotId');
  const attribute = required(call.params, 'Attribute');
  const snapshot = namedSnapshot(world, place, id);
  authorize(call, world, [
    {
      action: 'ec2:DescribeSnapshotAttribute',
      resource: arnOf(snapshot),
      context: { ...resourceTags(tagsFor(call.account, snapshot)), 'ec2:owner': snapshot.account },
    },
  ]);
  // AWS does not say what others may ask of a snapshot that they can see; the strict answer is nothing.
  if (snapshot.account !== call.account)
    throw new AwsError('AuthFailure', `Not authorized for snapshot:${id}`, 403);
  switch (attribute) {
    case 'productCodes':
      return {
        snapshotId: id,
        productCodes: snapshot.productCodes.map((code) => ({ productCode: code.id, type: code.type })),
      };
    case 'createVolumePermission':
      return { snapshotId: id, createVolumePermission: permissionsOf(snapshot) };
    default:
      throw new AwsError('InvalidParameterValue', `Value (${attribute}) for parameter attribute is invalid.`);
  }
}

function permissionsOf({ sharedWith, public: isPublic }: Snapshot) {
  const users = sharedWith.map((userId) => ({ userId }));
  return isPublic ? [{ group: 'all' }, ...users] : users;
}
