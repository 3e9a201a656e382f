import { arnOf } from '../arns.ts';
import { authorize, needOf, policyOf } from '../authorize.ts';
import { keyOf } from '../ec2/shapes.ts';
import { tagsFor } from '../foreign.ts';
import { isAllowed, resourceTags } from '../iam.ts';
import { keyIn } from '../keys.ts';
import type { Snapshot } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import type { Call } from '../wire/request.ts';
import type { World } from '../world.ts';
import { accessDenied, invalid } from './refused.ts';

/**
 * The snapshot with this id, if the caller may read its blocks now.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebsapi-permissions.html
 */
export function readable(call: Call, world: World, id: string): Snapshot {
  const snapshot = snapshotIn(call, world, id);
  authorize(call, world, [
    {
      action: `ebs:${call.action}`,
      resource: arnOf(snapshot),
      context: { ...resourceTags(tagsFor(call.account, snapshot)), 'ec2:owner': snapshot.account },
    },
  ]);
  checkState(world, snapshot);
  checkKey(call, world, snapshot);
  return snapshot;
}

/** Which of its errors AWS gives for a malformed id, for one of another account and for a public one is not documented. */
function snapshotIn({ account, region }: Call, world: World, id: string): Snapshot {
  if (!/^snap-[0-9a-f]{8}([0-9a-f]{9})?$/.test(id))
    throw invalid('INVALID_SNAPSHOT_ID', `The snapshot ID '${id}' is not valid.`);
  const found = world.placesIn(region).map(({ snapshots }) => snapshots.get(id));
  const snapshot = found.find((one) => one !== undefined);
  if (snapshot === undefined)
    throw new AwsError(
      'ResourceNotFoundException',
      `The snapshot '${id}' does not exist.`,
      404,
      'SNAPSHOT_NOT_FOUND',
    );
  if (snapshot.account === account || snapshot.sharedWith.includes(account)) return snapshot;
  if (snapshot.public)
    throw invalid(
      'INVALID_SNAPSHOT_ID',
      `The snapshot '${id}' is public, and public ones are not supported.`,
    );
  throw accessDenied('UNAUTHORIZED_ACCOUNT', `The account ${account} may not read the snapshot '${id}'.`);
}

/** That only completed snapshots can be read is documented. The code is not, nor that archived ones cannot. */
function checkState({ clock }: World, snapshot: Snapshot): void {
  const { id, state, tier, restoreExpiresAt } = snapshot;
  if (state !== 'completed')
    throw invalid('INVALID_SNAPSHOT_ID', `The snapshot '${id}' is in the state '${state}', not 'completed'.`);
  const isRestored = restoreExpiresAt !== undefined && restoreExpiresAt > clock.now();
  if (tier === 'archive' && !isRestored)
    throw invalid('INVALID_SNAPSHOT_ID', `The snapshot '${id}' is archived. Restore it before you read it.`);
}

/**
 * EBS asks KMS in the caller's name. What it says of a key that it cannot use is not documented in detail; nor that a
 * list needs the key, which is the strict side.
 */
function checkKey(call: Call, world: World, snapshot: Snapshot): void {
  const arn = keyOf(snapshot);
  if (arn === undefined) return;
  const key = keyIn(world, world.place(call.account, call.region), arn);
  if (!key) throw invalid('INVALID_CUSTOMER_KEY', `The KMS key ${arn} does not exist.`);
  if (key.state !== 'Enabled')
    throw accessDenied('DEPENDENCY_ACCESS_DENIED', `${arn} is in the state ${key.state}.`);
  // Its policy lets everybody of the account use it through EBS.
  if (key.manager === 'AWS' && key.account === call.account) return;
  const context = {
    'kms:calleraccount': call.account,
    'kms:encryptioncontext:aws:ebs:id': snapshot.volumeId,
    'kms:encryptioncontextkeys': ['aws:ebs:id'],
    'kms:viaservice': `ec2.${call.region}.amazonaws.com`,
  };
  const need = needOf(call, world, { action: 'kms:Decrypt', resource: arn, context });
  const isShared = key.account === call.account || key.usableBy.includes(call.account);
  if (isShared && isAllowed(policyOf(call, world), need)) return;
  throw accessDenied(
    'DEPENDENCY_ACCESS_DENIED',
    `The caller is not authorized to perform: kms:Decrypt on resource: ${arn}`,
  );
}
