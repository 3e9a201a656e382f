import { arnOf } from '../arns.ts';
import { authorize } from '../authorize.ts';
import type { Wish } from '../authorize.ts';
import { tagsFor } from '../foreign.ts';
import { resourceTags } from '../iam.ts';
import { holds } from '../imageLife.ts';
import { lockStateOf } from '../lockLife.ts';
import type { Snapshot } from '../records.ts';
import { dropSnapshot } from '../snapshotLife.ts';
import { AwsError } from '../wire/errors.ts';
import { required } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { Place, World } from '../world.ts';
import { namedSnapshot } from './snapshotLookup.ts';

/**
 * What is not there is told before permissions are looked at, since EC2 needs
 * the resource's tags to judge them. So a second delete finds nothing,
 * whatever the policy says.
 */
export function deleteSnapshot(call: Call, world: World): XmlFields {
  const place = world.place(call.account, call.region);
  const id = required(call.params, 'SnapshotId');
  const snapshot = namedSnapshot(world, place, id);
  authorize(call, world, [onDeletion(call, snapshot)]);
  // The code for somebody else's snapshot that one can see is not documented either; this one is loud.
  if (snapshot.account !== call.account)
    throw new AwsError('OperationNotPermitted', `The snapshot '${id}' is owned by another account.`);
  checkUnheld(place, snapshot, world.clock.now());
  discard(world, place, snapshot);
  return { return: true };
}

export function onDeletion({ account }: Call, snapshot: Snapshot): Wish {
  return {
    action: 'ec2:DeleteSnapshot',
    resource: arnOf(snapshot),
    context: {
      ...resourceTags(tagsFor(account, snapshot)),
      'ec2:owner': snapshot.account,
      'ec2:volumesize': String(snapshot.size),
    },
  };
}

/** A pending one goes when it comes to its end. */
export function discard(world: World, place: Place, snapshot: Snapshot): void {
  if (snapshot.state === 'pending') snapshot.deleteRequested = true;
  else dropSnapshot(world, place, snapshot);
}

/** https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-snapshot.html */
function checkUnheld(place: Place, snapshot: Snapshot, now: Date): void {
  const image = place.images.inOrder().find((candidate) => holds(candidate, snapshot));
  if (image) {
    throw new AwsError(
      'InvalidSnapshot.InUse',
      `The snapshot ${snapshot.id} is currently in use by ${image.id}`,
    );
  }
  checkFree(snapshot, now);
}

/** Whether nothing but an image may keep a snapshot. */
export function checkFree(snapshot: Snapshot, now: Date): void {
  const lock = lockStateOf(snapshot, now);
  if (lock !== undefined && lock !== 'expired') {
    // AWS does not document this code.
    throw new AwsError(
      'OperationNotPermitted',
      `The snapshot '${snapshot.id}' is locked and cannot be deleted.`,
    );
  }
  if (Object.keys(snapshot.tags).some((key) => key.startsWith('aws:backup:'))) {
    throw new AwsError(
      'InvalidParameterValue',
      'This snapshot is managed by the AWS Backup service and cannot be deleted via EC2 APIs',
    );
  }
}
