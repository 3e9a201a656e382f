import { authorize, needOf, policyOf } from '../authorize.ts';
import { isAllowed } from '../iam.ts';
import { deregister, holds, protectionOf } from '../imageLife.ts';
import type { Image, Snapshot } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import type { Call } from '../wire/request.ts';
import type { Xml, XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { checkFree, discard, onDeletion } from './deleteSnapshot.ts';
import { onImage } from './iamResources.ts';
import { checkOwner, namedImage } from './imageLookup.ts';
import { listedDevices } from './imageShape.ts';

/**
 * Deregisters an image, and deletes its snapshots if asked to. A snapshot that cannot be deleted keeps no image:
 * the answer says why it stays.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeregisterImage.html
 */
export function deregisterImage(call: Call, world: World): XmlFields {
  const image = namedImage(call, world);
  authorize(call, world, [onImage(call, image)]);
  checkOwner(image, call);
  checkUnprotected(image, world.clock.now());
  const place = world.place(call.account, call.region);
  const snapshots = listedDevices(image).map(({ snapshot }) => snapshot);
  deregister(world, place, image);
  if (call.params.DeleteAssociatedSnapshots !== 'true') return { return: true };
  return { return: true, deleteSnapshotResultSet: snapshots.map((one) => result(call, world, one)) };
}

/** The codes are not documented; the second is that of a snapshot which AWS Backup keeps. */
function checkUnprotected(image: Image, now: Date): void {
  const { id, tags } = image;
  if (protectionOf(image, now) !== 'disabled')
    throw new AwsError('OperationNotPermitted', `The image '${id}' is protected from deregistration.`);
  if (!Object.keys(tags).some((key) => key.startsWith('aws:backup:'))) return;
  throw new AwsError(
    'InvalidParameterValue',
    'This image is managed by the AWS Backup service and cannot be deleted via EC2 APIs',
  );
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSnapshotReturnCode.html */
function result(call: Call, world: World, snapshot: Snapshot): Xml {
  const returnCode = deleted(call, world, snapshot);
  return { snapshotId: snapshot.id, returnCode };
}

function deleted(call: Call, world: World, snapshot: Snapshot): string {
  const place = world.place(call.account, call.region);
  if (place.images.inOrder().some((image) => holds(image, snapshot))) return 'skipped';
  if (!isAllowed(policyOf(call, world), needOf(call, world, onDeletion(call, snapshot))))
    return 'missing-permissions';
  try {
    checkFree(snapshot, world.clock.now());
  } catch (error) {
    if (error instanceof AwsError) return 'client-error';
    throw error;
  }
  if (place.snapshots.get(snapshot.id) !== snapshot) return 'client-error';
  discard(world, place, snapshot);
  return 'success';
}
