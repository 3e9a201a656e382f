import { needOf, policyOf } from '../authorize.ts';
import { isAllowed } from '../iam.ts';
import { keyArnOf, keyIn } from '../keys.ts';
import type { Snapshot, Volume } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import type { Call } from '../wire/request.ts';
import type { Place, World } from '../world.ts';
import { keyOf, kmsKeyOf } from './shapes.ts';

export interface Encryption {
  readonly encrypted: boolean;
  /** The ARN of the key; undefined of a volume that is not encrypted. */
  readonly kmsKeyId: string | undefined;
}

/**
 * How a new volume is encrypted. What comes from an encrypted snapshot always is; encryption by default puts
 * the account's own key in the place of the snapshot's, and so does a snapshot of another account.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
 */
export function encryptionOf(
  { params, account }: Call,
  place: Place,
  snapshot: Snapshot | undefined,
): Encryption {
  if (params.KmsKeyId !== undefined && params.Encrypted !== 'true') {
    throw new AwsError(
      'InvalidParameterDependency',
      'The parameter KmsKeyId requires the parameter Encrypted to be set.',
    );
  }
  const encrypted = params.Encrypted === 'true' || place.encryptByDefault || (snapshot?.encrypted ?? false);
  if (!encrypted) return { encrypted, kmsKeyId: undefined };
  if (params.KmsKeyId !== undefined) return { encrypted, kmsKeyId: keyArnOf(place, params.KmsKeyId) };
  const keepsKey = snapshot?.encrypted && snapshot.account === account && !place.encryptByDefault;
  return { encrypted, kmsKeyId: keepsKey ? keyOf(snapshot) : kmsKeyOf(place) };
}

/** Whether EBS will be able to use the keys of the volume and of the snapshot it comes from. */
export function keysAreUsable(
  call: Call,
  world: World,
  { snapshot, encryption }: { readonly snapshot: Snapshot | undefined; readonly encryption: Encryption },
): boolean {
  const keys = [encryption.kmsKeyId, snapshot && keyOf(snapshot)];
  return keys.every((arn) => arn === undefined || isUsable(call, world, arn));
}

/** Whether EBS will be able to use the key of a volume that there is. */
export function keyIsUsable(call: Call, world: World, volume: Volume): boolean {
  const arn = keyOf(volume);
  return arn === undefined || isUsable(call, world, arn);
}

/** https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html */
export const RIGHTS: readonly string[] = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/**
 * Whether EBS will be able to use a key in the region of the call. The policy of the key that EBS made lets everybody
 * of the account use it through EBS.
 */
export function isUsable(call: Call, world: World, arn: string, rights = RIGHTS): boolean {
  const key = keyIn(world, world.place(call.account, call.region), arn);
  if (!key || key.state !== 'Enabled') return false;
  if (key.account !== call.account && !key.usableBy.includes(call.account)) return false;
  if (key.manager === 'AWS') return true;
  const context = {
    'kms:grantisforawsresource': 'true',
    'kms:viaservice': `ec2.${call.region}.amazonaws.com`,
    'kms:calleraccount': call.account,
  };
  return rights.every((action) =>
    isAllowed(policyOf(call, world), needOf(call, world, { action, resource: arn, context })),
  );
}
