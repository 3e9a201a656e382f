import { needOf, policyOf } from '../authorize.ts';
import { isAllowed } from '../iam.ts';
import { keyArnOf, keyIn } from '../keys.ts';
import type { Snapshot } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import type { Call } from '../wire/request.ts';
import type { Place, World } from '../world.ts';
import { keyOf, kmsKeyOf } from './shapes.ts';
import { isUsable, RIGHTS } from './volumeKeys.ts';

/**
 * The ARN of the key that a copy gets; undefined of one that is not encrypted. `Encrypted` as false changes nothing.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html#creating-encrypted-snapshots
 */
export function keyOfCopy(
  call: Call,
  world: World,
  place: Place,
  source: Snapshot | undefined,
): string | undefined {
  const { KmsKeyId: keyId, Encrypted: encrypted } = call.params;
  // AWS documents that a key needs it, and no code; this is that of CreateVolume.
  if (keyId !== undefined && encrypted !== 'true') {
    throw new AwsError(
      'InvalidParameterDependency',
      'The parameter KmsKeyId requires the parameter Encrypted to be set.',
    );
  }
  if (keyId !== undefined) return namedKey(call, world, place, keyId);
  const isEncrypted = encrypted === 'true' || place.encryptByDefault || source?.encrypted;
  return isEncrypted ? kmsKeyOf(place) : undefined;
}

/**
 * AWS says that it looks at a key later than the answer. It was seen to refuse at once a key that is disabled, unknown
 * or that the caller may not describe.
 */
function namedKey(call: Call, world: World, place: Place, keyId: string): string {
  const arn = keyArnOf(place, keyId);
  if (arn === kmsKeyOf(place)) return arn;
  const key = keyIn(world, place, arn);
  const context = {
    'kms:viaservice': `ec2.${call.region}.amazonaws.com`,
    'kms:calleraccount': call.account,
  };
  const need = needOf(call, world, { action: 'kms:DescribeKey', resource: arn, context });
  const isOwn = arn.split(':')[4] === call.account;
  if (!(isOwn || key?.usableBy.includes(call.account)) || !isAllowed(policyOf(call, world), need))
    throw new AwsError('AuthFailure', `Not authorized to use key ${keyId} `, 403);
  if (key?.state === 'Enabled') return arn;
  const what = key?.state === 'Disabled' ? 'disabled' : 'invalid';
  throw new AwsError('InvalidParameterValue', `The specified keyId ${keyId} is ${what}`);
}

/**
 * Whether EBS will be able to use the keys of the source and of the copy, each in its region, by all rights that AWS
 * documents for copying. Fewer of them were seen to do.
 */
export function keysOfCopyAreUsable(
  call: Call,
  world: World,
  { source, key }: { readonly source: Snapshot; readonly key: string | undefined },
): boolean {
  const rights = [...RIGHTS, 'kms:GenerateDataKey'];
  const ofSource = keyOf(source);
  return (
    (ofSource === undefined || isUsable({ ...call, region: source.region }, world, ofSource, rights)) &&
    (key === undefined || isUsable(call, world, key, rights))
  );
}
